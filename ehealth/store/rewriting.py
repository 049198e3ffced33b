"""The registry's file made again from what was received: what went for good must not stay in it.

A deleted row would stay in the free blocks of the file, which DuckDB never writes over on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path

from ehealth.store import engine, migrations
from ehealth.store.registry import Registry, initialise

FRESH = "registry.rebuilt"


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
    """Makes an open registry's file again; it goes on with the new one."""
    registry.close()
    remake(registry.path)
    registry.con = engine.connect(registry.path)
