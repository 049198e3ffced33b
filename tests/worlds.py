"""Invented cubes to protect: demonstration and national scale, and classes of one or two people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from ehealth.disclosure import Cells
from ehealth.domain import BROAD_OUTCOMES, EMPLOYED_OUTCOMES, MONTHS_AFTER, OUTCOMES, STATUSES, STRICT_OUTCOMES

YEARS, REGIONS, WAVES = 5, 13, 5
UNITS = {"project", "module", "level"}
KEY = bytes(range(32))
STATUS_SHARES = (0.10, 0.78, 0.12)
IN_PROGRESS = (1.0, 0.0, 0.0)  # of the last year
OUTCOME_SHARES = (0.32, 0.17, 0.13, 0.06, 0.05, 0.09, 0.03, 0.07, 0.08)
ENROLMENT_SUMS = {"left": ("graduated", "withdrawn")}
PLACEMENT_SUMS = {
    "answered": OUTCOMES[1:],
    "employed": EMPLOYED_OUTCOMES,
    "strict": STRICT_OUTCOMES,
    "broad": BROAD_OUTCOMES,
}


def world(projects: int, learners: int, seed: int, largest: float = 0.0) -> dict[str, Cells]:
    """Both cubes of five years; `largest` is the share of all learners that the first project has (0: as drawn)."""
    dice = np.random.default_rng(seed)
    modules = dice.integers(2, 6, projects)
    weights = dice.lognormal(0, 0.6, (projects, 5))
    if largest:
        weights[0] *= largest / (1 - largest) * weights[1:].sum() / weights[0].sum()
    starts = dice.integers(0, YEARS if projects < 100 else 1, projects)
    rows = [(p, m, year) for p in range(projects) for m in range(modules[p]) for year in range(starts[p], YEARS)]
    share = np.array([weights[p, m] for p, m, _ in rows])
    sizes = dice.multinomial(learners, share / share.sum())
    counts = np.array(
        [
            dice.multinomial(size, IN_PROGRESS if year == YEARS - 1 else STATUS_SHARES)
            for size, (_, _, year) in zip(sizes, rows, strict=True)
        ]
    )
    levels = dice.integers(0, 5, (projects, 6))
    enrolment = _cells(
        "enrolment",
        [f"p{p:03d}|m{m}|{year}" for p, m, year in rows],
        STATUSES,
        counts,
        {
            "project": [p for p, _, _ in rows],
            "module": [10 * p + m for p, m, _ in rows],
            "level": [levels[p, m] for p, m, _ in rows],
            "route": [m % 2 for _, m, _ in rows],
            "region": [p % REGIONS for p, _, _ in rows],
            "wave": [p % WAVES for p, _, _ in rows],
            "year": [year for *_, year in rows],
        },
        ENROLMENT_SUMS,
    )
    return {"enrolment": enrolment, "placement": _placement(enrolment, dice)}


def _placement(enrolment: Cells, dice: np.random.Generator) -> Cells:
    """Three of the five surveys of each class, on average, each of all its graduates."""
    project, year = enrolment.parts["project"], enrolment.parts["year"]
    graduated = enrolment.counts[:, STATUSES.index("graduated")]
    rows = [
        (p, y, months, int(graduated[(project == p) & (year == y)].sum()))
        for (p, y), months in product(sorted(set(zip(project.tolist(), year.tolist(), strict=True))), MONTHS_AFTER)
        if y < YEARS - 1 and dice.random() < 0.6
    ]
    counts = np.array([dice.multinomial(asked, OUTCOME_SHARES) for *_, asked in rows])
    parts = {name: [row[i] for row in rows] for i, name in enumerate(("project", "year", "months"))}
    parts |= {"region": [p % REGIONS for p, *_ in rows], "wave": [p % WAVES for p, *_ in rows]}
    codes = [f"p{p:03d}|{y}|{months:02d}" for p, y, months, _ in rows]
    return _cells("placement", codes, OUTCOMES, counts, parts, PLACEMENT_SUMS)


def tiny(seed: int) -> dict[str, Cells]:
    """Classes of one or two people."""
    return world(24, 24 * 5 * 4, seed)


def _cells(
    name: str,
    slices: list[str],
    columns: tuple[str, ...],
    counts: np.ndarray,
    parts: dict[str, list[int]],
    sums: dict[str, tuple[str, ...]],
) -> Cells:
    counts = counts.astype(np.int64)
    return Cells(
        name,
        tuple(slices),
        columns,
        counts,
        np.ones_like(counts, bool),
        {part: np.array(values, np.int64) for part, values in parts.items()},
        {name: tuple(columns.index(column) for column in listed) for name, listed in sums.items()},
    )


def totals(cells: Cells) -> Iterator[np.ndarray]:
    """Every 0- to 2-way total of {project | module | level} × year × months × {column | sum of columns}.

    Gives the flat positions of its cells; built by plain sets.
    """
    width = len(cells.columns)
    listed = [[column] for column in range(width)] + [list(columns) for columns in cells.sums.values()]
    ways = [
        (name in UNITS, [set(np.flatnonzero(np.repeat(part == value, width))) for value in np.unique(part)])
        for name, part in cells.parts.items()
        if name in {*UNITS, "year", "months"}
    ]
    everything = set(range(cells.counts.size))
    ways.append((False, [{cell for cell in everything if cell % width in columns} for columns in listed]))
    yield np.arange(cells.counts.size)
    for _, classes in ways:
        yield from (np.array(sorted(cells_of)) for cells_of in classes)
    for (unit, ones), (other_unit, others) in combinations(ways, 2):
        if not (unit and other_unit):
            yield from (np.array(sorted(a & b)) for a in ones for b in others if a & b)


def errors(cells: Cells, shown: np.ndarray) -> tuple[float, float]:
    """The mean error of the totals in people, and the mean relative error, in per cent, of those of 23 or more."""
    exact, change = cells.counts.ravel(), (shown - cells.counts).ravel()
    pairs = [(int(exact[cells_of].sum()), abs(int(change[cells_of].sum()))) for cells_of in totals(cells)]
    relative = [100 * error / total for total, error in pairs if total >= 23]
    return sum(error for _, error in pairs) / len(pairs), sum(relative) / len(relative)
