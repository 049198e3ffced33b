"""`erase` and `retain`: what they ask, say and leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ehealth.store import Store
from tests.conftest import ROOT
from tests.erasures import lines, made_with, pseudonym
from tests.files import copied

WHY = ("--why", "asked in writing")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made_with(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def run(store: Store, *words: str, typed: str = "", **environment: str) -> tuple[int, str]:
    """(exit code, what was said) of a command by a steward, in English."""
    command = [sys.executable, "-m", "ehealth", "--store", str(store.path), *words, "--by", "steward@example.org"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_a_student_is_erased_by_project_and_identifier(known: Store) -> None:
    said = run(known, "erase", "--project", "p1", "--student", "etu-2", *WHY)
    assert said == (0, "Erased: 4 rows. Receipt 000009.\n")
    assert lines(known) == {"cohorts": 47, "placements": 7}


def test_the_identifier_may_be_typed_so_that_no_history_keeps_it(known: Store) -> None:
    code, said = run(known, "erase", "--project", "p1", *WHY, typed="etu-2\n")
    assert (code, said.splitlines()[0]) == (0, "Erased: 4 rows. Receipt 000009.")


def test_a_student_is_erased_by_pseudonym(known: Store) -> None:
    assert run(known, "erase", "--pseudonym", str(pseudonym(known)), *WHY)[0] == 0
    assert lines(known) == {"cohorts": 47, "placements": 7}


@pytest.mark.parametrize("words", [(), ("--project", "p1", "--student", "x", "--pseudonym", "0" * 32)])
def test_one_way_to_name_the_student_is_enough(known: Store, words: tuple[str, ...]) -> None:
    code, said = run(known, "erase", *words, *WHY)
    assert (code, "Give either" in said) == (2, True)


def test_an_unknown_student_is_a_sentence(known: Store) -> None:
    code, said = run(known, "erase", "--project", "p2", "--student", "etu-9", *WHY)
    assert code == 2
    assert said.startswith("No row is kept of this student. Check the project’s code")


def test_lines_go_by_command_and_once_is_enough(known: Store) -> None:
    assert run(known, "retain") == (0, "No line has to go yet.\n")
    code, said = run(known, "retain", EHEALTH_RETENTION_YEARS="1")
    assert code == 0 and said.startswith("Gone: ") and said.endswith("; their totals stay. Receipt 000009.\n")
    assert run(known, "retain", EHEALTH_RETENTION_YEARS="1") == (0, "No line has to go yet.\n")
    assert run(known, "retain", EHEALTH_RETENTION_YEARS="x")[0] == 2
