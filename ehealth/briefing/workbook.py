"""A chart, or a briefing, as .xlsx: the numbers as numbers, what is said of them, and a native Excel chart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from xlsxwriter import Workbook

from ehealth import gallery, wording
from ehealth.briefing.cells import Sheet
from ehealth.briefing.pack import AUTHOR, Pack, changed, facts, title
from ehealth.briefing.sheet_charts import HIGH, excel_chart
from ehealth.briefing.tables import absent
from ehealth.charts.colours import LIGHT
from ehealth.charts.framed import footer_lines
from ehealth.charts.native import spread
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import NBSP, Words
from ehealth.wording.neutral import sheet_text

WIDEST, NARROWEST = 48, 9  # characters of a column
NAME = 31  # characters of a sheet's name: Excel's limit
TABLE = HIGH + 5  # the row of the headings: title, subtitle and the chart stand above
DAY = {"fr": "[$-40C]d mmm yyyy", "en": "[$-809]d mmm yyyy"}


def chart_xlsx(chart: Chart, setting: Setting) -> bytes:
    """One sheet: finding, native chart, table, and the footer's lines. What is hidden or missing a word or blank."""
    with _workbook(chart.title, [part for line in footer_lines(chart) for part in _parts(line)]) as (book, target):
        _sheet(book, _Looks(book, setting.lang), chart, setting, {})
    return target.getvalue()


def pack_xlsx(pack: Pack) -> bytes:
    """The same numbers as a deck of the pack: a cover, a sheet a chart, definitions, what changed."""
    w = wording.of(pack.setting.lang)
    with _workbook(title(pack), facts(pack.setting)) as (book, target):
        looks = _Looks(book, w.lang)
        names: dict[str, str] = {}
        cover = book.add_worksheet(w.say("Cover"))
        for chart in pack.charts:
            _sheet(book, looks, chart, pack.setting, names)
        _entries(book, looks, w.say("Definitions"), pack.definitions)
        _changes(book, looks, pack, w)
        _cover(cover, looks, pack, names)
    return target.getvalue()


@contextmanager
def _workbook(called: str, about: Sequence[str]) -> Iterator[tuple[Workbook, io.BytesIO]]:
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": called, "author": AUTHOR, "comments": "\n".join(about)})
    yield book, target
    book.close()


