"""Protects a cube: each cell to a multiple of 5, by a secret key, within the guards; between editions by slices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ehealth.disclosure import keyed
from ehealth.disclosure.cells import STEP, Cells, Counts, Flags, Protected, Published, people_differing
from ehealth.disclosure.guards import mended
from ehealth.disclosure.search import improved
from ehealth.disclosure.two_editions import revealing

REOPENED_FROM = 5  # people that must differ from the snapshot before a slice is looked at again


def protect(cells: Cells, key: bytes, previous: Published | None = None, *, closing: bool = False) -> Protected:
    """The cube as the next edition shows it. The same cells, key and previous edition give the same bytes.

    Args:
        cells: exact; every slice of `previous` is among them.
        key: the store's secret. Whoever has it, and everybody else's data, can replay the drawing.
        previous: the last edition's; None for the first, where every slice is drawn.
        closing: looks again at every slice that differs from its snapshot, by however few people.

    Raises ValueError where a slice of `previous` is missing.
    """
    old = _aligned(cells, previous)
    differing = people_differing(cells.counts, old.snapshot)
    new = ~np.isin(cells.slices, previous.slices) if previous else np.ones(len(cells.slices), bool)
    reopened = new | (differing >= (1 if closing else REOPENED_FROM))
    telling = np.zeros_like(new)
    while True:
        shown, snapshot = _drawn(cells, key, old, reopened, new)
        told = reopened & ~new & revealing(cells, old, Published(cells.slices, shown, snapshot))
        if not told.any():
            return Protected(cells.slices, shown, snapshot, reopened, (differing > 0) & ~reopened, telling)
        telling, reopened = telling | told, reopened & ~told


def _aligned(cells: Cells, previous: Published | None) -> Published:
    """The previous edition in the order of the cells; a slice that is new there has nobody and shows nobody."""
    shown, snapshot = np.zeros_like(cells.counts), np.zeros_like(cells.counts)
    if previous is not None and previous.slices:
        place = {code: row for row, code in enumerate(cells.slices)}
        if not place.keys() >= set(previous.slices):
            raise ValueError("a slice of the previous edition is missing")
        rows = [place[code] for code in previous.slices]
        shown[rows], snapshot[rows] = previous.shown, previous.snapshot
    return Published(cells.slices, shown, snapshot)


def _drawn(cells: Cells, key: bytes, old: Published, reopened: Flags, new: Flags) -> tuple[Counts, Counts]:
    """shown and snapshot: slices that stay closed keep both, and a reopened one's cells that did not change the first.

    Totals are kept near those of the snapshots, not of the exact counts: what is not looked at again is not an input.
    """
    snapshot = np.where(reopened[:, None], cells.counts, old.snapshot)
    drawn_from = replace(cells, counts=snapshot, possible=cells.possible | (snapshot > 0))
    changed = reopened[:, None] & ((snapshot != old.snapshot) | new[:, None])
    shown, free = mended(drawn_from, np.where(changed, _start(drawn_from, key), old.shown), changed)
    return improved(drawn_from, shown, free & (snapshot % STEP > 0), key), snapshot


def _start(cells: Cells, key: bytes) -> Counts:
    """Each cell up with the probability that leaves it unbiased: systematic, in an order that the key decides."""
    numbers = keyed.numbers(key, cells.name, cells.slices, len(cells.columns))
    order = np.argsort(numbers, axis=None, kind="stable")
    rest = (cells.counts % STEP).ravel()[order]
    offset = int((numbers % STEP).sum() % STEP)
    reached = (np.cumsum(rest) + offset) // STEP
    up = np.empty(len(rest), np.int64)
    up[order] = np.diff(reached, prepend=offset // STEP)
    return cells.counts // STEP * STEP + STEP * up.reshape(cells.counts.shape)
