"""Who was erased stays so, whatever is killed, put back, damaged or full."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ehealth.domain import Refusal
from ehealth.editions import erased_file
from ehealth.store import Store, erase, erasing, open_store, rebuild
from ehealth.store.erased import listed
from ehealth.wording.problems import refuse
from tests.erasures import STEWARD, WHY, erased, lines, made_with, pseudonym, traces
from tests.files import Row, copied, refusal, send, students

Y1: Row = {"academic_year": "2023-2024", "enrolled_on": "2023-09-01", "ended_on": "2024-07-04"}
ROOT = Path(__file__).resolve().parents[1]
STEPS = (
    "erased._write", "footer.write_again", "rewriting.sweep", "ledger.write_receipt", "erasing.renew",
    "rewriting.initialise", "registry.Registry.replay", "rewriting.know",
)  # fmt: skip
KILLED = """
import os, sys
from importlib import import_module
from pathlib import Path
from uuid import UUID
from ehealth.access import operator
from ehealth.store import erase, open_store

folder, who, step, when = sys.argv[1:]
name, *inner, last = step.split(".")
modules = ("erased", "footer", "ledger", "rewriting", "registry", "erasing")
places = [import_module(f"ehealth.store.{module}") for module in modules]
places = [getattr(place, inner[0]) for place in places[4:5]] if inner else places

def dying(real):
    def dies(*arguments, **named):
        if when == "after":
            real(*arguments, **named)
        os._exit(9)
    return dies

with open_store(Path(folder)).registry() as registry:
    for place in places:
        if hasattr(place, last):
            setattr(place, last, dying(getattr(place, last)))
    erase(registry, UUID(who), operator("steward@example.org"), "asked in writing")
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made_with(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def test_a_store_that_is_put_back_from_an_older_copy_erases_again(known: Store, tmp_path: Path) -> None:
    older = shutil.copytree(known.path, tmp_path / "backup")
    who = erased(known)
    send(known, "cohorts", *students(3, **Y1)[2:])
    shutil.rmtree(known.path)
    shutil.copytree(older, known.path)
    assert "000003.parquet" in traces(known, who)
    with open_store(known.path).registry() as registry:
        assert [(e.number, e.action, e.done_by, e.line_count) for e in registry.log()[8:]] == [
            (9, "erase", "steward@example.org", 4)
        ]
    assert traces(known, who) == []
    with known.registry() as registry:
        assert registry.last == 9  # and once is enough


def test_files_of_rows_put_back_under_the_ledger_are_cleaned_too(known: Store, tmp_path: Path) -> None:
    older = shutil.copytree(known.received, tmp_path / "rows")
    who = erased(known)
    for path in older.glob("*.parquet"):
        shutil.copy2(path, known.received)
    rebuild(known.path)
    with known.registry() as registry:
        assert [entry.action for entry in registry.log()].count("erase") == 1
    assert traces(known, who) == []


def test_the_list_is_beside_the_store_for_its_owner_only_and_holds_no_identifier(known: Store) -> None:
    erased(known)
    path = erased_file(known.path)
    assert path.parent == known.path.parent
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "etu-2" not in path.read_text()
    assert [(one.by, one.why, one.rows) for one in listed(known.path)] == [("steward@example.org", WHY, 4)]


@pytest.mark.parametrize("content", ["{", "[]\n", '{"student": "x"}\n', "\udcff"])
def test_a_damaged_list_is_a_sentence_and_nothing_opens(known: Store, content: str) -> None:
    erased_file(known.path).write_bytes(content.encode(errors="surrogateescape"))
    assert refusal(pseudonym, known) == "erased-list-damaged"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_is_killed_at_any_step_is_gone_on_with_or_was_not_begun(
    known: Store, step: str, when: str
) -> None:
    who = pseudonym(known)
    asked = [sys.executable, "-c", KILLED, str(known.path), str(who), step, when]
    assert subprocess.run(asked, cwd=ROOT).returncode == 9
    decided = erased_file(known.path).exists()
    assert decided == ((step, when) != ("erased._write", "before"))
    with known.registry() as registry:
        assert [entry.action for entry in registry.log()].count("erase") == decided
        assert registry.last == 8 + decided
    assert lines(known) == ({"cohorts": 47, "placements": 7} if decided else {"cohorts": 50, "placements": 8})
    assert (traces(known, who) == []) == decided


def test_a_disk_that_is_full_is_a_sentence_and_the_erasure_goes_on_later(
    known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    who = pseudonym(known)
    with monkeypatch.context() as patched, known.registry() as registry:
        patched.setattr(erasing.footer, "write_again", full)
        with pytest.raises(Refusal) as caught:
            erase(registry, who, STEWARD, WHY)
    assert "No space left on device" in refuse(caught.value, "en")
    assert lines(known) == {"cohorts": 47, "placements": 7}
