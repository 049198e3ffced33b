"""Students in training: head count, completion, and where a course exists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ehealth.domain import ROUTES, STUDENTS_PER_YEAR, academic_year, codes
from ehealth.indicators.rates import with_rate
from ehealth.indicators.reasons import Reason, reason, stands_for_few

MEASURED = "full_course"  # only its students count towards the band; an awareness module never does
LEFT = ("graduated", "withdrawn")  # the statuses that are an outcome
# Students by which a protected head count may be off: the largest error measured at the scale of this action.
ROUNDED_WITHIN = 10

Opening = tuple[str, str, str]  # project, route, first academic year of a module

HEADCOUNT_COLUMNS = (
    "academic_year",
    "route",
    "students",
    "projects_reporting",
    "projects_expected",
    "partial",
    "position",
    "reason",
)


def headcount(
    enrolment: pd.DataFrame, modules: pd.DataFrame, years: Sequence[str] = (), *, protected: bool = False
) -> pd.DataFrame:
    """Students by academic year and route: distinct, since a student has one full course per project and year.

    Args:
        enrolment: cells; every status counts, whoever enrolled that year was a student of that year.
        modules: tells which projects were expected, those with a module of the route already open.
        years: listed too, though no cohort was received.

    Returns:
        One row per year and route of HEADCOUNT_COLUMNS. students is missing (never 0) where no cohort came and where a
        protected count is 0; reason says which. partial: a project that was expected has not reported. position (see
        there) is that of whole years of full courses only: it means something for the action as a whole, not for a
        part of it.
    """
    listed = sorted({*years, *enrolment["academic_year"].dropna().unique()})
    routes = [r for r in ROUTES if r in {*enrolment["route"].dropna().unique(), *modules["route"].dropna()}]
    cells, opened = _by_year_and_route(enrolment), _openings(modules)
    rows = [_head(cells.get((year, route)), opened, year, route, protected) for year in listed for route in routes]
    table = pd.DataFrame(rows, columns=list(HEADCOUNT_COLUMNS))
    return _with_reasons(table.astype({"students": "Int64", "partial": "bool"}), [row["reason"] for row in rows])


def calendar(enrolment: pd.DataFrame, modules: pd.DataFrame) -> tuple[str, ...]:
    """Every academic year from the first opening of a course to the last cohort received; none without a cohort."""
    received = enrolment["academic_year"].dropna()
    if received.empty:
        return ()
    first = min([*received, *modules["first_year"].dropna()])
    return tuple(academic_year(start) for start in range(int(first[:4]), int(max(received)[:4]) + 1))


def last_whole_year(headcount: pd.DataFrame) -> str | None:
    """The last year of `headcount` for which every expected project has sent its full courses; None without one."""
    came = headcount["students"].notna() | (headcount["reason"] == "too_few")
    full = headcount[(headcount["route"] == MEASURED) & came & ~headcount["partial"]]
    return max(full["academic_year"], default=None)


def completion(
    enrolment: pd.DataFrame, modules: pd.DataFrame | None = None, *, protected: bool = False
) -> pd.DataFrame:
    """Graduates among those who left, by academic year and route: graduated ÷ (graduated + withdrawn).

    Students still enrolled are in neither count. `modules` tells which projects were expected beside those that sent
    the year (without it, those alone). Returns academic_year, route, enrolled, graduated, withdrawn, denominator,
    projects_reporting (a project whose students are all still enrolled has not reported an outcome), projects_expected,
    partial (an expected project has no outcome yet), completion_rate, low, high (points), state, reason.
    """
    counted = enrolment.groupby(["academic_year", "route", "status"])["students"].sum().unstack(fill_value=0)
    table = counted.reindex(columns=["enrolled", *LEFT], fill_value=0).astype("int64").reset_index()
    table.columns.name = None
    table["denominator"] = table["graduated"] + table["withdrawn"]
    cells, opened = _by_year_and_route(enrolment), [] if modules is None else _openings(modules)
    reported = [
        _outcomes(cells[year, route], opened, year, route)
        for year, route in zip(table["academic_year"], table["route"], strict=True)
    ]
    table["projects_reporting"] = pd.array([known for known, _ in reported], dtype="int64")
    table["projects_expected"] = pd.array([expected for _, expected in reported], dtype="int64")
    table["partial"] = table["projects_reporting"] < table["projects_expected"]
    rated = with_rate(table, "graduated", "completion_rate", protected=protected)
    reasons = [
        reason(why is None, received=known > 0 or left > 0)
        for why, known, left in zip(rated["reason"], rated["projects_reporting"], rated["denominator"], strict=True)
    ]
    return _with_reasons(rated, reasons)


def coverage(
    enrolment: pd.DataFrame, modules: pd.DataFrame, year: str | None = None, *, protected: bool = False
) -> pd.DataFrame:
    """The 18 regions in one year (the latest received if None): who teaches there, what, and to how many.

    Returns region (INSEE code), academic_year, institutions, full_course, awareness (modules open that year), students
    (in full courses; missing where there is none, nothing came or a protected count is 0), projects_reporting,
    projects_expected (with a full course there), state: value · none (no full course) · partial (a project has not
    reported) · hidden (a protected 0), and reason (why a full course has no count, None where it has one).
    """
    shown = _year_shown(enrolment, year)
    opened = _open_modules(modules, shown)
    cells = enrolment[enrolment["academic_year"] == shown]
    full = cells.loc[cells["route"] == MEASURED, ["region", "project_code", "students"]]
    reported, taught, here = _projects(cells), _split(full, "region"), _split(opened, "region")
    rows = [_region(taught.get(code), here.get(code), reported, protected) for code in regions()]
    rows = [{"region": code, "academic_year": shown} | row for code, row in zip(regions(), rows, strict=True)]
    return _with_reasons(pd.DataFrame(rows).astype({"students": "Int64"}), [row["reason"] for row in rows])


def regions() -> tuple[str, ...]:
    """The 18 INSEE codes, as the schema of projects lists them."""
    return tuple(codes("projects", "region"))


def institutions(enrolment: pd.DataFrame, modules: pd.DataFrame, year: str | None = None) -> pd.DataFrame:
    """Institutions that have a course in a year (the latest received if None), as `coverage` counts them.

    Returns institution, region ("" where it is not known, so not on a map), full_course, awareness (modules open).
    """
    opened = _open_modules(modules, _year_shown(enrolment, year))
    placed = opened.assign(region=opened["region"].fillna(""))
    counted = placed.groupby(["institution", "region", "route"])["module_code"].count().unstack(fill_value=0)
    table = counted.reindex(columns=list(ROUTES), fill_value=0).astype("int64").reset_index()
    table.columns.name = None
    return table


def _with_reasons(table: pd.DataFrame, reasons: list[Reason | None]) -> pd.DataFrame:
    """The table with its reasons, None (not NaN) where there is none."""
    return table.assign(reason=pd.Series(reasons, index=table.index, dtype=object))


def _year_shown(enrolment: pd.DataFrame, year: str | None) -> str | None:
    return year or max(enrolment["academic_year"].dropna(), default=None)


def _open_modules(modules: pd.DataFrame, year: str | None) -> pd.DataFrame:
    return modules if year is None else modules[~(modules["first_year"] > year)]


def _split(table: pd.DataFrame, column: str) -> dict[Any, pd.DataFrame]:
    """The rows of each value: split once, since a comparison of a text column costs as much as a whole sum."""
    return dict(list(table.groupby(column)))


def _projects(rows: pd.DataFrame) -> set[str]:
    """The projects that rows are of; a text column is slow to walk through, quick to reduce."""
    return set(rows["project_code"].unique())


def _by_year_and_route(enrolment: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    """The cells of each year and route; only the columns that are counted, since each is copied for each part."""
    counted = enrolment[["academic_year", "route", "project_code", "status", "students"]]
    return dict(list(counted.groupby(["academic_year", "route"])))


def _head(cells: pd.DataFrame | None, opened: list[Opening], year: str, route: str, protected: bool) -> dict[str, Any]:
    reporting = set() if cells is None else _projects(cells)
    expected = reporting | _opened(opened, year, route)
    partial = len(reporting) < len(expected)
    counted = None if cells is None else int(cells["students"].sum())
    students = None if counted is None or stands_for_few(counted, protected) else counted
    judged = students is not None and route == MEASURED and not partial
    counts = {"projects_reporting": len(reporting), "projects_expected": len(expected)}
    return {
        "academic_year": year,
        "route": route,
        "students": students,
        "partial": partial,
        "position": position(students or 0, protected) if judged else None,
        "reason": reason(students is not None, collected=bool(expected), received=cells is not None),
    } | counts


def _outcomes(cells: pd.DataFrame, opened: list[Opening], year: str, route: str) -> tuple[int, int]:
    """Projects with an outcome in a year, and projects expected to have one."""
    # Cells of 0 are there for every status: only counts tell. A project that sent zeros alone has reported zero.
    counted, sent = cells[cells["students"] > 0], _projects(cells)
    left = counted["status"].isin(LEFT)
    waiting = _projects(counted[~left]) - _projects(counted[left])
    return len(sent - waiting), len(_opened(opened, year, route) | sent)


def _openings(modules: pd.DataFrame) -> list[Opening]:
    """(project, route, first year) of each module."""
    return list(zip(*(modules[name].tolist() for name in ("project_code", "route", "first_year")), strict=True))


def _opened(modules: list[Opening], year: str, route: str) -> set[str]:
    """The projects that had opened a module of the route by that year."""
    return {project for project, taught, first in modules if taught == route and first <= year}


def position(students: int, protected: bool = False) -> str:
    """Where a year's head count stands: below, in or above the band of 200 to 400, both ends included.

    near: a protected count so close to an end that rounding may have put it on the other side.
    """
    low, high = STUDENTS_PER_YEAR
    if protected and min(abs(students - low), abs(students - high)) <= ROUNDED_WITHIN:
        return "near"
    return "below" if students < low else "above" if students > high else "in"


def _region(
    taught: pd.DataFrame | None, here: pd.DataFrame | None, reported: set[str], protected: bool
) -> dict[str, Any]:
    """taught: cells of full courses in a region; here: modules open there; reported: projects that sent the year."""
    routes = [] if here is None else here["route"].tolist()
    full = set() if here is None else _projects(here[here["route"] == MEASURED])
    expected = full if taught is None else full | _projects(taught)
    # A project that sent its year without a student for a course here has reported a true zero.
    reporting = expected & reported
    counted = 0 if taught is None else int(taught["students"].sum())
    few = bool(reporting) and stands_for_few(counted, protected)
    students = counted if reporting and not few else None
    return {
        "institutions": 0 if here is None else here["institution"].nunique(),
        "full_course": routes.count(MEASURED),
        "awareness": len(routes) - routes.count(MEASURED),
        "students": students,
        "projects_reporting": len(reporting),
        "projects_expected": len(expected),
        "state": _tile(few, len(reporting), len(expected)),
        "reason": reason(students is not None, collected=bool(expected), received=bool(reporting)),
    }


def _tile(few: bool, reporting: int, expected: int) -> str:
    if expected == 0:
        return "none"
    if reporting < expected:
        return "partial"
    return "hidden" if few else "value"
