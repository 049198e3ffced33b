"""The figures of training and placement: what they claim, draw, hide and say in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from ehealth.charts.completion import completion_chart
from ehealth.charts.coverage import coverage_chart
from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.theme import Chart, Setting
from ehealth.charts.tiles import PLACES, steps
from ehealth.charts.training import awareness_chart, headcount_chart
from ehealth.domain import MONTHS_AFTER
from ehealth.indicators import employers, placement
from ehealth.indicators.training import regions

EN = Setting("en", False, False, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))
FR = Setting("fr", False, False, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))
PHONE = Setting("fr", True, True, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))

YEAR = {"academic_year": "2025-2026", "route": "full_course", "students": 287, "projects_reporting": 7}
YEAR |= {"projects_expected": 7, "partial": False, "position": "in", "reason": None}
FEW = {"state": "hidden", "reason": "too_few"}
PARTIAL = {"academic_year": "2026-2027", "students": 203, "projects_reporting": 4, "partial": True, "position": None}
NOTHING = PARTIAL | {"academic_year": "2022-2023", "students": None, "projects_reporting": 0, "reason": "not_received"}
REGION = {"region": "76", "academic_year": "2025-2026", "institutions": 1, "full_course": 1, "awareness": 0}
REGION |= {"students": 64, "projects_reporting": 1, "projects_expected": 1, "state": "value", "reason": None}
LEFT = {"academic_year": "2025-2026", "route": "full_course", "enrolled": 100, "graduated": 45, "withdrawn": 5}
LEFT |= {"denominator": 50, "completion_rate": 90, "low": 79, "high": 96, "state": "shown", "reason": None}
LEFT |= {"projects_reporting": 7, "projects_expected": 7, "partial": False}
REFERENCE = {"graduation_year": 2018, "months_after": 18, "measure": "insertion", "value": 96.0, "reason": None}
REFERENCE |= {"answers": 1737}

TWELVE = {"no_answer": 37, "care": 44, "health_industry": 50, "public_health": 20, "broad_only": 24}
TWELVE |= {"other_job": 34, "unknown_employer": 14, "seeking": 10, "not_in_labour_force": 7}
EMPLOYER = [
    "project_code",
    "module_code",
    "graduation_year",
    "months_after",
    "employer_type",
    "health_duties",
    "students",
]


def table(defaults: dict[str, Any], *changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([defaults | change for change in changes], columns=list(defaults))


def cells(**surveys: dict[str, int]) -> pd.DataFrame:
    """Placement cells: m12={"care": 30} is the survey at 12 months."""
    rows = [(int(name[1:]), outcome, n) for name, counts in surveys.items() for outcome, n in counts.items()]
    return pd.DataFrame(rows, columns=["months_after", "outcome", "students"])


def placed(**surveys: dict[str, int]) -> pd.DataFrame:
    return placement(cells(**surveys), awaited=dict.fromkeys(MONTHS_AFTER, "not_yet"))


def all_regions(*changes: dict[str, Any]) -> pd.DataFrame:
    none = {"institutions": 0, "full_course": 0, "students": None, "projects_reporting": 0, "projects_expected": 0}
    known = {change["region"]: change for change in changes}
    bare = [REGION | none | {"region": code, "state": "none"} | known.get(code, {}) for code in regions()]
    return pd.DataFrame(bare).astype({"students": "Int64"})


def institutions(*known: str) -> pd.DataFrame:
    rows = [
        {"institution": f"Université {n}", "region": r, "full_course": 1, "awareness": 0} for n, r in enumerate(known)
    ]
    return pd.DataFrame(rows, columns=["institution", "region", "full_course", "awareness"])


def texts(chart: Chart) -> str:
    layout = chart.figure["layout"]
    ticks = [text for axis in ("xaxis", "yaxis") for text in layout[axis].get("ticktext", [])]
    boxes = [shape["label"]["text"] for shape in layout.get("shapes", []) if "label" in shape]
    return " | ".join([*(note["text"] for note in layout["annotations"]), *ticks, *boxes])


def bands(chart: Chart) -> list[Any]:
    return [shape for shape in chart.figure["layout"]["shapes"] if (shape.get("y0"), shape.get("y1")) == (200, 400)]


def every_chart(setting: Setting) -> list[Chart]:
    heads = table(YEAR, NOTHING, {"academic_year": "2024-2025", "students": 99, "position": "below"}, {}, PARTIAL)
    aside = heads.assign(route="awareness")
    rates = placed(m6={"care": 12}, m12=TWELVE, m24={"care": 25, "no_answer": 40})
    return [
        headcount_chart(heads, setting),
        headcount_chart(heads, setting, whole=False),
        awareness_chart(aside, setting),
        completion_chart(
            table(LEFT, {}, {"academic_year": "2026-2027", "state": "hidden", "reason": "too_few"}), setting
        ),
        coverage_chart(
            all_regions(REGION, {"region": "11", "state": "partial", "full_course": 2, "reason": "not_received"}),
            institutions("76"),
            setting,
        ),
        placement_chart(rates, setting),
        response_chart(rates, setting),
        employers_chart(employers(cells(m12=TWELVE), pd.DataFrame(columns=EMPLOYER)), 12, setting),
        insertion_chart(rates, table(REFERENCE, {}, {"months_after": 30, "value": None, "reason": "ns"}), setting),
    ]


def empty_charts(setting: Setting) -> list[Chart]:
    heads, rates = table(YEAR), placement(cells())
    return [
        headcount_chart(heads, setting),
        awareness_chart(heads, setting),
        completion_chart(table(LEFT), setting),
        coverage_chart(all_regions(), institutions(), setting),
        placement_chart(rates, setting),
        response_chart(rates, setting),
        employers_chart(employers(cells(), pd.DataFrame(columns=EMPLOYER)), None, setting, "Not surveyed yet."),
        insertion_chart(rates, table(REFERENCE), setting),
    ]


@pytest.mark.parametrize("setting", [EN, FR, PHONE], ids=["en", "fr", "phone"])
def test_every_figure_is_plotly_with_its_footer_words_and_table(setting: Setting) -> None:
    for chart in every_chart(setting):
        assert go.Figure(chart.figure).layout.height == chart.figure["layout"]["height"]
        footer = next(note["text"] for note in chart.figure["layout"]["annotations"] if note.get("name") == "footer")
        footer = footer.replace("\u00a0", " ").replace("<br>", " ")
        assert footer.startswith(("Demonstration data · Source: ", "Données de démonstration · Source : "))
        assert "dition 7, 14 " in footer
        assert chart.alt
        assert chart.table
        assert len([word for word in chart.title.split() if any(c.isalnum() for c in word)]) <= 15


@pytest.mark.parametrize("setting", [EN, FR, PHONE], ids=["en", "fr", "phone"])
def test_without_data_every_chart_says_so_in_a_sentence(setting: Setting) -> None:
    for chart in empty_charts(setting):
        go.Figure(chart.figure)
        assert chart.alt.endswith(".")
        assert chart.table == []


@pytest.mark.parametrize(
    ("students", "position", "title"),
    [
        (287, "in", "Target met: 287 students in 2025-2026"),
        (184, "below", "184 students in 2025-2026: below the target of 200 to 400"),
        (512, "above", "512 students in 2025-2026: above the target of 200 to 400"),
    ],
)
def test_the_title_is_the_verdict_on_the_last_whole_year(students: int, position: str, title: str) -> None:
    heads = table(YEAR, {"students": students, "position": position}, PARTIAL)
    assert headcount_chart(heads, EN).title == title
    assert len(bands(headcount_chart(heads, EN))) == 1


def test_french_titles_have_their_spaces() -> None:
    assert headcount_chart(table(YEAR, {}), FR).title == "La cible est atteinte\u00a0: 287 étudiants en 2025-2026"


def test_no_verdict_while_every_year_is_partial() -> None:
    assert headcount_chart(table(YEAR, PARTIAL), EN).title == "Head count by academic year"


def test_a_part_of_the_action_is_not_judged_against_the_band() -> None:
    chart = headcount_chart(table(YEAR, {}), EN, whole=False)
    assert bands(chart) == []
    assert chart.title == "Head count by academic year"
    assert "whole action" in chart.note
    assert "Target of 200 to 400" not in chart.table[0]


def test_a_partial_year_is_hatched_and_says_who_is_missing() -> None:
    chart = headcount_chart(table(YEAR, {}, PARTIAL), FR)
    solid, hatched = chart.figure["data"]
    assert (solid["y"], hatched["y"], hatched["marker"]["pattern"]["shape"]) == ([287], [203], "/")
    assert "2026-2027<br>en cours\u00a0:<br>4 projets sur 7" in texts(chart)


def test_a_year_alone_is_as_narrow_as_one_of_five() -> None:
    for students in ([287], [287, 203, 99]):
        axis = headcount_chart(table(YEAR, *({"students": n} for n in students)), EN).figure["layout"]["xaxis"]
        assert axis["range"][1] - axis["range"][0] == 5
        assert sum(axis["range"]) / 2 == (len(students) - 1) / 2


def test_a_past_year_is_partial_not_in_progress() -> None:
    past = PARTIAL | {"academic_year": "2024-2025"}
    assert "2024-2025<br>partial:<br>4 projects of 7" in texts(headcount_chart(table(YEAR, past, {}), EN))


def test_a_year_without_cohort_has_words_and_no_bar() -> None:
    chart = headcount_chart(table(YEAR, NOTHING, {}), EN)
    assert "not<br>received" in texts(chart)
    assert [y for trace in chart.figure["data"] for y in trace["y"]] == [287, None]
    assert chart.table[0]["Students"] == "not received"


def test_thousands_of_students_and_a_single_one_fit_their_axis() -> None:
    for students in (1, 7, 130_000):
        axis = headcount_chart(table(YEAR, {"students": students}), EN).figure["layout"]["yaxis"]
        assert axis["range"][1] >= students
        assert len(axis["tickvals"]) <= 6


def test_awareness_is_drawn_apart_without_a_band() -> None:
    chart = awareness_chart(table(YEAR, {"route": "awareness", "students": 1240}), EN)
    assert chart.title == "Apart: 1,240 students took an awareness module in 2025-2026"
    assert bands(chart) == []


def test_the_tile_map_has_eighteen_tiles_and_four_states() -> None:
    partial = REGION | {"region": "11", "state": "partial", "projects_expected": 2}
    table_ = all_regions(REGION, partial, REGION | {"region": "93", "students": None, **FEW})
    chart = coverage_chart(table_, institutions("76", "11", "93", ""), EN)
    tiles = [shape for shape in chart.figure["layout"]["shapes"] if "xsizemode" not in shape]
    assert len(tiles) == len(PLACES) == 18
    assert set(PLACES) == set(regions())
    assert [tile["line"].get("dash") for tile in tiles].count("dot") == 1
    assert [trace["x"] for trace in chart.figure["data"]] == [[PLACES["11"][0]]]
    assert chart.title == "At least 3 regions of 18 have a complete course in 2025-2026"
    assert "1 is not on the map" in chart.note
    assert {row["Region"]: row["Students"] for row in chart.table}["Provence-Alpes-Côte d’Azur"] == "too few"


def test_a_selection_does_not_deny_the_courses_of_the_others() -> None:
    chart = coverage_chart(all_regions(REGION), institutions("76"), EN, whole=False)
    assert chart.title == "Regions reached by this selection"
    assert "in this selection" in chart.note


def test_no_course_in_a_selection_does_not_say_that_nobody_sent_any() -> None:
    said = {whole: coverage_chart(all_regions(), institutions(), EN, whole=whole).alt for whole in (True, False)}
    assert said == {True: "No project has sent its modules yet.", False: "No course in this selection."}


@pytest.mark.parametrize(("most", "limits"), [(0, (1, 2, 3)), (88, (20, 40, 60)), (66, (15, 30, 45))])
def test_classes_of_students_are_round_and_even(most: int, limits: tuple[int, int, int]) -> None:
    assert steps(most) == limits
