"""A process that uploads, withdraws, publishes and backs up is killed at random: what it acknowledged is there."""

from __future__ import annotations

import random
import re
import shutil
import sys
import time
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.editions import numbers, open_edition
from ehealth.publishing import publish
from ehealth.store import Store, backup, create, open_store, restore, verify
from tests.files import send, students
from tests.torture import size

SEED = random.SystemRandom().randrange(1_000_000)
BY = operator("steward@example.org")
YEARS = ("2022-2023", "2023-2024", "2024-2025")
OPENS = 10.0  # seconds
FRESH = 25  # kills after which a new store is taken
LEFT = re.compile(r"editions/\d{4}\.sha256|snapshots/\d{4}\.parquet")  # of an edition that never came; its number comes
PROCESSES = get_context("forkserver")  # a process a kill, without the second that the imports take

Said = tuple[str, str]  # what was done, and its receipt, number or folder


def work(folder: Path, seed: int, out: Connection) -> None:
    """Acts on a store until it is killed, and tells each thing once it is done."""
    dice, store = random.Random(seed), open_store(folder)
    out.send(("ready", ""))
    while True:
        with suppress(Refusal):  # nothing left to withdraw
            out.send(act(store, dice))


def act(store: Store, dice: random.Random) -> Said:
    what = dice.choices(("upload", "withdraw", "publish", "backup"), (6, 2, 2, 1))[0]
    if what == "upload":
        year = dice.choice(YEARS)
        days = {"academic_year": year, "enrolled_on": f"{year[:4]}-09-02", "ended_on": f"{year[5:]}-07-04"}
        return what, send(store, "cohorts", *students(dice.randrange(20, 400), **days)).receipt
    if what == "withdraw":
        with store.registry() as registry:
            gone = {entry.target for entry in registry.log() if entry.action == "withdraw"}
            live = [
                e.receipt for e in registry.log() if e.kind == "cohorts" and e.target is None and e.number not in gone
            ]
            return what, registry.withdraw(live[-1] if live else "none", BY, "sent by mistake").receipt
    if what == "publish":
        return what, str(publish(store, BY))
    to = store.path.with_name(f"backup-{dice.randrange(10**9)}")
    backup(store, to, BY)
    return what, str(to)


def killed(store: Store, dice: random.Random) -> list[Said]:
    """What a process said before it was killed, somewhere in what came next."""
    ours, its = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(store.path, dice.randrange(10**9), its))
    process.start()
    its.close()
    said = [ours.recv()]
    time.sleep(dice.random() * dice.choice((0.5, 4.0)))  # within the first act, or within one of the next
    process.kill()
    process.join()
    with suppress(EOFError):
        while True:
            said.append(ours.recv())
    return said[1:]


def opened(store: Store) -> tuple[float, set[Said]]:
    """The seconds until the store was open, and what its ledger says."""
    begun = time.monotonic()
    with store.registry() as registry:
        took = time.monotonic() - begun
        log = registry.log()
    return took, {(e.action, str(e.target) if e.action == "publish" else e.receipt) for e in log}


def half_there(store: Store) -> set[str]:
    """Files that belong to no entry and no edition."""
    with store.registry() as registry:
        log = registry.log()
    whole = {f"received/{e.number:06d}.json" for e in log} | {"received/store.json"}
    whole |= {f"received/{e.number:06d}.parquet" for e in log if e.action == "upload"}
    for n in numbers(store.path):
        whole |= {f"editions/{n:04d}.duckdb", f"editions/{n:04d}.sha256", f"snapshots/{n:04d}.parquet"}
    there = {str(path.relative_to(store.path)) for name in ("received", "editions", "snapshots") for path in
             (store.path / name).rglob("*")}  # fmt: skip
    return {name for name in there ^ whole if not (name in there and LEFT.fullmatch(name))} | {
        path.name for path in store.path.glob(".backup-*")
    }


def made(folder: Path) -> Store:
    store = create(folder / "store")
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30))
    publish(store, BY)
    return store


def put_back(backup: Path, store: Store) -> Store:
    """The store of a backup, whose key comes from where it is kept."""
    restored = restore(backup, backup.with_name(f"{backup.name}-put-back"), BY).store
    shutil.copy2(store.key_file, restored.key_file)
    return restored


def wrong(store: Store) -> list[object]:
    """What `verify` finds, but for an edition that the next publishing notes."""
    return [found for found in verify(store).wrong if isinstance(found, Refusal) or found[0] != "edition-unnoted"]


def test_whatever_was_acknowledged_before_a_kill_is_there_and_nothing_is_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # else a page tested before
    dice, kills, slowest, counted = random.Random(SEED), size.of(6, 220), 0.0, Counter[str]()
    PROCESSES.set_forkserver_preload(["tests.torture.test_kills"])
    for turn in range(kills):
        if turn % FRESH == 0:
            store, kept = made(tmp_path / str(turn)), set[Said]()
        said = killed(store, dice)
        kept |= {one for one in said if one[0] != "backup"}
        took, log = opened(store)
        slowest = max(slowest, took)
        assert kept - log == set(), f"seed {SEED}, kill {turn}"
        assert half_there(store) == set(), f"seed {SEED}, kill {turn}"
        assert wrong(store) == [], f"seed {SEED}, kill {turn}"
        assert open_edition(store.path).number == max(numbers(store.path))
        for _, to in (one for one in said if one[0] == "backup"):
            assert wrong(put_back(Path(to), store)) == [], f"seed {SEED}, kill {turn}"
        counted.update(what for what, _ in said)
    publish(store, BY)
    assert verify(store).wrong == []
    assert slowest < OPENS and counted
    size.tell(f"{kills} kills, {dict(counted)} acknowledged, none lost; slowest opening {slowest:.2f} s, seed {SEED}")
