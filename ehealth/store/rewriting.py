"""The registry's file made again from what was received: what went for good must not stay in it.

A deleted row would stay in the free blocks of the file, which DuckDB never writes over on purpose.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ehealth.store import engine, lake, migrations, received
from ehealth.store.migrations import initialise
from ehealth.store.registry import Registry
from ehealth.store.sharing import know

FRESH = "registry.rebuilt"
DAMAGED = "damaged"  # in the store: what was set aside, by the moment of it


def remake(path: Path, known: int = 0, *, keep: bool = False) -> None:
    """Makes the registry's file again from received/ alone, in place of the one there. Only under the store's lock.

    It is there whole, before or after, whatever happens; with `keep` the old one is set aside.
    known: the last entry that is known from elsewhere. Raises Refusal("received-damaged"): nothing has changed then.
    """
    fresh, facts = path / FRESH, received.facts(path / "received")
    engine.prepare(path, FRESH)
    initialise(path, facts, FRESH)
    registry = Registry(path, FRESH)
    try:
        registry.replay(known)
    finally:
        registry.close()
    old = engine.place(path)
    if keep and not lake.chosen():
        set_aside(path, [old.with_name(old.name + ".wal"), old])
    old.with_name(old.name + ".wal").unlink(missing_ok=True)  # it must never meet another database
    engine.sync(fresh)
    fresh.replace(old)
    engine.sync(path)
    engine.forget(path)


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
    registry.open()
    know(registry)


def sweep(store: Path) -> None:
    """Takes away drafts and registries of before, what was set aside as damaged, and what killed processes left."""
    migrations.forget(store)
    for path in (store / "drafts").glob("*"):
        path.unlink()
    for left in (store / DAMAGED, *store.glob("spill"), *(store / "editions").glob(".making-*")):
        if left.name == DAMAGED or engine.abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    for left in Path(tempfile.gettempdir()).glob("ehealth-*"):  # rows in clear: intake.check
        with suppress(FileNotFoundError):  # a check that ends meanwhile takes its own away
            if left.lstat().st_uid == os.geteuid() and engine.old(left) and left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
