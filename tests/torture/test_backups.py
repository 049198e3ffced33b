"""Backups while two processes send, withdraw and publish; backups that are killed. Long: about 5 minutes."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ehealth.domain import Refusal
from ehealth.store import Registry, Store, backup, create, open_store, restore
from tests.files import STEWARD, refusal, send
from tests.torture.size import of, tell

ROOT = Path(__file__).resolve().parents[2]
BACKUPS, KILLS = of(2, 40), of(3, 40)
# Sends classes of another size each time, takes every fifth back, publishes after every tenth; until it is killed.
SENDING = """
import sys
from pathlib import Path
from ehealth.publishing import publish
from ehealth.store import open_store
from tests.files import STEWARD, send, students

store, project = open_store(Path(sys.argv[1])), sys.argv[2]
for turn in range(1, 10_000):
    sent = send(store, "cohorts", *students(20 + turn % 50, project_code=project))
    if turn % 5 == 0:
        with store.registry() as registry:
            registry.withdraw(sent.receipt, STEWARD, "wrong file")
    if turn % 10 == 0:
        publish(store, STEWARD)
    print(sent.receipt, flush=True)
"""
BACKING_UP = """
import sys
from pathlib import Path
from ehealth.access import operator
from ehealth.store import backup, open_store
backup(open_store(Path(sys.argv[1])), Path(sys.argv[2]), operator(""))
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = create(tmp_path / "store")
    send(made, "projects", {}, {"project_code": "p2"})
    send(made, "modules", {}, {"project_code": "p2"})
    return made


