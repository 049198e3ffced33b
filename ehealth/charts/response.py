"""How many of the graduates asked have answered: what every other rate of placement rests on."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.native import Native, drawable
from ehealth.charts.reasons import stacked
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.surveys import (
    LEFT,
    Surveys,
    month_ticks,
    no_survey,
    quoted,
    source,
    spoken,
    surveys,
    table_of,
    ticks_below,
)
from ehealth.charts.theme import (
    SIZE,
    SMALL,
    Chart,
    Figure,
    Row,
    Setting,
    base_layout,
    bold,
    empty_chart,
    footer,
    hatched,
    label,
    palette,
)
from ehealth.indicators.rates import FRAGILE_RESPONSE
from ehealth.wording import Words

PLOT, RIGHT = 150, 72  # pixels
CEILING = 128  # per cent: room over a whole bar for its rate and a word


def response_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """The share of graduates asked who answered; hatched where it makes the other rates fragile."""
    w, found = wording.of(setting.lang), surveys(table)
    neutral, months = w.say("Response to the surveys"), quoted(table, "response")
    if months is None:
        return empty_chart(setting, "response", neutral, no_survey(table, w), source(w), half=True)
    rows = table_of(found, ("response",), w)
    return Chart(
        name="response",
        title=_title(found[months]["response"], months, neutral, setting),
        subtitle=w.say("Graduates who answered, out of those surveyed"),
        figure=_figure(found, setting),
        alt=spoken(found, ("response",), neutral, w),
        table=rows,
        note=w.say("Hatched: under 30 answers or under 50% response, every rate of that survey is fragile.")
        if any(rows["response"]["state"] == "fragile" for rows in found.values())
        else "",
        people=True,
        native=drawable(_native(w), rows),
    )


def _native(w: Words) -> Native:
    return Native("columns", w.say("Time since the degree"), (w.say("Rate, %"),), unit="%", weak=intervals.weak(w))


def _title(row: Row, months: int, neutral: str, setting: Setting) -> str:
    """The rate, or that fewer than half answered where that is sure: it weakens every other rate of the survey."""
    w = wording.of(setting.lang)
    if intervals.quotable(row):
        said = w.say("At {months} months, {rate} answered", months=months, rate=w.percent(int(row["rate"])))
    elif intervals.drawn(row) and int(row["high"]) < FRAGILE_RESPONSE:
        said = w.say("At {months} months, fewer than half answered: its rates are fragile", months=months)
    else:
        return neutral
    return finding(of_part(said, setting, w), neutral)


def _figure(found: Surveys, setting: Setting) -> Figure:
    w, colours = wording.of(setting.lang), palette(setting.dark)
    rows = [measures["response"] for measures in found.values()]
    notes, bottom = footer(
        setting,
        source(w),
        w.say("n under each survey: graduates asked"),
        below=ticks_below(setting),
        left=LEFT,
        half=True,
        people=True,
        marks=[w.say("hatched: fragile rate")] if any(row["state"] == "fragile" for row in rows) else [],
    )
    top = 28 if setting.compact else 6
    kept = [(x, row) for x, row in enumerate(rows) if intervals.drawn(row)]
    empty = [
        intervals.absent(stacked(row["reason"], w), x, setting)
        for x, row in enumerate(rows)
        if row["reason"] not in (None, "too_few")
    ]
    boxes = {x: row for x, row in enumerate(rows) if row["reason"] == "too_few"}
    layout = base_layout(
        setting,
        top + PLOT + bottom,
        left=LEFT,
        right=8 if setting.compact else RIGHT,
        top=top,
        bottom=bottom,
        xaxis=month_ticks(found, "response", setting),
        yaxis=intervals.percent_axis(
            setting, range=[0, CEILING], tickvals=[0, 50, 100], ticktext=["0", "50", w.percent(100)]
        ),
        annotations=[*(_value(row, x, setting) for x, row in kept), *empty, _limit_name(setting), *notes],
        shapes=[*(intervals.box(intervals.instead(row, w), x, setting) for x, row in boxes.items()), _limit(setting)],
    )
    solid, uncertain = {"color": colours.measured}, hatched(colours.measured, colours.page)
    data = [_bars(kept, "shown", solid), _bars(kept, "fragile", uncertain)]
    return {"data": data, "layout": layout | {"barmode": "overlay"}}


def _bars(kept: list[tuple[int, Row]], state: str, marker: Figure) -> Figure:
    """The bars of one state: Plotly cannot hatch some bars of one trace."""
    rates = [(x, int(row["rate"])) for x, row in kept if row["state"] == state]
    heights = {"x": [x for x, _ in rates], "y": [rate for _, rate in rates]}
    return {"type": "bar", "width": 0.5, "marker": marker, "hoverinfo": "skip"} | heights


def _value(row: Row, x: int, setting: Setting) -> Figure:
    """The rate over its bar, and under it, in small, that it is fragile."""
    w, muted, text = wording.of(setting.lang), palette(setting.dark).muted, bold(int(row["rate"]))
    if row["state"] == "fragile":
        small = f'<span style="font-size:{SMALL}px;color:{muted}">{w.say("fragile")}</span>'
        text = f"{text}<br>{small}"
    font = {"size": SIZE + 1}
    return label(text, x, int(row["rate"]), yanchor="bottom", yshift=2, font=font, align="center")


def _limit(setting: Setting) -> Figure:
    line = {"color": palette(setting.dark).band_edge, "width": 1.2, "dash": "dash"}
    ends = {"x0": 0, "x1": 1, "y0": FRAGILE_RESPONSE, "y1": FRAGILE_RESPONSE}
    return {"type": "line", "xref": "paper", "layer": "above", "line": line} | ends


def _limit_name(setting: Setting) -> Figure:
    w, muted = wording.of(setting.lang), palette(setting.dark).muted
    at = {"xref": "paper", "xanchor": "left", "font": {"size": SMALL, "color": muted}}
    text = w.say("fragile<br>under 50%")
    if setting.compact:
        dashes = f'<span style="color:{palette(setting.dark).band_edge}">╌╌</span> '
        return label(dashes + text.replace("<br>", " "), 0, 1, yref="paper", yanchor="bottom", yshift=6, **at)
    return label(text, 1, FRAGILE_RESPONSE, yanchor="middle", xshift=6, **at)
