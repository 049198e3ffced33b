"""The store's folder: its files, its secret key, and the lock under which one process at a time writes."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb

from ehealth.domain import Refusal
from ehealth.store import own
from ehealth.store.engine import write_whole
from ehealth.store.erasing import bring_up
from ehealth.store.ledger import sweep
from ehealth.store.migrations import FACTS, FORMAT, forget, newest
from ehealth.store.registry import Registry, initialise
from ehealth.store.rewriting import remake

LOCK_WAIT = 60.0  # seconds: a million-row commit takes a few
KEY_BYTES = 32
LINKS = ".backup-"  # folders of a backup under way, in the store


@dataclass(frozen=True)
class Store:
    """A store's folder. `open_store` and `create` are the ways to get one."""

    path: Path

    @property
    def registry_file(self) -> Path:
        return self.path / "registry.duckdb"

    @property
    def received(self) -> Path:
        return self.path / "received"

    @property
    def editions(self) -> Path:
        return self.path / "editions"

    @property
    def key_file(self) -> Path:
        """Beside the folder and not in it, so that a copy of the store does not carry its key."""
        return self.path.with_name(self.path.name + ".key")

    @property
    def key(self) -> bytes:
        """The secret under which student identifiers are replaced. Raises Refusal("no-key") when it is lost."""
        try:
            key = bytes.fromhex(self.key_file.read_text().strip())
        except (OSError, ValueError) as fault:
            raise Refusal("no-key", path=str(self.key_file)) from fault
        if len(key) < KEY_BYTES:
            raise Refusal("no-key", path=str(self.key_file))
        return key

    @property
    def facts_file(self) -> Path:
        """In received/, so that the registry can be made again from there alone."""
        return self.received / FACTS

    def locked(self) -> AbstractContextManager[None]:
        """The store's lock: inside the `with` nobody writes. Raises Refusal("store-busy")."""
        return _locked(self.path / "registry.lock")

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The registry, for as long as the `with` lasts; others wait.

        Raises Refusal: store-busy after a minute, registry-unreadable, other-format.
        """
        with self.locked():
            registry = Registry(self.path)
            try:
                sweep(self.received)
                own.sweep(self.path, LINKS)
                bring_up(registry)
                if not registry.migrated:
                    forget(self.path)
                yield registry
            except duckdb.Error as fault:
                raise Refusal("registry-unreadable", path=str(self.path)) from fault
            finally:
                registry.close()


def create(path: Path, *, demonstration: bool = False, key: bytes | None = None) -> Store:
    """Makes an empty store. A key that already stands beside the folder is kept: it may be that of a backup.

    Raises Refusal: store-exists for a folder that already holds something; key-exists for a key other than `key`.
    """
    store = Store(path.resolve())
    if store.path.exists() and any(store.path.iterdir()):
        raise Refusal("store-exists", path=str(store.path))
    store.path.parent.mkdir(parents=True, exist_ok=True)
    _keep_key(store, key)
    store.path.mkdir(mode=0o700, exist_ok=True)  # exact figures: nobody else of this machine
    for folder in (store.received, store.editions):
        folder.mkdir(parents=True)
    facts = {"format": FORMAT, "demonstration": str(demonstration).lower()}
    write_whole(store.facts_file, json.dumps(facts))
    initialise(store.path, facts)
    return store


def _keep_key(store: Store, key: bytes | None) -> None:
    if store.key_file.exists():
        if key not in (None, store.key):
            raise Refusal("key-exists", path=str(store.key_file))
        return
    descriptor = os.open(store.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write((key or secrets.token_bytes(KEY_BYTES)).hex() + "\n")


def open_store(path: Path) -> Store:
    """The store in a folder. Raises Refusal("no-store") where there is none."""
    store = Store(path.resolve())
    if not store.registry_file.is_file():
        raise Refusal("no-store", path=str(path))
    return store


def rebuild(path: Path) -> Store:
    """Makes the registry again from received/ alone, in place of one that is damaged or lost.

    Raises Refusal: no-store without received/, registry-unreadable where received/ is damaged, too.
    """
    store = Store(path.resolve())
    if not store.facts_file.is_file():
        raise Refusal("no-store", path=str(path))
    with store.locked():
        try:
            facts = newest(json.loads(store.facts_file.read_text(encoding="utf-8")))
            remake(store.path)
            write_whole(store.facts_file, json.dumps(facts))
        except (duckdb.Error, OSError, ValueError) as fault:
            raise Refusal("registry-unreadable", path=str(store.path)) from fault
    return store


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Takes turns: whoever has just written waits behind whoever was waiting."""
    deadline = time.monotonic() + LOCK_WAIT
    with path.with_suffix(".turn").open("a") as turn, path.open("a") as handle:
        _wait_for(turn, deadline)
        _wait_for(handle, deadline)
        fcntl.flock(turn, fcntl.LOCK_UN)
        yield


def _wait_for(handle: IO[str], deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as fault:
            if time.monotonic() > deadline:
                raise Refusal("store-busy") from fault
            time.sleep(0.02)
