"""Native Excel charts that refer to the cells of the table on their sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsxwriter import Workbook

from ehealth.briefing.cells import FONT, Drawing, Sheet, names_axis
from ehealth.briefing.formats import ends, number_format, percent_ticks
from ehealth.briefing.sheet_times import dates, spans
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Interval, categories, series, with_care
from ehealth.charts.theme import Chart, Setting
from ehealth.wording.neutral import sheet_text

HIGH, WIDTH, ROW = 21, 860, 20  # rows of the sheet that a chart covers; pixels
COLOURS = (LIGHT.measured, LIGHT.broad, LIGHT.disputed, LIGHT.today)
SYMBOLS = ("circle", "diamond", "square", "triangle")


def excel_chart(book: Workbook, page: Any, chart: Chart, sheet: Sheet, setting: Setting) -> Any:
    """The chart that a sheet's table describes; `page` is the sheet, on which the chart may need columns of its own."""
    assert chart.native is not None
    drawing = Drawing(book, page, chart.native, chart, sheet, setting)
    made = KINDS[chart.native.kind](drawing)
    made.set_title({"none": True})
    made.set_legend({"position": "top", "font": FONT} if chart.native.series else {"none": True})
    made.set_chartarea({"border": {"none": True}})
    made.set_size({"width": WIDTH, "height": HIGH * ROW - 24})
    made.show_blanks_as("gap")
    return made


def _columns(drawing: Drawing) -> Any:
    made, found = drawing.book.add_chart({"type": "column"}), _series(drawing)
    for one in found:
        made.add_series(one)
    made.set_x_axis(names_axis())
    made.set_y_axis(_value_axis(drawing))
    if not drawing.native.band:
        return made
    area = _band(drawing, found[0]["categories"])
    area.set_x_axis(names_axis() | {"position_axis": "between"})
    area.set_y_axis(_value_axis(drawing))
    area.combine(made)
    return area


def _band(drawing: Drawing, names: str) -> Any:
    """The target behind, from an empty place before the columns to one after them; the lower area is unseen."""
    assert drawing.native.band is not None
    low, high = drawing.native.band
    w, count = drawing.w, len(drawing.rows) + 2
    area = drawing.book.add_chart({"type": "area", "subtype": "stacked"})
    for heading, size, look in (
        (w.say("Up to the target"), low, {"none": True}),
        (w.say("Target: {low} to {high}", low=low, high=high), high - low, {"color": LIGHT.band}),
    ):
        cells = drawing.helper(heading, [size] * count)
        look_of = {"fill": look, "border": {"none": True}}
        area.add_series({"name": heading, "categories": names, "values": cells} | look_of)
    return area


def _bars(drawing: Drawing) -> Any:
    made = drawing.book.add_chart({"type": "bar"})
    for one in _series(drawing):
        made.add_series(one)
    made.set_y_axis({"reverse": True, **names_axis()})  # the first row on top
    made.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    return made


def _points(drawing: Drawing) -> Any:
    """Marks without a line, and the intervals as error bars: their lengths stand in columns beside the table."""
    made = drawing.book.add_chart({"type": "line"})
    for place, one in enumerate(_series(drawing)):
        colour = COLOURS[place % len(COLOURS)]
        del one["fill"], one["gap"]
        look = {"type": SYMBOLS[place % 4], "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
        one |= {"line": {"none": True}, "marker": look}
        one["data_labels"]["position"] = "left" if place == 0 and drawing.native.series else "right"
        made.add_series(one | _error_bars(drawing, place, colour))
    made.set_x_axis(names_axis())
    made.set_y_axis(_value_axis(drawing))
    return made


def _error_bars(drawing: Drawing, place: int, colour: str) -> dict[str, Any]:
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


KINDS: dict[str, Callable[[Drawing], Any]] = {
    "columns": _columns,
    "bars": _bars,
    "points": _points,
    "spans": spans,
    "dates": dates,
}


def _series(drawing: Drawing) -> list[dict[str, Any]]:
    """The series: of the table's own cells, or of cells beside it where words, parts or a band stand in the way."""
    native, table = drawing.native, drawing.chart.table
    names, found = categories(native, table), series(native, table)
    rows = drawing.rows
    numbers = [value for one in found for value in one.values if isinstance(value, int | float)]
    code = number_format(numbers, native.unit, drawing.setting.lang)
    words = any(isinstance(row.get(value), str) for row in rows for value in native.values)
    own = bool(native.series or native.band or words)
    around = [None] if native.band else []
    listed = (
        drawing.helper(native.names, [*around, *names, *around])
        if own
        else drawing.sheet.cells(native.names, range(len(rows)))
    )
    made = []
    for place, one in enumerate(found):
        if own:
            of = [*around, *_sources(drawing, one.name, names), *around]
            cells = drawing.helper(one.name, [*around, *one.values, *around], of=[cell or "" for cell in of])
        else:
            cells = drawing.sheet.cells(one.name, range(len(rows)))
        made.append(_looks(drawing, one.name, listed, cells, place, code))
    return made


def _sources(drawing: Drawing, part: str, names: list[str]) -> list[str]:
    """The cells that a series' values stand in."""
    native, rows = drawing.native, drawing.rows
    if not native.series:
        return [drawing.cell(part, row) for row in range(len(rows))]
    where = {str(row[native.names]): at for at, row in enumerate(rows) if str(row[native.series]) == part}
    return [drawing.cell(native.values[0], where.get(name)) for name in names]


def _looks(drawing: Drawing, name: str, names: str, cells: str, place: int, code: str) -> dict[str, Any]:
    """A series; what is partial or weak is hatched, or hollow where it is a point."""
    colour = COLOURS[place % len(COLOURS)]
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": LIGHT.page}
    light = {"fill": {"color": LIGHT.page}} if drawing.native.kind == "points" else {"pattern": pattern}
    rows = [row for row in drawing.rows if not drawing.native.series or str(row[drawing.native.series]) == name]
    points = [light | {"border": {"color": colour}} if with_care(drawing.native, row) else None for row in rows]
    around = [None] if drawing.native.band else []
    return {
        "name": sheet_text(name),
        "categories": names,
        "values": cells,
        "fill": {"color": colour},
        "gap": 70,
        "points": [*around, *points, *around] if any(points) else None,
        "data_labels": {"value": True, "num_format": code, "font": FONT | {"bold": True}},
    }


def _value_axis(drawing: Drawing) -> dict[str, Any]:
    found = [value for one in series(drawing.native, drawing.chart.table) for value in one.values]
    highest = max([0.0, *(value for value in found if isinstance(value, int | float)), *(drawing.native.band or ())])
    low, high, step = ends(highest, drawing.native.unit)
    lines = {"visible": True, "line": {"color": LIGHT.grid}}
    axis = {"min": low, "max": high, "major_unit": step, "num_font": FONT, "line": {"none": True}}
    code = percent_ticks(drawing.setting.lang) if drawing.native.unit == "%" else "#,##0"
    return axis | {"major_gridlines": lines, "num_format": code}
