"""For the tests of titles: tables in a few words, and the settings in which their charts are drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ehealth.charts.theme import Setting
from ehealth.domain import OUTCOMES
from ehealth.indicators import completion, coverage, employers, headcount, placement

EXACT = Setting("en", False, False, 7, date(2026, 11, 14), False, False, "", date(2026, 11, 22))
ROUNDED = replace(EXACT, protected=True)
BRITTANY = replace(EXACT, scope="Bretagne")
SEVERAL = replace(EXACT, scope="2024-2025 · Bretagne")

TYPES = pd.DataFrame(
    columns=["project_code", "module_code", "graduation_year", "months_after", "employer_type", "health_duties"]
).assign(students=[])
MODULE = {"project_code": "p1", "module_code": "m1", "route": "full_course", "first_year": "2023-2024"}
MODULE |= {"institution": "Université A", "region": "53"}


def modules(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([MODULE | change for change in changes or ({},)])


def cells(route: str = "full_course", **years: dict[str, int]) -> pd.DataFrame:
    """Enrolment cells of project p1: y2024={"graduated": 40} is the academic year 2024-2025."""
    rows = [
        {"academic_year": f"{name[1:]}-{int(name[1:]) + 1}", "route": route, "project_code": "p1", "module_code": "m1"}
        | {"region": "53", "status": status, "students": n}
        for name, counts in years.items()
        for status, n in counts.items()
    ]
    return pd.DataFrame(rows)


def heads(setting: Setting, route: str = "full_course", expected: int = 1, **years: int) -> pd.DataFrame:
    """Head counts: y2024=410; expected=2 leaves a project awaited, so that every year is partial."""
    counted = cells(route, **{name: {"enrolled": n} for name, n in years.items()})
    taught = modules(*({"project_code": f"p{n}", "route": route} for n in range(1, expected + 1)))
    return headcount(counted, taught, protected=setting.protected)


def left(setting: Setting, expected: int = 1, **years: tuple[int, int]) -> pd.DataFrame:
    """Completion: y2024=(graduated, withdrawn)."""
    counted = cells(**{name: {"graduated": a, "withdrawn": b} for name, (a, b) in years.items()})
    taught = modules(*({"project_code": f"p{n}"} for n in range(1, expected + 1)))
    return completion(counted, taught, protected=setting.protected)


def surveyed(setting: Setting, **surveys: dict[str, int]) -> pd.DataFrame:
    """Placement: m12={"care": 30} is the survey at 12 months."""
    return placement(answers(**surveys), setting.protected)


def employed(setting: Setting, **surveys: dict[str, int]) -> pd.DataFrame:
    return employers(answers(**surveys), TYPES, setting.protected)


def answers(**surveys: dict[str, int]) -> pd.DataFrame:
    """Placement cells of one class; an outcome that is not named is 0."""
    rows = [
        {"project_code": "p1", "graduation_year": 2024, "months_after": int(name[1:]), "outcome": outcome}
        | {"students": counts.get(outcome, 0)}
        for name, counts in surveys.items()
        for outcome in OUTCOMES
    ]
    return pd.DataFrame(rows)


def regions(*codes: str, year: str | None = "2024-2025") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage and institutions of complete courses in these regions; "" for an institution of no known region."""
    taught = modules(*({"module_code": f"m{n}", "region": code or None} for n, code in enumerate(codes)))
    counted = cells(y2024={"enrolled": 30}) if year else cells(y2024={}).reindex(columns=cells(y2024={"x": 1}).columns)
    places = pd.DataFrame({"institution": codes, "region": codes, "full_course": 1, "awareness": 0})
    return coverage(counted, taught, year), places


def reference(value: float | None = 96.0, months: int = 18) -> pd.DataFrame:
    row = {"graduation_year": 2018, "months_after": months, "measure": "insertion", "value": value, "reason": None}
    return pd.DataFrame([row | {"answers": 1737}])


def no_reference() -> pd.DataFrame:
    return reference().head(0)
