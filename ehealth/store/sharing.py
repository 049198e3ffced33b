"""What several registry processes on one lake ask of each other; of a file, whose lock is held, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ehealth.domain import Refusal
from ehealth.store import erased, lake, received

if TYPE_CHECKING:
    from ehealth.store.registry import Registry

REWRITING = ("erase", "retain")  # entries before whose receipt files of rows were written anew


@contextmanager
def turn(registry: Registry, wait: int = lake.WAIT) -> Iterator[None]:
    """While it lasts no other process adds an entry, and all that were added are there.

    Raises Refusal("store-busy"): also where a killed process left an erasure, which the next opening carries out.
    """
    if not lake.chosen():
        yield
        return
    with lake.hold(registry.path, lake.TURN, wait):
        if registry.lake != lake.word(registry.path):
            registry.open()
        if left := received.entries(registry.received, registry.last):  # by a process that was killed
            if any(entry.action in REWRITING for entry in left):
                raise Refusal("store-busy")
            registry.replay()
        know(registry)
        yield


@contextmanager
def opening(registry: Registry) -> Iterator[bool]:
    """Whether nobody writes at this moment, and nobody will inside the `with`."""
    if not lake.chosen():
        yield True
        return
    with ExitStack() as held:
        try:
            held.enter_context(lake.hold(registry.path, lake.TURN, lake.AT_ONCE))
            mine = True
        except Refusal as refusal:
            if refusal.code != "store-busy":
                raise
            mine = False
        yield mine


@contextmanager
def alone(registry: Registry) -> Iterator[None]:
    """While it lasts, no other process publishes. Raises Refusal("store-busy")."""
    if not lake.chosen():
        yield
        return
    with lake.hold(registry.path, lake.PUBLISHING):
        yield


@contextmanager
def still(registry: Registry) -> Iterator[None]:
    """Inside the `with`, the registry is as it was at its beginning, whatever others add; it can only be read."""
    if not lake.chosen():
        yield
        return
    con = registry.con
    registry.con = lake.connect(registry.path, version=lake.version(con))
    try:
        know(registry)
        yield
    finally:
        registry.con.close()
        registry.con = con


def know(registry: Registry) -> None:
    """Tells this connection who was erased, so that a file that brings them again is refused."""
    registry.con.execute("CREATE OR REPLACE TEMP TABLE erased (student_id UUID)")
    students = [str(one.student) for one in erased.listed(registry.path)]
    if students:
        registry.con.execute("INSERT INTO erased SELECT unnest(?::UUID[])", [students])
