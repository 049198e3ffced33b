"""The store's folder: its files, its secret key, and the lock under which one process at a time writes."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb

from ehealth import settings
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.store import engine, lake, own, received, sharing
from ehealth.store.engine import write_whole
from ehealth.store.erasing import bring_up
from ehealth.store.mending import heal, lose, mend
from ehealth.store.migrations import FACTS, FORMAT, forget, initialise
from ehealth.store.received import Fault
from ehealth.store.receiving import sweep
from ehealth.store.registry import Registry
from ehealth.store.rewriting import sweep_work

LOCK_WAIT = 60.0  # seconds: a million-row commit takes a few
KEY_BYTES = 32
LINKS = ".backup-"  # folders of a backup under way, in the store


@dataclass(frozen=True)
class Store:
    """A store's folder. `open_store` and `create` are the ways to get one."""

    path: Path

    @property
    def registry_file(self) -> Path:
        """The registry; of a lake, the file that names it."""
        return engine.place(self.path)

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
        return lake.guard(self.path) if lake.chosen() else _locked(self.path / "registry.lock")

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The registry, for as long as the `with` lasts; others wait, unless it is a lake.

        Raises Refusal: store-busy after a minute, registry-unreadable, other-format; registry-mended where it was
        damaged and is made again, received-damaged where it cannot be: what was begun is not done then; as
        lake.connect.
        """
        with nullcontext() if lake.chosen() else self.locked():
            try:
                with self._opened() as registry:
                    yield registry
            except engine.Damaged as fault:
                raise mend(self.path) from fault

    @contextmanager
    def _opened(self) -> Iterator[Registry]:
        if not lake.chosen() and not self.registry_file.exists():
            raise engine.Damaged("lost")
        with self._told(), closing(Registry(self.path)) as registry:
            if not lake.chosen() and not received.tells_of(self.received, registry.con):
                raise engine.Damaged("another ledger")
            with _writing():
                self._bring_up(registry)
            yield registry

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as fault:
            if not lake.chosen():
                engine.raise_damage(fault)
            raise engine.unreadable(self.path) from (None if lake.chosen() else fault)

    def _bring_up(self, registry: Registry) -> None:
        with sharing.opening(registry) as undisturbed:
            if not undisturbed:  # whoever writes at this moment has done what is left
                sharing.know(registry)
                return
            sweep(self.received)
            own.sweep(self.path, LINKS)
            sweep_work(self.path)
            bring_up(registry)
            if not registry.migrated:
                forget(self.path)


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
    engine.prepare(store.path)
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
    _require_setting(store)
    if not store.registry_file.is_file() and not store.facts_file.is_file():
        raise Refusal("no-store", path=str(path))
    return store


def rebuild(
    path: Path, *, without: Reader | None = None, tell: Callable[[Fault, bool], None] = lambda fault, lost: None
) -> Store:
    """Makes the registry again from received/ alone; the one there is set aside, after it mended what it can there.

    without: who decided to go on without what is damaged in received/ and not in a registry that is whole; the ledger
    then says what is lost. tell: is told what was damaged, and whether it is lost.
    Raises Refusal: no-store without received/; received-damaged, with nothing changed.
    """
    store = Store(path.resolve())
    if not store.facts_file.is_file():
        raise Refusal("no-store", path=str(path))
    _require_setting(store)
    with store.locked():
        facts = received.facts(store.received)
        sweep(store.received)
        for fault in _healed(store):
            tell(fault, False)
        for fault in lose(store.path, without) if without else ():
            tell(fault, True)
        mend(store.path)
        write_whole(store.facts_file, json.dumps(facts))
    return store


def _healed(store: Store) -> list[Fault]:
    """What was damaged in received/ and is not any more, since the registry is whole."""
    if not store.registry_file.is_file():
        return []
    try:
        with closing(Registry(store.path)) as registry:
            return heal(registry) if received.tells_of(store.received, registry.con) else []
    except (duckdb.Error, engine.Damaged, Refusal):
        return []


def _require_setting(store: Store) -> None:
    """Two registries of one store would part: what was received by one would not be in the other."""
    if not lake.chosen() and (store.path / lake.REGISTRY).exists():
        raise Refusal("registry-elsewhere", name=settings.REGISTRY, path=str(store.path))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Takes turns: whoever has just written waits behind whoever was waiting."""
    deadline = time.monotonic() + LOCK_WAIT
    with ExitStack() as stack:
        with _writing():
            turn = stack.enter_context(path.with_suffix(".turn").open("a"))
            handle = stack.enter_context(path.open("a"))
        _wait_for(turn, deadline)
        _wait_for(handle, deadline)
        fcntl.flock(turn, fcntl.LOCK_UN)
        yield


@contextmanager
def _writing() -> Iterator[None]:
    """Turns what the disk says (read-only, full) into a refusal."""
    try:
        yield
    except OSError as fault:
        raise Refusal("not-recorded", reason=fault.strerror or str(fault)) from fault


def _wait_for(handle: IO[str], deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as fault:
            if time.monotonic() > deadline:
                raise Refusal("store-busy") from fault
            time.sleep(0.02)
