"""Spans and dates as native Excel charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ehealth.briefing.cells import FONT, Drawing, names_axis
from ehealth.briefing.times import YEAR, elapsed_and_left, years
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import series, with_care
from ehealth.charts.sentences import shortened
from ehealth.wording.neutral import sheet_text

LABEL = 44  # characters beside a mark: the cell has them all


def spans(drawing: Drawing) -> Any:
    """An unseen bar up to the start, then the days until today, then those still to run."""
    w, today = drawing.w, drawing.setting.today
    starts, finishes = (one.values for one in series(drawing.native, drawing.chart.table))
    pairs = [(a, b) for a, b in zip(starts, finishes, strict=True)]
    known = [day for pair in pairs for day in pair if isinstance(day, date)]
    names = _span_names(drawing)
    made = drawing.book.add_chart({"type": "bar", "subtype": "stacked"})
    pieces = [elapsed_and_left(a, b, today) for a, b in pairs]
    for heading, values, code, look in (
        (w.say("Start"), [a for a, _ in pairs], "yyyy-mm-dd", {"none": True}),
        (w.say("Days elapsed"), [elapsed for elapsed, _ in pieces], "0", {"color": LIGHT.measured}),
        (w.say("Days to run"), [left for _, left in pieces], "0", {"color": LIGHT.tiles[1]}),
    ):
        cells = drawing.helper(heading, values, code)
        made.add_series({"name": heading, "categories": names, "values": cells, "fill": look, "gap": 70})
    made.set_y_axis({"reverse": True, **names_axis()})
    made.set_x_axis(_years_axis(known))
    return made


def _span_names(drawing: Drawing) -> str:
    """The names of the spans: those of the table, or of the groups that are drawn as one."""
    count, names = len(drawing.rows), [str(row[drawing.native.names]) for row in drawing.rows]
    rows = (
        list({name: row for row, name in reversed(list(enumerate(names)))}.values())[::-1]
        if drawing.native.joined
        else range(count)
    )
    return drawing.sheet.cells(drawing.native.names, list(rows))


def dates(drawing: Drawing) -> Any:
    """A mark per dated event, the first on top, with its cell as its label; a line for today."""
    w, native = drawing.w, drawing.native
    (heading,) = native.values
    rows = [row for row, cells in enumerate(drawing.rows) if isinstance(cells[heading], date)]
    days = [drawing.rows[row][heading] for row in rows]
    count = len(drawing.rows)
    heights = drawing.helper(w.say("Row"), [count - row if row in rows else None for row in range(count)])
    made = drawing.book.add_chart({"type": "scatter"})
    names = [{"value": sheet_text(shortened(str(row[native.names]), LABEL))} for row in drawing.rows]
    hollow = {"fill": {"color": LIGHT.page}, "border": {"color": LIGHT.measured}}
    mark = {"type": "circle", "size": 7, "fill": {"color": LIGHT.measured}, "border": {"color": LIGHT.measured}}
    made.add_series(
        {
            "name": heading,
            "categories": drawing.sheet.cells(heading, range(count)),
            "values": heights,
            "marker": mark,
            "points": [hollow if with_care(native, row) else None for row in drawing.rows],
            "data_labels": {"value": True, "custom": names, "position": "right", "font": FONT | {"size": 8}},
        }
    )
    now = drawing.helper(w.say("Today"), [drawing.setting.today] * 2, "yyyy-mm-dd")
    ends = drawing.helper(w.say("Today: row"), [0, count + 1])
    line = {"color": LIGHT.today, "width": 1.5}
    made.add_series(
        {"name": w.say("Today"), "categories": now, "values": ends, "line": line, "marker": {"type": "none"}}
    )
    made.set_x_axis(_years_axis([*days, drawing.setting.today]))
    made.set_y_axis({"visible": False, "min": 0, "max": count + 1, "major_gridlines": {"visible": False}})
    return made


def _years_axis(days: Sequence[date]) -> dict[str, Any]:
    start, end = years(days)
    line = {"visible": True, "line": {"color": LIGHT.grid}}
    ends = {"min": start, "max": end, "major_unit": YEAR}
    return {**ends, "num_format": "yyyy", "num_font": FONT, "major_gridlines": line}