@contextmanager
def sending(store: Store) -> Iterator[list[subprocess.Popen[str]]]:
    """Two processes that send until the `with` ends."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", SENDING, str(store.path), project], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for project in ("p1", "p2")
    ]
    try:
        for one in begun:
            assert one.stdout and one.stdout.readline()
        yield begun
        assert [one.poll() for one in begun] == [None, None]
    finally:
        for one in begun:
            one.kill()
            one.communicate()


def state(registry: Registry, ledger: int) -> tuple[object, ...]:
    """The ledger up to an entry, the rows and people of each upload, and what was current then: by plain loops."""
    log = [entry for entry in registry.log() if entry.number <= ledger]
    gone = {entry.target for entry in log if entry.action == "withdraw"}
    kept = [slice_ for slice_ in registry.slices() if slice_[0] <= ledger]
    current: dict[tuple[object, ...], tuple[int, int]] = {}
    kinds = {entry.number: entry.kind for entry in log}
    for number, *parts, rows, _ in sorted(kept, key=lambda slice_: slice_[0]):
        if number not in gone:
            current[(kinds[number], *parts)] = (number, rows)
    counted = "number, count(*), count(DISTINCT student_id), max(student_id)"
    rows_of = f"SELECT {counted} FROM cohorts_rows WHERE number <= ? GROUP BY ALL ORDER BY ALL"
    return log, current, registry.con.execute(rows_of, [ledger]).fetchall()


def sums(folder: Path, ledger: int) -> dict[str, str]:
    """SHA-256 of every file received up to an entry, and of the editions of then."""
    received = {path for path in (folder / "received").glob("[0-9]*") if int(path.stem) <= ledger}
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in received}


def editions(folder: Path) -> dict[str, str]:
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for name in ("editions", "snapshots")
        for path in (folder / name).glob("[0-9]*")
    }


def test_backups_while_two_processes_send_hold_exactly_what_there_was(store: Store, tmp_path: Path) -> None:
    taken, longest = [], 0.0
    with sending(store):
        for number in range(BACKUPS):
            begun = time.monotonic()
            taken.append((tmp_path / f"backup-{number}", backup(store, tmp_path / f"backup-{number}", STEWARD).ledger))
            longest = max(longest, time.monotonic() - begun)
            time.sleep(of(1, 2))
    with store.registry() as registry:
        last, known = registry.last, {ledger: state(registry, ledger) for _, ledger in taken}
    assert len({ledger for _, ledger in taken}) > 1 and taken[-1][1] < last
    whole = editions(store.path)
    for folder, ledger in taken:
        back = restore(folder, folder.with_name("back-" + folder.name), STEWARD)
        with back.store.registry() as registry:
            assert (back.ledger, registry.last) == (ledger, ledger)
            assert state(registry, ledger) == known[ledger]
            currents = {(number, rows) for number, *_, rows, current in registry.slices() if current}
            assert currents == set(known[ledger][1].values())  # type: ignore[attr-defined]
        assert sums(back.store.path, ledger) == sums(store.path, ledger)
        assert editions(back.store.path).items() <= whole.items()
    entries = ", ".join(str(ledger) for _, ledger in taken)
    tell(
        f"{BACKUPS} backups during uploads, at entries {entries} of {last}: all alike; the slowest took {longest:.2f} s"
    )


def test_a_backup_that_is_killed_leaves_nothing_in_the_store_and_says_that_it_is_not_whole(
    store: Store, tmp_path: Path
) -> None:
    seed = random.randrange(1 << 32)
    chance, whole = random.Random(seed), 0
    with sending(store):
        for number in range(KILLS):
            to = tmp_path / f"backup-{number}"
            one = subprocess.Popen([sys.executable, "-c", BACKING_UP, str(store.path), str(to)], cwd=ROOT)
            while not (to.exists() or list(store.path.glob(".backup-*"))) and one.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.random() * 0.15)
            one.kill()
            one.wait()
            whole += (to / "SHA256SUMS").exists()
    with open_store(store.path).registry():
        assert list(store.path.glob(".backup-*")) == []
    for number in range(KILLS):
        to = tmp_path / f"backup-{number}"
        if not to.exists():
            continue
        if (to / "SHA256SUMS").exists():
            restore(to, tmp_path / f"back-{number}", STEWARD)
        else:
            assert refusal(restore, to, tmp_path / f"back-{number}", STEWARD) == "backup-not-whole"
            assert {path.name for path in to.iterdir()} - {"NOT-WHOLE", "NOT-WHOLE.waiting"} == set() or (
                to / "NOT-WHOLE"
            ).exists()
    tell(f"{KILLS} backups killed (seed {seed}): {whole} were whole by then, the others say that they are not")


def test_a_restore_that_is_killed_places_nothing_or_all(store: Store, tmp_path: Path) -> None:
    script = BACKING_UP.replace("backup", "restore").replace("open_store(Path(sys.argv[1]))", "Path(sys.argv[1])")
    script = script.replace("import restore, open_store", "import restore")
    backup(store, tmp_path / "kept", STEWARD)
    seed = random.randrange(1 << 32)
    chance, placed = random.Random(seed), 0
    for number in range(KILLS):
        to = tmp_path / f"there-{number}" / "store"
        one = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "kept"), str(to)], cwd=ROOT)
        while not to.with_name("store.log").exists() and one.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.random())
        one.kill()
        one.wait()
        if to.exists():  # what the killed one left beside it goes when it is tried again
            placed += refusal(restore, tmp_path / "kept", to, STEWARD) == "store-exists"
        else:
            restore(tmp_path / "kept", to, STEWARD)
        with open_store(to).registry() as registry:
            assert registry.last == 2
        assert {path.name for path in to.parent.iterdir()} == {"store", "store.log"}
    tell(f"{KILLS} restores killed (seed {seed}): {placed} were done by then, the others were done anew")


def test_uploads_wait_while_files_are_linked_and_not_while_they_are_copied(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehealth.store import backups

    monkeypatch.setattr("ehealth.store.folder.LOCK_WAIT", 0.2)
    real, sent = backups.copy, []

    def copying(source: Path, target: Path) -> str:
        if not sent:
            sent.append(send(store, "cohorts", {}).number)
        return real(source, target)

    monkeypatch.setattr(backups, "copy", copying)
    assert backup(store, tmp_path / "kept", STEWARD).ledger == 2
    assert sent == [3]
    with store.registry(), pytest.raises(Refusal, match="store-busy"):
        backup(store, tmp_path / "other", STEWARD)
    assert not (tmp_path / "other").exists()
