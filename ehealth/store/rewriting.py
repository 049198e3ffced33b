"""The registry's file made again from what was received: what went for good must not stay in it.

A deleted row would stay in the free blocks of the file, which DuckDB never writes over on purpose.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ehealth.store import engine, erased, migrations, received
from ehealth.store.registry import Registry, initialise

FRESH = "registry.rebuilt"
DAMAGED = "damaged"  # in the store: what was set aside, by the moment of it
ABANDONED = 3600  # seconds: a check of a million rows takes a few


def remake(path: Path, known: int = 0, *, keep: bool = False) -> None:
    """Makes the registry's file again from received/ alone, in place of the one there. Only under the store's lock.

    It is there whole, before or after, whatever happens; with `keep` the old one is set aside.
    known: the last entry that is known from elsewhere. Raises Refusal("received-damaged"): nothing has changed then.
    """
    fresh, facts = path / FRESH, received.facts(path / "received")
    for file in (fresh.with_name(FRESH + ".wal"), fresh):
        file.unlink(missing_ok=True)
    initialise(path, facts, FRESH)
    registry = Registry(path, FRESH)
    try:
        registry.replay(known)
    finally:
        registry.close()
    old = path / engine.REGISTRY
    if keep:
        set_aside(path, [old.with_name(old.name + ".wal"), old])
    old.with_name(old.name + ".wal").unlink(missing_ok=True)  # it must never meet another database
    engine.sync(fresh)
    fresh.replace(old)
    engine.sync(path)


def set_aside(store: Path, files: Iterable[Path]) -> None:
    """Moves damaged files, those that are there, to a folder of this moment, which only the store's owner can enter."""
    there = [file for file in files if file.exists()]
    if not there:
        return
    place = store / DAMAGED / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    place.mkdir(mode=0o700, parents=True)
    for file in there:
        file.rename(place / file.name)
    for folder in (place, place.parent, store, *{file.parent for file in there}):
        engine.sync(folder)


def renew(registry: Registry) -> None:
    """Makes an open registry's file again, which goes on with the new one; takes away every other copy of its rows."""
    known = registry.last
    sweep(registry.path)
    registry.close()
    remake(registry.path, known)
    registry.con = engine.connect(registry.path)
    know(registry)


def know(registry: Registry) -> None:
    """Tells this connection who was erased, so that a file that brings them again is refused."""
    registry.con.execute("CREATE OR REPLACE TEMP TABLE erased (student_id UUID)")
    students = [str(one.student) for one in erased.listed(registry.path)]
    if students:
        registry.con.execute("INSERT INTO erased SELECT unnest(?::UUID[])", [students])


def sweep(store: Path) -> None:
    """Takes away drafts and registries of before, what was set aside as damaged, and what killed processes left."""
    migrations.forget(store)
    for path in (store / "drafts").glob("*"):
        path.unlink()
    for left in (store / "spill", store / DAMAGED, *(store / "editions").glob(".making-*")):
        shutil.rmtree(left, ignore_errors=True)
    for left in Path(tempfile.gettempdir()).glob("ehealth-*"):  # rows in clear: intake.check
        with suppress(FileNotFoundError):  # a check that ends meanwhile takes its own away
            found = left.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > ABANDONED and left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
