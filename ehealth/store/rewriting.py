"""The registry's file made again from what was received: what went for good must not stay in it.

A deleted row would stay in the free blocks of the file, which DuckDB never writes over on purpose.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from ehealth.store import engine, erased, migrations
from ehealth.store.registry import Registry, initialise

FRESH = "registry.rebuilt"
ABANDONED = 3600  # seconds: a check of a million rows takes a few


def remake(path: Path) -> None:
    """Makes the registry's file again from received/ alone, in place of the one there. Only under the store's lock.

    It is there whole, before or after, whatever happens.
    """
    received, fresh = path / "received", path / FRESH
    for file in (fresh.with_name(FRESH + ".wal"), fresh):
        file.unlink(missing_ok=True)
    facts = migrations.newest(json.loads((received / migrations.FACTS).read_text(encoding="utf-8")))
    initialise(path, facts, FRESH)
    registry = Registry(path, FRESH)
    try:
        registry.replay()
    finally:
        registry.close()
    old = path / engine.REGISTRY
    old.with_name(old.name + ".wal").unlink(missing_ok=True)  # it must never meet another database
    engine.sync(fresh)
    fresh.replace(old)
    engine.sync(path)


def renew(registry: Registry) -> None:
    """Makes an open registry's file again, which goes on with the new one; takes away every other copy of its rows."""
    sweep(registry.path)
    registry.close()
    remake(registry.path)
    registry.con = engine.connect(registry.path)
    know(registry)


def know(registry: Registry) -> None:
    """Tells this connection who was erased, so that a file that brings them again is refused."""
    registry.con.execute("CREATE OR REPLACE TEMP TABLE erased (student_id UUID)")
    students = [str(one.student) for one in erased.listed(registry.path)]
    if students:
        registry.con.execute("INSERT INTO erased SELECT unnest(?::UUID[])", [students])


def sweep(store: Path) -> None:
    """Takes away drafts and registries, which are of before; what a killed process left in the store, or a check."""
    migrations.forget(store)
    for path in (store / "drafts").glob("*"):
        path.unlink()
    for left in (store / "spill", *(store / "editions").glob(".making-*")):
        shutil.rmtree(left, ignore_errors=True)
    for left in Path(tempfile.gettempdir()).glob("ehealth-*"):  # rows in clear: intake.check
        with suppress(FileNotFoundError):  # a check that ends meanwhile takes its own away
            found = left.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > ABANDONED and left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
