"""The figures that an edition tells of its own protection: what they are over, and when they are not told."""

from __future__ import annotations

import numpy as np
import pytest

from ehealth.disclosure import protect
from ehealth.disclosure.attack.averaging import averaged
from ehealth.disclosure.attack.figures import errors, figures
from ehealth.disclosure.attack.table import Table
from tests.cubes import cube, cubes, drawn

KEY = b"a secret of the store's own, 32."


def test_errors_are_over_totals_of_none_one_and_two_of_who_when_and_what() -> None:
    """28 totals; 12 are off by 2: both projects and modules, alone, with the year and with `enrolled`."""
    cells = cube("enrolment", ["a|m|2023-2024", "b|m|2023-2024"], [[12, 30, 0], [8, 30, 0]])
    shown = np.array([[10, 30, 0], [10, 30, 0]])
    relative = 4 * (2 / 42 + 2 / 38) / 16  # 16 totals are of 23 people or more
    assert errors(cells, shown) == (pytest.approx(12 * 2 / 28), pytest.approx(relative))


def test_shares_of_few_cells_or_of_all_of_them_are_not_told() -> None:
    few = cube("enrolment", ["a|m|2023-2024"], [1, 2, 3])
    table = Table.of(few, drawn(few, [0, 0, 0]))
    assert figures(table) == {"averaged": 3, "averaged_true": 0}
    many = cube("enrolment", [f"a|m{n}|2023-2024" for n in range(60)], [[0, 0, 9]] * 60)
    assert figures(Table.of(many, drawn(many, [[0, 0, 10]] * 60)))["zero_is_zero"] == 0.99


def test_an_edition_that_shows_nothing_does_not_tell_how_far_that_is_from_the_truth() -> None:
    hidden = cube("enrolment", [f"a|m{n}|2023-2024" for n in range(60)], [[1, 1, 0]] * 60)
    assert set(figures(Table.of(hidden, drawn(hidden, [[0, 0, 0]] * 60)))) == {
        "small_shown",
        "averaged",
        "averaged_true",
    }


def test_averaging_gives_the_shown_count_here_and_the_truth_where_each_total_is_rounded_for_itself() -> None:
    cells = cubes(projects=12, students=150, years=4)["enrolment"]
    table = Table.of(cells, protect(cells, KEY))
    assert averaged(table, lambda places: int(table.shown[places].sum()))[1] == 0
    noise = np.random.default_rng(3)

    def noisy(places: np.ndarray) -> int:
        return int(table.truth[places].sum()) + int(noise.integers(-1, 2))

    count, hits = averaged(table, noisy)
    assert hits > count * 0.9
