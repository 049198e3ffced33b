"""The cells of a cube, exact and as an edition shows them, and what a shown count lets a reader derive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STEP = 5  # every shown count is a multiple of it, just below or just above the exact one


@dataclass(frozen=True)
class Cells:
    """One cube, exact. A slice is a row of `counts`; its columns are the statuses or the outcomes.

    name: what the key is salted with, and what a refusal names ("enrolment" or "placement").
    slices: the code of each slice, unique. A slice of the previous edition that is no more has counts of 0.
    possible: False where anybody knows that there can be nobody; the count is 0 there.
    parts: how slices add up: for "project", "year", "module", …, the number of the part that each slice is in.
    sums: sets of columns that readers see added up, as column numbers ("employed").
    """

    name: str
    slices: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Counts
    possible: Flags
    parts: Mapping[str, Counts]
    sums: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Published:
    """What an edition shows of a cube, slice by slice, and the secret exact counts that it was drawn from."""

    slices: tuple[str, ...]
    shown: Counts
    snapshot: Counts


@dataclass(frozen=True)
class Protected(Published):
    """The next edition's cube.

    reopened: drawn anew. held_back: differs from its snapshot and stays as shown: fewer than five people differ or,
    where it is `telling`, both editions together would let a cell be derived.
    """

    reopened: Flags
    held_back: Flags
    telling: Flags | None = None


def bounds(shown: Counts, possible: Flags) -> tuple[Counts, Counts]:
    """The least and the most people that a shown count can stand for: 0 is 0 to 4, 5 is 1 to 9, 10 is 6 to 14."""
    low = np.where(possible & (shown > 0), shown - (STEP - 1), 0)
    high = np.where(possible, shown + (STEP - 1), 0)
    return low, high


def people_differing(exact: Counts, snapshot: Counts) -> Counts:
    """By slice, the fewest people whose record was added, removed or changed between two sets of counts.

    Somebody whose status changed leaves one cell and enters another: one person, though the class's size is the same.
    """
    change = exact - snapshot
    gone, come = np.maximum(-change, 0).sum(axis=1), np.maximum(change, 0).sum(axis=1)
    return np.asarray(np.maximum(gone, come))
