"""A deck as PowerPoint opens it: native charts, their embedded sheets, words, order and language."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import python_calamine
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from ehealth.briefing.pack import Pack
from ehealth.briefing.slides import pack_pptx
from ehealth.charts import Chart
from ehealth.charts.differences import Differences
from ehealth.charts.native import Native
from ehealth.charts.theme import Setting
from tests.briefings import EN, FR, chart, columns, dates, money, pack, points, spans

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def deck(*charts: Chart, setting: Setting = EN) -> Any:
    return Presentation(io.BytesIO(pack_pptx(pack(*charts, setting=setting))))


def frame(drawn: Chart, setting: Setting = EN) -> Any:
    """The graphic frame of the only chart of a deck."""
    (found,) = [shape for shape in deck(drawn, setting=setting).slides[1].shapes if shape.has_chart]
    return found


def sheet(found: Any) -> list[list[Any]]:
    """The rows of the workbook inside a chart."""
    blob = found.chart.part.chart_workbook.xlsx_part.blob
    return python_calamine.load_workbook(io.BytesIO(blob)).get_sheet_by_index(0).to_python()


def kinds(found: Any) -> list[str]:
    return [etree.QName(one).localname for one in found.chart._chartSpace.iter() if one.tag.endswith("Chart")]


def codes(found: Any) -> set[str]:
    return {one.get("formatCode") for one in found.chart._chartSpace.iter(f"{C}numFmt")}


def texts(found: Any) -> list[str]:
    return [one.text for one in found.chart._chartSpace.iter(f"{A}t")]


def test_columns_hold_the_numbers_and_nothing_where_one_is_hidden_or_missing() -> None:
    found = frame(columns(band=None))
    assert kinds(found) == ["barChart"]
    (series,) = found.chart.plots[0].series
    assert (series.name, list(series.values)) == ("Students", [None, 184, 1240, None])
    assert sheet(found) == [
        ["Year", "Students"],
        ["2022-2023\ntoo few", ""],
        ["2023-2024", 184.0],
        ["2024-2025\n4\u00a0projects\u00a0of\u00a07", 1240.0],
        ["2025-2026", ""],
    ]
    assert found.chart.value_axis.minimum_scale == 0
    assert not found.chart.has_legend


def test_the_target_is_an_area_behind_from_before_the_first_column_to_after_the_last() -> None:
    found = frame(columns())
    assert kinds(found) == ["areaChart", "barChart", "lineChart"]
    under, band = found.chart.plots[0].series
    assert set(under.values) == {200} and set(band.values) == {200}
    assert band.name == "Target: 200 to 400"
    assert [row[:2] for row in sheet(found)[1:]] == [
        ["", ""],
        ["2022-2023\ntoo few", ""],
        ["2023-2024", 184.0],
        ["2024-2025\n4\u00a0projects\u00a0of\u00a07", 1240.0],
        ["2025-2026", ""],
        ["", ""],
    ]
    assert texts(found) == ["Target", "200 to 400", "a year"]


def test_a_partial_year_is_hatched_and_no_other_is() -> None:
    (series,) = frame(columns(band=None)).chart.plots[0].series
    hatched = [one.find(f"{C}idx").get("val") for one in series._element.iter(f"{C}dPt")]
    assert hatched == ["2"]
    assert [one.get("prst") for one in series._element.iter(f"{A}pattFill")] == ["wdUpDiag"]


def test_rates_have_error_bars_that_reach_the_interval_s_ends() -> None:
    found = frame(points())
    assert kinds(found) == ["scatterChart"]
    strict, broad, _ = found.chart.plots[0].series
    assert list(strict.values) == [46, None, None, None]  # as many cells as the labels have
    assert list(broad.values) == [69, 70, None, None]
    ends = [[float(v.text) for v in bar.iter(f"{C}v")] for bar in broad._element.find(f"{C}errBars") if len(bar)]
    assert [one for one in ends if one] == [[7.0, 12.0], [8.0, 15.0]]
    rows = sheet(found)
    assert rows[0][:5] == ["When", "Place", "strict", "Up to the interval’s high end", "Down to its low end"]
    assert rows[2][2:5] == ["", "", ""]  # hidden: no rate and no length of a bar
    assert texts(found)[:6] == [
        "6 months",
        "n\u00a0=\u00a0240",
        "12 months",
        "n\u00a0=\u00a030\u00a0·\u00a060",
        "strict: too few",
        "broad",
    ]


def test_a_project_s_days_are_parted_by_today_and_one_without_a_start_has_no_bar() -> None:
    found = frame(spans())
    assert [one.name for one in found.chart.plots[0].series] == ["From", "Days elapsed", "Days to run"]
    assert sheet(found)[1:] == [["A", date(2025, 11, 26), 365.0, 365.0], ["B – not found", "", "", ""]]


def test_dates_are_marks_with_their_words_and_an_unknown_day_has_none() -> None:
    found = frame(dates())
    assert kinds(found) == ["scatterChart"]
    assert [row[:2] for row in sheet(found)] == [
        ["Event", "Date"],
        ["opens", date(2021, 12, 16)],
        ["<r>=1+1</r> ", date(2024, 1, 1)],
    ]
    assert texts(found)[0] == "today"
    assert "opens" in texts(found) and "closes" not in texts(found)


def test_number_formats_follow_the_language() -> None:
    assert '[$-40C]0.00,,"\u00a0M€"' in codes(frame(money(FR), FR))
    assert '"€"0.00,,"m"' in codes(frame(money(), EN))
    assert '[$-40C]0"\u00a0%"' in codes(frame(points(FR), FR))
    assert '0"%"' in codes(frame(points(), EN))


def test_a_slide_is_read_from_its_title_and_describes_its_chart() -> None:
    found = deck(columns(FR), setting=FR)
    slide = found.slides[1]
    assert [shape.name for shape in slide.shapes][:4] == [
        "Title 1",
        "Text Placeholder 2",
        "headcount",
        "Text Placeholder 4",
    ]
    assert slide.shapes.title.text == "A finding"
    (graphic,) = [shape for shape in slide.shapes if shape.has_chart]
    assert graphic._element.nvGraphicFramePr.cNvPr.get("descr") == "In words: the chart."
    assert slide.notes_slide.notes_text_frame.text == "A caveat.\nIn words: the chart."
    assert slide.shapes[3].text_frame.text.replace("\u00a0", " ") == (
        "Données de démonstration · Source : cohorts · Édition 7, 14 nov. 2026 · sans filtre · "
        "effectifs arrondis à 5, petites valeurs modifiées\nA caveat."
    )


def test_every_run_of_a_french_deck_is_french_and_no_placeholder_waits_to_be_filled() -> None:
    found = deck(columns(FR), points(FR), setting=FR)
    assert (found.slide_width, found.slide_height) == (12192000, 6858000)
    for slide in found.slides:
        runs = [*slide._element.iter(f"{A}r"), *slide._element.iter(f"{A}fld")]
        assert runs and {run.find(f"{A}rPr").get("lang") for run in runs} == {"fr-FR"}
        empty = [one.name for one in slide.placeholders if one.has_text_frame and not one.text_frame.text]
        assert empty == []
        assert all(one.placeholder_format.type != PP_PLACEHOLDER.CHART or one.has_chart for one in slide.placeholders)
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))
    for layout in found.slide_layouts:
        assert [one for one in layout.placeholders if one.width is None] == []


def test_the_cover_says_edition_date_filters_and_demonstration() -> None:
    french, english = (deck(columns(one), setting=one).slides[0] for one in (FR, EN))
    assert french.placeholders[1].text_frame.text.replace("\u00a0", " ").split("\n") == [
        "Édition 7, 14 novembre 2026",
        "Toute l’action, sans filtre",
        "Les effectifs sont arrondis à un multiple de 5",
        "Données de démonstration : projets et étudiants sont fictifs",
    ]
    assert english.placeholders[1].text_frame.text.split("\n") == [
        "Edition 7, 14 November 2026",
        "Filters: Bretagne",
        "Counts of people are rounded to multiples of 5",
    ]


def test_a_chart_without_rows_is_a_slide_with_its_sentence() -> None:
    slide = deck(chart([], None)).slides[1]
    assert not any(shape.has_chart for shape in slide.shapes)
    assert "In words: the chart." in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_last_slides_define_the_terms_used_and_say_what_changed() -> None:
    row = {
        "Indicator": "Head count",
        "Of": "Whole action",
        "Period": "2024-2025",
        "Before": "180",
        "After": "184",
        "Change": "+4",
    }
    changes = Differences("1 figure differs", [row], [], None, [{"day": "14 Nov", "said": "A sent a file"}], [])
    found = Presentation(io.BytesIO(pack_pptx(Pack([columns()], EN, changes, 6))))
    *_, definitions, last = found.slides
    assert definitions.shapes.title.text == "Definitions"
    said = definitions.placeholders[13].text_frame.text
    assert said.startswith("Head count: Distinct students") and "Insertion rate" not in said
    assert last.shapes.title.text == "What changed since edition 6"
    (table,) = [shape.table for shape in last.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(row), list(row.values())]
    below = "\n".join(shape.text_frame.text for shape in last.shapes if shape.has_text_frame)
    assert "Changes of the whole action, whatever the filters.\n14 Nov – A sent a file" in below


def test_text_of_a_file_can_neither_break_the_deck_nor_become_a_formula() -> None:
    rows = [{"Project": "=1+1 & <b>\x07", "Grant, €": 5}]
    found = frame(chart(rows, Native("bars", "Project", ("Grant, €",), unit="€")))
    assert sheet(found)[1] == ["'=1+1 & <b>\ufffd", 5.0]
