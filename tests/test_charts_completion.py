"""The figure of completion: whole years in its title, partial ones hollow and named, dots whole at 100 %."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from ehealth.charts.completion import completion_chart
from ehealth.charts.theme import Chart, Setting

EN = Setting("en", False, False, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))
FR = Setting("fr", False, False, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))

WHOLE = {"academic_year": "2024-2025", "route": "full_course", "enrolled": 100, "graduated": 209, "withdrawn": 27}
WHOLE |= {"denominator": 236, "completion_rate": 89, "low": 84, "high": 92, "state": "shown", "reason": None}
WHOLE |= {"projects_reporting": 9, "projects_expected": 9, "partial": False}
PARTIAL = {"academic_year": "2025-2026", "completion_rate": 97, "low": 93, "high": 98, "partial": True}
PARTIAL |= {"projects_reporting": 7, "projects_expected": 10}


def drawn(setting: Setting, *changes: dict[str, Any]) -> Chart:
    return completion_chart(pd.DataFrame([WHOLE | change for change in changes], columns=list(WHOLE)), setting)


def ticks(chart: Chart) -> list[str]:
    return [text.replace("\u00a0", " ") for text in chart.figure["layout"]["xaxis"]["ticktext"]]


def test_a_partial_year_is_hollow_says_who_is_missing_and_is_not_the_title() -> None:
    chart = drawn(FR, {}, PARTIAL)
    assert chart.title == "89\u00a0% des sortants de 2024-2025 sont diplômés"
    assert chart.figure["data"][2]["marker"]["color"] == ["#12436D", "#FFFFFF"]
    assert ticks(chart)[1].endswith("<br>en cours :<br>7 projets sur 10")
    assert "7 projets sur 10" in chart.alt
    assert "creux" in chart.note
    assert [row["Projets ayant des sortants"] for row in chart.table] == [9, 7]


def test_only_partial_years_give_a_neutral_title() -> None:
    assert drawn(EN, PARTIAL).title == "Completion by academic year"


def test_an_older_year_without_every_outcome_is_partial_not_in_progress() -> None:
    assert ticks(drawn(EN, PARTIAL | {"academic_year": "2022-2023"}))[0].endswith("<br>partial:<br>7 projects of 10")


def test_whole_years_have_solid_dots_and_no_word_of_missing_projects() -> None:
    chart = drawn(EN, {})
    assert chart.figure["data"][2]["marker"]["color"] == ["#12436D"]
    assert "Hollow" not in chart.note


def test_a_dot_at_100_per_cent_is_whole() -> None:
    chart = drawn(EN, {"completion_rate": 100, "low": 85, "high": 100})
    assert chart.figure["layout"]["yaxis"]["range"][1] > 100
    assert [trace["cliponaxis"] for trace in chart.figure["data"]] == [False, False, False]
