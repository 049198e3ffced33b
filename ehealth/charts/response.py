"""How many of the graduates asked have answered: what every other rate of placement rests on."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.surveys import LEFT, Surveys, cells, month_ticks, quoted, source, spoken, surveys
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
    label,
    palette,
)
from ehealth.indicators.rates import FRAGILE_RESPONSE

PLOT, RIGHT = 150, 72  # pixels


def response_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """The share of graduates asked who answered: what the other rates rest on."""
    w, found = wording.of(setting.lang), surveys(table)
    neutral, months = w.say("Response to the surveys"), quoted(table, "response")
    if months is None:
        return empty_chart(
            setting, "response", neutral, w.say("No survey of graduates in this selection."), source(w), half=True
        )
    row = found[months]["response"]
    told = (
        w.say("At {months} months, {rate} answered", months=months, rate=w.percent(int(row["rate"])))
        if intervals.drawn(row)
        else neutral
    )
    return Chart(
        name="response",
        title=told,
        subtitle=w.say("Graduates who answered, out of those surveyed"),
        figure=_figure(found, setting),
        alt=spoken(found, ("response",), neutral, w),
        table=[cells(rows["response"], w) for rows in found.values()],
        note=w.say("Under 50%, every rate of that survey is marked as fragile."),
    )


def _figure(found: Surveys, setting: Setting) -> Figure:
    w, colours = wording.of(setting.lang), palette(setting.dark)
    rows = [measures["response"] for measures in found.values()]
    notes, bottom = footer(setting, source(w), below=46, left=LEFT, half=True)
    kept = [(x, row) for x, row in enumerate(rows) if intervals.drawn(row)]
    empty = [
        intervals.absent(w.say("no<br>survey"), x, setting) for x, row in enumerate(rows) if row["state"] == "none"
    ]
    boxes = {x: row for x, row in enumerate(rows) if row["state"] in ("hidden", "counts")}
    layout = base_layout(
        setting,
        18 + PLOT + bottom,
        left=LEFT,
        right=RIGHT,
        top=18,
        bottom=bottom,
        xaxis=month_ticks(found, "response", setting),
        yaxis=intervals.percent_axis(
            setting, range=[0, 112], tickvals=[0, 50, 100], ticktext=["0", "50", w.percent(100)]
        ),
        annotations=[*(_value(row, x) for x, row in kept), *empty, _limit_name(setting), *notes],
        shapes=[*(intervals.box(intervals.instead(row, w), x, setting) for x, row in boxes.items()), _limit(setting)],
    )
    bars = {"x": [x for x, _ in kept], "y": [int(row["rate"]) for _, row in kept], "width": 0.5}
    return {
        "data": [{"type": "bar", "marker": {"color": colours.measured}, "hoverinfo": "skip"} | bars],
        "layout": layout,
    }


def _value(row: Row, x: int) -> Figure:
    return label(bold(int(row["rate"])), x, int(row["rate"]), yanchor="bottom", yshift=2, font={"size": SIZE + 1})


def _limit(setting: Setting) -> Figure:
    line = {"color": palette(setting.dark).band_edge, "width": 1.2, "dash": "dash"}
    ends = {"x0": 0, "x1": 1, "y0": FRAGILE_RESPONSE, "y1": FRAGILE_RESPONSE}
    return {"type": "line", "xref": "paper", "layer": "above", "line": line} | ends


def _limit_name(setting: Setting) -> Figure:
    w, muted = wording.of(setting.lang), palette(setting.dark).muted
    at = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "xshift": 6}
    font = {"size": SMALL, "color": muted}
    return label(w.say("fragile<br>under 50%"), 1, FRAGILE_RESPONSE, font=font, **at)
