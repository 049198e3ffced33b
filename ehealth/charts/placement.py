"""Employed in health, strict and broad, at each survey after the degree."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.native import drawable
from ehealth.charts.reasons import stacked, why
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.surveys import (
    LEFT,
    Surveys,
    drawn_rates,
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

PLOT, RIGHT = 332, 142  # pixels
ROOM = 0.2  # of a survey's place: between the last rate and the names of the series
APART = 0.1  # of a survey's place: strict lies left of the tick, broad right of it
DRAWN = ("health_strict", "health_broad")  # the table has their shares of all answers too
NEAR = 13  # points: two series names nearer than this would touch


def placement_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """Strict and broad shares of the employed, with intervals, from `indicators.placement`; no line joins surveys."""
    w, found = wording.of(setting.lang), surveys(table)
    neutral = w.say("Employed in health, by time since the degree")
    months = quoted(table)
    if months is None:
        return empty_chart(setting, "placement", neutral, no_survey(table, w), source(w), half=True)
    rows = table_of(found, (*DRAWN, "health_strict_all", "health_broad_all"), w)
    return Chart(
        name="placement",
        title=_title(found[months], months, neutral, setting),
        subtitle=w.say("Share of graduates in employment, by time since the degree; vertical line: 95% interval")
        if any(intervals.drawn(rows["health_strict"]) for rows in found.values())
        else w.say("Share of graduates in employment, by time since the degree"),
        figure=_figure(found, setting),
        alt=spoken(found, DRAWN, neutral, w),
        table=rows,
        note=_note(found, months, setting),
        people=True,
        native=drawable(drawn_rates(w.say("Measure"), w, first=len(DRAWN) * len(found)), rows),
    )


def _title(rows: dict[str, Row], months: int, neutral: str, setting: Setting) -> str:
    """Both senses, over those whom the chart counts: respondents in employment, not all graduates."""
    w = wording.of(setting.lang)
    strict, broad = rows["health_strict"], rows["health_broad"]
    if not (intervals.quotable(strict) and intervals.quotable(broad)):
        return neutral
    facts = {"strict": w.percent(int(strict["rate"])), "broad": w.percent(int(broad["rate"]))}
    said = w.say(
        "At {months} months, {strict} of employed respondents work in health; broad sense: {broad}",
        months=months,
        **facts,
    )
    return finding(of_part(said, setting, w), neutral)


def _note(found: Surveys, months: int, setting: Setting) -> str:
    w, rows = wording.of(setting.lang), found[months]
    said = [w.say("n: graduates in employment who answered. Those whose employer is not known stay in it.")]
    strict, broad = rows["health_strict_all"], rows["health_broad_all"]
    if intervals.drawn(strict):
        facts = {"n": w.number(strict["denominator"]), "months": months}
        rates = {"strict": w.percent(int(strict["rate"])), "broad": w.percent(int(broad["rate"]))}
        said.append(
            w.say("Over all answers at {months} months (n = {n}): {strict} strict, {broad} broad.", **facts, **rates)
        )
    return " ".join([*said, intervals.rounding([each["health_strict"] for each in found.values()], setting)]).strip()


def _figure(found: Surveys, setting: Setting) -> Figure:
    colours = palette(setting.dark)
    strict, broad = ([rows[name] for rows in found.values()] for name in DRAWN)
    places = range(len(found))
    below = ticks_below(setting)
    w, marks = wording.of(setting.lang), intervals.hollow([*strict, *broad], wording.of(setting.lang))
    n = w.say("n under each survey: employed graduates who answered")
    notes, bottom = footer(setting, source(w), n, below=below, left=LEFT, half=True, people=True, marks=marks)
    top = 46 if setting.compact else 10
    data = [
        *intervals.marks([x - APART for x in places], strict, colours.measured, "circle", setting),
        *intervals.marks([x + APART for x in places], broad, colours.broad, "square", setting),
    ]
    layout = base_layout(
        setting,
        top + PLOT + bottom,
        left=LEFT,
        right=4 if setting.compact else RIGHT,
        top=top,
        bottom=bottom,
        xaxis=month_ticks(found, "health_strict", setting, 0 if setting.compact else ROOM),
        yaxis=intervals.percent_axis(setting),
        annotations=[
            *_values(strict, broad, setting),
            *_names(strict, broad, setting),
            *_absences(found, setting),
            *notes,
        ],
        shapes=[
            intervals.box(_instead(a, b, setting), x, setting)
            for x, (a, b) in enumerate(zip(strict, broad, strict=True))
            if not intervals.drawn(a) and a["reason"] == "too_few"
        ],
    )
    return {"data": data, "layout": layout}


def _values(strict: list[Row], broad: list[Row], setting: Setting) -> list[Figure]:
    colours = palette(setting.dark)
    sides = ("below", "above") if setting.compact else ("left", "right")
    said = []
    for x, (narrow, wide) in enumerate(zip(strict, broad, strict=True)):
        if intervals.drawn(narrow):
            said.append(intervals.value(narrow, colours.text, x - APART, sides[0], setting))
        if intervals.drawn(wide):
            said.append(intervals.value(wide, colours.broad_text, x + APART, sides[1], setting))
        if narrow["state"] == "fragile":
            said.append(intervals.fragile(narrow, x, setting))
    return said


def _names(strict: list[Row], broad: list[Row], setting: Setting) -> list[Figure]:
    """The two series named once: over the plot on a phone, else at the right, level with their last dots."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    inks = (colours.broad_text, colours.measured)
    heads = (w.say("broad sense"), w.say("strict sense"))
    tails = (w.say("+ consulting, health duties"), w.say("health employers"))
    paper = {"xref": "paper", "xanchor": "left"}
    if setting.compact:
        lines = [
            f'<span style="color:{ink}">{mark} {bold(head)}</span> ({tail})'
            for ink, mark, head, tail in zip(inks, "■●", heads, tails, strict=True)
        ]
        return [
            label("<br>".join(lines), 0, 1, yref="paper", yanchor="bottom", yshift=8, font={"size": SMALL}, **paper)
        ]
    kept = [(int(a["rate"]), int(b["rate"])) for a, b in zip(strict, broad, strict=True) if intervals.drawn(a)]
    low, high = kept[-1] if kept else (40, 60)
    spread = max(0.0, NEAR - (high - low)) / 2
    levels = (min(high + spread, 96), max(low - spread, 6))
    return [
        label(
            f"{mark} {bold(head)}<br>{tail}",
            1,
            level,
            yanchor="middle",
            xshift=2,
            font={"size": SMALL, "color": ink},
            **paper,
        )
        for ink, mark, head, tail, level in zip(inks, "■●", heads, tails, levels, strict=True)
    ]


def _absences(found: Surveys, setting: Setting) -> list[Figure]:
    w = wording.of(setting.lang)
    said = []
    for x, rows in enumerate(found.values()):
        reason = rows["health_strict"]["reason"]
        if reason not in (None, "too_few"):
            said.append(intervals.absent(stacked(reason, w), x, setting))
    return said


def _instead(strict: Row, broad: Row, setting: Setting) -> str:
    w = wording.of(setting.lang)
    if strict["state"] != "counts":
        return why("too_few", w).replace(" ", "<br>")
    facts = {"strict": w.number(strict["numerator"]), "broad": w.number(broad["numerator"])}
    return w.say("{strict} strict<br>{broad} broad<br>of {n}", n=w.number(strict["denominator"]), **facts)
