"""Students by academic year as bars: inside the band of the target or without it, hatched while a year is partial."""

from __future__ import annotations

from ehealth import wording
from ehealth.charts.breaks import break_marks, places
from ehealth.charts.reasons import stacked
from ehealth.charts.theme import (
    LINE,
    SIZE,
    Figure,
    Row,
    Setting,
    axis,
    base_layout,
    bold,
    footer,
    hatched,
    label,
    palette,
)
from ehealth.charts.years import missing, slot_width, year_name, years_axis
from ehealth.domain import STUDENTS_PER_YEAR

LEFT, RIGHT, HALF_WIDTH, PHONE_WIDTH = 44, 84, 600, 350  # pixels; what the plot's width is reckoned from
DIGIT = 8  # pixels of a tick's digit: room for numbers beyond the thousands
TICKS = 4  # grid lines above zero
SHORT = 0.09  # of the axis: the height that a number needs inside its bar


def bars_by_year(
    rows: list[Row], setting: Setting, colour: str, plot: int, source: str, band: bool, series: str
) -> Figure:
    """The figure of rows of `indicators.headcount` (students None where there is a reason); `plot` pixels high.

    series: the indicator whose changes of definition break it.
    """
    years = [row["academic_year"] for row in rows]
    at, (lines, changed) = places(series, years), break_marks(series, years, setting)
    names = [_tick(row, len(rows), setting) for row in rows]
    below = 10 + LINE * max(name.count("<br>") + 1 for name in names)
    highest = max([STUDENTS_PER_YEAR[1] if band else 1, *(row["students"] or 0 for row in rows)])
    left = max(LEFT, DIGIT * (len(wording.of(setting.lang).number(highest)) + 1))
    w, partial = wording.of(setting.lang), any(row["partial"] and row["students"] is not None for row in rows)
    notes, bottom = footer(
        setting,
        source,
        w.say("n on each bar: students"),
        below=below,
        left=left,
        half=True,
        people=True,
        marks=[w.say("hatched: partial year")] if partial else [],
    )
    top = 30 if setting.compact and band else 16
    ceiling = highest * (1.02 if band else 1.1)
    labels = [_value(place, row, ceiling, band, setting) for place, row in zip(at, rows, strict=True)]
    layout = base_layout(
        setting,
        top + plot + bottom,
        left=left,
        right=RIGHT if band and not setting.compact else 8,
        top=top,
        bottom=bottom,
        xaxis=years_axis(names, at, setting),
        yaxis=_students(highest, ceiling, setting),
        annotations=[*labels, *(_band_label(setting) if band else []), *changed, *notes],
        shapes=[*(_band(setting) if band else []), *lines],
    )
    return {"data": _bars(rows, at, colour, setting), "layout": layout | {"barmode": "overlay"}}


def _bars(rows: list[Row], at: list[float], colour: str, setting: Setting) -> list[Figure]:
    """Two traces, since Plotly cannot hatch some bars of one trace: whole years, then partial ones."""
    page = palette(setting.dark).page
    return [
        _trace(rows, at, False, {"color": colour, "line": {"width": 0}}),
        _trace(rows, at, True, hatched(colour, page)),
    ]


def _trace(rows: list[Row], at: list[float], partial: bool, marker: Figure) -> Figure:
    kept = [(place, row["students"]) for place, row in zip(at, rows, strict=True) if row["partial"] == partial]
    heights = {"x": [place for place, _ in kept], "y": [students for _, students in kept]}
    return {"type": "bar", "width": 0.56, "marker": marker, "hoverinfo": "skip"} | heights


def _value(place: float, row: Row, ceiling: float, band: bool, setting: Setting) -> Figure:
    """The count inside its bar at the top, so that it never sits on the band's edge; above a hatched or a short bar."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    if row["students"] is None:
        words = stacked(row["reason"], w)
        return label(words, place, 0, font={"color": colours.muted}, align="center", yanchor="bottom", yshift=10)
    text, size = bold(w.number(row["students"])), SIZE + (1 if setting.compact else 2)
    inside = band and not row["partial"] and row["students"] > SHORT * ceiling
    if inside:
        return label(
            text, place, row["students"], font={"size": size, "color": colours.on_measured}, yanchor="top", yshift=-8
        )
    over_edge = band and 0 <= STUDENTS_PER_YEAR[0] - row["students"] < SHORT * ceiling
    ground = {"bgcolor": colours.page} if over_edge else {}
    return label(text, place, row["students"], font={"size": size}, yanchor="bottom", yshift=3, **ground)


def _band(setting: Setting) -> list[Figure]:
    colours, (low, high) = palette(setting.dark), STUDENTS_PER_YEAR
    ground = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": low, "y1": high, "layer": "below"}
    edge = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    line = {"color": colours.band_edge, "width": 1.2}
    edges = [edge | {"y0": level, "y1": level, "line": line} for level in (low, high)]
    return [ground | {"fillcolor": colours.band, "line": {"width": 0}}, *edges]


def _band_label(setting: Setting) -> list[Figure]:
    w, (low, high) = wording.of(setting.lang), STUDENTS_PER_YEAR
    facts = {"low": low, "high": high}
    if setting.compact:
        text = w.say("<b>Target</b>: {low} to {high} a year", **facts)
        swatch = f'<span style="color:{palette(setting.dark).band_edge}">▒</span> '
        return [label(swatch + text, 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=8)]
    text = w.say("<b>Target</b><br>{low} to {high}<br>a year", **facts)
    return [label(text, 1, (low + high) / 2, xref="paper", xanchor="left", yanchor="middle", xshift=9)]


def _tick(row: Row, years: int, setting: Setting) -> str:
    """An academic year under its bar, in two lines where there is little room, and what is missing from it."""
    slot = slot_width(years, (PHONE_WIDTH if setting.compact else HALF_WIDTH) - LEFT - RIGHT / 2)
    year = year_name(row, slot)
    if not row["partial"] or not row["projects_reporting"]:
        return year
    return "<br>".join([year, *missing(row, slot, setting)])


def _students(highest: float, ceiling: float, setting: Setting) -> Figure:
    w, step = wording.of(setting.lang), _step(highest)
    values = list(range(0, int(ceiling) + 1, step))
    return axis(setting, range=[0, ceiling], tickvals=values, ticktext=[w.number(value) for value in values])


def _step(highest: float) -> int:
    """The round step that puts at most five grid lines from zero to the top."""
    scale = 1
    while scale * 10 * TICKS <= highest:
        scale *= 10
    return next(scale * nice for nice in (1, 2, 5, 10) if scale * nice * TICKS >= highest)
