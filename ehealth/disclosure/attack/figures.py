"""Figures told beside the verdict: how far shown totals are off, and what shown counts say of presence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ehealth.disclosure.attack.averaging import averaged
from ehealth.disclosure.attack.table import Table
from ehealth.disclosure.cells import STEP, Cells, Counts, Flags

LARGE = 23  # people from which a relative error is told
TOLD_FROM = 50  # cells or totals: a share of fewer would itself tell who is who
WHEN = ("year", "months")


def accuracy(cells: Cells, shown: Counts) -> tuple[Counts, Counts]:
    """The exact and the shown count of every total over nothing, one or two of: who, year, months, status or outcome.

    Who is a project, a module or a level; an outcome also a sum of outcomes that readers see. Only totals that exist.
    """
    totals = [_total(cells, shown, axes) for axes in _axes(cells)]
    exact, protected = (np.concatenate([each[side] for each in totals]) for side in (0, 1))
    return exact, protected


def _axes(cells: Cells) -> Iterator[tuple[str, ...]]:
    who = [name for name in cells.parts if name not in WHEN]
    kinds = [who, *([name] for name in WHEN if name in cells.parts), ["column"]]
    yield ()
    yield from ((name,) for kind in kinds for name in kind)
    yield from ((one, other) for first, second in combinations(kinds, 2) for one in first for other in second)


def _total(cells: Cells, shown: Counts, axes: tuple[str, ...]) -> tuple[Counts, Counts]:
    parts = [cells.parts[name] for name in axes if name != "column"]
    rows = np.column_stack(parts) if parts else np.zeros((len(cells.slices), 1), np.int64)
    _, groups = np.unique(rows, axis=0, return_inverse=True)
    sides = [_summed(side, groups.ravel(), "column" in axes, cells) for side in (cells.counts, shown)]
    return sides[0], sides[1]


def _summed(counts: Counts, groups: Counts, by_column: bool, cells: Cells) -> Counts:
    if not by_column:
        return np.bincount(groups, counts.sum(axis=1)).astype(np.int64)
    wholes = [counts, *(counts[:, list(sum_)].sum(axis=1, keepdims=True) for sum_ in cells.sums.values())]
    columns = np.hstack(wholes).T
    return np.concatenate([np.bincount(groups, column) for column in columns]).astype(np.int64)


def errors(cells: Cells, shown: Counts) -> tuple[float, float]:
    """The mean error of these totals, in people, and the mean relative error of those of 23 people or more."""
    exact, protected = accuracy(cells, shown)
    off, large = np.abs(protected - exact), exact >= LARGE
    relative = off[large] / exact[large]
    return float(off.mean()) if len(off) else 0.0, float(relative.mean()) if len(relative) else 0.0


def figures(table: Table) -> dict[str, float]:
    """The figures of one table. Shares are whole hundredths from 0.01 to 0.99, and of 50 cells or more.

    A share of all or of none would pin every cell that it is about.
    """
    small = (table.truth > 0) & (table.truth < STEP)
    five, zero = table.shown == STEP, table.possible & (table.shown == 0)
    shares = {
        "small_shown": _share(table.shown > 0, small),
        "zero_is_zero": _share(table.truth == 0, zero) if int((table.shown > 0).sum()) >= TOLD_FROM else None,
        "five_is_one_or_two": _share(table.truth <= 2, five),
    }
    told: dict[str, float] = {name: share for name, share in shares.items() if share is not None}
    shown = table.shown.reshape(table.cells.counts.shape)
    exact, protected = accuracy(table.cells, shown)
    mean, relative = errors(table.cells, shown)
    if int((protected > 0).sum()) >= TOLD_FROM:  # where nothing is shown, the error is the truth
        told["mean_error"] = round(mean, 1)
    if int((exact >= LARGE).sum()) >= TOLD_FROM:
        told["relative_error"] = round(relative, 3)
    told["averaged"], told["averaged_true"] = averaged(table, lambda cells: int(table.shown[cells].sum()))
    return told


def _share(hit: Flags, among: Flags) -> float | None:
    count = int(among.sum())
    if count < TOLD_FROM:
        return None
    return min(max(round(float(hit[among].mean()), 2), 0.01), 0.99)
