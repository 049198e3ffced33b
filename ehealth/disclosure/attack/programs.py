"""Knowledge that mixes partitions (totals by project, by year and by level): linear programs, solved by HiGHS.

Only sums of cells enter what is known, so cells that all known totals take together are one unknown, an atom. Once the
range of each atom's sum is found, the range of each of its cells is a formula. Between atoms the reasoning is linear:
what only whole numbers would exclude there is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ehealth.disclosure.attack.table import Box, joined, narrowed, sums
from ehealth.disclosure.cells import Counts, Flags
from ehealth.later import Later

optimize, sparse = Later("scipy.optimize"), Later("scipy.sparse")

ENOUGH = 3  # values: a cell that keeps as many is not looked at further
GLANCES = 6  # programs that push all the doubtful atoms at once, before each gets its own two
WEIGHTS = 9  # of an atom in a glance: unequal, so that one gives way to another
WHOLE = 1e-6  # how far a solver's whole number may be from one
SECONDS = 2.0  # for one program; one that takes longer leaves its atom out of what was attacked


@dataclass(frozen=True)
class Atoms:
    """The unknown sums, the totals known of them, and the true sums, which solve them."""

    of: Counts
    least: Counts
    most: Counts
    truth: Counts
    free: Counts
    totals: Any  # a LinearConstraint, None without free atoms

    @classmethod
    def found(cls, box: Box, known: Sequence[Counts], truth: Counts) -> Atoms:
        of = joined(known)
        exact, first = sums(truth, of), np.unique(of, return_index=True)[1]
        parts = [each[first] for each in known]
        within = Box(sums(box.least, of), np.minimum(sums(box.most, of), exact.sum()))
        for part in parts:
            within = narrowed(within, part, *(sums(exact, part),) * 2)
        free = np.flatnonzero(within.least < within.most)
        return cls(of, within.least, within.most, exact, free, _totals([part[free] for part in parts], exact[free]))

    def pushed(self, objective: Counts) -> Counts | None:
        """Sums that everything known allows, and that have most of the objective; None where none was found in time.

        A broken number is rounded towards the true sum, so that all that lies between is allowed.
        """
        if self.totals is None:
            return self.truth
        found = optimize.milp(
            -objective[self.free].astype(float),
            bounds=optimize.Bounds(self.least[self.free], self.most[self.free]),
            constraints=self.totals,
            options={"time_limit": SECONDS},
        )
        if found.status != 0:
            return None
        result, true = self.truth.copy(), self.truth[self.free]
        up, down = np.floor(found.x + WHOLE), np.ceil(found.x - WHOLE)
        result[self.free] = np.where(found.x > true, up, down).astype(np.int64)
        return result


def _totals(known: Sequence[Counts], exact: Counts) -> Any:
    """One line a known total: the free atoms that it sums, and their true sum."""
    if not len(exact):
        return None
    numbered = [np.unique(each, return_inverse=True)[1] for each in known]
    starts = np.cumsum([0, *(int(each.max()) + 1 for each in numbered)])
    lines = np.concatenate([each + start for each, start in zip(numbered, starts, strict=False)])
    atoms = np.tile(np.arange(len(exact)), len(known))
    matrix = sparse.csr_array((np.ones(len(lines)), (lines, atoms)), shape=(int(starts[-1]), len(exact)))
    total = matrix @ exact.astype(float)
    return optimize.LinearConstraint(matrix, total, total)


def derived(box: Box, known: Sequence[Counts], truth: Counts, aim: Flags, singly: int) -> tuple[Box, Flags]:
    """What is left of each cell, and the cells aimed at for which that is settled.

    A cell is settled when it is seen to keep three values, or when its atom's own two programs were solved, down and
    up. At most `singly` atoms get their own, evenly spaced: the cells of others that stay in doubt are not settled.
    """
    atoms = Atoms.found(box, known, truth)
    seen = Box(atoms.truth.copy(), atoms.truth.copy())
    for objective in _glances(box, atoms, seen, aim):
        _widen(seen, atoms.pushed(objective))
    solved = atoms.least >= atoms.most
    doubtful = _doubtful(box, atoms, seen, aim)
    for atom in doubtful[:: max(-(-len(doubtful) // singly), 1)]:
        one = (np.arange(len(solved)) == atom).astype(np.int64)
        if _widen(seen, atoms.pushed(one)) and atom in _doubtful(box, atoms, seen, aim):
            solved[atom] = _widen(seen, atoms.pushed(-one))
    left = narrowed(box, atoms.of, seen.least, seen.most)
    return left, aim & ((left.values() >= ENOUGH) | solved[atoms.of])


def _widen(seen: Box, sums_: Counts | None) -> bool:
    """Takes sums that were found possible into what was seen; False where none were found."""
    if sums_ is None:
        return False
    np.minimum(seen.least, sums_, out=seen.least)
    np.maximum(seen.most, sums_, out=seen.most)
    return True


def _glances(box: Box, atoms: Atoms, seen: Box, aim: Flags) -> Iterator[Counts]:
    """Objectives that push all the atoms still in doubt: first all up, then each up or down at random."""
    random = np.random.default_rng(0)
    for glance in range(GLANCES):
        doubtful = _doubtful(box, atoms, seen, aim)
        if len(doubtful):
            objective = np.zeros(len(atoms.truth), np.int64)
            objective[doubtful] = random.integers(-WEIGHTS, WEIGHTS, len(doubtful), endpoint=True) if glance else 1
            yield objective


def _doubtful(box: Box, atoms: Atoms, seen: Box, aim: Flags) -> Counts:
    """The free atoms with a cell that is not yet seen to keep enough values."""
    left = narrowed(box, atoms.of, seen.least, seen.most)
    doubtful = np.unique(atoms.of[aim & (left.values() < ENOUGH)])
    return doubtful[atoms.least[doubtful] < atoms.most[doubtful]]
