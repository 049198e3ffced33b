"""For the chart tests: public facts as an edition gives them, invented projects, and what a chart says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ehealth import indicators
from ehealth.charts import Chart, Setting
from ehealth.domain import DATA

ENGLISH = Setting("en", False, False, 7, date(2026, 11, 14), False, False, "", date(2026, 11, 22))
FRENCH = replace(ENGLISH, lang="fr")
PHONE = replace(ENGLISH, compact=True)
DEMONSTRATION = replace(ENGLISH, demonstration=True)


def public(kind: str) -> pd.DataFrame:
    """A reference file as an edition gives it: text as text, money in whole cents."""
    rows = pd.read_csv(DATA / "reference" / f"{kind}.csv", dtype="str")
    for name in [name for name in rows.columns if name.endswith("_eur")]:
        cents = pd.to_numeric(rows.pop(name)).mul(100).round().astype("Int64")
        rows[name.replace("_eur", "_cents")] = cents
    return rows


EVENTS = indicators.events(public("events"))
ENVELOPES = indicators.envelopes(public("envelopes"))
PROJECTS = indicators.projects(public("projects"))


def invented(count: int, **changes: Any) -> pd.DataFrame:
    """So many projects with dates and amounts, spread over waves and regions."""
    rows = [
        dict.fromkeys(public("projects").columns)
        | {
            "project_code": f"demo-{n}",
            "acronym": f"DEMO {n:03}",
            "title": "Invented",
            "wave": ("1", "2", "3", "4", "rolling")[n % 5],
            "coordinator": f"University {n}",
            "region": ("11", "76", "84", "44")[n % 4],
            "grant_cents": 100_000_000 + n * 1_000_000,
            "committed_cents": 50_000_000,
            "paid_cents": 20_000_000,
            "start_date": "2023-09-01",
            "end_date": f"{2027 + n % 3}-08-31",
            "source": "invented",
        }
        | changes
        for n in range(count)
    ]
    table = pd.DataFrame(rows, columns=public("projects").columns)
    kinds = {name: "Int64" if name.endswith("_cents") else "str" for name in table.columns}
    return indicators.projects(table.astype(kinds))


def event(**changes: Any) -> pd.DataFrame:
    return indicators.events(public("events").head(1).assign(**changes))


def words(chart: Chart) -> str:
    return "\n".join(re.sub(r"<[^>]+>", " ", note["text"]) for note in chart.figure["layout"]["annotations"])
