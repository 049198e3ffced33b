"""Two sources, two dates, days apart: drawn large, hollow for the other source, solid for the date kept."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ehealth.charts.sentences import first_source, partial_day
from ehealth.charts.theme import SMALL, Palette, bold, label, safe
from ehealth.charts.timeline import Span
from ehealth.wording import Words

HEIGHT = 138  # pixels
WIDTH = 0.46  # of the plot
TICKS = 14  # days: beyond, only the marks' own dates are written
SOURCE_LINE, SOURCE_LINES = 30, 3  # characters, lines: the whole source is in the table


@dataclass(frozen=True)
class Box:
    """Where the magnifier stands: its left and right pixels on the narrowest page, and its foot."""

    left: float
    right: float
    foot: float


def contradictions(events: pd.DataFrame) -> list[pd.DataFrame]:
    """Each date that is contradicted, with the events that do so, in order of date."""
    groups = []
    for kept in events.loc[events["disputed"] & events["retained"], "event_id"]:
        group = events[(events["event_id"] == kept) | (events["disputes"] == kept)]
        if group["date_first"].nunique() > 1:
            groups.append(group)
    return groups


def magnifier(
    group: pd.DataFrame, span: Span, apex: float, foot: float, w: Words, colours: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes, annotations and marks of a magnifier whose foot stands at `foot` and whose beam starts at `apex` (y)."""
    kept = group.loc[group["retained"], "date_first"].iloc[0]
    box = _box(span.pixel(kept), foot, span.plot)
    days = sorted(group["date_first"])
    around = Span(days[0] - (days[-1] - days[0]), days[-1] + (days[-1] - days[0]))
    inner = _Scale(span, box, around)
    drawn = [_beam(span, kept, apex, box, colours), _frame(span, box, colours), *_ruler(inner, colours)]
    first = w.day(around.first, "d MMMM" if around.first.year == around.last.year else "long")
    head = w.say("Under the magnifier: {first} – {last}", first=first, last=w.day(around.last))
    title = label(
        bold(safe(head)),
        span.moment(box.left),
        foot + HEIGHT - 6,
        xanchor="left",
        yanchor="top",
        xshift=10,
        font={"color": colours.disputed},
    )
    return (
        drawn,
        [title, *_ticks(inner, group, w, colours), *_names(inner, group, w)],
        [_marks(inner, group, w, colours)],
    )


@dataclass(frozen=True)
class _Scale:
    span: Span
    box: Box
    around: Span

    def at(self, day: date) -> str:
        """The moment of the outer axis under which a day of the magnifier is drawn."""
        inset = 22
        width = self.box.right - self.box.left - 2 * inset
        return self.span.moment(self.box.left + inset + self.around.pixel(day) / self.around.plot * width)


def _box(pixel: float, foot: float, plot: int) -> Box:
    """To the right of the date where there is room, else to its left."""
    width = WIDTH * plot
    left = max(pixel + 0.1 * plot, 0.46 * plot)
    if left + width > 0.97 * plot:
        left = min(0.97 * plot - width, pixel - 0.1 * plot - width) if pixel > plot / 2 else 0.97 * plot - width
    return Box(left, left + width, foot)


def _beam(span: Span, kept: date, apex: float, box: Box, colours: Palette) -> dict[str, Any]:
    near = box.left if span.pixel(kept) < box.left else box.right
    tip, side = span.moment(span.pixel(kept)), span.moment(near)
    path = f"M {tip} {apex} L {side} {box.foot + HEIGHT} L {side} {box.foot} Z".replace("T", "_")
    return {
        "type": "path",
        "path": path,
        "fillcolor": colours.disputed,
        "opacity": 0.1,
        "line": {"width": 0},
        "layer": "below",
    }


def _frame(span: Span, box: Box, colours: Palette) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": span.moment(box.left),
        "x1": span.moment(box.right),
        "y0": box.foot,
        "y1": box.foot + HEIGHT,
        "fillcolor": colours.page,
        "line": {"color": colours.disputed, "width": 1},
        "layer": "between",
    }


def _ruler(inner: _Scale, colours: Palette) -> list[dict[str, Any]]:
    y = inner.box.foot + 36
    line = {"color": colours.other, "width": 1}
    ruler = {"type": "line", "x0": inner.at(inner.around.first), "x1": inner.at(inner.around.last), "y0": y, "y1": y}
    steps = [{"type": "line", "x0": inner.at(d), "x1": inner.at(d), "y0": y - 4, "y1": y + 4} for d in _days(inner)]
    return [shape | {"line": line, "layer": "between"} for shape in (ruler, *steps)]


def _days(inner: _Scale) -> list[date]:
    count = (inner.around.last - inner.around.first).days
    return [inner.around.first + timedelta(days=n) for n in range(count + 1)] if count <= TICKS else []


def _ticks(inner: _Scale, group: pd.DataFrame, w: Words, colours: Palette) -> list[dict[str, Any]]:
    font = {"color": colours.muted, "size": SMALL}
    days = [(day, _day_number(day, w)) for day in _days(inner)]
    written = days or [(day, w.day(day, "medium")) for day in sorted(set(group["date_first"]))]
    foot = inner.box.foot + 28
    return [label(text, inner.at(day), foot, yanchor="top", xanchor="center", font=font) for day, text in written]


def _day_number(day: date, w: Words) -> str:
    return "1<sup>er</sup>" if day.day == 1 and w.lang == "fr" else str(day.day)


def _names(inner: _Scale, group: pd.DataFrame, w: Words) -> list[dict[str, Any]]:
    """The first date's words lean to the left, the last one's to the right: they cannot meet."""
    ends = ((group.iloc[0], "right", 30), (group.iloc[-1], "left", -30))
    return [
        label(
            _name(event, w),
            inner.at(event["date_first"]),
            inner.box.foot + 46,
            yanchor="bottom",
            xanchor=anchor,
            xshift=shift,
            align=anchor,
            font={"size": SMALL},
        )
        for event, anchor, shift in ends
    ]


def _name(event: pd.Series, w: Words) -> str:
    day = bold(safe(partial_day(w, event.date, "daymonth")))
    if event.retained:
        day = w.say("{day} (date kept)", day=day)
    lines = textwrap.wrap(
        first_source(w.side(event.source)), SOURCE_LINE, max_lines=SOURCE_LINES, placeholder="…", break_on_hyphens=False
    )
    return "<br>".join([day, *(safe(line) for line in lines)])


def _marks(inner: _Scale, group: pd.DataFrame, w: Words, colours: Palette) -> dict[str, Any]:
    fills = [colours.disputed if kept else colours.page for kept in group["retained"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [inner.at(day) for day in group["date_first"]],
        "y": [inner.box.foot + 36] * len(group),
        "marker": {"size": 13, "color": fills, "line": {"color": colours.disputed, "width": 2.5}},
        "text": [f"{safe(partial_day(w, e.date))}<br>{safe(w.side(e.source))}" for e in group.itertuples()],
        "hovertemplate": "%{text}<extra></extra>",
    }
