"""Protects a cube: each cell to a multiple of 5, by a secret key, within the guards; between editions by slices."""

from __future__ import annotations

import numpy as np

from ehealth.disclosure import keyed
from ehealth.disclosure.cells import STEP, Cells, Counts, Protected, Published
from ehealth.disclosure.guards import mended

REOPENED_FROM = 5  # people that must differ from the snapshot before a slice is looked at again


def protect(cells: Cells, key: bytes, previous: Published | None = None, *, closing: bool = False) -> Protected:
    """The cube as the next edition shows it. The same cells, key and previous edition give the same bytes.

    Args:
        cells: exact; every slice of `previous` is among them.
        key: the store's secret. Whoever has it can replay the drawing.
        previous: the last edition's; None for the first.
        closing: looks again at every slice that differs from its snapshot, by however few people.
    """
    numbers = keyed.numbers(key, cells.name, cells.slices, len(cells.columns))
    shown = mended(cells, _start(cells.counts, numbers))
    everything = np.ones(len(cells.slices), bool)
    return Protected(cells.slices, shown, cells.counts, everything, ~everything)


def _start(exact: Counts, numbers: Counts) -> Counts:
    """Each cell up with the probability that leaves it unbiased: systematic, in an order that the key decides."""
    order = np.argsort(numbers, axis=None, kind="stable")
    rest = (exact % STEP).ravel()[order]
    offset = int(numbers.sum() % STEP) if numbers.size else 0
    reached = (np.cumsum(rest) + offset) // STEP
    up = np.empty(len(rest), np.int64)
    up[order] = np.diff(reached, prepend=offset // STEP)
    return exact // STEP * STEP + STEP * up.reshape(exact.shape)
