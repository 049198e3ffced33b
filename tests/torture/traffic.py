"""Readers who look at pages and change filters, and uploaders who check and record cohorts, until a moment."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from tests.torture.visitor import Visitor

PAGES = {"training": 4, "placement": 4, "": 4, "funding": 6, "waves": 2, "project": 3}  # and how many charts it has
FILTERS = ("years", "projects", "waves", "regions", "routes")
THINKING = (5.0, 10.0)  # seconds between two clicks of a reader
AGAIN, BETWEEN = 3, "Something else was received meanwhile"  # how often one presses again, where the page says so
ANOTHER_PAGE = 0.25  # of the clicks; the others change a filter


@dataclass
class Log:
    """What was clicked: (when, seconds until the answer); and what went wrong."""

    clicks: list[tuple[float, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def note(self, took: float, visitor: Visitor, *faults: str) -> None:
        self.clicks.append((time.monotonic(), took))
        self.faults += visitor.faults + [fault for fault in faults if fault]
        visitor.faults = []

    def seconds(self, start: float = 0, end: float = float("inf")) -> list[float]:
        """The answers to clicks that were answered within a while."""
        return [took for when, took in self.clicks if start <= when <= end]


def spread(seconds: Iterable[float]) -> str:
    """Median and 95th percentile in milliseconds, and of how many."""
    found = list(seconds)
    return f"p50 {middle(found):.0f} ms, p95 {tail(found):.0f} ms of {len(found):,}" if found else "none"


def middle(seconds: list[float]) -> float:
    return float(1000 * np.median(seconds))


def tail(seconds: list[float]) -> float:
    return float(1000 * np.percentile(seconds, 95))


async def read(
    address: str, log: Log, chance: random.Random, until: float, thinking: tuple[float, float] = THINKING
) -> None:
    """One reader: another page or another choice of a filter, and a while to look at it."""
    async with Visitor(address) as visitor:
        await asyncio.sleep(chance.uniform(0, thinking[1]))
        page = chance.choice(list(PAGES))
        log.note(await visitor.open(page), visitor, _missing(page, visitor))
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(*thinking))
            shown = [name for name in FILTERS if name in visitor.widgets]
            if not shown or chance.random() < ANOTHER_PAGE:
                page = chance.choice([one for one in PAGES if one != page])
                log.note(await visitor.open(page), visitor, _missing(page, visitor))
            else:
                log.note(await _filter(visitor, chance.choice(shown), chance), visitor, _nothing(page, visitor))


async def _filter(visitor: Visitor, name: str, chance: random.Random) -> float:
    options = list(visitor.widgets[name].options)
    return await visitor.choose(name, chance.sample(options, min(len(options), chance.randint(0, 2))))


def _missing(page: str, visitor: Visitor) -> str:
    return "" if visitor.charts == PAGES[page] else f"/{page} came with {visitor.charts} charts"


def _nothing(page: str, visitor: Visitor) -> str:
    """A choice may leave a chart nothing to show, but never the page."""
    return "" if visitor.widgets else f"/{page} came without a widget after a choice"


async def upload(address: str, log: Log, chance: random.Random, until: float, project: str, module: str) -> None:
    """One uploader: a cohort of this year, checked and recorded, again and again; and a while between two."""
    async with Visitor(address) as visitor:
        log.note(await visitor.open("upload"), visitor)
        log.note(await visitor.write("upload.by", f"{project}@example.org"), visitor)
        while time.monotonic() < until:
            rows = chance.randint(500, 1500)
            log.note(
                await visitor.send(visitor.key("upload.file."), "cohort.csv", cohort((project,), module, rows)), visitor
            )
            await _record(visitor, log, rows)
            await asyncio.sleep(chance.uniform(*THINKING))


async def _record(visitor: Visitor, log: Log, rows: int) -> None:
    """As people do: they tick the box under warnings, and look and press again where another file came in between."""
    ticked = set[str]()
    for again in range(AGAIN, -1, -1):
        while boxes := [key for key in visitor.widgets if key.startswith("upload.sure.") and key not in ticked]:
            ticked.update(boxes)
            log.note(await visitor.tick(boxes[0]), visitor)
        took = await visitor.press(visitor.key("upload.record."))
        if not (again and any(said.startswith(BETWEEN) for said in visitor.said)):
            log.note(took, visitor, *unrecorded(rows, visitor))
            return
        log.note(took, visitor)


def unrecorded(rows: int, visitor: Visitor) -> list[str]:
    """What is wrong where the page does not say that so many rows were recorded."""
    said = "".join(visitor.said).replace("\\", "")
    return [] if f"Recorded: {rows:,} rows." in said else [f"{rows} rows were not recorded: {said}"]


def cohort(projects: Iterable[str], module: str, rows: int, years: Iterable[int] = (2026,)) -> bytes:
    """A clean file of so many students of each project in each year, spelt so short that a page takes a million."""
    lines = ["Code projet,Code module,Année universitaire,Identifiant étudiant,Niveau,Statut,Date d'inscription"]
    for project, year in itertools.product(projects, years):
        lines += [f"{project},{module},{year}-{year % 100 + 1},1{n:04x},m1,inscrit,1/9/{year}" for n in range(rows)]
    return ("\n".join(lines) + "\n").encode("cp1252")
