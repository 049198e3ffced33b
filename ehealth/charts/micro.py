"""The small charts of the overview's cards: 56 pixels high, no axis, the target always in sight."""

from __future__ import annotations

from typing import Any

from ehealth import wording
from ehealth.charts.reasons import why
from ehealth.charts.theme import SMALL, Figure, Setting, base_layout, hatched, label, no_axis, palette
from ehealth.domain import FUNDED_PROJECTS, STUDENTS_PER_YEAR

HEIGHT, TOP, BOTTOM = 56, 2, 26
MIDDLE = 0.5  # of the plot's height, where every bar lies
CLOSE = 13  # of 100: two labels nearer than this would touch in a card 236 pixels wide


def band(students: int | None, partial: bool, setting: Setting) -> Figure:
    """A bar for the head count over the band of 200 to 400; no bar without a count, a hatched one while partial."""
    w, colours, (low, high) = wording.of(setting.lang), palette(setting.dark), STUDENTS_PER_YEAR
    end = max(high * 1.1, (students or 0) * 1.02)
    fill = hatched(colours.measured, colours.page) if partial else {"color": colours.measured}
    bars = [_anchor()] if students is None else [_bar(students, fill)]
    marks = [_label("0", 0, "left", setting), _label(w.say("target"), (low + high) / 2, "center", setting)]
    if 100 * (high - low) / end < 2 * CLOSE:  # far above the band: its three labels would touch
        marks = [_label(w.say("target: {low} to {high}", low=low, high=high), 0, "left", setting)]
    else:
        marks += [_label(str(edge), edge, "center", setting) for edge in (low, high)]
    ground = {"type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "fillcolor": colours.band, "line": {"width": 0}}
    edges = [_line(edge, colours.band_edge) for edge in (low, high)]
    return _figure(bars, [ground | {"layer": "below"}, *edges], marks, [0, end], setting)


def squares(count: int, setting: Setting) -> Figure:
    """Ten squares, one a project: full when documented, dashed when still to be found."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    full = min(count, FUNDED_PROJECTS)
    drawn = [_square(place, colours.measured, colours.measured, "solid") for place in range(full)]
    drawn += [_square(place, "rgba(0,0,0,0)", colours.other, "dot") for place in range(full, FUNDED_PROJECTS)]
    left = w.say("documented") if full else w.say("none documented")
    right = w.say("to document") if full < FUNDED_PROJECTS else w.say("target: {n}", n=FUNDED_PROJECTS)
    marks = [_label(left, 0, "left", setting), _label(right, FUNDED_PROJECTS, "right", setting)]
    return _figure([_anchor()], drawn, marks, [0, FUNDED_PROJECTS], setting)


def interval(row: dict[str, Any] | None, setting: Setting) -> Figure:
    """A rate and its interval on a rail from 0 to 100 %; a dashed box where it is hidden, the bare rail without one."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    rail = {"type": "rect", "x0": 0, "x1": 100, "y0": 0.38, "y1": 0.62, "fillcolor": colours.grid, "line": {"width": 0}}
    rail |= {"layer": "below"}
    ends = [_label("0", 0, "left", setting), _label(w.percent(100), 100, "right", setting)]
    if row is None or row["state"] not in ("shown", "fragile"):
        hidden = row is not None and row["state"] in ("hidden", "none") and row["reason"] == "too_few"
        return _figure([_anchor()], [rail, *([_hidden_box(setting)] if hidden else [])], ends, [0, 100], setting)
    low, high = int(row["low"]), int(row["high"])
    spread = [_mark(low, setting), _mark(high, setting)]
    if high - low < CLOSE:
        middle = min(max((low + high) / 2, 10), 90)  # far enough from the edges to be read whole
        spread = [_label(w.say("{low} to {high}", low=low, high=high), middle, "center", setting)]
    kept = [end for end, far in zip(ends, (low > CLOSE, high < 100 - CLOSE - 5), strict=True) if far]
    return _figure(_dot(row, low, high, setting), [rail], [*kept, *spread], [0, 100], setting)


def share(points: float | None, whole: str, setting: Setting) -> Figure:
    """A share of an envelope, the whole bar being the envelope; `whole` is its amount in words."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    ground = {"type": "rect", "x0": 0, "x1": 100, "y0": 0, "y1": 1, "fillcolor": colours.band}
    ground["line"] = {"color": colours.band_edge, "width": 1}
    ground |= {"layer": "below"}
    if points is None:
        return _figure([_anchor()], [ground], [], [0, 100], setting)
    part = _bar(points, {"color": colours.measured}) | {"width": 1}
    here = _label(w.percent(points, 1), 0, "left", setting) | {"font": {"size": SMALL, "color": colours.text}}
    return _figure([part], [ground], [here, _label(whole, 100, "right", setting)], [0, 100], setting)


def _figure(
    data: list[Figure], shapes: list[Figure], labels: list[Figure], across: list[float], setting: Setting
) -> Figure:
    layout = base_layout(setting, HEIGHT, left=0, right=0, top=TOP, bottom=BOTTOM, shapes=shapes, annotations=labels)
    layout |= {"xaxis": no_axis(range=across), "yaxis": no_axis(range=[0, 1]), "hovermode": False}
    return {"data": data, "layout": layout}


def _bar(length: float, marker: dict[str, Any]) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [length],
        "y": [MIDDLE],
        "width": 0.46,
        "marker": {"line": {"width": 0}} | marker,
        "hoverinfo": "skip",
    }


def _anchor() -> Figure:
    """A trace that draws nothing: Plotly gives a figure its axes only where there is a trace."""
    return {"type": "scatter", "x": [0], "y": [0], "mode": "markers", "opacity": 0, "hoverinfo": "skip"}


def _dot(row: dict[str, Any], low: int, high: int, setting: Setting) -> list[Figure]:
    """The interval's bar, then the point over it on a halo of the page's colour; hollow when fragile."""
    colours = palette(setting.dark)
    inside = colours.page if row["state"] == "fragile" else colours.measured
    bar = {"type": "scatter", "x": [low, high], "y": [MIDDLE] * 2, "mode": "lines", "hoverinfo": "skip"}
    halo = {"type": "scatter", "x": [int(row["rate"])], "y": [MIDDLE], "mode": "markers", "hoverinfo": "skip"}
    return [
        bar | {"line": {"color": colours.measured, "width": 4}},
        halo | {"marker": {"size": 17, "color": colours.page}},
        halo | {"marker": {"size": 12, "color": inside, "line": {"color": colours.measured, "width": 2}}},
    ]


def _square(place: int, fill: str, line: str, dash: str) -> Figure:
    edge = {"color": line, "width": 1, "dash": dash}
    return {"type": "rect", "x0": place + 0.04, "x1": place + 0.96, "y0": 0.03, "y1": 0.97} | {
        "fillcolor": fill,
        "line": edge,
    }


def _line(x: float, colour: str) -> Figure:
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": {"color": colour, "width": 1.2}}


def _hidden_box(setting: Setting) -> Figure:
    colours, w = palette(setting.dark), wording.of(setting.lang)
    text = {"text": why("too_few", w), "font": {"size": SMALL, "color": colours.muted}}
    edge = {"color": colours.other, "width": 1, "dash": "dot"}
    return {
        "type": "rect",
        "x0": 32,
        "x1": 68,
        "y0": 0,
        "y1": 1,
        "fillcolor": colours.page,
        "line": edge,
        "label": text,
    }


def _mark(value: int, setting: Setting) -> Figure:
    anchor = "left" if value < 4 else "right" if value > 96 else "center"
    return _label(str(value), value, anchor, setting)


def _label(text: str, x: float, anchor: str, setting: Setting) -> Figure:
    font = {"size": SMALL, "color": palette(setting.dark).muted}
    return label(text, x, 0, yref="paper", xanchor=anchor, yanchor="top", yshift=-5, borderpad=0, font=font)
