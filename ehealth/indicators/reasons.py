"""Why a figure is missing or hidden: one of four reasons, decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import pandas as pd

from ehealth.domain import MONTHS_AFTER
from ehealth.indicators.freshness import first_class

Reason = Literal["too_few", "not_yet", "not_received", "not_collected"]

LEAVING = (9, 15)  # month, day: a class has left by then, and its survey at 6 months is due on 15 March (domain.py)


def reason(shown: bool, *, collected: bool = True, due: bool = True, received: bool = True) -> Reason | None:
    """Why a figure is not shown; None where it is.

    Args:
        collected: somebody was to send it; there is nothing to send where no course of the kind was open.
        due: the date at which it is asked has passed.
        received: it came, so that only its size can hide it.
    """
    if shown:
        return None
    if received:
        return "too_few"
    if not collected:
        return "not_collected"
    return "not_received" if due else "not_yet"


def stands_for_few(students: int, protected: bool) -> bool:
    """Whether a count may not be told: a protected 0 stands for up to four people a cell, an exact 0 for nobody."""
    return protected and students == 0


def awaited(modules: pd.DataFrame, today: date, classes: Iterable[int] = ()) -> dict[int, Reason]:
    """By months after the degree, why a survey of which nothing came is missing.

    Not collected where there are awareness modules only, whose takers are not surveyed; not received once the date of
    the first class has passed; not surveyed yet before. A class of complete courses has left by mid-September; the
    first one is that of `classes` (the reader's choice), else the first that the modules can have brought to a degree.
    """
    full = modules[modules["route"] == "full_course"]
    collected, first = len(full) > 0 or not len(modules), min(classes, default=first_class(full))
    found: dict[int, Reason] = {}
    for months in MONTHS_AFTER:
        due = first is not None and _surveyed_on(first, months) <= today
        why = reason(False, collected=collected, due=due, received=False)
        found |= {} if why is None else {months: why}
    return found


def _surveyed_on(graduation_year: int, months: int) -> date:
    years, month = divmod(LEAVING[0] - 1 + months, 12)
    return date(graduation_year + years, month + 1, LEAVING[1])
