"""The one rule for a rate: whole points, a 95 % interval, and when a denominator is too small to show one.

Rates are always computed here, from the counts of the cells at hand; an average of rates is never taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Literal

import pandas as pd

from ehealth.indicators.reasons import reason, stands_for_few

State = Literal["shown", "fragile", "hidden", "counts", "none"]

HIDDEN_BELOW = 20  # the ministry publishes no figure under 20 answers
FRAGILE_BELOW = 30  # its own rule of 30 answers
FRAGILE_RESPONSE = 50  # per cent; it keeps such a figure but flags it
SHOWN_FROM_PROTECTED = 50  # measured: under 50, rounded counts are 6 to 10 points off
# People by which rounding may move a rate's counts. Measured: nine rates of ten are no further off than about
# 100 × 5 ÷ denominator points (p90: 7 points at 50 to 74, 6 at 75 to 99, 4 at 100 to 199, 2 from 200 on).
ROUNDING = 5

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
    """numerator out of denominator; `response` is the survey's response rate in points where there was a survey.

    A protected numerator of 0 stands for a few people, so it hides its rate.
    """
    state = _state(numerator, denominator, protected, response)
    if state not in ("shown", "fragile"):
        return Rate(None, None, None, state)
    low, high = bounds(numerator, denominator, protected)
    points = (200 * numerator + denominator) // (2 * denominator)  # halves go up; Python's round() sends 12.5 to 12
    return Rate(points, round(100 * low), round(100 * high), state)


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The two bounds of Wilson's 95 % interval, as fractions: it stays within 0 and 1 and holds on small counts."""
    share, square = numerator / denominator, _Z * _Z / denominator
    middle = share + square / 2
    reach = _Z * sqrt(share * (1 - share) / denominator + square / (4 * denominator))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def bounds(numerator: int, denominator: int, protected: bool) -> tuple[float, float]:
    """The interval that is shown: Wilson's, widened in a protected edition by what rounding may have moved."""
    low, high = wilson(numerator, denominator)
    more = ROUNDING / denominator if protected else 0.0
    return max(0.0, low - more), min(1.0, high + more)


def with_rate(table: pd.DataFrame, numerator: str, name: str, *, protected: bool) -> pd.DataFrame:
    """The table with `name`, low, high (Int64, whole points), state and reason, from `numerator` and `denominator`.

    A column `response` (points, missing where there was none) makes a rate fragile under 50 %. reason is that of
    counts that came (None where the rate is shown): whoever knows that none came says so after.
    """
    responses = table["response"] if "response" in table else [None] * len(table)
    rows = zip(table[numerator], table["denominator"], responses, strict=True)
    rates = [rate(int(n), int(d), protected=protected, response=_known(r)) for n, d, r in rows]
    whole = {
        column: pd.array([getattr(r, field) for r in rates], dtype="Int64")
        for column, field in {name: "points", "low": "low", "high": "high"}.items()
    }
    reasons = pd.Series([reason(r.points is not None) for r in rates], index=table.index, dtype=object)
    return table.assign(**whole, state=pd.array([r.state for r in rates], dtype="str"), reason=reasons)


def _state(numerator: int, denominator: int, protected: bool, response: float | None) -> State:
    if denominator == 0:
        return "none"
    if denominator < HIDDEN_BELOW or stands_for_few(numerator, protected):
        return "hidden"
    if protected and denominator < SHOWN_FROM_PROTECTED:
        return "counts"
    few_answered = response is not None and response < FRAGILE_RESPONSE
    return "fragile" if denominator < FRAGILE_BELOW or few_answered else "shown"


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
