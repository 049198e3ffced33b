"""Cubes made up for the tests of the protection: enrolment, and placement of the same graduates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ehealth.disclosure import Cells, Protected

ENROLMENT = ("enrolled", "graduated", "withdrawn")
PLACEMENT = (
    "no_answer",
    "care",
    "health_industry",
    "public_health",
    "broad_only",
    "other_job",
    "unknown_employer",
    "seeking",
    "not_in_labour_force",
)  # fmt: skip
SUMS = {"strict": (1, 2, 3), "broad": (1, 2, 3, 4), "employed": (1, 2, 3, 4, 5, 6)}


def cube(name: str, codes: list[str], counts: Any, *, possible: Any = None, level: Any = None) -> Cells:
    """A cube of slices "project|module|2023-2024" or "project|2024|months"; its parts are read from their codes."""
    counts = np.array(counts, np.int64).reshape(len(codes), -1)
    fields = [code.split("|") for code in codes]
    enrolment = name == "enrolment"
    parts = {"project": [each[0] for each in fields], "year": [each[2 if enrolment else 1] for each in fields]}
    parts |= {"module": ["|".join(each[:2]) for each in fields]} if enrolment else {"months": [f[2] for f in fields]}
    if level is not None:
        parts["level"] = level
    numbered = {part: np.unique(values, return_inverse=True)[1].astype(np.int64) for part, values in parts.items()}
    can = np.ones(counts.shape, bool) if possible is None else np.array(possible, bool).reshape(counts.shape)
    columns = ENROLMENT if enrolment else PLACEMENT
    return Cells(
        name,
        tuple(codes),
        columns[: counts.shape[1]],
        counts,
        can,
        numbered,
        SUMS if counts.shape[1] == len(PLACEMENT) else {},
    )


def cubes(
    projects: int = 24, years: int = 5, students: int = 300, seed: int = 0, horizons: int = 3, modules: int = 2
) -> dict[str, Cells]:
    """A store of so many projects and students a year, unequal projects; graduates answer at every horizon."""
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.full(projects, 1.5))
    enrolment: dict[str, Any] = {}
    placement: dict[str, Any] = {}
    for p in range(projects):
        split = random.dirichlet(np.full(modules, 2.0))
        for y in range(years):
            graduates = 0
            for m in range(modules):
                size = random.poisson(students * weights[p] * split[m])
                row = random.multinomial(size, [0.15, 0.75, 0.1] if y < years - 1 else [0.85, 0.0, 0.15])
                enrolment[f"p{p:03}|m{m}|{2019 + y}-{2020 + y}"] = row
                graduates += int(row[1])
            for h in range(horizons if y < years - 1 else 0):
                row = random.multinomial(graduates, [0.3, 0.2, 0.12, 0.06, 0.05, 0.1, 0.05, 0.07, 0.05])
                placement[f"p{p:03}|{2020 + y}|{6 * (h + 1)}"] = row
    level = ["m1" if "|m0|" in code else "m2" for code in enrolment]
    possible = np.ones((len(enrolment), 3), bool)
    possible[[code.endswith(str(2019 + years)) for code in enrolment], 1] = False
    return {
        "enrolment": cube("enrolment", list(enrolment), list(enrolment.values()), possible=possible, level=level),
        "placement": cube("placement", list(placement), list(placement.values())),
    }


def drawn(cells: Cells, shown: Any, **changes: Any) -> Protected:
    """A protection that shows just that."""
    every = np.ones(len(cells.slices), bool)
    shown = np.array(shown, np.int64).reshape(cells.counts.shape)
    return replace(Protected(cells.slices, shown, cells.counts, every, ~every), **changes)
