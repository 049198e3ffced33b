"""What each form of a chart says, read from that form alone: marks with their numbers, and the numbers in a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple

from babel.dates import format_date

from ehealth.briefing import chart_csv
from ehealth.charts import Chart, Setting, native
from ehealth.charts.native import Interval
from ehealth.ui.taken import table_html
from ehealth.wording import LOCALES, of

SCALES = {"k": 10**3, "m": 10**6, "bn": 10**9, "": 1}
FRENCH = re.compile(r"(\d{1,3}(?:\u202f\d{3})+|\d+)(,\d+)?(?:\u00a0(Md|M|k)?€)?")
ENGLISH = re.compile(r"€?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:(?<=[\d])(bn|m|k)\b)?")
BOUNDS = {"fr": "Intervalle à 95\u00a0%, borne", "en": "95% interval:"}


class Mark(NamedTuple):
    """One mark of a chart. numbers: (value,), (value, low, high) or (first day, last day)."""

    name: str
    series: str
    numbers: tuple[Any, ...]


class Number(NamedTuple):
    """A number of a text: its value, half of its last digit, and whether it is money."""

    value: float
    within: float
    money: bool

    def says(self, value: float) -> bool:
        return abs(self.value - value) <= self.within + 1e-6 * abs(value)


def numbers_in(text: str, lang: str) -> list[Number]:
    """Every number of a text as this language writes it; €2.5bn is 2,500,000,000."""
    found = []
    for match in (FRENCH if lang == "fr" else ENGLISH).finditer(text):
        whole, decimals, unit = (part or "" for part in match.groups())
        scale = SCALES[unit.replace("Md", "bn").lower()]
        digits = re.sub(r"[\u202f,]", "", whole) + decimals.replace(",", ".")
        found.append(Number(float(digits) * scale, scale * 0.5 / 10 ** max(len(decimals) - 1, 0), "€" in match[0]))
    return found


def drawn_rows(chart: Chart) -> list[dict[str, Any]]:
    """The rows of the table that the chart draws."""
    assert chart.native
    return chart.table[: chart.native.first or None]


def of_table(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the table's own cells: those that hold numbers or dates."""
    return of_rows(chart, drawn_rows(chart))


def of_native(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the series that office programs are given."""
    assert chart.native
    found, names = native.series(chart.native, chart.table), native.categories(chart.native, chart.table)
    if chart.native.kind == "spans":
        spans = zip(names, *(one.values for one in found), strict=True)
        return [Mark(name, "", (start, end)) for name, start, end in spans if start is not None]
    return [
        Mark(name, one.name if chart.native.series else "", (value, *((spread.low, spread.high) if spread else ())))
        for one in found
        for name, value, spread in zip(names, one.values, one.intervals, strict=True)
        if value is not None
    ]


def of_csv(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the file that the page offers."""
    lang, text = setting.lang, chart_csv(chart, setting.lang, setting.protected).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if lang == "fr" else ","))
    return of_rows(chart, [joined({key: _read(cell, lang) for key, cell in row.items()}, lang) for row in rows])


def of_page(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the page's HTML table, whose cells are words in the reader's language."""
    parsed = _Cells()
    parsed.feed(table_html(chart.table, chart.title, setting.lang))
    head, *body = parsed.rows
    return of_rows(chart, [dict(zip(head, (_spoken(cell, setting.lang) for cell in row), strict=True)) for row in body])


class _Cells(HTMLParser):
    """The texts of a table's cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        self.within = tag in ("th", "td")
        if self.within:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.within = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.rows[-1][-1] += data


def of_rows(chart: Chart, rows: list[dict[str, Any]]) -> list[Mark]:
    """The marks of rows of cells under the headings of the chart's table, words among them left out."""
    how = chart.native
    assert how
    found = []
    for row in rows[: how.first or None]:
        numbers, spread = tuple(row[heading] for heading in how.values), row.get(how.interval)
        if all(isinstance(number, int | float | date) for number in numbers):
            more = (spread.low, spread.high) if isinstance(spread, Interval) else ()
            found.append(Mark(str(row[how.names]), str(row[how.series]) if how.series else "", (*numbers, *more)))
    return _spans(found) if how.joined else found


def _spans(marks: Iterable[Mark]) -> list[Mark]:
    """From the first start to the last end of each name."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for mark in marks:
        found.setdefault(mark.name, []).append(mark.numbers)
    return [Mark(name, "", (min(a for a, _ in days), max(b for _, b in days))) for name, days in found.items()]


def _read(cell: str, lang: str) -> Any:
    """A cell of a file: a date, a number, or its text."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    number = re.fullmatch(r"-?\d+(,\d+)?" if lang == "fr" else r"-?\d+(\.\d+)?", cell)
    return float(cell.replace(",", ".")) if number else cell.removeprefix("'")


def joined(row: dict[str, Any], lang: str) -> dict[str, Any]:
    """The two columns of an interval as one cell."""
    low, high = (row.get(f"{BOUNDS[lang]} {end}") for end in (("basse", "haute") if lang == "fr" else ("low", "high")))
    spread = {of(lang).say("95% interval"): Interval(int(low), int(high))} if isinstance(low, float) and high else {}
    return row | spread


def _spoken(text: str, lang: str) -> Any:
    """A cell of the page: a date, a number, an interval, or its text."""
    if interval := re.fullmatch(r"(\d+) (?:to|à) (\d+)", text):
        return Interval(int(interval[1]), int(interval[2]))
    if day := _day(text, lang):
        return day
    number = re.fullmatch(r"\d{1,3}(\u202f\d{3})*(,\d+)?" if lang == "fr" else r"\d{1,3}(,\d{3})*(\.\d+)?", text)
    return numbers_in(text, lang)[0].value if number else text


def _day(text: str, lang: str) -> date | None:
    """22 nov. 2026 or 22 Nov 2026, their blanks unbroken; names of months are Babel's."""
    parts = text.split("\u00a0")
    if len(parts) != 3 or not (parts[0].isdigit() and parts[2].isdigit()):
        return None
    months = [format_date(date(2026, month, 1), "MMM", locale=LOCALES[lang]) for month in range(1, 13)]
    return date(int(parts[2]), months.index(parts[1]) + 1, int(parts[0]))
