"""What charts, alternatives and tables say in the place of a figure; rounded figures and drafts say what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from ehealth.charts import Chart, latest, overview, project
from ehealth.charts.cards import headcount_card, placement_card
from ehealth.charts.completion import completion_chart
from ehealth.charts.coverage import coverage_chart
from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.reasons import why
from ehealth.charts.response import response_chart
from ehealth.charts.theme import Setting
from ehealth.charts.training import headcount_chart
from ehealth.domain import ANSWERED_OUTCOMES
from ehealth.indicators import completion, coverage, employers, headcount, institutions, placement
from ehealth.indicators.reasons import Reason
from ehealth.wording import of
from tests.test_indicators_reasons import CELL, MODULE, NO_TYPES, SURVEY, frame, left

EN = Setting("en", False, False, 7, date(2026, 11, 14), False, True, "", date(2026, 11, 22))
FR = replace(EN, lang="fr")
DRAFT = replace(EN, edition=None, protected=False)
AWAITED: dict[int, Reason] = {6: "not_received", 12: "not_received", 18: "not_yet", 24: "not_yet", 30: "not_yet"}
NO_REFERENCE = pd.DataFrame(columns=["graduation_year", "months_after", "measure", "value", "reason", "answers"])


def surveyed(students: int, **changes: Any) -> pd.DataFrame:
    cells = frame(SURVEY, *(changes | {"outcome": name, "students": students} for name in ANSWERED_OUTCOMES))
    return placement(cells, True, AWAITED)


def texts(chart: Chart) -> str:
    layout = chart.figure["layout"]
    ticks = [text for axis in ("xaxis", "yaxis") for text in layout[axis].get("ticktext", [])]
    boxes = [shape["label"]["text"] for shape in layout.get("shapes", []) if "label" in shape]
    return " | ".join([*(note["text"] for note in layout["annotations"]), *ticks, *boxes]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        ("too_few", "too few", "trop peu"),
        ("not_yet", "not surveyed yet", "enquête à venir"),
        ("not_received", "not received", "non reçu"),
        ("not_collected", "not collected", "non collecté"),
    ],
)
def test_the_four_reasons_in_words(reason: str, english: str, french: str) -> None:
    assert (why(reason, of("en")), why(reason, of("fr"))) == (english, french)


def test_a_head_count_says_why_in_its_place_its_alternative_and_its_table() -> None:
    table = headcount(frame(CELL, *left(0, 0, 0)), frame(MODULE, {}), ["2025-2026"], protected=True)
    chart = headcount_chart(table, EN)
    assert "too few" in texts(chart) and "not<br>received" in texts(chart)
    assert "2024-2025: too few; 2025-2026: not received" in chart.alt
    assert [row["Students"] for row in chart.table] == ["too few", "not received"]
    assert [row["Étudiants"] for row in headcount_chart(table, FR).table] == ["trop peu", "non reçu"]


def test_a_survey_ahead_and_a_survey_missed_are_told_apart() -> None:
    for chart in (placement_chart(surveyed(10), EN), response_chart(surveyed(10), EN)):
        assert texts(chart).count("not<br>surveyed<br>yet") == 3
        assert texts(chart).count("not<br>received") == 1
        assert "At 6 months – " in chart.alt and ": not received" in chart.alt
        told = {row["Time since the degree"]: row["Rate, %"] for row in chart.table}
        assert (told["6 months"], told["30 months"]) == ("not received", "not surveyed yet")


def test_surveys_of_too_few_are_boxes_and_words_never_0() -> None:
    table = surveyed(0)
    for chart in (
        placement_chart(table, FR),
        response_chart(table, FR),
        insertion_chart(surveyed(0, months_after=18), NO_REFERENCE, FR),
    ):
        assert "trop" in texts(chart) and "trop peu" in chart.alt
        assert not any(0 in row.values() for row in chart.table)
    assert placement_card(table, FR).number == "trop peu"
    assert employers_chart(employers(frame(SURVEY, {"students": 0}), NO_TYPES, True), 12, FR).alt.startswith("Trop peu")


def test_before_any_survey_a_chart_says_that_it_is_ahead() -> None:
    table = placement(frame(SURVEY), True, dict.fromkeys(AWAITED, "not_yet"))
    assert placement_chart(table, EN).alt == "Not surveyed yet: no class has reached its first survey."
    assert placement_card(table, EN).number == "not yet"


def test_a_project_of_awareness_modules_has_no_survey_to_collect() -> None:
    table = placement(frame(SURVEY), True, dict.fromkeys(AWAITED, "not_collected"))
    assert placement_chart(table, FR).alt.startswith("Non collecté")


def test_completion_hides_small_counts_and_says_what_nobody_sent() -> None:
    cells = frame(CELL, *left(0, 0, 5), *left(20, 0, 0, academic_year="2025-2026"))
    chart = completion_chart(completion(cells, frame(MODULE, {}), protected=True), EN)
    assert "too few" in texts(chart) and "not<br>received" in texts(chart)
    first, second = chart.table
    assert (first["Still enrolled"], first["Withdrawn"], first["Graduated"]) == ("too few", "too few", "too few")
    assert (second["Still enrolled"], second["Graduated"], second["Rate, %"]) == (20, "not received", "not received")


def test_a_tile_of_too_few_and_one_of_nothing_received_say_so() -> None:
    modules = frame(MODULE, {}, {"region": "53", "module_code": "m2"}, {"region": "11", "project_code": "p2"})
    cells = frame(CELL, {}, {"region": "53", "module_code": "m2", "students": 0})
    chart = coverage_chart(coverage(cells, modules, protected=True), institutions(cells, modules), EN)
    assert (
        "too few" in texts(chart) and "not<br>received" in texts(chart) and "none: no complete course" in texts(chart)
    )
    students = {row["Region"]: row["Students"] for row in chart.table}
    assert (students["Brittany"], students["Île-de-France"]) == ("too few", "not received")
    assert students["Corsica"] == "no complete course"
    assert "Brittany: too few" in chart.alt


def test_employers_of_too_few_have_a_word_and_no_bar() -> None:
    cells = frame(SURVEY, {"students": 60}, {"outcome": "public_health", "students": 0})
    chart = employers_chart(employers(cells, NO_TYPES, True), 12, EN)
    assert chart.figure["data"][0]["x"] == [60, 0]
    assert ">too few<" in texts(chart)
    assert [row["Graduates"] for row in chart.table] == [60, "too few"]
    assert "not collected in an edition" in chart.note


def test_titles_of_a_protected_edition_say_about() -> None:
    table = headcount(frame(CELL, {"students": 335}), frame(MODULE, {}), protected=True)
    assert headcount_chart(table, EN).title == "Target met: about 335 students in 2024-2025"
    assert headcount_chart(table, replace(EN, protected=False)).title == "Target met: 335 students in 2024-2025"
    assert (
        overview.overview_title(table, 7, FR) == "Environ\u00a0335 étudiants en 2024-2025\u00a0: la cible est atteinte"
    )
    assert project.project_title({"acronym": "ALPHA"}, table, EN) == "ALPHA: about 335 students in 2024-2025"


def test_a_count_near_an_end_of_the_band_is_said_to_be_there() -> None:
    table = headcount(frame(CELL, {"students": 205}), frame(MODULE, {}), protected=True)
    assert headcount_chart(table, EN).title == "About 205 students in 2024-2025: close to an end of the target"
    assert headcount_chart(table, EN).table[0]["Target of 200 to 400"] == "too close"
    assert headcount_card(table, EN).note == "Close to an end of the target of 200 to 400 a year."
    assert overview.overview_title(table, 7, EN).endswith(": close to an end of the target")


def test_news_of_a_protected_head_count_say_about() -> None:
    moved = {"what": "head_count", "periods": ("2025-2026",), "before": 280, "after": 285, "date": EN.today}
    nothing = pd.DataFrame(columns=["project_code", "acronym", "event_id"])
    lines = latest.news_lines(pd.DataFrame([moved], dtype=object), nothing, nothing, EN, 5)
    assert lines[0]["What is new"] == "2025-2026: the head count goes from about 280 to about 285."


def test_too_few_students_are_a_title_too() -> None:
    table = headcount(frame(CELL, *left(0, 0, 0)), frame(MODULE, {}), protected=True)
    assert overview.overview_title(table, 7, EN) == "Too few students in 2024-2025 for a head count"
    assert project.project_title({"acronym": "ALPHA"}, table, FR) == (
        "ALPHA\u00a0: trop peu d’étudiants en 2024-2025 pour donner un effectif"
    )
    assert headcount_card(table, EN).number == "too few"


def test_a_protected_figure_says_that_counts_are_rounded_and_a_draft_that_they_are_exact() -> None:
    table = headcount(frame(CELL, {"students": 335}), frame(MODULE, {}), protected=True)
    rounded = "counts rounded to 5, small values changed"
    assert rounded in texts(headcount_chart(table, EN)).replace("<br>", " ")
    assert "effectifs arrondis à 5, petites valeurs modifiées" in texts(headcount_chart(table, FR)).replace("<br>", " ")
    draft = texts(headcount_chart(table, DRAFT))
    assert "EXACT FIGURES – NOT FOR CIRCULATION" in draft and rounded not in draft
    assert "CHIFFRES EXACTS – NE PAS DIFFUSER" in texts(headcount_chart(table, replace(DRAFT, lang="fr")))


def test_an_interval_says_that_it_holds_the_rounding_only_where_one_is_drawn() -> None:
    said = "The interval includes the effect of rounding."
    assert said in placement_chart(surveyed(20), EN).note
    assert said not in placement_chart(surveyed(0), EN).note
    assert said not in placement_chart(surveyed(20), replace(EN, protected=False)).note
