"""The one rule for a rate: whole points, a 95 % interval, and when a denominator is too small to show one.

Rates are always computed here, from the counts of the cells at hand; an average of rates is never taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Literal

import pandas as pd

State = Literal["shown", "fragile", "hidden", "counts", "none"]

HIDDEN_BELOW = 20  # the ministry publishes no figure under 20 answers
FRAGILE_BELOW = 30  # its own rule of 30 answers
FRAGILE_RESPONSE = 50  # per cent; it keeps such a figure but flags it
SHOWN_FROM_PROTECTED = 50  # measured: under 50, rounded counts are 6 to 10 points off

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Rate:
    """A share in whole points with its interval; points, low and high are None unless shown or fragile.

    state: shown · fragile (few answers) · hidden (too few) · counts (the two counts, no percentage) · none (0/0).
    """

    points: int | None
    low: int | None
    high: int | None
    state: State


def rate(numerator: int, denominator: int, *, protected: bool, response: float | None = None) -> Rate:
    """numerator out of denominator; `response` is the survey's response rate in points where there was a survey."""
    state = _state(denominator, protected, response)
    if state not in ("shown", "fragile"):
        return Rate(None, None, None, state)
    low, high = wilson(numerator, denominator)
    points = (200 * numerator + denominator) // (2 * denominator)  # halves go up; Python's round() sends 12.5 to 12
    return Rate(points, round(100 * low), round(100 * high), state)


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The two bounds of Wilson's 95 % interval, as fractions: it stays within 0 and 1 and holds on small counts."""
    share, square = numerator / denominator, _Z * _Z / denominator
    middle = share + square / 2
    reach = _Z * sqrt(share * (1 - share) / denominator + square / (4 * denominator))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def with_rate(table: pd.DataFrame, numerator: str, name: str, *, protected: bool) -> pd.DataFrame:
    """The table with `name`, low, high (Int64, whole points) and state, from its `numerator` and `denominator`.

    A column `response` (points, missing where there was none) makes a rate fragile under 50 %.
    """
    responses = table["response"] if "response" in table else [None] * len(table)
    rows = zip(table[numerator], table["denominator"], responses, strict=True)
    rates = [rate(int(n), int(d), protected=protected, response=_known(r)) for n, d, r in rows]
    whole = {
        column: pd.array([getattr(r, field) for r in rates], dtype="Int64")
        for column, field in {name: "points", "low": "low", "high": "high"}.items()
    }
    return table.assign(**whole, state=pd.array([r.state for r in rates], dtype="str"))


def _state(denominator: int, protected: bool, response: float | None) -> State:
    if denominator == 0:
        return "none"
    if denominator < HIDDEN_BELOW:
        return "hidden"
    if protected and denominator < SHOWN_FROM_PROTECTED:
        return "counts"
    few_answered = response is not None and response < FRAGILE_RESPONSE
    return "fragile" if denominator < FRAGILE_BELOW or few_answered else "shown"


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
