"""What `upload` asks and says before it records a file."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ehealth.store import Store, open_store
from tests.conftest import ROOT
from tests.files import file, send, students


@pytest.fixture
def known(store: Store) -> Store:
    """Ten students of 2024-2025 in the full course of p1."""
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(10))
    return store


def upload(store: Store, content: bytes, tmp_path: Path, answer: bytes | None = None) -> tuple[int, str]:
    """(exit code, what was said) of `upload cohorts`; with an answer, at a terminal where it is typed."""
    path = tmp_path / "promotion.csv"
    path.write_bytes(content)
    command = [sys.executable, "-m", "ehealth", "--store", str(store.path), "upload", "cohorts", str(path)]
    command += ["--by", "lead@example.org"]
    environment = {**os.environ, "LC_ALL": "fr_FR.UTF-8"}
    ours, theirs = pty.openpty()
    if answer is not None:
        os.write(ours, answer)
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=theirs if answer is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return done.returncode, done.stdout.decode()


def last(store: Store) -> int:
    with open_store(store.path).registry() as registry:
        return registry.last


def test_fewer_rows_are_confirmed_at_a_terminal(known: Store, tmp_path: Path) -> None:
    fewer = file("cohorts", *students(4))
    code, said = upload(known, fewer, tmp_path, b"n\n")
    assert (code, last(known)) == (1, 3)
    assert "Enregistrer tout de même le fichier" in said
    code, said = upload(known, fewer, tmp_path, b"o\n")
    assert (code, last(known)) == (0, 4), said


def test_a_script_is_told_and_not_asked(known: Store, tmp_path: Path) -> None:
    code, said = upload(known, file("cohorts", *students(4)), tmp_path)
    assert (code, last(known)) == (0, 4)
    assert "4" in said
    assert "Enregistrer tout de même" not in said


def test_the_same_file_again_is_recognised(known: Store, tmp_path: Path) -> None:
    code, said = upload(known, file("cohorts", *students(10)), tmp_path)
    assert (code, last(known)) == (0, 3)
    assert said.startswith("Déjà reçu\u00a0: récépissé 000003-")
