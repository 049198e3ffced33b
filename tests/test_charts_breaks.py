"""A series by year is drawn with a break where its definition changed, and says so in its words and its table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ehealth import domain
from ehealth.charts.cards import headcount_card
from ehealth.charts.completion import completion_chart
from ehealth.charts.theme import Chart
from ehealth.charts.training import awareness_chart, headcount_chart
from ehealth.domain import DefinitionChange
from tests.titles import EXACT, heads, left

WHAT = {"fr": "les doctorants sont comptés", "en": "doctoral students are counted"}


@pytest.fixture(params=["headcount", "awareness", "completion"])
def changed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An indicator whose definition changed from 2024-2025 on."""
    change = DefinitionChange(request.param, "2024-2025", **WHAT)
    monkeypatch.setattr(domain, "DEFINITION_CHANGES", (change,))
    return str(request.param)


def drawn(indicator: str, *years: int, lang: str = "en") -> Chart:
    s = replace(EXACT, lang=lang)
    if indicator == "completion":
        return completion_chart(left(s, **{f"y{year}": (90, 10) for year in years}), s)
    route = {"headcount": "full_course", "awareness": "awareness"}[indicator]
    table = heads(s, route, **{f"y{year}": 250 for year in years})
    return headcount_chart(table, s) if indicator == "headcount" else awareness_chart(table, s)


def lines(chart: Chart) -> list[dict[str, Any]]:
    return [one for one in chart.figure["layout"]["shapes"] if one.get("line", {}).get("dash") == "dash"]


def written(chart: Chart) -> list[str]:
    return [note["text"] for note in chart.figure["layout"]["annotations"]]


def test_the_years_that_a_change_parts_stand_apart_with_a_thin_dashed_line_between(changed: str) -> None:
    chart = drawn(changed, 2022, 2023, 2024, 2025)
    assert chart.figure["layout"]["xaxis"]["tickvals"] == [0, 1, 2.5, 3.5]
    assert [(line["x0"], line["x1"], line["line"]["width"]) for line in lines(chart)] == [(1.75, 1.75, 1)]
    assert "definition<br>changed" in written(chart)
    across = sorted(x for trace in chart.figure["data"] for x in trace["x"])
    assert set(across) == {0, 1, 2.5, 3.5}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_changed_is_in_the_text_alternative_the_note_and_the_table(changed: str, lang: str) -> None:
    chart, heading = drawn(changed, 2023, 2024, lang=lang), {"fr": "Définition", "en": "Definition"}[lang]
    assert WHAT[lang] in chart.alt and "2024-2025" in chart.alt
    assert chart.note.endswith(f"{WHAT[lang]}.")
    assert [WHAT[lang] in (row[heading] or "") for row in chart.table] == [False, True]


def test_years_on_one_side_of_a_change_have_no_break(changed: str) -> None:
    for years in ((2024, 2025), (2022, 2023)):
        chart = drawn(changed, *years)
        assert chart.figure["layout"]["xaxis"]["tickvals"] == [0, 1]
        assert lines(chart) == []
        assert "Definition" not in chart.table[0]


def test_another_indicator_s_change_breaks_nothing(changed: str) -> None:
    for other in {"headcount", "awareness", "completion"} - {changed}:
        assert lines(drawn(other, 2023, 2024)) == []


def test_a_card_does_not_set_a_year_beside_one_that_counted_something_else(changed: str) -> None:
    note = headcount_card(heads(EXACT, y2023=150, y2024=250), EXACT).note
    assert ("150 the year before." in note) == (changed != "headcount")


def test_no_series_has_a_break_today() -> None:
    assert domain.DEFINITION_CHANGES == ()
    for indicator in ("headcount", "awareness", "completion"):
        assert lines(drawn(indicator, 2022, 2023, 2024)) == []
