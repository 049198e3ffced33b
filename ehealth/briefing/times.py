"""Days as office programs count them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

EPOCH = date(1899, 12, 30)  # Excel's day 0
YEAR = 365.25  # days of a step of an axis that starts on a 2 January: each tick is in a year of its own


def serial(day: date) -> int:
    """A day as a number of Excel's."""
    return (day - EPOCH).days


def years(days: Sequence[date]) -> tuple[int, int]:
    """The ends of an axis of whole years, in Excel's days: see YEAR."""
    return serial(date(min(days).year, 1, 2)), serial(date(max(days).year + 1, 1, 1))


def elapsed_and_left(start: Any, end: Any, today: date) -> tuple[int | None, int | None]:
    """Days before and after today, the last day counted; None where a date is not known."""
    if not isinstance(start, date) or not isinstance(end, date):
        return None, None
    whole = (end - start).days + 1
    elapsed = min(max((today - start).days, 0), whole)
    return elapsed, whole - elapsed
