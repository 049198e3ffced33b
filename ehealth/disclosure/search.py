"""Finds roundings whose totals stay near the truth: a tabu search, block by block, in whole numbers only.

Rounding a cell the other way changes the weighted squares of all totals' errors by an amount that is kept up to date
for every cell at once; the best change is made, even when it is for the worse, and is not undone for a while.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ehealth.disclosure import keyed
from ehealth.disclosure.block import Block
from ehealth.disclosure.cells import Cells, Counts, Flags
from ehealth.disclosure.totals import totals

BLOCK = 400  # cells searched together, whole projects: a search costs their square
MOVES = 2  # changes made for each cell: more finds little, and makes the drawing easier to replay without the key
QUOTED_FROM = 20  # people; a smaller total is hardly quoted: its error weighs 1
WEIGHT, LEAST = 400, 3  # the others' errors weigh WEIGHT ÷ people: what readers notice is the relative error


def improved(cells: Cells, shown: Counts, free: Flags, key: bytes) -> Counts:
    """The shown counts with the free cells rounded so that totals are near the truth; guards that held, hold.

    Blocks are taken in an order that the key decides, and each makes good what the ones before it left: cells of
    blocks still to come count as exact.
    """
    matrix = totals(cells)
    weights = _weights(matrix @ cells.counts.ravel())
    shown, by_cell = shown.copy(), matrix.tocsc()
    error = matrix @ np.where(free, 0, shown - cells.counts).ravel()
    for slices in _blocks(cells, free, key):
        chosen = np.flatnonzero(free[slices])
        positions = (slices[:, None] * len(cells.columns) + np.arange(len(cells.columns))).ravel()[chosen]
        mine = by_cell[:, positions]
        before = (shown[slices] - cells.counts[slices]).ravel()[chosen]
        error = error + mine @ before
        drawn = keyed.numbers(key, cells.name + " moves", [cells.slices[slices[0]]], MOVES * len(chosen)).ravel()
        shown[slices] = Block(cells, shown, slices, chosen, mine, weights, error, drawn).search()
        error = error + mine @ ((shown[slices] - cells.counts[slices]).ravel()[chosen] - before)
    return shown


def _weights(people: Counts) -> Counts:
    """How much the squared error of each total weighs."""
    return np.where(people >= QUOTED_FROM, np.maximum(WEIGHT // np.maximum(people, 1), LEAST), 1)


def _blocks(cells: Cells, free: Flags, key: bytes) -> Iterator[Counts]:
    """The slices of whole projects, about BLOCK free cells together, in a secret order."""
    projects = cells.parts["project"]
    names, first, place = np.unique(projects, return_index=True, return_inverse=True)
    drawn = keyed.numbers(key, cells.name + " order", [cells.slices[i] for i in first], 1).ravel()
    size = np.bincount(place, free.sum(axis=1), len(names)).astype(np.int64)
    block = np.empty(len(names), np.int64)
    number = held = 0
    for project in np.argsort(drawn, kind="stable"):
        if held and held + size[project] > BLOCK:
            number, held = number + 1, 0
        block[project], held = number, held + size[project]
    for wanted in range(number + 1):
        slices = np.flatnonzero(block[place] == wanted)
        if free[slices].any():
            yield slices
