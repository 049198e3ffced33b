"""The people that have a role: the access list, as whoever opens a page reads it.

The ledger is where the list comes from; the store writes it here whenever it changes, so that reading it takes no lock.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ehealth.access.rules import NOBODY, Person, Reader


@dataclass(frozen=True)
class Right:
    """A line of the access list: one person has one role. A lead without projects may do nothing for any."""

    person: Person
    role: str
    projects: frozenset[str] = frozenset()


def list_file(store: Path) -> Path:
    """Where a store's access list is kept."""
    return store / "access.json"


def listed(store: Path) -> tuple[Right, ...]:
    """The access list of a store; empty where there is none. Raises ValueError where it is damaged: nobody gets in."""
    path = list_file(store)
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)


def written(rights: tuple[Right, ...]) -> str:
    """The text of a list's file."""
    return json.dumps([as_json(right) for right in rights], ensure_ascii=False, indent=1)


def as_json(right: Right) -> dict[str, Any]:
    """A right as it is written in the list and in receipts."""
    return asdict(right) | {"projects": sorted(right.projects)}


def from_json(written: dict[str, Any]) -> Right:
    """What `as_json` wrote."""
    return Right(Person(**written["person"]), written["role"], frozenset(written["projects"]))


def reader_of(person: Person, rights: tuple[Right, ...], first_steward: str = "") -> Reader:
    """Who a signed-in person is here: what the list says; nobody where it does not name them.

    first_steward: the subject that is a steward for as long as the list names none.
    """
    key = (person.issuer, person.subject)
    right = next((one for one in rights if (one.person.issuer, one.person.subject) == key), None)
    if right is not None:
        return Reader(right.role, right.projects, person)
    if first_steward and person.subject == first_steward and all(one.role != "steward" for one in rights):
        return Reader("steward", frozenset(), person)
    return Reader(NOBODY, frozenset(), person)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int, inode: int) -> tuple[Right, ...]:
    return tuple(from_json(one) for one in json.loads(path.read_text(encoding="utf-8")))
