"""The log on a full disk, beside a killed process, from several at once: whole lines, and nothing done without one."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ehealth import journal, publishing
from ehealth.access import Reader, operator
from ehealth.domain import Refusal
from ehealth.editions import numbers
from ehealth.journal import Asked
from ehealth.store import create
from tests.files import send

STEWARD = operator("steward@example.org")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    path.mkdir()
    return path


def lines(store: Path, asked: Asked = journal.EVERYTHING) -> list[tuple[str, str, str, str]]:
    return [(line.who, line.action, line.outcome, line.to) for line in journal.read(store, STEWARD, asked).lines]


def files(store: Path) -> list[Path]:
    return sorted(journal.folder(store).iterdir())


def test_nothing_is_done_where_the_log_cannot_be_written(store: Path) -> None:
    journal.folder(store).write_text("in the way")
    with pytest.raises(Refusal, match="not-logged"), journal.doing(store, STEWARD, "publish"):
        raise AssertionError("done without a line")
    with pytest.raises(Refusal, match="forbidden"):
        journal.require(store, Reader("lead"), "publish")
    with pytest.raises(Refusal, match="not-logged"):
        journal.sweep(store)
    with pytest.raises(Refusal, match="log-unreadable"):
        journal.read(store, STEWARD)


def full_disk(store: Path, room: int) -> None:
    """In a process of its own, whose files cannot grow by more than `room`: as a full disk, the kernel says so."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with journal.doing(store, STEWARD, "publish", "7"):
        held = files(store)[0].stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (held + room, resource.RLIM_INFINITY))
        (store / "published").touch()


@pytest.mark.parametrize("room", [0, 1, 40, 150])
def test_a_disk_that_fills_up_leaves_no_half_line_and_what_was_done_is_told(store: Path, room: int) -> None:
    one = multiprocessing.get_context("fork").Process(target=full_disk, args=(store, room))
    one.start()
    one.join(20)
    assert one.exitcode == 0 and (store / "published").exists()
    assert journal.read(store, STEWARD).damaged == 0
    assert lines(store) == [("steward@example.org", "publish", "begun", "7")]
    journal.note(store, STEWARD, "publish", "8")
    assert [to for *_, to in lines(store)] == ["8", "7"]


KILLED = """
import os, signal, sys
from pathlib import Path
from ehealth import journal, publishing
from ehealth.access import operator
with journal.doing(Path(sys.argv[1]), operator("steward@example.org"), "publish", "7"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_leaves_the_line_that_it_began_with(store: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store)], cwd=Path(__file__).parents[1])
    assert killed.returncode == -signal.SIGKILL
    assert lines(store) == [("steward@example.org", "publish", "begun", "7")]


def many(store: Path, who: str, count: int) -> None:
    for number in range(count):
        journal.note(store, operator(who), "upload", f"p1 {number}")


def test_processes_that_write_at_once_lose_and_mix_nothing(store: Path) -> None:
    people = [f"lead{number}@example.org" for number in range(4)]
    at_once = [multiprocessing.get_context("fork").Process(target=many, args=(store, who, 50)) for who in people]
    for one in at_once:
        one.start()
    while any(one.is_alive() for one in at_once):
        assert journal.read(store, STEWARD).damaged == 0
    for one in at_once:
        one.join()
    assert journal.read(store, STEWARD).damaged == 0
    for who in people:
        assert [to for *_, to in lines(store, Asked(who=who))] == [f"p1 {number}" for number in reversed(range(50))]


def test_whoever_holds_the_lock_for_ever_holds_nobody_up_for_ever(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.note(store, STEWARD, "publish", "1")
    monkeypatch.setattr(sys.modules[journal.note.__module__], "LOCK_WAIT", 0.2)
    with files(store)[0].open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Refusal, match="not-logged"):
            journal.note(store, STEWARD, "publish", "2")
        with pytest.raises(Refusal, match="log-unreadable"):
            journal.read(store, STEWARD)
    assert len(lines(store)) == 1


def test_half_a_line_and_damaged_ones_are_skipped_and_counted(store: Path) -> None:
    journal.note(store, STEWARD, "publish", "1")
    (file,) = files(store)
    with file.open("ab") as target:
        target.write(b'[1]\n{"at": 5}\n' + b"[" * 100_000 + b'\n\xff\xfe\n{"at":"2026-11-2')
    journal.note(store, STEWARD, "publish", "2")
    assert [to for *_, to in lines(store)] == ["2", "1"]
    assert journal.read(store, STEWARD).damaged == 5


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to somebody else")
def test_what_roots_command_line_begins_the_service_can_go_on_writing(store: Path) -> None:
    os.chown(store, 4242, 4242)
    journal.note(store, STEWARD, "publish", "1")
    assert {path.stat().st_uid for path in (journal.folder(store), *files(store))} == {4242}


def test_what_a_registry_does_is_in_the_log_before_it_is_in_the_ledger(tmp_path: Path) -> None:
    made = create(tmp_path / "made")
    send(made, "projects")
    assert lines(made.path)[0] == ("lead@example.org", "upload", "done", "projects 000001")
    shutil.rmtree(journal.folder(made.path))
    journal.folder(made.path).write_text("in the way")
    with pytest.raises(Refusal, match="not-logged"):
        send(made, "projects", {"acronym": "P2"})
    with made.registry() as registry:
        assert registry.last == 1
    assert not list(made.received.glob("000002*"))


def test_no_edition_is_frozen_where_the_log_cannot_be_written(tmp_path: Path) -> None:
    made = create(tmp_path / "made")
    send(made, "projects")
    assert publishing.publish(made, STEWARD) == 1
    assert lines(made.path)[0] == ("steward@example.org", "publish", "done", "edition 1")
    shutil.rmtree(journal.folder(made.path))
    journal.folder(made.path).write_text("in the way")
    with pytest.raises(Refusal, match="not-logged"):
        publishing.publish(made, STEWARD)
    assert numbers(made.path) == [1]
