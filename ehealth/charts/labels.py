"""The words of a timeline, laid in levels above and below its line, each on a stem. One unit of y is one pixel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ehealth.charts.placing import ANCHORS, Block, Place, placed
from ehealth.charts.sentences import balanced, in_parts
from ehealth.charts.theme import Palette, bold, label, safe
from ehealth.charts.timeline import Span, name_of, said_of, when
from ehealth.wording import Words

CHARACTER = 6.4  # pixels, rather more than the mean of the face at 13 px
LINE = 16  # pixels from one line of a label to the next
WRAP = 22  # characters of a label's line
NEAR = 42  # pixels from the line to the first labels
BETWEEN = 12  # pixels between two levels


@dataclass(frozen=True)
class Label:
    """What is written for the events of one date on one side of the line; `lines` are Plotly text."""

    at: date
    above: bool
    disputed: bool
    lines: tuple[str, ...]
    width: float


@dataclass(frozen=True)
class Levels:
    """The labels of one side, placed. `reach` is how far from the line the furthest ends, in pixels."""

    labels: list[Label]
    places: list[Place]
    starts: list[float]
    reach: float

    def stems(self, line: float, side: int, colours: Palette) -> list[dict[str, Any]]:
        """A thin line from the timeline (at y = `line`) to each label; side is 1 above, -1 below."""
        return [
            {
                "type": "line",
                "x0": one.at.isoformat(),
                "x1": one.at.isoformat(),
                "y0": line + side * 6,
                "y1": line + side * (self.starts[place.level] - 3),
                "line": {"color": colours.disputed if one.disputed else colours.other, "width": 1},
                "layer": "between",
            }
            for one, place in zip(self.labels, self.places, strict=True)
        ]

    def texts(self, line: float, side: int) -> list[dict[str, Any]]:
        """The labels, each at the end of its stem."""
        return [
            label(
                "<br>".join(one.lines),
                one.at.isoformat(),
                line + side * self.starts[place.level],
                xanchor=place.anchor,
                xshift=ANCHORS[place.anchor][1],
                yanchor="bottom" if side == 1 else "top",
                align=place.anchor,
            )
            for one, place in zip(self.labels, self.places, strict=True)
        ]


def levels_of(labels: list[Label], span: Span, margin: float) -> Levels:
    """The labels of one side in as few levels as they need; `margin` pixels left of the plot may be written on."""
    blocks = [Block(span.pixel(one.at), one.width, _height(one), one.disputed and one.above) for one in labels]
    places = placed(blocks, -margin, span.plot)
    starts, reach = [], float(NEAR)
    for level in range(max((place.level for place in places), default=-1) + 1):
        starts.append(reach)
        lines = [len(one.lines) for one, place in zip(labels, places, strict=True) if place.level == level]
        reach += LINE * max(lines, default=0) + BETWEEN
    return Levels(labels, places, starts, reach)


def _height(one: Label) -> float:
    return LINE * len(one.lines) + BETWEEN


def labels_of(events: pd.DataFrame, w: Words, colours: Palette) -> list[Label]:
    """One label per date above, for the call's own dates; one per event below, for selections and milestones.

    An event that contradicts another has none: the one whose date is kept speaks for both.
    """
    grouped: dict[tuple[bool, str], list[Any]] = {}
    for event in events[events["retained"]].itertuples():
        above = event.category not in ("selection", "milestone")
        grouped.setdefault((above, event.date if above else event.event_id), []).append(event)
    return [_label(above, group, w, colours) for (above, _), group in grouped.items()]


def _label(above: bool, group: list[Any], w: Words, colours: Palette) -> Label:
    disputed = any(event.disputed for event in group)
    plain = [line for event in group for line in _event_lines(event, w)]
    plain.append(("disputed", w.say("disputed date")) if disputed else ("date", when(group[0], w)))
    lines = tuple(_styled(kind, line, disputed, colours) for kind, line in plain)
    middle = group[0].date_first + (group[0].date_last - group[0].date_first) / 2
    return Label(middle, above, disputed, lines, max(len(line) for _, line in plain) * CHARACTER)


def _event_lines(event: Any, w: Words) -> list[tuple[str, str]]:
    """The name, the details, and the amount unless the words already say one."""
    name, *details = in_parts(said_of(event, w))
    lines = [("name", line) for line in balanced(name_of(event, w) or name, WRAP)]
    for detail in [] if event.category == "wave_cutoff" else details:
        lines += [("detail", line) for line in balanced(detail, WRAP + 4)]
    if not pd.isna(event.amount_cents) and not any("€" in line for _, line in lines):
        lines.append(("detail", w.money(int(event.amount_cents))))
    return lines


def _styled(kind: str, line: str, disputed: bool, colours: Palette) -> str:
    text = bold(safe(line)) if kind == "name" else safe(line)
    colour = colours.disputed if disputed else colours.muted if kind == "date" else colours.text
    return f'<span style="color:{colour}">{text}</span>'
