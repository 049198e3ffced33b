"""A workbook as Excel opens it: numbers as numbers, words as words, and charts that refer to the cells."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import python_calamine

from ehealth.briefing.pack import Pack
from ehealth.briefing.workbook import chart_xlsx, pack_xlsx
from ehealth.charts import Chart
from ehealth.charts.differences import Differences
from ehealth.charts.native import Native
from ehealth.charts.theme import Setting
from tests.briefings import EN, FR, chart, columns, dates, money, pack, points, spans

HEAD = 26  # the row of the headings, counted from 0, under title, subtitle and chart


def rows(blob: bytes, name: str | int = 0) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(blob))
    sheet = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return list(sheet.to_python(skip_empty_area=False))


def table(drawn: Chart, setting: Setting = EN, wide: int = 4) -> list[list[Any]]:
    """The cells of the table, `wide` columns of them, with its headings."""
    return [row[:wide] for row in rows(chart_xlsx(drawn, setting))[HEAD : HEAD + 1 + len(drawn.table)]]


def part(blob: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return archive.read(name).decode()


def drawing(drawn: Chart, setting: Setting = EN) -> str:
    return part(chart_xlsx(drawn, setting), "xl/charts/chart1.xml")


def references(drawn: Chart) -> list[str]:
    return re.findall(r"<c:f>([^<]*)</c:f>", drawing(drawn))


def test_a_table_keeps_numbers_words_and_blanks_apart() -> None:
    assert table(columns()) == [
        ["Year", "Students", "Reported", "Expected"],
        ["2022-2023", "too few", 3, 3],
        ["2023-2024", 184, 7, 7],
        ["2024-2025", 1240, 4, 7],
        ["2025-2026", "", 0, 7],
    ]


def test_an_interval_is_two_columns_of_numbers() -> None:
    found = table(points(), wide=6)
    assert found[0] == ["When", "Measure", "Out of (n)", "Rate, %", "95% interval: low", "95% interval: high"]
    assert found[1] == ["6 months", "strict", 240, 46, 38, 54]
    assert found[2] == ["12 months", "strict", 30, "too few", "too few", "too few"]


def test_dates_are_dates_and_what_is_known_of_a_day_is_its_words() -> None:
    assert [row[1] for row in table(dates(), wide=2)] == [
        "Date",
        date(2021, 12, 16),
        "2025, day unknown",
        date(2024, 1, 1),
    ]


def test_amounts_have_their_unit_by_language() -> None:
    french, english = (part(chart_xlsx(money(one), one), "xl/styles.xml") for one in (FR, EN))
    assert 'formatCode="#,##0&quot;\u00a0€&quot;"' in french
    assert 'formatCode="&quot;€&quot;#,##0"' in english


def test_the_words_around_the_table_are_those_of_the_chart() -> None:
    found = rows(chart_xlsx(columns(FR), FR))
    assert [found[0][0], found[1][0]] == ["A finding", "What, where, when"]
    assert [row[0].replace("\u00a0", " ") for row in found[HEAD + 6 :]] == [
        "Données de démonstration",
        "Source : cohorts",
        "Édition 7, 14 nov. 2026",
        "sans filtre",
        "effectifs arrondis à 5, petites valeurs modifiées",
        "A caveat.",
    ]


def test_no_text_is_a_formula_and_no_character_breaks_the_file() -> None:
    odd = [
        {"Project": "=1+1", "Grant, €": 5},
        {"Project": "@SUM(A1)\x07", "Grant, €": 6},
        {"Project": "<r>x</r>", "Grant, €": 7},
    ]
    blob = chart_xlsx(chart(odd, Native("bars", "Project", ("Grant, €",), unit="€")), EN)
    assert [row[0] for row in rows(blob)[HEAD + 1 : HEAD + 4]] == ["'=1+1", "'@SUM(A1)\ufffd", "<r>x</r> "]
    assert "<f>" not in part(blob, "xl/worksheets/sheet1.xml")


def test_bars_refer_to_the_table_s_own_cells() -> None:
    plain = [{"Project": "A", "Grant, €": 5}, {"Project": "B", "Grant, €": 6}]
    drawn = chart(plain, Native("bars", "Project", ("Grant, €",), unit="€"))
    assert references(drawn) == [f"'Head count by academic year'!${column}$28:${column}$29" for column in "AB"]


def test_a_word_is_no_bar_of_0_the_chart_refers_to_cells_that_leave_it_out() -> None:
    found = rows(chart_xlsx(money(), EN))
    assert [row[3:5] for row in found[HEAD : HEAD + 3]] == [["Project", "Grant, €"], ["A", 3_340_000], ["B", ""]]
    assert references(money()) == [f"'Grants of the projects'!${column}$28:${column}$29" for column in "DE"]
    assert "<f>B28</f>" in part(chart_xlsx(money(), EN), "xl/worksheets/sheet1.xml")  # it follows the table


def test_the_target_is_drawn_behind_the_columns() -> None:
    found = rows(chart_xlsx(columns(), EN))
    assert [row[5:9] for row in found[HEAD : HEAD + 7]] == [
        ["Year", "Students", "Up to the target", "Target: 200 to 400"],
        ["", "", 200, 200],
        ["2022-2023", "", 200, 200],
        ["2023-2024", 184, 200, 200],
        ["2024-2025", 1240, 200, 200],
        ["2025-2026", "", 200, 200],
        ["", "", 200, 200],
    ]
    said = drawing(columns())
    assert said.index("<c:areaChart>") < said.index("<c:barChart>")
    assert said.count("<a:pattFill") == 1  # the partial year


def test_rates_have_error_bars_of_cells_and_spans_a_first_series_that_is_not_seen() -> None:
    said = drawing(points())
    assert said.count("<c:errBars>") == 2 and said.count('<c:errValType val="cust"/>') == 2
    found = rows(chart_xlsx(points(), EN))
    assert [row[7:10] for row in found[HEAD : HEAD + 3]] == [
        ["When", "strict", "broad"],
        ["6 months", 46, 69],
        ["12 months", "", 70],
    ]
    first = drawing(spans()).partition("</c:ser>")[0]
    assert "<a:noFill/>" in first and '<c:grouping val="stacked"/>' in drawing(spans())


def test_a_pack_is_a_cover_a_sheet_a_chart_definitions_and_what_changed() -> None:
    changes = Differences("1 figure differs", [{"Indicator": "Head count", "After": "184"}], [], None, [], [])
    blob = pack_xlsx(Pack([columns(), points()], EN, changes, 6))
    names = python_calamine.load_workbook(io.BytesIO(blob)).sheet_names
    assert names == [
        "Cover",
        "Head count by academic year",
        "Employed in health, by time",
        "Definitions",
        "What changed",
    ]
    assert [row[0] for row in rows(blob, "Cover")][:3] == [
        "Digital health training: key figures",
        "Edition 7, 14 November 2026",
        "Filters: Bretagne",
    ]
    assert rows(blob, "What changed") == [
        ["Since edition 6: 1 figure differs.", ""],
        ["", ""],
        ["Indicator", "After"],
        ["Head count", "184"],
    ]


def test_a_chart_without_rows_says_why() -> None:
    assert [row[0] for row in rows(chart_xlsx(chart([], None), EN))][3] == "In words: the chart."
    assert len(python_calamine.load_workbook(io.BytesIO(pack_xlsx(pack(chart([], None))))).sheet_names) == 4
