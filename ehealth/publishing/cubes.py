"""Registry → exact cubes, as the protection wants them: arrays of counts, and how their slices add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ehealth import domain
from ehealth.disclosure import Cells, Published
from ehealth.editions.queries import MODULES
from ehealth.publishing.counts import COHORTS_RECEIVED, ENROLMENT_CELLS, PLACEMENT_CELLS
from ehealth.store import Registry

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BETWEEN = "|"  # between the parts of a slice's code: no code of a project or module holds it

COURSES = f"""
WITH modules AS (FROM current_modules), projects AS (FROM current_projects), partners AS (FROM current_partners)
SELECT project_code, module_code, level, route, region, wave, first_year FROM ({MODULES})
"""


@dataclass(frozen=True)
class Cube:
    """A cube's name, what names its slices, its columns, and where its exact cells come from."""

    name: str
    keys: tuple[str, ...]
    label: str  # the column of a table of cells that says which column of the cube they are of
    columns: tuple[str, ...]
    query: str
    attributes: str  # what is known of its slices beside their code, by the keys that the query gives
    parts: Mapping[str, tuple[str, ...]]
    sums: Mapping[str, tuple[str, ...]]

    @property
    def table(self) -> str:
        return f"{self.name}_cells"

    def wide(self, cells: pd.DataFrame) -> pd.DataFrame:
        """A table of cells as a row a slice, indexed by its code, and a column a status or outcome; absent cells 0."""
        code = cells[self.keys[0]].astype(str)
        for key in self.keys[1:]:
            code = code + BETWEEN + cells[key].astype(str)
        flat = pd.DataFrame({"code": code, "column": cells[self.label], "students": cells["students"]})
        return (
            flat.pivot_table(index="code", columns="column", values="students", aggfunc="sum", fill_value=0)
            .reindex(columns=list(self.columns), fill_value=0)
            .astype("int64")
        )

    def long(self, slices: tuple[str, ...], counts: Counts) -> pd.DataFrame:
        """The reverse of `wide`: a row a cell, all values but the students as text."""
        named = np.array([code.split(BETWEEN) for code in slices], dtype=object).reshape(-1, len(self.keys))
        cells = {key: np.repeat(named[:, place], len(self.columns)) for place, key in enumerate(self.keys)}
        cells |= {self.label: np.tile(np.array(self.columns, dtype=object), len(slices))}
        return pd.DataFrame(cells | {"students": counts.ravel()})


CUBES = (
    Cube(
        "enrolment",
        ("project_code", "module_code", "academic_year"),
        "status",
        domain.STATUSES,
        ENROLMENT_CELLS,
        COURSES,
        {
            "project": ("project_code",),
            "module": ("project_code", "module_code"),
            "year": ("academic_year",),
            **{name: (name,) for name in ("level", "route", "region", "wave")},
        },
        {"left": ("graduated", "withdrawn"), "all": domain.STATUSES},
    ),
    Cube(
        "placement",
        ("project_code", "graduation_year", "months_after"),
        "outcome",
        domain.OUTCOMES,
        PLACEMENT_CELLS,
        "SELECT project_code, region, wave FROM current_projects",
        {
            "project": ("project_code",),
            "year": ("graduation_year",),
            "months": ("months_after",),
            **{name: (name,) for name in ("region", "wave")},
        },
        {
            "answered": domain.ANSWERED_OUTCOMES,
            "employed": domain.EMPLOYED_OUTCOMES,
            "health_strict": domain.STRICT_OUTCOMES,
            "health_broad": domain.BROAD_OUTCOMES,
        },
    ),
)


@dataclass(frozen=True)
class Exact:
    """A cube as it is now. current: the slice is in the registry; open: its row is no sign that somebody is there."""

    cube: Cube
    cells: Cells
    current: Flags
    open: Flags


def exact(registry: Registry, cube: Cube, previous: Published | None) -> Exact:
    """A cube of what is current, with the slices of the last edition that are no more: nobody is in those now."""
    now = cube.wide(registry.con.execute(cube.query).df())
    slices = sorted({*now.index, *(previous.slices if previous else ())})
    wide = now.reindex(slices, fill_value=0)
    known = _known(registry, cube, slices)
    parts = {name: _numbered(known, fields) for name, fields in cube.parts.items()}
    sums = {name: tuple(map(cube.columns.index, columns)) for name, columns in cube.sums.items()}
    counts, current = wide.to_numpy(), np.isin(np.array(slices, dtype=str), now.index.to_numpy(dtype=str))
    possible = _possible(registry, cube, known, _ever(slices, counts, previous))
    cells = Cells(cube.name, tuple(slices), cube.columns, counts, possible, parts, sums)
    begun = known["first_year"] <= known["academic_year"] if cube.name == "enrolment" else True
    return Exact(cube, cells, current, np.asarray(current & begun, bool))


def _known(registry: Registry, cube: Cube, slices: list[str]) -> pd.DataFrame:
    """A row a slice: its keys and what is known of it, "" where nothing is."""
    keys = pd.DataFrame([code.split(BETWEEN) for code in slices], columns=list(cube.keys), dtype="object")
    attributes = registry.con.execute(cube.attributes).df()
    return keys.merge(attributes, how="left", on=[key for key in cube.keys if key in attributes]).fillna("")


def _numbered(known: pd.DataFrame, fields: tuple[str, ...]) -> Counts:
    """The number of the part that each slice is in: slices of one part have the same values in the fields."""
    return np.asarray(known.groupby(list(fields), sort=True).ngroup(), np.int64)


def _ever(slices: list[str], counts: Counts, previous: Published | None) -> Counts:
    """The most people that each cell has now or has had in what the last edition was drawn from."""
    if previous is None:
        return counts
    before = pd.DataFrame(previous.snapshot, index=list(previous.slices)).reindex(slices, fill_value=0)
    return np.asarray(np.maximum(counts, before.to_numpy()), np.int64)


def _possible(registry: Registry, cube: Cube, known: pd.DataFrame, ever: Counts) -> Flags:
    """False for the graduates of a year of whom everybody knows that there can be none yet.

    Its file came before the calendar year in which its students take their degree, and nobody anywhere has taken one.
    """
    possible = np.ones(ever.shape, bool)
    if cube.name == "enrolment" and len(known):
        place = cube.columns.index("graduated")
        early = known.merge(registry.con.execute(COHORTS_RECEIVED).df(), how="left")
        ends = pd.to_datetime(known["academic_year"].str[-4:] + "-01-01")
        begun = pd.Series(ever[:, place] > 0).groupby(known["academic_year"]).transform("any")
        possible[:, place] = ~((early["received_at"] < ends) & ~begun)
    return possible
