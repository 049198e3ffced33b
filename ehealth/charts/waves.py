"""The call over time: its dates above a line, its results below, two sources for one date under a magnifier."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.labels import Label, labels_of, levels_of
from ehealth.charts.magnifier import HEIGHT as MAGNIFIER
from ehealth.charts.magnifier import contradictions, magnifier
from ehealth.charts.sentences import capital, finding, first_source, named_sources, partial_day, spelled
from ehealth.charts.theme import (
    SMALL,
    Chart,
    Figure,
    Palette,
    Row,
    Setting,
    axis,
    base_layout,
    empty_chart,
    footer,
    label,
    no_axis,
    palette,
)
from ehealth.charts.timeline import Season, Span, marks, said_of, seasons, span_of, when
from ehealth.wording import Words

LEFT = 104  # pixels: room for the words that say what stands above and below the line


def timeline_chart(events: pd.DataFrame, setting: Setting) -> Chart:
    """The call's dates and results, from indicators.events. In a compact setting the table has two columns."""
    w = wording.of(setting.lang)
    if events.empty:
        nothing = w.say("No event received yet.")
        return empty_chart(setting, "waves", w.say("Dates of the call"), nothing, w.say("public pages"))
    return Chart(
        name="waves",
        title=_title(events, w),
        subtitle=_subtitle(events, setting, w),
        figure=_figure(events, setting, w),
        alt=_alt(events, setting, w),
        table=_rows(events, setting, w),
        note=_note(events, setting, w),
    )


def _figure(events: pd.DataFrame, setting: Setting, w: Words) -> Figure:
    colours, span = palette(setting.dark), span_of(events, setting.today)
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
        drawn, said, dots = magnifier(group, span, line + high.reach - 8, top, w, colours)
        shapes, texts, traces = [*drawn, *shapes], [*texts, *said], [*traces, *dots]
    shapes.append(_today_line(setting, colours, top - 18))
    texts.append(_today_word(setting, colours, top - 18, w))
    height = top + (MAGNIFIER + 4) * len(disputes)
    return {"data": traces, "layout": _layout(shapes, texts, span, height, setting, named_sources(events, w))}


def _layout(
    shapes: list[Any], texts: list[Any], span: Span, height: float, setting: Setting, source: str
) -> dict[str, Any]:
    notes, bottom = footer(setting, source, left=LEFT)
    colours = palette(setting.dark)
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


def _title(events: pd.DataFrame, w: Words) -> str:
    neutral = w.say("Dates of the call")
    cutoffs = events[(events["category"] == "wave_cutoff") & events["retained"]]
    opened = events.loc[events["category"] == "call_opening", "date_first"]
    if len(cutoffs) < 2 or opened.empty:
        return neutral
    last = cutoffs["date_first"].iloc[-1]
    months = (
        12 * (last.year - opened.iloc[0].year) + last.month - opened.iloc[0].month - (last.day < opened.iloc[0].day)
    )
    facts = {"cutoffs": spelled(w, len(cutoffs)), "months": spelled(w, months)}
    if months < 2:
        return neutral
    if any(day > last for day in events.loc[events["category"] == "reopening", "date_first"]):
        return finding(capital(w.say("{cutoffs} cut-offs in {months} months, then a rolling call", **facts)), neutral)
    return finding(capital(w.say("{cutoffs} cut-offs in {months} months", **facts)), neutral)


def _subtitle(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    first = partial_day(w, events["date"].iloc[0], "long")
    said = w.say("The call and its results, from {first} to {today}.", first=first, today=w.day(setting.today))
    if events["disputed"].any():
        said += " " + w.say("Where two sources give two dates, both are shown.")
    return said


def _alt(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    listed = [f"{when(event, w)}{_colon(w)} {_said(event, w)}" for event in events.itertuples()]
    start = w.say("Timeline of the call, with a line for today, {today}.", today=w.day(setting.today))
    return f"{start} {' ; '.join(listed) if w.lang == 'fr' else '; '.join(listed)}."


def _colon(w: Words) -> str:
    return wording.NBSP + ":" if w.lang == "fr" else ":"


def _said(event: Any, w: Words) -> str:
    parts = [said_of(event, w)]
    if not pd.isna(event.amount_cents):
        parts.append(w.money(int(event.amount_cents)))
    if event.disputed:
        kept = w.say("disputed date, the one kept") if event.retained else w.say("disputed date, other source")
        parts.append(kept)
    return ", ".join(parts)


def _rows(events: pd.DataFrame, setting: Setting, w: Words) -> list[Row]:
    if setting.compact:
        return [{w.say("Date"): when(event, w), w.say("Event"): _said(event, w)} for event in events.itertuples()]
    return [
        {
            w.say("Date"): when(event, w),
            w.say("Event"): _said(event, w),
            w.say("Source"): str(event.source),
        }
        for event in events.itertuples()
    ]


def _note(events: pd.DataFrame, setting: Setting, w: Words) -> str:
    said = [_dispute(group, w) for group in contradictions(events)]
    if setting.compact:  # the table takes the figure's place, and with it the footer's
        said.append(w.say("Source: {source}", source=named_sources(events, w)) + ".")
    return " ".join([*said, w.say("Totals from different sources are never added up.")])


def _dispute(group: pd.DataFrame, w: Words) -> str:
    kept = next(group[group["retained"]].itertuples())
    facts = {
        "name": said_of(kept, w),
        "kept": _dated_source(kept, w),
        "others": w.listing([_dated_source(event, w) for event in group[~group["retained"]].itertuples()]),
    }
    return w.say("{name}: {kept} is the date kept, against {others}.", **facts)


def _dated_source(event: Any, w: Words) -> str:
    return w.say("{date} ({source})", date=when(event, w), source=first_source(event.source))
