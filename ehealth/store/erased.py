"""The list of the students who were erased, beside the store: a copy of the store that is put back does not undo it.

It holds pseudonyms, which tell nothing without the store's key, and no identifier. Each opening of the registry
compares; the ledger tells which of them were carried out in this copy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from ehealth.domain import Refusal
from ehealth.editions import erased_file
from ehealth.store import ledger
from ehealth.store.engine import sync


@dataclass(frozen=True)
class Erased:
    """A student who was erased: when and by whom that was decided, why, and how many rows there were.

    at: whole seconds, UTC without its zone; no two have the same, so that it names the ledger's entry.
    """

    student: UUID
    at: datetime
    by: str
    why: str
    rows: int


def listed(store: Path) -> tuple[Erased, ...]:
    """The list, oldest first. Raises Refusal("erased-list-damaged"): nobody may come back because it cannot be read.

    Nobody empties a list: one that is there and empty is damaged, too.
    """
    path = erased_file(store)
    if not (found := _listed(path)) and path.exists():
        raise damaged(store)
    return found


def damaged(store: Path) -> Refusal:
    """The refusal of a list that cannot be read, or lacks somebody."""
    return Refusal("erased-list-damaged", path=str(erased_file(store)))


def _listed(path: Path) -> tuple[Erased, ...]:
    try:
        return tuple(_read(line) for line in path.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Refusal("erased-list-damaged", path=str(path)) from fault


def add(store: Path, student: UUID, by: str, why: str, rows: int) -> Erased:
    """Puts a student on the list, which is written whole or not at all and which only its owner can read."""
    before = listed(store)
    at = max([ledger.now(), *(one.at + timedelta(seconds=1) for one in before)])
    one = Erased(student, at, by, why, rows)
    _write(erased_file(store), written((*before, one)))
    return one


def written(students: Iterable[Erased]) -> str:
    """The text of a list."""
    return "".join(map(_written, students))


def merge(store: Path, other: Path) -> None:
    """Puts everybody who is on another list on this one, too. Raises Refusal("erased-list-damaged").

    What the other says of a time stays, since the ledger of its store knows it; where the two say it of different
    students, the one of this list gets another.
    """
    found = {one.at: one for one in _listed(other)}
    for one in listed(store):
        while found.get(one.at, one) != one:
            one = replace(one, at=one.at + timedelta(seconds=1))
        found[one.at] = one
    if found:
        _write(erased_file(store), written(found[at] for at in sorted(found)))


def _read(line: str) -> Erased:
    found = json.loads(line)
    student, at = UUID(found["student"]), datetime.fromisoformat(found["at"])
    return Erased(student, at, str(found["by"]), str(found["why"]), int(found["rows"]))


def _written(one: Erased) -> str:
    known = {"student": str(one.student), "at": one.at.isoformat(), "by": one.by, "why": one.why, "rows": one.rows}
    return json.dumps(known, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    waiting = path.with_name(path.name + ".waiting")
    waiting.unlink(missing_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(text)
    sync(waiting)
    waiting.replace(path)
    sync(path.parent)
