"""Which indicators an upload would move: head count, completion and placement, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ehealth.indicators.placement import placement
from ehealth.indicators.training import completion, headcount

MOVES = [
    "indicator",
    "route",
    "project_code",
    "period",
    "months_after",
    "before",
    "after",
    "before_state",
    "after_state",
]
PLACED = ("response", "insertion", "health_strict", "health_broad")  # measures of placement that are compared

Cells = Mapping[str, pd.DataFrame]


class _Key(NamedTuple):
    """What a figure is about; the parts that mean nothing are "" or 0, so that keys can be sorted."""

    rank: int
    indicator: str
    project_code: str
    period: str
    months_after: int
    route: str


_Figure = tuple[int | None, str]  # value (students, or whole points) and state, as rates.Rate has it
_NONE: _Figure = (None, "none")
ABSENT = {_NONE, (None, "partial"), (None, "shown")}  # no figure at all, whatever is expected


def moves(before: Cells, after: Cells, projects: Sequence[str], protected: bool = False) -> pd.DataFrame:
    """The figures that differ between two sets of cells (views enrolment, placement, modules), both exact or neither.

    Args:
        projects: looked at one by one, beside the action as a whole.
        protected: the cells are those of editions, rounded when they were made.

    Returns:
        A row a figure: indicator (head_count, completion, or a measure of placement), route (of the first two),
        project_code (None = the whole action), period (academic year, or the class's year), months_after, before and
        after (students, or whole points; None where there is none) and their states (see rates.Rate).
    """
    old, new = (dict(_figures(cells, projects, protected)) for cells in (before, after))
    rows = []
    for key in sorted({*old, *new}):
        was, will = old.get(key, _NONE), new.get(key, _NONE)
        if was != will and not {was, will} <= ABSENT:
            about = (key.indicator, key.route or None, key.project_code or None, key.period, key.months_after or None)
            rows.append((*about, was[0], will[0], was[1], will[1]))
    return pd.DataFrame(rows, columns=MOVES, dtype=object)


def _figures(cells: Cells, projects: Iterable[str], protected: bool) -> Iterator[tuple[_Key, _Figure]]:
    for project in ("", *projects):
        part = {name: table[table["project_code"] == project] if project else table for name, table in cells.items()}
        enrolment, modules = part["enrolment"], part["modules"]
        for row in headcount(enrolment, modules, protected=protected).itertuples():
            students = None if pd.isna(row.students) else int(row.students)
            state = "hidden" if row.reason == "too_few" else "partial" if row.partial else "shown"
            yield _Key(0, "head_count", project, row.academic_year, 0, row.route), (students, state)
        for row in completion(enrolment, modules, protected=protected).itertuples():
            yield _Key(1, "completion", project, row.academic_year, 0, row.route), _rate(row.completion_rate, row.state)
        for year, graduates in part["placement"].groupby("graduation_year"):
            yield from _placed(graduates, project, str(year), protected)


def _placed(graduates: pd.DataFrame, project: str, year: str, protected: bool) -> Iterator[tuple[_Key, _Figure]]:
    for row in placement(graduates, protected).itertuples():
        if row.measure in PLACED:
            rank = 2 + PLACED.index(row.measure)
            yield _Key(rank, row.measure, project, year, row.months_after, ""), _rate(row.rate, row.state)


def _rate(points: Any, state: str) -> _Figure:
    return (None if pd.isna(points) else int(points)), state
