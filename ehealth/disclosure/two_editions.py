"""What two editions tell together of a class that was looked at again: such a class then stays as it was."""

from __future__ import annotations

import numpy as np

from ehealth.disclosure.cells import Cells, Counts, Flags, Published, bounds

STAYS = "graduated"  # a status that nobody loses between two editions


def revealing(cells: Cells, old: Published, new: Published) -> Flags:
    """Slices of two people or more in which a reader who knows both sizes could derive a cell, old or new.

    A graduate stays one: the new count is at least the least that the old one can be, and the old one at most the
    most that the new one can be.
    """
    possible = cells.possible | (old.snapshot > 0) | (new.snapshot > 0)
    before, after = _ranges(old, possible), _ranges(new, possible)
    if STAYS in cells.columns:
        one = cells.columns.index(STAYS)
        after[0][:, one] = np.maximum(after[0][:, one], before[0][:, one])
        before[1][:, one] = np.minimum(before[1][:, one], after[1][:, one])
        before, after = _narrowed(old.snapshot, *before), _narrowed(new.snapshot, *after)
    several = (possible.sum(axis=1) > 1)[:, None] & possible
    return np.asarray(
        ((old.snapshot.sum(axis=1) > 1) & ((before[0] == before[1]) & several).any(axis=1))
        | ((new.snapshot.sum(axis=1) > 1) & ((after[0] == after[1]) & several).any(axis=1))
    )


def _ranges(edition: Published, possible: Flags) -> tuple[Counts, Counts]:
    """The least and the most of each cell for a reader who knows the sizes of the slices."""
    return _narrowed(edition.snapshot, *bounds(edition.shown, possible))


def _narrowed(snapshot: Counts, low: Counts, high: Counts) -> tuple[Counts, Counts]:
    size = snapshot.sum(axis=1, keepdims=True)
    least = np.maximum(low, size - (high.sum(axis=1, keepdims=True) - high))
    most = np.minimum(high, size - (low.sum(axis=1, keepdims=True) - low))
    return least, most
