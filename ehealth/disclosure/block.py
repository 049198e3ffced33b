"""One block of the search: some projects' cells, and everything that a change of one of them moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from ehealth.disclosure.cells import STEP, Cells, Counts
from ehealth.disclosure.guards import Guard, guards, needed, rooms
from ehealth.later import Later

sparse = Later("scipy.sparse")

FORBIDDEN = 1 << 50  # more than any sum of squares
FEW = 100  # cells: among so few, the best drawing is often the same whatever the key
NEAR, WHOLE = 8, 10  # then a drawing will do that gains so much of what the very best does
KEPT = 8, 20  # a cell that was changed stays so for so many changes, or for half the block's cells


class _Room:
    """What a guard's groups have to spare, and which cells of the block are in each."""

    def __init__(self, guard: Guard, cells: Cells, shown: Counts, slices: Counts, rows: Counts) -> None:
        _, groups = np.unique(guard.groups[slices], return_inverse=True)
        local = Guard(groups.astype(np.int64), guard.room)
        exact, possible = cells.counts[slices], cells.possible[slices]
        found = zip(rooms(local, exact, shown[slices], possible), needed(local, exact, possible), strict=True)
        self.low, self.high = ((room - wanted).tolist() for room, wanted in found)
        of_cells = groups[rows]
        self.group = of_cells.tolist()
        self.members = [np.flatnonzero(of_cells == group) for group in range(int(groups.max(initial=-1)) + 1)]


class Block:
    """The free cells of some slices, as bits: down (the multiple below) or up.

    chosen: their positions among the slices' cells; mine: the totals' matrix of those columns; error: shown minus
    exact of every total; drawn: a secret number for each change that may be made.
    """

    def __init__(
        self,
        cells: Cells,
        shown: Counts,
        slices: Counts,
        chosen: Counts,
        mine: Any,
        weights: Counts,
        error: Counts,
        drawn: Counts,
    ) -> None:
        self.exact, self.shown, self.chosen = cells.counts[slices], shown[slices], chosen
        weighted = sparse.diags_array(weights, dtype=np.int64) @ mine
        common = (mine.T @ weighted).toarray()
        floor = (self.exact // STEP * STEP).ravel()[chosen]
        self.side = np.where(self.shown.ravel()[chosen] > floor, -1, 1)  # 1: down, so that a change adds
        self.pull = 2 * STEP * common
        self.gain = 2 * self.side * (weighted.T @ error) + STEP * common.diagonal()  # of changing each, over STEP
        self.lowers = np.where(floor == 0, 1, STEP).tolist()  # what going up takes from low
        rows = chosen // len(cells.columns)
        self.rooms = [_Room(guard, cells, shown, slices, rows) for guard in guards(cells)]
        self.choice = int(drawn.sum() % (1 << 40))
        self.kept_for = np.minimum(KEPT[0] + drawn % (KEPT[1] - KEPT[0]), len(chosen) // 2).tolist()

    def search(self) -> Counts:
        """The slices' shown counts: the best drawing met, or of a few cells a good one, which the key chooses.

        In a later edition few cells are drawn, and the best would often be found without the key, too.
        """
        start = self.side.copy()
        made = self._walk()
        gains = np.cumsum([0, *(gain for _, gain in made)])
        near = NEAR if len(start) < FEW else WHOLE
        good = np.flatnonzero(gains * WHOLE <= int(gains.min()) * near)
        chosen = int(good[self.choice % len(good)])
        times = np.bincount(np.array([cell for cell, _ in made[:chosen]], np.int64), minlength=len(start))
        return self._with(np.where(times % 2 == 1, -start, start))

    def _walk(self) -> list[tuple[int, int]]:
        """Makes the changes, one after the other; gives the cell and the gain of each."""
        made: list[tuple[int, int]] = []
        barred = np.zeros(len(self.chosen), np.int64)  # by a guard
        resting = np.zeros(len(self.chosen), np.int64)  # changed a moment ago
        expiring: dict[int, list[int]] = {}
        for move, kept_for in enumerate(self.kept_for):
            cell = self._best(barred, resting)
            if cell is not None:
                made.append((cell, int(self.gain[cell])))
                self._change(cell, barred)
                resting[cell] = FORBIDDEN
                expiring.setdefault(move + kept_for, []).append(cell)
            for free_again in expiring.pop(move, ()):
                resting[free_again] = 0
        return made

    def _best(self, barred: Counts, resting: Counts) -> int | None:
        """The cell whose change gains most, or loses least, among those that may be changed; bars what a guard does."""
        while True:
            candidates = self.gain + barred + resting
            cell = int(candidates.argmin())
            if candidates[cell] >= FORBIDDEN // 2:
                return None
            if self._allowed(cell):
                return cell
            barred[cell] = FORBIDDEN

    def _allowed(self, cell: int) -> bool:
        """Whether every guard still holds after the change."""
        if self.side[cell] == 1:
            return all(room.low[room.group[cell]] >= self.lowers[cell] for room in self.rooms)
        return all(room.high[room.group[cell]] >= STEP for room in self.rooms)

    def _change(self, cell: int, barred: Counts) -> None:
        side, gain = int(self.side[cell]), int(self.gain[cell])
        for room in self.rooms:
            group = room.group[cell]
            room.low[group] -= side * self.lowers[cell]
            room.high[group] += side * STEP
            barred[room.members[group]] = 0
        self.gain += side * self.side * self.pull[cell]
        self.gain[cell], self.side[cell] = -gain, -side

    def _with(self, side: Counts) -> Counts:
        shown = self.exact // STEP * STEP
        fixed = self.shown.copy()
        flat, down = fixed.ravel(), shown.ravel()[self.chosen]
        flat[self.chosen] = np.where(side == 1, down, down + STEP)
        return fixed
