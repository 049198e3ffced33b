"""Disks that are full or read-only, locks that others hold, a clock that goes back: a sentence, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ehealth import journal
from ehealth.domain import Refusal
from ehealth.editions import erased_file, latest
from ehealth.publishing import publish
from ehealth.store import Store, backup, ledger, open_store
from tests.erasures import STEWARD, erased
from tests.files import send, students
from tests.torture.size import LONG, of
from tests.torture.strange import ROWS, answer, held, to_maltreat, with_its_list


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return to_maltreat(tmp_path_factory.mktemp("made"))


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return with_its_list(made, tmp_path)


def test_a_lock_that_is_held_and_a_registry_that_another_program_has_open(
    known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehealth.store.folder.LOCK_WAIT", 0.2)
    holds = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print(flush=True); sys.stdin.read()"
    opens = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    for script, file, code in (
        (holds, "registry.lock", "store-busy"),
        (opens, "registry.duckdb", "registry-open"),
    ):
        command = [sys.executable, "-c", script, str(known.path / file)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout and other.stdout.readline()
            assert answer(known) == code
            assert latest(known.path).edition is not None
    monkeypatch.undo()
    assert answer(known) == ""
    assert held(known) == (11, ROWS, 1)


def test_a_clock_that_goes_back_two_hours_changes_no_order(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    send(known, "cohorts", *students(4, project_code="p2"))
    back = ledger.now() - timedelta(hours=2)
    monkeypatch.setattr(ledger, "now", lambda: back)
    monkeypatch.setattr(sys.modules[publish.__module__], "now", lambda: back)
    sent = send(known, "cohorts", *students(6, project_code="p2"))
    erased(known, "etu-3")
    assert publish(known, STEWARD) == 2
    assert latest(known.path).edition.number == 2  # type: ignore[union-attr]
    with open_store(known.path).registry() as registry:
        assert [entry.number for entry in registry.log()] == list(range(1, 15))
        assert registry.log()[11].done_at < registry.log()[10].done_at
        current = [slice_[0] for slice_ in registry.slices() if slice_[-1] and slice_[1] == "p2" and slice_[2]]
        assert current == [sent.number]
    times = [line.split('"at": "')[1][:19] for line in erased_file(known.path).read_text().splitlines()]
    assert times == sorted(set(times))


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own of that size; skipped where that takes a right that is not there."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder]).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_fills_up_is_a_sentence_and_nothing_is_lost(made: Store, tmp_path: Path) -> None:
    """Filled but for some kilobytes, so that writing fails earlier or later each time."""
    with disk(tmp_path / "disk", 40) as folder:
        store, sent, codes = with_its_list(made, folder), 0, set()
        for turn, free in enumerate((0, 4, 8, 16, 64, 200, 400) if LONG else (0, 8, 200)):
            filler = folder / "filler"
            left = shutil.disk_usage(folder).free - free * 1024
            filler.write_bytes(b"\0" * left)
            for action in (
                lambda turn=turn: send(store, "modules", {}, {"project_code": "p2"}, {"module_code": f"more{turn}"}),
                lambda: publish(store, STEWARD),
                lambda: backup(store, folder / f"backup-{free}", STEWARD),  # noqa: B023
            ):
                try:
                    action()
                    sent += 1
                except Refusal as refusal:
                    codes.add(refusal.code)
                assert latest(store.path).edition is not None
            filler.unlink()
            assert not (folder / f"backup-{free}" / "NOT-WHOLE").exists()
            assert held(store)[1:] == (ROWS, 1)
        assert codes <= {"not-recorded", "not-logged", "edition-not-made", "not-backed-up", "registry-unreadable"}
        assert len(codes) >= of(1, 2)
        before = held(store)[0]
        assert answer(store) == "" and held(store) == (before + 1, ROWS, 1)
        assert journal.read(store.path, STEWARD).damaged == 0


def test_a_disk_that_is_read_only_is_a_sentence_and_readers_go_on(made: Store, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", 40) as folder:
        store = with_its_list(made, folder)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        assert latest(store.path).edition is not None
        assert answer(store) in ("not-recorded", "not-logged")
        for action in (lambda: publish(store, STEWARD), lambda: backup(store, tmp_path / "kept", STEWARD)):
            with pytest.raises(Refusal) as refused:
                action()
            assert refused.value.code in ("not-recorded", "not-logged")
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
        assert answer(store) == "" and held(store) == (11, ROWS, 1)
