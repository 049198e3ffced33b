"""Native Excel charts that refer to the cells of the table on their sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from ehealth import wording
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Interval, Native, drawn_rows, series
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import Words

HIGH, WIDTH, ROW = 21, 860, 20  # rows of the sheet that a chart covers; pixels
COLOURS = (LIGHT.measured, LIGHT.broad, LIGHT.disputed, LIGHT.today)
SYMBOLS = ("circle", "diamond", "square", "triangle")
FONT = {"color": LIGHT.text, "size": 10}
YEAR = 366  # days of a step: never two ticks in one year


@dataclass
class Sheet:
    """Where a table's cells are: its first row, and the column of each heading."""

    name: str
    first: int
    columns: dict[str, int]
    extra: int = 0

    def cells(self, heading: str, rows: Sequence[int | None]) -> str:
        """A reference to the cells of some rows of the table; where a row is None, to an empty cell."""
        column = self.columns[heading]
        places = [(self.first - 1 - 1, column) if row is None else (self.first + row, column) for row in rows]
        return self.area(places)

    def area(self, places: Sequence[tuple[int, int]]) -> str:
        """A reference to cells in one column: a range where they follow each other, else a list."""
        name = quote_sheetname(self.name)
        if [row for row, _ in places] == list(range(places[0][0], places[-1][0] + 1)):
            ends = (xl_rowcol_to_cell(row, column, True, True) for row, column in (places[0], places[-1]))
            return f"={name}!{':'.join(ends)}"
        listed = (f"{name}!{xl_rowcol_to_cell(row, column, True, True)}" for row, column in places)
        return f"=({','.join(listed)})"


@dataclass(frozen=True)
class _Drawing:
    """All that one chart is made from. rows: those of the table that are drawn."""

    book: Workbook
    page: Any
    native: Native
    chart: Chart
    sheet: Sheet
    setting: Setting

    @property
    def rows(self) -> list[Row]:
        return drawn_rows(self.native, self.chart.table)

    @property
    def w(self) -> Words:
        return wording.of(self.setting.lang)

    def helper(self, heading: str, values: Sequence[Any], code: str = "0") -> str:
        """Writes a column of the chart's own beside the table, in grey; the reference to it."""
        place = len(self.sheet.columns) + 1 + self.sheet.extra
        self.sheet.extra += 1
        muted = {"font_color": LIGHT.muted}
        self.page.write_string(self.sheet.first - 1, place, heading, self.book.add_format(muted | {"text_wrap": True}))
        style = self.book.add_format(muted | {"num_format": code})
        self.page.set_column(place, place, 14)
        for row, value in enumerate(values, self.sheet.first):
            if value is not None:
                self.page.write(row, place, value, style)
        return self.sheet.area([(self.sheet.first + row, place) for row in range(len(values))])

    def series(self, heading: str, value: str, rows: Sequence[int | None], place: int, code: str) -> dict[str, Any]:
        """What every series has: its name, the cells that it refers to, and its numbers as labels."""
        native = self.native
        return {
            "name": heading,
            "categories": self.sheet.cells(
                native.names, [row for row in rows if row is not None] if None not in rows else rows
            ),
            "values": self.sheet.cells(value, rows),
            "fill": {"color": COLOURS[place % len(COLOURS)]},
            "gap": 70,
            "data_labels": {"value": True, "num_format": code, "font": FONT | {"bold": True}},
        }


def excel_chart(book: Workbook, page: Any, chart: Chart, sheet: Sheet, setting: Setting) -> Any:
    """The chart that a sheet's table describes; `page` is the sheet, on which the chart may need columns of its own."""
    assert chart.native is not None
    drawing = _Drawing(book, page, chart.native, chart, sheet, setting)
    made = KINDS[chart.native.kind](drawing)
    made.set_title({"none": True})
    if len(made.series) < 2 or chart.native.kind not in ("points", "columns", "bars") or not chart.native.series:
        made.set_legend({"none": True})
    else:
        made.set_legend({"position": "top", "font": FONT})
    made.set_size({"width": WIDTH, "height": HIGH * ROW - 24})
    made.show_blanks_as("gap")
    return made


