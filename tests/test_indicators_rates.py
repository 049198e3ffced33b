"""The one rule for a rate, and its interval beside scipy's."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.stats import binomtest

from ehealth.indicators.rates import rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "protected", "expected"),
    [
        (0, 0, False, (None, None, None, "none")),
        (0, 0, True, (None, None, None, "none")),
        (19, 19, False, (None, None, None, "hidden")),
        (10, 20, False, (50, 30, 70, "fragile")),
        (10, 29, False, (34, 20, 53, "fragile")),
        (15, 30, False, (50, 33, 67, "shown")),
        (0, 30, False, (0, 0, 11, "shown")),
        (30, 30, False, (100, 89, 100, "shown")),
        (1, 200, False, (1, 0, 3, "shown")),
        (15, 19, True, (None, None, None, "hidden")),
        (15, 20, True, (None, None, None, "counts")),
        (15, 49, True, (None, None, None, "counts")),
        (0, 60, True, (None, None, None, "hidden")),
        (25, 50, True, (50, 27, 73, "shown")),
        (50, 50, True, (100, 83, 100, "shown")),
        (5, 100, True, (5, 0, 16, "shown")),
        (100, 200, True, (50, 41, 59, "shown")),
        (400, 500, True, (80, 75, 84, "shown")),
    ],
)
def test_a_rate_is_shown_fragile_hidden_or_two_counts(
    numerator: int, denominator: int, protected: bool, expected: tuple[Any, ...]
) -> None:
    found = rate(numerator, denominator, protected=protected)
    assert (found.points, found.low, found.high, found.state) == expected


def test_a_rate_from_a_survey_that_under_half_answered_is_fragile() -> None:
    assert rate(60, 100, protected=False, response=49.9).state == "fragile"
    assert rate(60, 100, protected=False, response=50).state == "shown"
    assert rate(60, 100, protected=True, response=49.9).state == "fragile"


def test_intervals_are_those_of_scipy() -> None:
    for denominator in (20, 33, 186, 1737, 650_000):
        for numerator in {0, 1, denominator // 3, denominator - 1, denominator}:
            found = rate(numerator, denominator, protected=False)
            theirs = binomtest(numerator, denominator).proportion_ci(method="wilson")
            assert (found.low, found.high) == (round(100 * theirs.low), round(100 * theirs.high))
