"""Heavy work in a process of its own: it may be left, killed or orphaned, and nothing is half done."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ehealth.desk import worker
from ehealth.desk.sent import Sent, _recorded
from ehealth.desk.worker import Worker
from ehealth.domain import Refusal
from ehealth.intake import Tell
from ehealth.store import Entry, Store
from tests.files import STEWARD, file, refusal, send, students
from tests.torture.size import of, tell

KILLS, SEED = of(3, 60), 3


def cohort(count: int) -> Sent:
    return Sent("1", "cohort.csv", file("cohorts", *students(count)))


@pytest.fixture
def known(store: Store) -> Store:
    for kind in ("projects", "modules"):
        send(store, kind)
    return store


def record(own: Worker, store: Store, last: int, count: int = 30, tell: Tell = lambda stage, share: None) -> Entry:
    """As the upload page does, with a worker that is the test's own."""
    given = (store, "cohorts", None, cohort(count), STEWARD, STEWARD, last, "cohort.csv")
    return own.apart(_recorded, *given, tell=tell)


def last_of(store: Store) -> int:
    with store.registry() as registry:
        return registry.last


def test_it_is_another_process_that_gives_way_to_this_one() -> None:
    own = Worker()
    there = own.apart(os.getpid)
    assert there != os.getpid() and own.apart(os.getpid) == there
    assert own.apart(os.nice, 0) == os.nice(0) + 5


def test_a_refusal_comes_back_with_its_facts_and_a_fault_without_its_text(capfd: pytest.CaptureFixture[str]) -> None:
    own = Worker()
    with pytest.raises(Refusal) as refused:
        own.apart(refusing, "no-such-project", project="p9")
    assert (refused.value.code, refused.value.facts) == ("no-such-project", {"project": "p9"})
    with pytest.raises(RuntimeError) as failed:
        own.apart(int, "EMILE")
    assert "EMILE" not in str(failed.value)
    assert own.apart(int, "3") == 3
    logged = capfd.readouterr().err
    assert "a job failed: ValueError" in logged and "EMILE" not in logged


def refusing(code: str, **facts: str) -> None:
    raise Refusal(code, **facts)


def test_one_that_was_killed_is_named_and_another_is_started() -> None:
    own = Worker()
    there = own.apart(os.getpid)
    assert refusal(own.apart, os._exit, 1) == "worker-lost"
    assert own.apart(os.getpid) != there


def test_a_page_that_is_left_stops_its_file_before_it_is_recorded(known: Store) -> None:
    own, before = Worker(), last_of(known)

    def leave(stage: str, share: float) -> None:
        if stage == "recording":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(own, known, before, tell=leave)
    assert last_of(known) == before
    assert list(known.received.glob("intake-*")) == []
    assert record(own, known, before).number == before + 1


def test_who_comes_second_is_told_and_waits(known: Store) -> None:
    own, stages, before = Worker(), [], last_of(known)
    first = threading.Thread(target=own.apart, args=(time.sleep, 0.5))
    first.start()
    time.sleep(0.1)
    record(own, known, before, tell=lambda stage, share: stages.append(stage))
    first.join()
    assert stages == ["waiting", "reading", "checking", "checking", "done", "recording"]


def test_killed_at_any_moment_a_file_is_recorded_or_it_is_not(known: Store) -> None:
    chance, own, lost = random.Random(SEED), Worker(), 0
    own.apart(os.getpid)
    start = time.monotonic()
    record(own, known, last_of(known), 399)
    usual = time.monotonic() - start
    for number in range(KILLS):
        before, there = last_of(known), own.apart(os.getpid)
        killer = threading.Timer(chance.uniform(0, usual), os.kill, (there, 9))
        killer.start()
        try:
            record(own, known, before, 400 + number)
        except Refusal as refused:
            assert refused.code == "worker-lost"
            lost += 1
        killer.join()
        gone(there)
        with known.registry() as registry:
            new = [entry for entry in registry.log() if entry.number > before]
            held = [rows for upload, *_, rows, current in registry.slices() if current and upload == registry.last]
        assert [entry.line_count for entry in new] in ([], [400 + number])
        assert not new or held == [400 + number]
    tell(f"seed {SEED}: {KILLS} kills while a file was recorded, {lost} of them in time: all of it or nothing")
    assert lost


def test_it_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    told = "from ehealth.desk.worker import apart; import os; print(apart(os.getpid), flush=True); "
    told += "os.kill(os.getpid(), 9)"
    process = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=worker.ROOT)
    gone(int(process.stdout))


def gone(pid: int) -> None:
    """Waits until a process has ended."""
    deadline = time.monotonic() + 10
    while alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
