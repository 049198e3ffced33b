"""Replay: the attacker has the code of the protection, everybody's data but one person's, and guesses the key.

The code comes as an argument: nothing here knows how a cube is protected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ehealth.disclosure.attack.known import TOTALS
from ehealth.disclosure.attack.table import Table, joined, sums
from ehealth.disclosure.attack.verdict import Finding
from ehealth.disclosure.cells import STEP, Cells, Counts, Flags, Protected, Published

Protector = Callable[[Cells, bytes], Published]

GUESSED = (bytes(32), b"ehealth")  # keys that a careless house would have
ENOUGH = 50  # free cells: fewer can have one best drawing whatever the key (seen with 25, in 2 small stores of 250)


def replay(
    protect: Protector,
    cells: Cells,
    published: Published,
    previous: Published | None = None,
    keys: Sequence[bytes] = GUESSED,
) -> Finding:
    """Whether a guessed key gives the same cube. Only cells that the key can have decided count.

    After the first edition it is told and refuses nothing: a few slices drawn anew beside a fixed rest often have one
    best drawing, whatever the key.

    Args:
        protect: the code; the caller binds to it what it takes beside cells and key.
        previous: the cells that it shows with the same count are kept, not drawn.
    """
    table = Table.of(cells, published)
    free = _free(table) & ~_kept(cells, published, previous)
    agreed = [int((protect(cells, key).shown.ravel() == table.shown)[free].sum()) for key in keys]
    count, most = int(free.sum()), max(agreed, default=0)
    reproduced = count >= ENOUGH and most == count
    return Finding(table.name, "replay", count, count if reproduced else 0, 0, "replay", 0 if previous else 2)


def _free(table: Table) -> Flags:
    """Cells between two multiples, where there are people enough for the guards to leave a choice."""
    by_slice, by_year = table.slice_numbers(), joined(table.parts(TOTALS))
    enough = (sums(table.truth, by_slice)[by_slice] >= 2) & (sums(table.truth, by_year)[by_year] >= 3)
    return np.asarray(enough & (table.truth % STEP != 0))


def _kept(cells: Cells, published: Published, previous: Published | None) -> Flags:
    kept = np.zeros(published.shown.shape, bool)
    places = {code: place for place, code in enumerate(cells.slices)}
    if previous:
        for old, code in enumerate(previous.slices):
            if code in places:
                kept[places[code]] = previous.snapshot[old] == published.snapshot[places[code]]
    return kept.ravel()


@dataclass(frozen=True)
class Simulated:
    """What simulating without the key told of some people's status or outcome.

    blind: the mean probability of the truth without looking; posterior: after. right: how often the likeliest is true.
    sure: how many were more than nine tenths certain of something.
    """

    people: int
    blind: float
    posterior: float
    right: float
    sure: int


def simulate(protect: Protector, cells: Cells, published: Protected, people: int, keys: Sequence[bytes]) -> Simulated:
    """For one person each in some cells of 1 to 4: every status they can have, drawn anew with every guessed key.

    Only slices that were drawn from the exact counts are tried: the others tell what they told before.
    """
    drawn = published.reopened & (cells.possible.sum(axis=1) > 1)
    small = np.argwhere((cells.counts > 0) & (cells.counts < STEP) & drawn[:, None])
    chosen = small[:: max(len(small) // people, 1)][:people]
    each = [_believed(protect, cells, published, slice_, column, keys) for slice_, column in chosen]
    truths = [beliefs[place] for beliefs, place in each]
    best = [np.isclose(beliefs, beliefs.max()) for beliefs, _ in each]
    return Simulated(
        len(each),
        float(np.mean([1 / len(beliefs) for beliefs, _ in each])),
        float(np.mean(truths)),
        float(np.mean([among[place] / among.sum() for among, (_, place) in zip(best, each, strict=True)])),
        sum(bool(beliefs.max() > 0.9) for beliefs, _ in each),
    )


def _believed(
    protect: Protector, cells: Cells, published: Published, slice_: int, column: int, keys: Sequence[bytes]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], int]:
    """The probability of each status that the person can have, and the place of the true one."""
    statuses = np.flatnonzero(cells.possible[slice_])
    worlds = (_moved(cells, slice_, column, int(to)) for to in statuses)
    seen = np.array([_seen(protect, world, published.shown, slice_, keys) for world in worlds])
    likely = (seen[:, 1] if seen[:, 1].any() else seen[:, 0]) + 0.5  # never quite never: guesses are few
    return likely / likely.sum(), int(np.flatnonzero(statuses == column)[0])


def _moved(cells: Cells, slice_: int, column: int, to: int) -> Cells:
    counts = cells.counts.copy()
    counts[slice_, column] -= 1
    counts[slice_, to] += 1
    return replace(cells, counts=counts)


def _seen(protect: Protector, world: Cells, shown: Counts, slice_: int, keys: Sequence[bytes]) -> tuple[int, int]:
    """How many guessed keys show this slice of that world as published, and how many the whole cube."""
    same = [protect(world, key).shown == shown for key in keys]
    return sum(bool(each[slice_].all()) for each in same), sum(bool(each.all()) for each in same)
