"""A cube as the attacker finds it, its cells in one line; and what shown counts alone say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ehealth.disclosure.cells import STEP, Cells, Counts, Flags, Published

ANY = 10**9  # more people than any table holds; sums of it over every cell stay exact in a float


@dataclass(frozen=True)
class Box:
    """The least and the most people in each cell."""

    least: Counts
    most: Counts

    def values(self) -> Counts:
        return self.most - self.least + 1

    def knowing(self, known: Flags, truth: Counts) -> Box:
        """The same for somebody who has the exact count of some cells."""
        return Box(np.where(known, truth, self.least), np.where(known, truth, self.most))


@dataclass(frozen=True)
class Table:
    """One cube. `truth` is what its counts were drawn from; all arrays go cell by cell, slice after slice."""

    cells: Cells
    shown: Counts
    truth: Counts
    possible: Flags

    @classmethod
    def of(cls, cells: Cells, published: Published) -> Table:
        """Raises ValueError where the two do not describe the same slices."""
        if cells.slices != published.slices or cells.counts.shape != published.shown.shape:
            raise ValueError(f"{cells.name}: the exact and the protected cells are not of the same slices")
        return cls(cells, published.shown.ravel(), published.snapshot.ravel(), cells.possible.ravel())

    @property
    def name(self) -> str:
        return self.cells.name

    def part(self, name: str) -> Counts:
        return np.repeat(self.cells.parts[name], len(self.cells.columns))

    def parts(self, names: Sequence[str]) -> list[Counts]:
        return [self.part(name) for name in names if name in self.cells.parts]

    def slice_numbers(self) -> Counts:
        return np.repeat(np.arange(len(self.cells.slices)), len(self.cells.columns))

    def column_numbers(self) -> Counts:
        return np.tile(np.arange(len(self.cells.columns)), len(self.cells.slices))

    def read(self) -> Box:
        return read(self.shown, self.possible)


def read(shown: Counts, possible: Flags) -> Box:
    """What the published rules say: 0 is 0 to 4, 5 is 1 to 9. A count that is no multiple of 5 can only be exact."""
    room = np.where(shown % STEP == 0, STEP - 1, 0)
    least = np.where(possible, np.maximum(shown - room, 0), 0)
    return Box(least, np.where(possible, shown + room, 0))


def unread(possible: Flags) -> Box:
    """What is known without the table: nobody where nobody can be, and any number elsewhere."""
    return Box(np.zeros(possible.shape, np.int64), np.where(possible, ANY, 0))


def joined(partitions: Sequence[Counts]) -> Counts:
    """The number of each cell's group, where a group is what all the partitions agree on."""
    _, groups = np.unique(np.column_stack(partitions), axis=0, return_inverse=True)
    return groups.astype(np.int64).ravel()


def sums(values: Counts, groups: Counts) -> Counts:
    """The sum of each group."""
    return np.bincount(groups, values).astype(np.int64)


def narrowed(box: Box, groups: Counts, low: Counts, high: Counts) -> Box:
    """What is left of each cell once the sum of each group is known to lie from low to high: exact, in whole people."""
    least, most = sums(box.least, groups), sums(box.most, groups)
    others_least, others_most = least[groups] - box.least, most[groups] - box.most
    return Box(
        np.maximum(box.least, low[groups] - others_most),
        np.minimum(box.most, high[groups] - others_least),
    )


def tallied(left: Box, alone: Box, attacked: Flags) -> tuple[int, int, int]:
    """How many cells were attacked, how many have one value left and how many two, where the knowledge leaves more."""
    values, without = left.values(), alone.values()
    pinned = attacked & (values <= 1) & (without > 1)
    two = attacked & (values == 2) & (without > 2)
    return int(attacked.sum()), int(pinned.sum()), int(two.sum())
