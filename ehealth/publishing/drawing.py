"""What the next edition would show: both cubes protected, and attacked before anybody sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from ehealth import disclosure
from ehealth.disclosure import Protected, Published, Verdict
from ehealth.domain import Refusal
from ehealth.editions import Edition, edition_file, numbers
from ehealth.publishing import snapshots
from ehealth.publishing.cubes import BETWEEN, CUBES, Exact, Flags, exact
from ehealth.publishing.files import described
from ehealth.store import Registry, Store, keys
from ehealth.wording.unseen import one_line


class HeldBack(NamedTuple):
    """A slice that stays as it was shown: fewer than five people in it differ (by how many is not told), or it is
    `telling`: together with the edition before, a new drawing would let somebody be derived; a closing waits, too."""

    table: str  # "enrolment" or "placement"
    project_code: str
    module_code: str | None
    period: str
    months_after: int | None
    telling: bool = False


@dataclass(frozen=True)
class Drawn:
    """The next edition before it is written. verdict: of the attack on it; where that failed it must not be shown."""

    number: int
    closing: bool
    key: str
    exact: Mapping[str, Exact]
    protected: Mapping[str, Protected]
    verdict: Verdict

    @property
    def held_back(self) -> list[HeldBack]:
        """The slices that are held back, in the order of their codes."""
        return [
            _named(name, one.slices[place])._replace(telling=one.telling is not None and bool(one.telling[place]))
            for name, one in self.protected.items()
            for place in np.flatnonzero(one.held_back)
        ]

    def manifest(self, registry: Registry, at: datetime, note: str) -> dict[str, str]:
        facts = {"closing": str(self.closing).lower(), "key": self.key, "audit": self.verdict.as_json()}
        return described(registry, str(self.number), at, protected="true", note=one_line(note), **facts)

    def cells(self) -> dict[str, pd.DataFrame]:
        """The tables of cells. A class that was not open yet, or is no more, has rows only where somebody shows."""
        tables = {}
        for cube in CUBES:
            drawn = self.protected[cube.name]
            rows = self.exact[cube.name].open | (drawn.shown > 0).any(axis=1)
            tables[cube.table] = cube.long(_codes(drawn, rows), drawn.shown[rows])
        return tables

    def snapshot(self) -> dict[str, Published]:
        """What to remember: slices of the registry, and those that are gone but still on show."""
        kept = {name: self.exact[name].current | one.held_back for name, one in self.protected.items()}
        return {
            name: Published(_codes(one, kept[name]), one.shown[kept[name]], one.snapshot[kept[name]])
            for name, one in self.protected.items()
        }


def draw(store: Store, registry: Registry, at: datetime, *, closing: bool = False) -> Drawn:
    """Protects both cubes as the next edition would show them, and attacks that. The same store gives the same.

    Raises Refusal (no-key, key-changed, snapshot-lost, closing-done).
    """
    key = store.key
    last = snapshots.last(store, registry, closing=closing)
    if closing and _closing_done(store, last, at.year):
        raise Refusal("closing-done", year=at.year)
    cubes = {cube.name: exact(registry, cube, last[cube.name] if last else None) for cube in CUBES}
    secret = keys.drawing_key(key)
    protected = {
        name: disclosure.protect(one.cells, secret, last[name] if last else None, closing=closing)
        for name, one in cubes.items()
    }
    # Attacked and measured against what it was drawn from: figures of the exact counts would tell what is held back.
    drawn_from = {name: replace(cubes[name].cells, counts=one.snapshot) for name, one in protected.items()}
    verdict = disclosure.audit(protected, drawn_from, previous=last)
    if last is None:  # of a later edition the few cells drawn can come out the same by chance
        verdict = verdict.also(*(disclosure.replay(disclosure.protect, drawn_from[n], protected[n]) for n in protected))
    number = snapshots.last_number(store, registry) + 1
    return Drawn(number, closing, keys.fingerprint(key), cubes, protected, verdict)


def closing_done(store: Store, registry: Registry, year: int) -> bool:
    """Whether a closing edition would be refused because that calendar year has one."""
    return _closing_done(store, snapshots.last(store, registry, closing=True), year)


def _closing_done(store: Store, last: snapshots.Last | None, year: int) -> bool:
    """Where everything is drawn anew anyhow, a closing edition does not wait for the next year."""
    return last is not None and closed_in(store, year)


def closed_in(store: Store, year: int) -> bool:
    """Whether a closing edition was made in a calendar year; editions that cannot be opened say nothing."""
    for number in reversed(numbers(store.path)):
        path = edition_file(store.path, number)
        try:
            made, closing = _made(path, number, path.stat().st_mtime_ns)
        except Refusal:
            continue
        if made < str(year):
            return False
        if made == str(year) and closing == "true":
            return True
    return False


@lru_cache(maxsize=1_000)
def _made(path: Path, number: int, changed: int) -> tuple[str, str | None]:
    """An edition's year, and whether it was a closing; asked at each run of a page, of all editions of a year."""
    edition = Edition(path, number)
    edition.close()
    return edition.manifest["made_at"][:4], edition.manifest.get("closing")


def _codes(drawn: Published, chosen: Flags) -> tuple[str, ...]:
    return tuple(code for code, taken in zip(drawn.slices, chosen, strict=True) if taken)


def _named(table: str, code: str) -> HeldBack:
    project, second, third = code.split(BETWEEN)
    if table == "enrolment":
        return HeldBack(table, project, second, third, None)
    return HeldBack(table, project, None, second, int(third))
