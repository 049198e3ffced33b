"""What two editions tell together of a class that was looked at again: such a class then stays as it was."""

from __future__ import annotations

import numpy as np

from ehealth.disclosure.cells import Cells, Counts, Flags, Published, bounds

STAYS = "graduated"  # a status that nobody loses between two editions

Ranges = tuple[Counts, Counts]  # the least and the most that each cell can be


def revealing(cells: Cells, old: Published, new: Published) -> Flags:
    """Slices of two people or more in which a reader who knows both sizes could derive a cell, old or new.

    Only what the editions add counts: sizes alone tell that nobody has graduated in a class that is empty now.
    """
    possible = cells.possible | (old.snapshot > 0) | (new.snapshot > 0)
    alone = tuple(_by_size(edition, np.zeros_like(edition.shown), possible) for edition in (old, new))
    told = tuple(_narrowed(edition, *bounds(edition.shown, possible)) for edition in (old, new))
    found = np.zeros(len(cells.slices), bool)
    pairs = zip((old, new), _together(cells, old, new, *alone), _together(cells, old, new, *told), strict=True)
    for edition, (least, most), (low, high) in pairs:
        derived = ((low == high) & (least < most)).any(axis=1)
        found |= derived & (edition.snapshot.sum(axis=1) > 1)
    return found


def _together(cells: Cells, old: Published, new: Published, before: Ranges, after: Ranges) -> tuple[Ranges, Ranges]:
    """A graduate stays one: the new count is at least the least that the old one can be, the old at most the new.

    Not in a class whose file was corrected to fewer: who assumes it there finds nothing, or what is not so.
    """
    if STAYS not in cells.columns:
        return before, after
    one = cells.columns.index(STAYS)
    holds = old.snapshot[:, one] <= new.snapshot[:, one]
    after[0][holds, one] = np.maximum(after[0][holds, one], before[0][holds, one])
    before[1][holds, one] = np.minimum(before[1][holds, one], after[1][holds, one])
    return _narrowed(old, *before), _narrowed(new, *after)


def _by_size(edition: Published, least: Counts, possible: Flags) -> Ranges:
    """What the size of a slice says by itself."""
    return _narrowed(edition, least, np.where(possible, edition.snapshot.sum(axis=1, keepdims=True), 0))


def _narrowed(edition: Published, low: Counts, high: Counts) -> Ranges:
    """The ranges for a reader who knows the sizes of the slices."""
    size = edition.snapshot.sum(axis=1, keepdims=True)
    least = np.maximum(low, size - (high.sum(axis=1, keepdims=True) - high))
    most = np.minimum(high, size - (low.sum(axis=1, keepdims=True) - low))
    return least, most
