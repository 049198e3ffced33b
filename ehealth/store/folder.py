"""The store's folder: its files, its secret key, and the lock under which one process at a time writes."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ehealth.domain import Refusal
from ehealth.store.registry import Registry, initialise

LOCK_WAIT = 60.0  # seconds: a million-row commit takes a few
KEY_BYTES = 32


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
            return bytes.fromhex(self.key_file.read_text().strip())
        except (OSError, ValueError) as fault:
            raise Refusal("no-key", path=str(self.key_file)) from fault

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The registry, for as long as the `with` lasts; others wait. Raises Refusal("store-busy") after a minute."""
        with _locked(self.path / "registry.lock"):
            registry = Registry(self.path)
            try:
                registry.replay()
                yield registry
            finally:
                registry.close()


def create(path: Path, *, demonstration: bool = False, key: bytes | None = None) -> Store:
    """Makes an empty store. Raises Refusal("store-exists") for a folder that already holds something."""
    path = path.resolve()
    if path.exists() and any(path.iterdir()):
        raise Refusal("store-exists", path=str(path))
    store = Store(path)
    for folder in (store.received, store.editions):
        folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(store.key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write((key or secrets.token_bytes(KEY_BYTES)).hex() + "\n")
    initialise(path, demonstration)
    return store


def open_store(path: Path) -> Store:
    """The store in a folder. Raises Refusal("no-store") where there is none."""
    store = Store(path.resolve())
    if not store.registry_file.is_file():
        raise Refusal("no-store", path=str(path))
    return store


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        deadline = time.monotonic() + LOCK_WAIT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as fault:
                if time.monotonic() > deadline:
                    raise Refusal("store-busy") from fault
                time.sleep(0.05)
        yield
