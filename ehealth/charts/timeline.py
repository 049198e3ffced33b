"""The parts of the call's timeline: the dates it spans, its seasons, its marks. One unit of y is one pixel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from ehealth.charts.sentences import partial_day
from ehealth.charts.theme import Palette, bold, safe
from ehealth.domain import label as code_label
from ehealth.wording import Words

PLOT = 740  # pixels of the plot on the narrowest page that draws it: wider pages only add air
FRAMED_PLOT = 1_160  # in a picture
OPENINGS = ("call_opening", "reopening")


@dataclass(frozen=True)
class Span:
    """The dates that the axis covers, on how many pixels at least."""

    first: date
    last: date
    plot: int = PLOT

    def pixel(self, day: date) -> float:
        """Where a day stands where the plot is narrowest."""
        return self.plot * (day - self.first).days / max((self.last - self.first).days, 1)

    def moment(self, pixel: float) -> str:
        """The date and time (ISO) that stands at a pixel."""
        days = pixel / self.plot * (self.last - self.first).days
        return (datetime.combine(self.first, time()) + timedelta(days=days)).isoformat(timespec="minutes")


@dataclass(frozen=True)
class Season:
    """A time when the call is open: solid from `first` to `known`, dotted to `last` where its last day is not known."""

    first: date
    known: date
    last: date
    rolling: bool


def span_of(events: pd.DataFrame, today: date, framed: bool = False) -> Span:
    """All events and today, with a little room on both sides."""
    first, last = min(*events["date_first"], today), max(*events["date_last"], today)
    room = max((last - first).days // 40, 2)
    plot = FRAMED_PLOT if framed else PLOT
    return Span(first - timedelta(days=room), last + timedelta(days=2 * room), plot)


def seasons(events: pd.DataFrame, today: date) -> list[Season]:
    """One season per opening or reopening of the call, up to its last cut-off, its closing, or today if still open."""
    starts = [row.date_first for row in events.itertuples() if row.category in OPENINGS and row.retained]
    ends = [*starts, date.max][1:]  # none where the call never opened
    return [_season(events, start, end, today) for start, end in zip(starts, ends, strict=True)]


def _season(events: pd.DataFrame, start: date, before: date, today: date) -> Season:
    within = events[[start < day < before for day in events["date_last"]]]
    cutoffs = within[(within["category"] == "wave_cutoff") & within["retained"]]
    closings = within[(within["category"] == "milestone") & (within["scope"] == "cma")]
    rolling = cutoffs.empty
    if not closings.empty:
        closing = closings.iloc[-1]
        return Season(start, max(start, closing["date_first"]), closing["date_last"], rolling)
    known = cutoffs["date_first"].iloc[-1] if not rolling else min(before, max(start, today))
    return Season(start, known, known, rolling)


def name_of(event: Any, w: Words) -> str:
    """A short name for the call's own dates, a cut-off with its number; "" for the others."""
    if event.category == "wave_cutoff" and str(event.wave).isdigit():
        return w.say("Cut-off {wave}", wave=event.wave)
    return code_label("events", "category", event.category, w.lang) if event.category in OPENINGS else ""


def said_of(event: Any, w: Words) -> str:
    """The event's label in the reader's language, as received."""
    return str(event.label_fr if w.lang == "fr" else event.label_en)


def when(event: Any, w: Words) -> str:
    """The event's date, and what of it is not known."""
    text = partial_day(w, event.date)
    if event.precision == "year":
        return w.say("{year}, day unknown", year=text)
    return w.say("{month}, day unknown", month=text) if event.precision == "month" else text


def marks(events: pd.DataFrame, w: Words, colours: Palette, y: float) -> list[dict[str, Any]]:
    """One trace of marks per kind of event whose day is known; hollow = contradicted by the date kept."""
    dated = events[events["precision"] == "day"]
    outline = {"color": colours.page, "width": 2}
    looks = {
        "cutoff": {"symbol": "circle", "size": 14, "color": colours.measured, "line": outline},
        "opening": {"symbol": "diamond", "size": 15, "color": colours.measured, "line": outline},
        "selection": {"symbol": "square", "size": 10, "color": colours.text, "line": outline},
        "milestone": {"symbol": "triangle-up", "size": 10, "color": colours.other, "line": outline},
        "kept": {"symbol": "circle", "size": 8, "color": colours.disputed, "line": {"width": 0}},
        "contradicting": {
            "symbol": "circle",
            "size": 15,
            "color": colours.page,
            "line": {"color": colours.disputed, "width": 2.5},
        },
    }
    kinds = [_look(event) for event in dated.itertuples()]
    order = [kind for kind in ("milestone", "opening", "cutoff", "selection", "contradicting", "kept") if kind in kinds]
    return [
        _trace([e for e, k in zip(dated.itertuples(), kinds, strict=True) if k == kind], looks[kind], w, y)
        for kind in order
    ]


def _look(event: Any) -> str:
    if event.disputed:
        return "kept" if event.retained else "contradicting"
    names = {"wave_cutoff": "cutoff", "selection": "selection", "milestone": "milestone"}
    return names.get(event.category, "opening")


def _trace(group: list[Any], look: dict[str, Any], w: Words, y: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [event.date for event in group],
        "y": [y] * len(group),
        "marker": look,
        "cliponaxis": False,
        "text": [f"{bold(safe(said_of(e, w)))}<br>{safe(when(e, w))}<br>{safe(w.side(e.source))}" for e in group],
        "hovertemplate": "%{text}<extra></extra>",
    }
