"""Averaging: a small cell as the difference of two totals, over many choices of what else the totals hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ehealth.disclosure.attack.table import Table
from ehealth.disclosure.cells import STEP, Counts

CELLS = 24  # small cells, evenly spaced
OTHERS = 6  # cells that are in or out of both totals: 63 choices a cell


def averaged(table: Table, total: Callable[[Counts], int]) -> tuple[int, int]:
    """How many cells of 1 to 4 people were estimated, and how many of the estimates are the truth when rounded.

    Args:
        total: what readers are shown for the sum of some cells, given by their places.
    """
    small = np.flatnonzero((table.truth > 0) & (table.truth < STEP))
    chosen = small[:: max(len(small) // CELLS, 1)][:CELLS]
    hits = sum(round(_estimate(table, cell, total)) == table.truth[cell] for cell in chosen)
    return len(chosen), int(hits)


def _estimate(table: Table, cell: int, total: Callable[[Counts], int]) -> float:
    """The mean difference that the cell makes to totals of its own status or outcome in other slices."""
    width = len(table.cells.columns)
    column = np.arange(cell % width, len(table.truth), width)
    others = column[column != cell]
    others = others[:: max(len(others) // OTHERS, 1)][:OTHERS]
    choices = range(1, 2 ** len(others))
    subsets = [others[[bool(choice >> place & 1) for place in range(len(others))]] for choice in choices]
    found = [total(np.append(subset, cell)) - total(subset) for subset in subsets]
    return float(np.mean(found)) if found else float(total(np.array([cell])))