def _columns(drawing: _Drawing) -> Any:
    made = drawing.book.add_chart({"type": "column"})
    for one in _series(drawing):
        made.add_series(one)
    made.set_x_axis(_names_axis())
    made.set_y_axis(_value_axis(drawing))
    if not drawing.native.band:
        return made
    area = _band(drawing)
    area.set_x_axis(_names_axis())
    area.set_y_axis(_value_axis(drawing))
    area.combine(made)
    return area


def _band(drawing: _Drawing) -> Any:
    """The target behind: stacked areas, the lower one unseen."""
    assert drawing.native.band is not None
    low, high = drawing.native.band
    w, count = drawing.w, len(drawing.rows)
    area = drawing.book.add_chart({"type": "area", "subtype": "stacked"})
    names = drawing.sheet.cells(drawing.native.names, range(count))
    for heading, size, look in (
        (w.say("Up to the target"), low, {"none": True}),
        (w.say("Target: {low} to {high}", low=low, high=high), high - low, {"color": LIGHT.band}),
    ):
        cells = drawing.helper(heading, [size] * count)
        area.add_series({"name": heading, "categories": names, "values": cells, "fill": look, "border": {"none": True}})
    return area


def _bars(drawing: _Drawing) -> Any:
    made = drawing.book.add_chart({"type": "bar"})
    for one in _series(drawing):
        made.add_series(one)
    made.set_y_axis({"reverse": True, **_names_axis()})  # the first row on top
    made.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    return made


