"""The guards: what makes sure that nobody's cell can be derived, whatever totals of whole slices are known.

In a group of slices of known size, a reader can move people from one cell to another until either every cell is at its
least or every cell at its most: low = size − Σ least, high = Σ most − size. Each cell then has at least
min(its own width, low, high, the others' widths) + 1 possible values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ehealth.disclosure.cells import STEP, Cells, Counts, Flags, bounds

SLICE, PROJECT_YEAR = 1, 2  # the room each must leave: two possible values, and three
GROUPED_BY = ("project", "year", "months")  # the parts whose product is a project × year (× months)


@dataclass(frozen=True)
class Guard:
    """Groups of slices (the number of each slice's group), and the room that each group must leave on both sides."""

    groups: Counts
    room: int


def guards(cells: Cells) -> tuple[Guard, Guard]:
    """The two guards: every slice by itself, and every project × year (× months)."""
    by = np.column_stack([cells.parts[name] for name in GROUPED_BY if name in cells.parts])
    _, groups = np.unique(by, axis=0, return_inverse=True)
    return Guard(np.arange(len(cells.slices)), SLICE), Guard(groups.astype(np.int64).ravel(), PROJECT_YEAR)


def rooms(guard: Guard, exact: Counts, shown: Counts, possible: Flags) -> tuple[Counts, Counts]:
    """low and high of each group."""
    least, most = bounds(shown, possible)
    count = int(guard.groups.max(initial=-1)) + 1
    low = np.bincount(guard.groups, (exact - least).sum(axis=1), count)
    high = np.bincount(guard.groups, (most - exact).sum(axis=1), count)
    return low.astype(np.int64), high.astype(np.int64)


def needed(guard: Guard, exact: Counts, possible: Flags) -> tuple[Counts, Counts]:
    """The room wanted below and above: a group of one person has but one to give, and none where nobody can be."""
    count = int(guard.groups.max(initial=-1)) + 1
    people = np.bincount(guard.groups, exact.sum(axis=1), count).astype(np.int64)
    places = np.bincount(guard.groups, possible.sum(axis=1), count).astype(np.int64)
    return np.minimum(guard.room, people), np.where(places > 0, guard.room, 0)


def short(guard: Guard, exact: Counts, shown: Counts, possible: Flags) -> Flags:
    """The groups that leave too little room."""
    low, high = rooms(guard, exact, shown, possible)
    want_low, want_high = needed(guard, exact, possible)
    return np.asarray((low < want_low) | (high < want_high))


def mended(cells: Cells, shown: Counts, free: Flags) -> tuple[Counts, Flags]:
    """The counts with every group that leaves too little room drawn anew, and the cells that may still be drawn.

    Of such a group the free cells go down, and all of its cells where that is not enough. All down leaves
    low ≥ min(size, 4); raising a cell four above its multiple then gives 5 to high and takes 1 from low, or 5 of 8.
    """
    shown, free, down = shown.copy(), free.copy(), cells.counts // STEP * STEP
    for freed in (free, free, np.ones_like(free), np.ones_like(free)):
        for guard in guards(cells):
            faulty = short(guard, cells.counts, shown, cells.possible)[guard.groups]
            again = faulty[:, None] & freed
            shown, free = np.where(again, down, shown), free | again
            _raise(cells, shown, faulty, again, guard)
    return shown, free


def _raise(cells: Cells, shown: Counts, faulty: Flags, free: Flags, guard: Guard) -> None:
    """In place: raises, in each group whose high is too little, its cell that is furthest above its multiple."""
    wanting = short(guard, cells.counts, shown, cells.possible)[guard.groups] & faulty
    rest = np.where(free & (cells.counts % STEP > 0), cells.counts % STEP, 0)
    for group in np.unique(guard.groups[wanting]):
        rows = np.flatnonzero(guard.groups == group)
        row, column = divmod(int(rest[rows].argmax()), rest.shape[1])
        if rest[rows[row], column]:
            shown[rows[row], column] += STEP
