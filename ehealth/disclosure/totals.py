"""The totals that readers see: what the search keeps near the truth."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np

from ehealth.disclosure.cells import Cells, Counts
from ehealth.later import Later

sparse = Later("scipy.sparse")

# Ways to say which projects or modules: never two of them in one total.
UNITS = frozenset({"project", "module", "level", "route", "region", "wave"})
NOBODY = -1

Ways = list[Counts]  # each: the class of every cell, NOBODY for a cell that is in none


def totals(cells: Cells) -> Any:
    """Every total of none, one or two of the parts and the columns, as a sparse 0/1 matrix, totals × cells (by row).

    A sum of columns ("employed") is one more column of its own.
    """
    size = cells.counts.size
    ways = _ways(cells)
    single = [way for listed in ways.values() for way in listed]
    pairs = [
        _both(one, other)
        for a, b in combinations(ways, 2)
        if not {a, b} <= UNITS
        for one, other in product(ways[a], ways[b])
    ]
    return sparse.vstack([_rows(way, size) for way in [np.zeros(size, np.int64), *single, *pairs]], format="csr")


def _ways(cells: Cells) -> dict[str, Ways]:
    rows, columns = cells.counts.shape
    by_part: dict[str, Ways] = {name: [np.repeat(part, columns)] for name, part in cells.parts.items()}
    column = np.tile(np.arange(columns), rows)
    sums = [np.where(np.isin(column, listed), 0, NOBODY) for listed in cells.sums.values()]
    return by_part | {"column": [column, *sums]}


def _both(one: Counts, other: Counts) -> Counts:
    """The classes of two ways crossed."""
    return np.where((one == NOBODY) | (other == NOBODY), NOBODY, one * (int(other.max(initial=0)) + 1) + other)


def _rows(way: Counts, size: int) -> Any:
    """A row of the matrix for each class."""
    inside = np.flatnonzero(way != NOBODY)
    _, row = np.unique(way[inside], return_inverse=True)
    count = int(row.max(initial=-1)) + 1
    return sparse.csr_array((np.ones(len(inside), np.int64), (row, inside)), shape=(count, size))