def _points(drawing: _Drawing) -> Any:
    """Marks without a line, and the intervals as error bars: their lengths stand in columns beside the table."""
    made = drawing.book.add_chart({"type": "line"})
    for place, one in enumerate(_series(drawing)):
        colour = COLOURS[place % len(COLOURS)]
        del one["fill"], one["gap"]
        look = {"type": SYMBOLS[place % 4], "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
        one |= {"line": {"none": True}, "marker": look}
        one["data_labels"]["position"] = "right"
        made.add_series(one | _error_bars(drawing, place, colour))
    made.set_x_axis(_names_axis())
    made.set_y_axis(_value_axis(drawing))
    return made


def _error_bars(drawing: _Drawing, place: int, colour: str) -> dict[str, Any]:
    one = series(drawing.native, drawing.chart.table)[place]
    pairs = list(zip(one.values, one.intervals, strict=True))
    if not any(one.intervals):
        return {}
    w = drawing.w
    up = drawing.helper(
        w.say("Up to the interval’s high end"), [_between(value, interval, 1) for value, interval in pairs]
    )
    down = drawing.helper(w.say("Down to its low end"), [_between(value, interval, -1) for value, interval in pairs])
    look = {"color": colour, "width": 1.75}
    return {"y_error_bars": {"type": "custom", "plus_values": up, "minus_values": down, "line": look, "end_style": 0}}


def _between(value: Any, interval: Interval | None, way: int) -> float | None:
    """From a rate up or down to its interval's end; None without both."""
    if interval is None or not isinstance(value, int | float):
        return None
    return interval.high - value if way > 0 else value - interval.low


def _spans(drawing: _Drawing) -> Any:
    """An unseen bar up to the start, then the days until today, then those still to run."""
    w, today = drawing.w, drawing.setting.today
    starts, finishes = (one.values for one in series(drawing.native, drawing.chart.table))
    pairs = [(a, b) for a, b in zip(starts, finishes, strict=True)]
    known = [day for pair in pairs for day in pair if isinstance(day, date)]
    names = _span_names(drawing)
    made = drawing.book.add_chart({"type": "bar", "subtype": "stacked"})
    pieces = [_pieces(a, b, today) for a, b in pairs]
    for heading, values, code, look in (
        (w.say("Start"), [a for a, _ in pairs], "yyyy-mm-dd", {"none": True}),
        (w.say("Days elapsed"), [elapsed for elapsed, _ in pieces], "0", {"color": LIGHT.measured}),
        (w.say("Days to run"), [left for _, left in pieces], "0", {"color": LIGHT.tiles[1]}),
    ):
        cells = drawing.helper(heading, values, code)
        made.add_series({"name": heading, "categories": names, "values": cells, "fill": look, "gap": 70})
    made.set_y_axis({"reverse": True, **_names_axis()})
    made.set_x_axis(_years(known))
    return made


def _span_names(drawing: _Drawing) -> str:
    """The names of the spans: those of the table, or of the groups that are drawn as one."""
    count, names = len(drawing.rows), [str(row[drawing.native.names]) for row in drawing.rows]
    rows = (
        list({name: row for row, name in reversed(list(enumerate(names)))}.values())[::-1]
        if drawing.native.joined
        else range(count)
    )
    return drawing.sheet.cells(drawing.native.names, list(rows))


def _pieces(start: Any, end: Any, today: date) -> tuple[int | None, int | None]:
    """Days before and after today, the last day counted; None where a date is not known."""
    if not isinstance(start, date) or not isinstance(end, date):
        return None, None
    whole = (end - start).days + 1
    elapsed = min(max((today - start).days, 0), whole)
    return elapsed, whole - elapsed


def _dates(drawing: _Drawing) -> Any:
    """A mark per dated event, the first on top, with its cell as its label; a line for today."""
    w, native = drawing.w, drawing.native
    (heading,) = native.values
    rows = [row for row, cells in enumerate(drawing.rows) if isinstance(cells[heading], date)]
    days = [drawing.rows[row][heading] for row in rows]
    count = len(drawing.rows)
    heights = drawing.helper(w.say("Row"), [count - row if row in rows else None for row in range(count)])
    made = drawing.book.add_chart({"type": "scatter"})
    names = [{"value": drawing.sheet.cells(native.names, [row])} for row in range(count)]
    middle = min(days) + (max([*days, drawing.setting.today]) - min(days)) / 2
    for label, (row, day) in zip(names, ((row, drawing.rows[row][heading]) for row in range(count)), strict=True):
        label["position"] = "left" if isinstance(day, date) and day > middle else "right"
    mark = {"type": "circle", "size": 7, "fill": {"color": LIGHT.measured}, "border": {"color": LIGHT.measured}}
    made.add_series(
        {
            "name": heading,
            "categories": drawing.sheet.cells(heading, range(count)),
            "values": heights,
            "marker": mark,
            "data_labels": {"value": True, "custom": names, "position": "right", "font": FONT},
        }
    )
    now = drawing.helper(w.say("Today"), [drawing.setting.today] * 2, "yyyy-mm-dd")
    ends = drawing.helper(w.say("Today: row"), [0, count + 1])
    line = {"color": LIGHT.today, "width": 1.5}
    made.add_series(
        {"name": w.say("Today"), "categories": now, "values": ends, "line": line, "marker": {"type": "none"}}
    )
    made.set_x_axis(_years([*days, drawing.setting.today]))
    made.set_y_axis({"visible": False, "min": 0, "max": count + 1, "major_gridlines": {"visible": False}})
    return made


KINDS: dict[str, Callable[[_Drawing], Any]] = {
    "columns": _columns,
    "bars": _bars,
    "points": _points,
    "spans": _spans,
    "dates": _dates,
}


def _series(drawing: _Drawing) -> list[dict[str, Any]]:
    """One per heading of values, or one per word of the heading that parts the rows."""
    native, rows, code = drawing.native, drawing.rows, '0"%"' if drawing.native.unit == "%" else "#,##0"
    if not native.series:
        return [
            drawing.series(value, value, range(len(rows)), place, code) for place, value in enumerate(native.values)
        ]
    names = list(dict.fromkeys(str(row[native.names]) for row in rows))
    parts = list(dict.fromkeys(str(row[native.series]) for row in rows))
    where = {(str(row[native.series]), str(row[native.names])): at for at, row in enumerate(rows)}
    (value,) = native.values
    return [
        drawing.series(part, value, [where.get((part, name)) for name in names], place, code)
        for place, part in enumerate(parts)
    ]


def _names_axis() -> dict[str, Any]:
    return {"num_font": FONT, "line": {"color": LIGHT.band_edge}, "major_tick_mark": "none"}


def _value_axis(drawing: _Drawing) -> dict[str, Any]:
    axis = {
        "min": 0,
        "num_font": FONT,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LIGHT.grid}},
    }
    return axis | ({"max": 100, "major_unit": 25, "num_format": '[>=100]0"%";0'} if drawing.native.unit == "%" else {})


def _years(days: Sequence[date]) -> dict[str, Any]:
    """An axis of whole years."""
    first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
    start = (first - date(1899, 12, 30)).days
    line = {"visible": True, "line": {"color": LIGHT.grid}}
    ends = {"min": start, "max": start + (last - first).days, "major_unit": YEAR}
    return {**ends, "num_format": "yyyy", "num_font": FONT, "major_gridlines": line}
