"""Two editions side by side: what stays must not move, and what moves must not tell who came, left or changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ehealth.disclosure.attack.link import GRADUATED
from ehealth.disclosure.attack.table import Box, Table, read, tallied, unread
from ehealth.disclosure.attack.verdict import Finding
from ehealth.disclosure.cells import Counts, Flags, Protected, Published

PEOPLE = 2  # in a slice from which two editions together must not pin a cell


def kept(table: Table, protected: Protected, previous: Published) -> Finding:
    """Cells that moved though their slice was not drawn anew, and cells of the previous edition that are gone."""
    old, new = _common(previous, protected)
    shut = ~protected.reopened[new]
    moved = (previous.shown[old] != protected.shown[new]) | (previous.snapshot[old] != protected.snapshot[new])
    gone = (len(previous.slices) - len(old)) * len(table.cells.columns)
    cells = int(shut.sum()) * len(table.cells.columns) + gone
    return Finding(table.name, "kept", cells, int(moved[shut].sum()) + gone, 0, "closed", 2)


def previous_edition(table: Table, protected: Protected, previous: Published) -> Finding:
    """Both editions' counts and sizes of each slice drawn anew; where it holds, that a graduate stays one."""
    old, new = _common(previous, protected)
    chosen = protected.reopened[new] & (protected.snapshot[new].sum(axis=1) >= PEOPLE)
    old, new = old[chosen], new[chosen]
    pair = Pair(table, previous.snapshot[old], protected.snapshot[new], table.cells.possible[new])
    left = pair.left(read(previous.shown[old], pair.possible), read(protected.shown[new], pair.possible))
    alone = pair.left(unread(pair.possible), unread(pair.possible))
    each = [tallied(after, before, pair.possible) for after, before in zip(left, alone, strict=True)]
    return Finding.pooled(table.name, "previous", each, "closed", 2)


def _common(previous: Published, protected: Protected) -> tuple[Counts, Counts]:
    """The places of the slices that both have, in the one and in the other."""
    places = {code: place for place, code in enumerate(protected.slices)}
    found = [(place, places[code]) for place, code in enumerate(previous.slices) if code in places]
    old, new = np.array(found, np.int64).reshape(-1, 2).T
    return old, new


@dataclass(frozen=True)
class Pair:
    """The slices drawn anew, once in each edition: true counts, by row."""

    table: Table
    before: Counts
    after: Counts
    possible: Flags

    def left(self, old: Box, new: Box) -> tuple[Box, Box]:
        """What is left of the cells of the old edition and of the new: exact, for they meet in one column at most."""
        same = (self.before == self.after).all(axis=1)[:, None]
        both = Box(np.maximum(old.least, new.least), np.minimum(old.most, new.most))
        old = Box(np.where(same, both.least, old.least), np.where(same, both.most, old.most))
        new = Box(np.where(same, both.least, new.least), np.where(same, both.most, new.most))
        old, new = _sized(old, self.before), _sized(new, self.after)
        if GRADUATED in self.table.cells.columns:
            old, new = self._one_way(old, new, self.table.cells.columns.index(GRADUATED))
        return _sized(old, self.before), _sized(new, self.after)

    def _one_way(self, old: Box, new: Box, column: int) -> tuple[Box, Box]:
        """There are no fewer graduates than there were, in the slices where that is so."""
        holds = self.before[:, column] <= self.after[:, column]
        most, least = old.most.copy(), new.least.copy()
        most[holds, column] = np.minimum(most, new.most)[holds, column]
        least[holds, column] = np.maximum(least, old.least)[holds, column]
        return Box(old.least, most), Box(least, new.most)


def _sized(box: Box, counts: Counts) -> Box:
    """What is left of each cell of rows whose sums are known."""
    size = counts.sum(axis=1, keepdims=True)
    others_least = box.least.sum(axis=1, keepdims=True) - box.least
    others_most = box.most.sum(axis=1, keepdims=True) - box.most
    return Box(np.maximum(box.least, size - others_most), np.minimum(box.most, size - others_least))
