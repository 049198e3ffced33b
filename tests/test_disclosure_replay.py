"""Whoever has the code but not the key learns next to nothing by running it; whoever guesses the key learns all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ehealth.disclosure import Cells, Protected, protect, replay
from ehealth.disclosure.attack.replay import GUESSED, simulate
from tests.cubes import cube, cubes

KEY = b"a secret of the store's own, 32."
SMALL = cubes(projects=8, students=100, years=3)
GUESSES = [bytes([n]) * 32 for n in range(12)]


def careless(cells: Cells, key: bytes) -> Protected:
    """A protection that draws with a seed that is in its code, as PLSrounding does by default."""
    return protect(cells, b"123")


def test_a_secret_key_is_not_replayed() -> None:
    for cells in SMALL.values():
        found = replay(protect, cells, protect(cells, KEY))
        assert found.cells >= 50
        assert not found.fails


def test_a_seed_in_the_code_is_replayed() -> None:
    for name, cells in SMALL.items():
        found = replay(careless, cells, careless(cells, KEY))
        assert (found.table, found.knowledge, found.pinned) == (name, "replay", found.cells)
        assert found.fails


def test_a_key_that_is_easily_guessed_is_replayed() -> None:
    cells = SMALL["enrolment"]
    assert replay(protect, cells, protect(cells, GUESSED[0])).fails


def test_cells_that_no_key_decides_are_no_proof_of_a_guess() -> None:
    """One or two people in a year show as zeros under any key."""
    cells = cube("enrolment", [f"p{n}|m|2023-2024" for n in range(60)], [[1, 1, 0], [1, 0, 0], [0, 0, 2]] * 20)
    shown = protect(cells, KEY)
    assert not shown.shown.any()
    assert replay(protect, cells, shown).cells == 0
    assert not replay(protect, cells, shown).fails


def test_cells_kept_from_the_previous_edition_are_no_proof_of_a_guess() -> None:
    cells = SMALL["enrolment"]
    before = protect(cells, KEY)

    def keeping(_: Cells, key: bytes) -> Protected:
        return before

    assert replay(keeping, cells, before, before).cells == 0
    more = replace(cells, counts=cells.counts + 6 * cells.possible)
    assert replay(protect, more, protect(more, KEY), before).cells > 20


def test_a_later_edition_is_not_refused_for_cells_that_have_one_best_drawing() -> None:
    cells = SMALL["enrolment"]
    before = protect(cells, KEY)
    more = replace(cells, counts=cells.counts + 6 * cells.possible)
    found = replay(careless, more, careless(more, KEY), before)
    assert (found.pinned, found.fails) == (found.cells, False)


def test_simulating_without_the_key_stays_near_the_blind_guess() -> None:
    cells = cubes(projects=3, students=45, years=3)["enrolment"]
    told = simulate(protect, cells, protect(cells, KEY), 20, GUESSES)
    assert told.people == 20
    assert 0.33 <= told.blind <= 0.5  # three statuses, or two where nobody can have graduated yet
    assert told.posterior < told.blind + 0.15
    assert told.sure <= 2  # one in ten: the prototype had 0 of 20, 1 of 24 and 1 of 24


def test_simulating_with_the_seed_in_the_code_tells_the_status() -> None:
    cells = cubes(projects=3, students=45, years=3)["enrolment"]
    told = simulate(careless, cells, careless(cells, KEY), 12, GUESSES)
    assert told.posterior > 0.75
    assert told.sure >= 8


def test_the_likeliest_of_equals_counts_by_its_share() -> None:
    """A protection that shows nothing tells nothing: right one time in three."""
    cells = cube("enrolment", ["a|m|2023-2024"], [2, 3, 1])
    nothing = Protected(cells.slices, np.zeros((1, 3), np.int64), cells.counts, np.ones(1, bool), np.zeros(1, bool))
    told = simulate(lambda *_: nothing, cells, nothing, 3, GUESSES[:2])
    assert (told.people, round(told.right, 3), round(told.posterior, 3), told.sure) == (3, 0.333, 0.333, 0)
