"""The figures of placement: which rate is drawn, hollow, hidden or compared, and what is never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.surveys import quoted
from ehealth.charts.theme import Chart, Setting
from ehealth.domain import MONTHS_AFTER
from ehealth.indicators import employers, placement

EN = Setting("en", False, False, 7, date(2026, 11, 14), True, False, "", date(2026, 11, 22))
FR = replace(EN, lang="fr")

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
REFERENCE = {"graduation_year": 2018, "months_after": 18, "measure": "insertion", "value": 96.0, "reason": None}
REFERENCE |= {"answers": 1737}


def cells(**surveys: dict[str, int]) -> pd.DataFrame:
    """Placement cells: m12={"care": 30} is the survey at 12 months."""
    rows = [(int(name[1:]), outcome, n) for name, counts in surveys.items() for outcome, n in counts.items()]
    return pd.DataFrame(rows, columns=["months_after", "outcome", "students"])


def placed(protected: bool = False, **surveys: dict[str, int]) -> pd.DataFrame:
    return placement(cells(**surveys), protected, dict.fromkeys(MONTHS_AFTER, "not_received"))


def reference(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([REFERENCE | change for change in changes], columns=list(REFERENCE))


def employed(**outcomes: int) -> Chart:
    table = employers(cells(m12=outcomes), pd.DataFrame(columns=EMPLOYER))
    return employers_chart(table, 12, EN)


def texts(chart: Chart) -> str:
    layout = chart.figure["layout"]
    ticks = layout["xaxis"].get("ticktext", [])
    boxes = [shape["label"]["text"] for shape in layout.get("shapes", []) if "label" in shape]
    return " | ".join([*(note["text"] for note in layout["annotations"]), *ticks, *boxes])


def boxes(chart: Chart) -> int:
    return sum(shape.get("line", {}).get("dash") == "dot" for shape in chart.figure["layout"]["shapes"])


def test_the_title_quotes_strict_and_broad_at_twelve_months() -> None:
    english = placement_chart(placed(m12=TWELVE), EN).title
    assert english == "At 12 months, 61% of employed respondents work in health; broad sense: 74%"


def test_a_fragile_survey_gives_a_neutral_title_and_hollow_dots() -> None:
    chart = placement_chart(placed(m12={"care": 20, "other_job": 5}), EN)
    assert chart.title == "Employed in health, by time since the degree"
    assert "fragile:<br>n < 30" in texts(chart)
    assert chart.figure["data"][2]["marker"]["color"] == ["#FFFFFF"]


def test_a_title_quotes_no_rate_with_a_wide_interval() -> None:
    chart = placement_chart(placed(m12={"care": 20, "other_job": 15}), EN)
    assert chart.title == "Employed in health, by time since the degree"
    assert chart.figure["data"][2]["marker"]["color"] == ["#12436D"]


def test_a_survey_under_half_answered_says_why_it_is_fragile() -> None:
    assert "fragile:<br>response < 50%" in texts(placement_chart(placed(m12={"care": 40, "no_answer": 41}), EN))


def test_few_answers_are_a_box_and_their_count_is_nowhere() -> None:
    chart = placement_chart(placed(m12={"care": 13, "other_job": 3}), EN)
    assert boxes(chart) == 1
    assert all(trace["x"] == [] for trace in chart.figure["data"])
    assert "too<br>few" in texts(chart)
    assert "interval" not in chart.subtitle
    told = f"{texts(chart)} {chart.alt} {chart.table} {chart.note}"
    assert "13" not in told
    assert "16" not in told


def test_no_line_joins_surveys_whose_respondents_differ() -> None:
    chart = placement_chart(placed(m6=TWELVE, m12=TWELVE, m18=TWELVE), EN)
    assert {trace["mode"] for trace in chart.figure["data"]} == {"markers"}


def test_a_month_without_survey_says_so() -> None:
    chart = placement_chart(placed(m12=TWELVE), EN)
    assert texts(chart).count("not<br>received") == 4
    assert boxes(chart) == 0


def test_everybody_still_seeking_is_not_a_missing_survey() -> None:
    assert boxes(placement_chart(placed(m12=TWELVE, m6={"seeking": 30}), EN)) == 1


def test_both_shares_are_also_given_over_all_answers() -> None:
    assert (
        "Over all answers at 12 months (n = 203): 56% strict, 68% broad."
        in placement_chart(placed(m12=TWELVE), EN).note
    )


def test_a_protected_edition_gives_two_counts_and_no_percentage() -> None:
    chart = placement_chart(placed(True, m12={"care": 25, "broad_only": 5, "other_job": 10}), EN)
    assert "25 strict<br>30 broad<br>of 40" in texts(chart)
    assert "%" not in chart.title


def test_the_quoted_survey_is_twelve_months_or_the_nearest_that_can_be_shown() -> None:
    assert quoted(placed(m6=TWELVE, m12=TWELVE)) == 12
    assert quoted(placed(m6=TWELVE, m12={"care": 5})) == 6
    assert quoted(placed()) is None


def test_response_is_titled_with_its_own_survey() -> None:
    assert response_chart(placed(m12=TWELVE), EN).title == "At 12 months, 85% answered"


def test_a_fragile_response_is_hatched_and_its_title_is_neutral() -> None:
    chart = response_chart(placed(m12={"care": 14, "no_answer": 9}, m18=TWELVE), EN)
    solid, hatched = chart.figure["data"]
    assert (solid["x"], hatched["x"], hatched["y"], hatched["marker"]["pattern"]["shape"]) == ([2], [1], [61], "/")
    assert ">fragile<" in texts(chart)
    assert chart.table[1]["Remark"] == "fragile"
    assert response_chart(placed(m12={"care": 14, "no_answer": 9}), EN).title == "Response to the surveys"


def test_a_response_under_half_is_hatched() -> None:
    chart = response_chart(placed(m12={"care": 40, "no_answer": 41}), EN)
    assert chart.figure["data"][1]["y"] == [49]
    assert chart.title == "Response to the surveys"


def test_on_a_phone_months_stand_over_their_unit() -> None:
    for chart in (response_chart, placement_chart):
        assert "12<br>mois<br>" in texts(chart(placed(m12=TWELVE), replace(FR, compact=True)))


def test_on_a_screen_months_stand_beside_their_unit_where_that_is_short() -> None:
    for chart in (response_chart, placement_chart):
        assert "12 mois<br>" in texts(chart(placed(m12=TWELVE), FR)).replace("\u00a0", " ")
        assert "12<br>months<br>" in texts(chart(placed(m12=TWELVE), EN))


def test_hatching_is_explained_only_where_there_is_some() -> None:
    assert response_chart(placed(m12=TWELVE), EN).note == ""
    assert response_chart(placed(m12={"care": 40, "no_answer": 41}), EN).note.startswith("Hatched: under 30 answers")


def test_employers_are_bracketed_to_the_two_shares() -> None:
    chart = employed(**TWELVE)
    assert "strict<br><b>114</b><br>61%" in texts(chart)
    assert "broad<br><b>+\u202f24</b><br>in all 74%" in texts(chart)
    assert chart.title == "At 12 months, 61% of employed respondents have a health employer"
    assert chart.figure["data"][0]["x"] == [50, 44, 20, 24, 34, 14]


def test_the_main_employers_are_named_where_the_others_are_far_behind() -> None:
    title = employed(**TWELVE | {"health_industry": 90}).title
    assert title == "Main employers at 12 months: health industry, 40%"


def test_other_employers_are_many_so_they_are_never_the_main_one() -> None:
    assert employed(care=20, other_job=60).title.startswith("At 12 months, 25% of employed respondents")


def test_fewer_than_twenty_employed_have_no_employers_drawn() -> None:
    chart = employed(care=10, other_job=9)
    assert chart.alt.startswith("Too few: under 20 graduates")
    assert chart.table == []


@pytest.mark.parametrize(
    ("seeking", "title"),
    [
        (4, "Insertion at 18 months: 96%, not clearly different from the reference"),
        (30, "Insertion at 18 months: 77%, below the national reference"),
    ],
)
def test_insertion_is_below_the_reference_only_when_its_whole_interval_is(seeking: int, title: str) -> None:
    rates = placed(m18={"care": 100, "seeking": seeking})
    assert insertion_chart(rates, reference({}), EN).title == title


def test_insertion_above_the_reference() -> None:
    rates = placed(m18={"care": 500})
    assert insertion_chart(rates, reference({}), FR).title.endswith("100\u00a0%, au-dessus de la référence nationale")


def test_the_latest_class_of_the_reference_is_named_and_bounded() -> None:
    older = {"graduation_year": 2017, "value": 97.0}
    chart = insertion_chart(placed(m18=TWELVE), reference(older, {}), EN)
    assert "<b>96%</b>  n = 1,737" in texts(chart)
    assert "97" not in texts(chart)
    assert "a discipline, not the health sector" in chart.note
    assert "class of 2018" in chart.note


def test_without_a_baseline_a_sentence_says_what_is_missing() -> None:
    chart = insertion_chart(placed(m18=TWELVE), reference(), EN)
    assert chart.note.startswith("The national reference has not been received")
    assert chart.title == "Insertion at 18 months: 95%"


def test_a_reference_that_was_not_published_keeps_its_reason() -> None:
    chart = insertion_chart(placed(m18=TWELVE), reference({"value": None, "reason": "ns"}), EN)
    assert "not significant (ns)" in texts(chart)
    assert chart.figure["data"][-1]["x"] == []


def test_the_reference_stands_alone_before_any_survey() -> None:
    chart = insertion_chart(placed(), reference({}), EN)
    assert [row["Rate, %"] for row in chart.table] == [96.0]
    assert "Graduates of the action" not in texts(chart)
    assert chart.title == "Insertion, all sectors: the national reference"
    assert "interval" not in chart.subtitle
    assert "surveys" not in texts(chart)
    assert "Source: higher" in texts(chart).replace("\u00a0", " ")


def test_insertion_credits_whoever_is_drawn() -> None:
    both = insertion_chart(placed(m18=TWELVE), reference({}), EN)
    assert "interval" in both.subtitle
    assert "surveys sent" in texts(both) and "ministry" in texts(both)
    hidden = insertion_chart(placed(m18={"care": 12}), reference(), EN)
    assert "interval" not in hidden.subtitle
    assert "ministry" not in texts(hidden)
