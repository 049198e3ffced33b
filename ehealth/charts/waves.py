"""The call over time: its dates above a line, its results below, two sources for one date under a magnifier."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts import dates as said
from ehealth.charts.labels import Label, labels_of, levels_of
from ehealth.charts.magnifier import HEIGHT as MAGNIFIER
from ehealth.charts.magnifier import contradictions, magnifier
from ehealth.charts.native import drawable
from ehealth.charts.sentences import named_sources
from ehealth.charts.theme import (
    SMALL,
    Chart,
    Figure,
    Palette,
    Setting,
    axis,
    base_layout,
    empty_chart,
    footer,
    label,
    no_axis,
    palette,
)
from ehealth.charts.timeline import Season, Span, marks, seasons, span_of
from ehealth.wording import Words

LEFT = 104  # pixels: room for the words that say what stands above and below the line


def timeline_chart(events: pd.DataFrame, setting: Setting) -> Chart:
    """The call's dates and results, from indicators.events. A phone shows the table, which is then shorter."""
    w = wording.of(setting.lang)
    if events.empty:
        nothing = w.say("No event received yet.")
        return empty_chart(setting, "waves", w.say("Dates of the call"), nothing, w.say("public pages"))
    rows = said.rows(events, setting, w)
    return Chart(
        name="waves",
        title=said.title(events, w),
        subtitle=said.subtitle(events, setting, w),
        figure=_figure(events, setting, w),
        alt=said.alternative(events, setting, w),
        table=rows,
        note=said.note(events, setting, w),
        native=drawable(said.native(w), rows),
    )


def _figure(events: pd.DataFrame, setting: Setting, w: Words) -> Figure:
    colours, span = palette(setting.dark), span_of(events, setting.today, setting.framed)
    labels = labels_of(events, w, colours)
    above, below = ([one for one in labels if one.above is side] for side in (True, False))
    high, low = levels_of(above, span, LEFT), levels_of(below, span, LEFT)
    line = low.reach
    top = line + high.reach + 24
    shapes = [*_seasons(events, setting, colours, line), *high.stems(line, 1, colours), *low.stems(line, -1, colours)]
    texts = [*high.texts(line, 1), *low.texts(line, -1), *_sides(line, w, colours)]
    texts += _season_names(events, setting, below, line, w)
    traces, disputes = marks(events, w, colours, line), contradictions(events)[:1]
    for group in disputes:
        drawn, words, dots = magnifier(group, span, line + high.reach - 8, top, w, colours)
        shapes, texts, traces = [*drawn, *shapes], [*texts, *words], [*traces, *dots]
    shapes.append(_today_line(setting, colours, top - 18))
    texts.append(_today_word(setting, colours, top - 18, w))
    height = top + (MAGNIFIER + 4) * len(disputes)
    hollow = [w.say("hollow: date of another source")] if events["disputed"].any() else []
    noted = footer(setting, named_sources(events, w), left=LEFT, marks=hollow)
    return {"data": traces, "layout": _layout(shapes, texts, span, height, setting, noted)}


def _layout(
    shapes: list[Any], texts: list[Any], span: Span, height: float, setting: Setting, noted: tuple[list[Figure], int]
) -> dict[str, Any]:
    (notes, bottom), colours = noted, palette(setting.dark)
    years = axis(
        setting,
        type="date",
        range=[span.first.isoformat(), span.last.isoformat()],
        dtick="M12",
        tick0="2020-01-01",
        tickformat="%Y",
        ticklabelmode="period",
        tickfont={"color": colours.text},
    )
    return base_layout(
        setting,
        round(height) + 6 + bottom,
        left=LEFT,
        right=16,
        bottom=bottom,
        xaxis=years,
        yaxis=no_axis(range=[0, height]),
        shapes=shapes,
        annotations=[*texts, *notes],
        meta={"plot": span.plot},
    )


def _seasons(events: pd.DataFrame, setting: Setting, colours: Palette, line: float) -> list[dict[str, Any]]:
    """A solid bar for each season; a dotted one wherever an event's day is not known."""
    solid = {"type": "rect", "y0": line - 5, "y1": line + 5, "line": {"width": 0}, "layer": "between"}
    dotted = solid | {"fillcolor": colours.band, "line": {"color": colours.band_edge, "width": 1.2, "dash": "dot"}}
    vague = events[events["precision"] != "day"]
    drawn = [
        solid | {"x0": season.first.isoformat(), "x1": season.known.isoformat(), "fillcolor": _colour(place, colours)}
        for place, season in enumerate(seasons(events, setting.today))
    ]
    drawn += [
        dotted | {"x0": event.date_first.isoformat(), "x1": event.date_last.isoformat()} for event in vague.itertuples()
    ]
    return drawn


def _colour(season: int, colours: Palette) -> str:
    return colours.broad if season else colours.measured


def _season_names(
    events: pd.DataFrame, setting: Setting, below: list[Label], line: float, w: Words
) -> list[dict[str, Any]]:
    """Rolling seasons are named under their bar, in the widest gap between the stems that hang there."""
    font = {"color": palette(setting.dark).broad_text, "size": SMALL}
    return [
        label(
            w.say("season {number}, rolling", number=number),
            _widest_gap(season, below).isoformat(),
            line - 9,
            yanchor="top",
            xanchor="center",
            font=font,
        )
        for number, season in enumerate(seasons(events, setting.today), start=1)
        if season.rolling
    ]


def _widest_gap(season: Season, below: list[Label]) -> Any:
    hanging = sorted(one.at for one in below if season.first < one.at < season.known)
    stops = [season.first, *hanging, season.known]
    left, right = max(pairwise(stops), key=lambda gap: gap[1] - gap[0])
    return left + (right - left) / 2


def _sides(line: float, w: Words, colours: Palette) -> list[dict[str, Any]]:
    font = {"color": colours.muted, "size": SMALL}
    at: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": -LEFT, "font": font}
    return [
        label("▲ " + w.say("The call"), 0, line + 8, yanchor="bottom", **at),
        label("▼ " + w.say("Results, milestones"), 0, line - 8, yanchor="top", **at),
    ]


def _today_line(setting: Setting, colours: Palette, top: float) -> dict[str, Any]:
    day = setting.today.isoformat()
    line = {"color": colours.today, "width": 2}
    return {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": top, "line": line, "layer": "between"}


def _today_word(setting: Setting, colours: Palette, top: float, w: Words) -> dict[str, Any]:
    font = {"color": colours.today_text}
    return label(w.say("today"), setting.today.isoformat(), top, yanchor="bottom", xanchor="center", font=font)
