"""How fresh each project's figures are. The due dates are the product's own calendar (domain.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ehealth.domain import COHORTS_DUE, PLACEMENTS_DUE

FRESHNESS = [
    "project_code",
    "acronym",
    "cohorts_received",
    "placements_received",
    "next_due",
    "next_kind",
    "state",
]
DUE = {"cohorts": COHORTS_DUE, "placements": PLACEMENTS_DUE}
ORDER = {"late": 0, "never": 1, "up_to_date": 2}
# Years between the level of a module and the degree that its students then take.
TO_DEGREE = {"m1": 1, "m2": 0, "eng1": 2, "eng2": 1, "eng3": 0}


@dataclass
class _Project:
    """What one project owes and has sent; years are those in which a due date falls."""

    code: str
    acronym: str
    end: str | None
    starts: dict[str, int] = field(default_factory=dict)  # kind → first year in which a file of it is due
    sent: dict[str, int] = field(default_factory=dict)  # kind → last due date's year that a file received answers
    received: dict[str, date] = field(default_factory=dict)

    def owes(self, kind: str, year: int) -> bool:
        """True when the due date of that year concerns this project and no file received answers it."""
        started = kind in self.starts and year >= self.starts[kind]
        return started and year > self.sent.get(kind, 0) and not self._over(kind, year)

    def _over(self, kind: str, year: int) -> bool:
        """True when the project ended before the year of study, or the class, that the due date asks about."""
        asked = date(year, *DUE[kind]) if kind == "cohorts" else date(year - 1, 1, 1)
        return self.end is not None and asked.isoformat()[: len(self.end)] > self.end


def freshness(deliveries: pd.DataFrame, projects: pd.DataFrame, modules: pd.DataFrame, today: date) -> pd.DataFrame:
    """One row per project, late ones first.

    A project owes cohorts every 31 October from its first module's year on, and, every 15 March, a survey of the
    class that left the year before, from the first class of its complete courses on. Only the last due date of
    each kind is judged. A project without modules owes nothing yet: its next due date is the calendar's.

    Returns:
        project_code, acronym, cohorts_received and placements_received (date of the last current file, None if
        there is none), next_due (the missed date when one was missed; None for a project that has ended),
        next_kind ("cohorts" or "placements"), state ("late", "never" for no file at all, "up_to_date").
    """
    found = _projects(projects)
    _add_starts(found, modules)
    _add_received(found, deliveries)
    rows = [_row(project, today) for project in found.values()]
    rows.sort(key=lambda row: (ORDER[row["state"]], row["next_due"] or date.max, row["acronym"]))
    return pd.DataFrame(rows, columns=FRESHNESS, dtype=object)


def first_class(modules: pd.DataFrame) -> int | None:
    """The graduation year of the first class that modules can have brought to a degree; None without a module."""
    years = [
        int(first[:4]) + TO_DEGREE.get(level, 0) + 1
        for first, level in zip(modules["first_year"], modules["level"], strict=True)
    ]
    return min(years, default=None)


def _projects(projects: pd.DataFrame) -> dict[str, _Project]:
    return {
        row.project_code: _Project(row.project_code, row.acronym, row.end_date if pd.notna(row.end_date) else None)
        for row in projects.itertuples()
    }


def _add_starts(found: dict[str, _Project], modules: pd.DataFrame) -> None:
    for module in modules[modules["project_code"].isin(list(found))].itertuples():
        starts, first = found[module.project_code].starts, int(module.first_year[:4])
        starts["cohorts"] = min(first, starts.get("cohorts", first))
        if module.route == "full_course":
            surveyed = first + TO_DEGREE.get(module.level, 0) + 2  # leaves the next summer, due the March after
            starts["placements"] = min(surveyed, starts.get("placements", surveyed))


def _add_received(found: dict[str, _Project], deliveries: pd.DataFrame) -> None:
    current = deliveries[deliveries["current"].astype(bool) & deliveries["kind"].isin(list(DUE))]
    for file in current.sort_values("ledger").itertuples():
        if file.project_code not in found:
            continue
        project, period = found[file.project_code], int(str(file.period)[:4])
        answers = period if file.kind == "cohorts" else period + 1
        project.sent[file.kind] = max(answers, project.sent.get(file.kind, 0))
        project.received[file.kind] = date.fromisoformat(file.received_at[:10])


def _row(project: _Project, today: date) -> dict[str, Any]:
    due, kind, missed = _due(project, today)
    state = "never" if not project.received else "late" if missed else "up_to_date"
    values = [
        project.code,
        project.acronym,
        project.received.get("cohorts"),
        project.received.get("placements"),
        due,
        kind,
        state,
    ]
    return dict(zip(FRESHNESS, values, strict=True))


def _due(project: _Project, today: date) -> tuple[date | None, str | None, bool]:
    """The missed due date, else the next one, with its kind; a due date counts as missed from the day after."""
    last = {kind: today.year - (date(today.year, *day) >= today) for kind, day in DUE.items()}
    project.starts = project.starts or {"cohorts": last["cohorts"] + 1}
    missed = [(date(last[kind], *DUE[kind]), kind, True) for kind in DUE if project.owes(kind, last[kind])]
    if missed:
        return min(missed)
    ahead = [
        (date(year, *DUE[kind]), kind, False)
        for kind in DUE
        for year in range(last[kind] + 1, last[kind] + 12)  # a start is never more than ten years ahead
        if project.owes(kind, year)
    ]
    return min(ahead, default=(None, None, False))
