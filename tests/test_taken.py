"""A chart's place as HTML, and what stands under it: its numbers as a table, and the links that take it away."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehealth.charts.native import Interval
from ehealth.charts.theme import Chart, Row
from ehealth.domain import Selection
from ehealth.ui import taken
from ehealth.ui.view import View

VIEW = View("store", 7, "fr", False, False, date(2026, 11, 26), date(2026, 11, 9), True, True)
CHART = Chart("headcount", "Effectif <b>", "", {}, "", [{"Année": "2024-2025", "Étudiants": 1240}], "Une note & plus.")
ONE = Selection(years=("2024-2025",), regions=("53",))
ROWS: list[Row] = [
    {"Région": "Île-de-France", "Étudiants": 1240, "Taux": 62.5, "Sur": Interval(55, 70), "Fin": date(2026, 8, 31)},
    {"Région": "<script>", "Étudiants": "trop peu", "Taux": None, "Sur": None, "Fin": None},
]


def table(lang: str = "fr") -> ET.Element:
    """The table as a parser of XML reads it: a cell that was not escaped would be another tree."""
    found = ET.fromstring(taken.table_html(ROWS, "Un titre & “deux”", lang).replace("class=eh-n", 'class="eh-n"'))
    return found


def hrefs(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]*)"', html)]


def test_a_table_has_a_caption_and_its_headings_a_scope() -> None:
    found = table()
    assert found.findtext("table/caption") == "Un titre & “deux”"
    assert [cell.get("scope") for cell in found.findall("table/thead/tr/th")] == ["col"] * 5
    assert [(cell.text, cell.get("scope")) for cell in found.findall("table/tbody/tr/th")] == [
        ("Île-de-France", "row"),
        ("<script>", "row"),
    ]
    assert (found.get("tabindex"), found.get("role"), found.get("aria-label")) == ("0", "region", "Un titre & “deux”")


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("fr", ["1\u202f240", "62,5", "55 à 70", "31\u00a0août\u00a02026"]),
        ("en", ["1,240", "62.5", "55 to 70", "31\u00a0Aug\u00a02026"]),
    ],
)
def test_a_cell_is_written_in_the_readers_language_and_what_is_hidden_is_a_word(lang: str, first: list[str]) -> None:
    rows = [[cell.text for cell in row.findall("td")] for row in table(lang).findall("table/tbody/tr")]
    assert rows == [first, ["trop peu", "–", "–", "–"]]


def test_numbers_stand_to_the_right_with_their_heading_and_the_word_in_their_place() -> None:
    found = table()
    right = [cell.text for row in found.iter("tr") for cell in row if cell.get("class") == "eh-n"]
    assert right == ["Étudiants", "Taux", "1\u202f240", "62,5", "trop peu", "–"]


@given(st.text() | st.sampled_from(["l'été", "</style>", "]]>", "--!>", "&quot;", "<b>n\u00a0= 3</b>", "a\\'b"]))
def test_a_figure_stands_in_its_place_whatever_its_words_are(words: str) -> None:
    figure = {"data": [], "layout": {"height": 56, "annotations": [{"text": words}]}}
    html = taken.drawn("headcount", figure, "L'alternative <\"&>")
    assert not set(re.sub(r"^<div |></div>$", "", html)) & {"<", ">"}
    place = ET.fromstring(html)
    assert (place.get("role"), place.get("aria-label")) == ("figure", "L'alternative <\"&>")
    assert (place.get("class"), place.get("data-chart"), place.get("style")) == ("eh-chart", "headcount", "height:56px")
    written = json.loads(place.get("data-figure") or "")
    assert written == {"data": [{"type": "scatter"}], "layout": figure["layout"]}


def test_every_link_is_the_address_of_exactly_what_is_on_show() -> None:
    html = taken.under_chart(CHART, VIEW, ONE)
    pinned = "edition=7&lang=fr&day=2026-11-26&years=2024-2025&regions=53"
    assert hrefs(html) == [
        f"/chart/headcount.png?{pinned}&times=2",
        f"/chart/headcount.png?{pinned}&times=3",
        f"/chart/headcount.svg?{pinned}",
        f"/chart/headcount.png?{pinned}",
        f"/chart/headcount.csv?{pinned}",
        f"/chart/headcount.xlsx?{pinned}",
        f"/briefing-mode?charts=headcount&{pinned}",
    ]
    assert "<b>" not in html and "Une note &amp; plus." in html
    assert html.count('aria-label="') == html.count("Effectif &lt;b&gt;") == 7


def test_a_link_leaves_out_the_filters_that_its_chart_does_not_obey() -> None:
    map_of_regions = replace(CHART, name="coverage")
    address = hrefs(taken.under_chart(map_of_regions, VIEW, replace(ONE, routes=("full_course",))))[4]
    assert address == "/chart/coverage.csv?edition=7&lang=fr&day=2026-11-26&years=2024-2025&regions=53"


@pytest.mark.parametrize(
    ("chart", "view", "selection"),
    [
        (CHART, replace(VIEW, edition=None, draft="2026-11-26"), ONE),
        (CHART, VIEW, None),
        (replace(CHART, table=[]), VIEW, ONE),
    ],
    ids=["a draft", "no chart of the gallery", "nothing drawn"],
)
def test_what_is_not_published_has_its_note_and_no_link(chart: Chart, view: View, selection: Selection | None) -> None:
    html = taken.under_chart(chart, view, selection)
    assert "Une note &amp; plus." in html
    assert hrefs(html) == [] and "data-take" not in html
    assert taken.under_chart(replace(chart, note=""), view, selection) == ""
