"""The registry's file made again from what was received: what went for good must not stay in it.

A deleted row would stay in the free blocks of the file, which DuckDB never writes over on purpose.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from ehealth.store import engine, migrations
from ehealth.store.migrations import initialise
from ehealth.store.registry import Registry
from ehealth.store.sharing import know

FRESH = "registry.rebuilt"


def remake(path: Path) -> None:
    """Makes the registry's file again from received/ alone, in place of the one there. Only under the store's lock.

    It is there whole, before or after, whatever happens.
    """
    received, fresh = path / "received", path / FRESH
    engine.prepare(path, FRESH)
    facts = migrations.newest(json.loads((received / migrations.FACTS).read_text(encoding="utf-8")))
    initialise(path, facts, FRESH)
    registry = Registry(path, FRESH)
    try:
        registry.replay()
    finally:
        registry.close()
    old = engine.place(path)
    old.with_name(old.name + ".wal").unlink(missing_ok=True)  # it must never meet another database
    engine.sync(fresh)
    fresh.replace(old)
    engine.sync(path)
    engine.forget(path)


def renew(registry: Registry) -> None:
    """Makes an open registry's file again, which goes on with the new one; takes away every other copy of its rows."""
    sweep(registry.path)
    registry.close()
    remake(registry.path)
    registry.open()
    know(registry)


def sweep(store: Path) -> None:
    """Takes away drafts and registries, which are of before; what a killed process left in the store, or a check."""
    migrations.forget(store)
    for path in (store / "drafts").glob("*"):
        path.unlink()
    for left in (*store.glob("spill"), *(store / "editions").glob(".making-*")):
        if engine.abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    for left in Path(tempfile.gettempdir()).glob("ehealth-*"):  # rows in clear: intake.check
        with suppress(FileNotFoundError):  # a check that ends meanwhile takes its own away
            if left.lstat().st_uid == os.geteuid() and engine.old(left) and left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