class _Looks:
    """The formats of the cells, each made once."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self.book, self.lang, self.codes = book, lang, dict[str, Any]()
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": LIGHT.text})
        self.muted = book.add_format({"font_color": LIGHT.muted})
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": LIGHT.rule, "indent": 1} | top
        )
        self.number_heading = book.add_format(
            {"bold": True, "text_wrap": True, "align": "right", "bottom": 1, "bottom_color": LIGHT.rule} | top
        )
        self.text = book.add_format({"indent": 1, "align": "left"} | top)
        self.wrapped = book.add_format({"text_wrap": True} | top)
        self.bold = book.add_format({"bold": True} | top)
        self.word = book.add_format({"italic": True, "align": "right", "font_color": LIGHT.muted} | top)

    def number(self, code: str) -> Any:
        """A cell of a number format."""
        if code not in self.codes:
            self.codes[code] = self.book.add_format({"num_format": code, "valign": "top"})
        return self.codes[code]


@dataclass(frozen=True)
class _Column:
    """A column of a table: its number format, "" where it holds words."""

    heading: str
    cells: list[Any]
    code: str


def _sheet(book: Workbook, looks: _Looks, chart: Chart, setting: Setting, names: dict[str, str]) -> None:
    w = wording.of(setting.lang)
    called = names[chart.name] = _name(gallery.labels(setting.lang).get(chart.name, chart.name), names.values())
    sheet = book.add_worksheet(called)
    _page(sheet)
    sheet.write_string(0, 0, sheet_text(chart.title), looks.title)
    sheet.write_string(1, 0, sheet_text(chart.subtitle), looks.muted)
    rows = spread(chart.table, w)
    drawn = chart.native is not None and bool(rows)
    top = TABLE if drawn else 3
    columns = _columns(rows, setting.lang)
    for place, column in enumerate(columns):
        _column(sheet, looks, top, place, column, w)
    if drawn:
        where = Sheet(called, top + 1, {column.heading: place for place, column in enumerate(columns)})
        made = excel_chart(book, sheet, chart, where, setting)
        sheet.insert_chart(2, 0, made, {"description": chart.alt, "x_offset": 4, "y_offset": 8})
    lines = (
        [part for line in footer_lines(chart) for part in _parts(line)] if rows else [chart.alt, *footer_lines(chart)]
    )
    for row, line in enumerate(lines, top + len(rows) + 2 if rows else 3):
        sheet.write_string(row, 0, sheet_text(line), looks.muted)
    sheet.print_area(0, 0, top + len(rows) + 3 + len(lines), max(len(columns) - 1, 9))  # without the chart's own cells


def _column(sheet: Any, looks: _Looks, top: int, place: int, column: _Column, w: Words) -> None:
    longest = max((_length(cell) for cell in column.cells), default=0)
    sheet.set_column(place, place, min(max(longest, len(column.heading) * 0.6, NARROWEST), WIDEST) + 2)
    sheet.set_row(top, 32)  # headings take two lines
    sheet.write_string(top, place, sheet_text(column.heading), looks.number_heading if column.code else looks.heading)
    for row, cell in enumerate(column.cells, top + 1):
        if absent(cell):
            continue
        if isinstance(cell, bool):
            sheet.write_string(row, place, w.say("yes") if cell else w.say("no"), looks.text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, cell, looks.number(DAY[w.lang]))
        elif isinstance(cell, int | float):
            sheet.write_number(row, place, cell, looks.number(column.code))
        else:
            sheet.write_string(row, place, sheet_text(str(cell)), looks.word if column.code else looks.text)


def _length(cell: Any) -> int:
    """Characters of a cell as it is shown."""
    if isinstance(cell, date):
        return 12
    return len(f"{cell:,.0f} €.00") if isinstance(cell, int | float) and cell == cell else len(str(cell or ""))


def _columns(rows: Sequence[Row], lang: str) -> list[_Column]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = {heading: [row.get(heading) for row in rows] for heading in headings}
    return [_Column(heading, cells[heading], _code(heading, cells[heading], lang)) for heading in headings]


def _code(heading: str, cells: list[Any], lang: str) -> str:
    """The number format of a column: its heading says the unit of shares, so that 62 is 62 and not 0.62."""
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell]
    if not numbers:
        return DAY[lang] if any(isinstance(cell, date) for cell in cells) else ""
    whole = all(number == round(number) for number in numbers)
    if "€" in heading:
        digits = "#,##0" if whole else "#,##0.00"
        return f'{digits}"{NBSP}€"' if lang == "fr" else f'"€"{digits}'
    return "#,##0" if whole else "#,##0.0"


def _page(sheet: Any) -> None:
    """How it prints: A4, landscape, on one page."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _name(label: str, taken: Any) -> str:
    """A sheet's name as Excel allows it, unlike the others'."""
    clean = shorten(re.sub(r"[\[\]:*?/\\]", " ", label), NAME, placeholder="").strip("', ")
    return clean if clean not in taken else f"{clean[: NAME - 3]} {len(taken) + 1}"


def _parts(line: str) -> list[str]:
    """A footer's parts, one by one."""
    return line.split(f"{NBSP}· ")


def _cover(sheet: Any, looks: _Looks, pack: Pack, names: dict[str, str]) -> None:
    _page(sheet)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, sheet_text(title(pack)), looks.title)
    for row, line in enumerate(facts(pack.setting), 1):
        sheet.write_string(row, 0, sheet_text(line), looks.muted)
    for row, chart in enumerate(pack.charts, len(facts(pack.setting)) + 2):
        quoted = names[chart.name].replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", string=sheet_text(chart.title))


def _entries(book: Workbook, looks: _Looks, name: str, entries: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    _page(sheet)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    for row, (term, said) in enumerate(entries):
        sheet.write_string(row, 0, sheet_text(term), looks.bold)
        sheet.write_string(row, 1, sheet_text(said), looks.wrapped)
        sheet.set_row(row, 15 * (1 + len(said) // 115))


def _changes(book: Workbook, looks: _Looks, pack: Pack, w: Words) -> None:
    """What changed in sentences, then the figures old and new: of the whole action, and by project."""
    sheet = book.add_worksheet(w.say("What changed"))
    _page(sheet)
    said = changed(pack)
    for row, line in enumerate(said):
        sheet.write_string(row, 0, sheet_text(line), looks.muted)
    rows = [*pack.changes.figures, *pack.changes.by_project] if pack.changes else []
    for place, column in enumerate(_columns(rows, w.lang)):
        _column(sheet, looks, len(said) + 1, place, column, w)
