"""Who employs the graduates at one survey, bracketed to the strict and the broad share."""

from __future__ import annotations

import textwrap

import pandas as pd

from ehealth import wording
from ehealth.charts.hiring import employer_name, employers_finding, short_name
from ehealth.charts.native import Native, drawable
from ehealth.charts.reasons import why
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.surveys import source
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
    no_axis,
    palette,
)
from ehealth.indicators.rates import HIDDEN_BELOW
from ehealth.wording import Words

LEFT, RIGHT, LINE_OF_NAME = 204, 92, 31  # pixels, pixels, characters
PLOT, PITCH, PHONE_PITCH = 332, (34, 48), 50  # pixels: the height aimed at, the least and the most a row, a phone's row
BAR, PHONE_BAR = 0.6, 0.4  # the part of a row that its bar takes
APART = 0.5  # of a row, between two brackets


def employers_chart(
    table: pd.DataFrame, months: int | None, setting: Setting, nothing: str = "", *, firm: bool = True
) -> Chart:
    """Bars from `indicators.employers` at one survey; nothing is drawn for fewer than 20 employed.

    nothing: the sentence that says why there is no survey, where months is None. firm: enough answered for a title.
    """
    w = wording.of(setting.lang)
    rows = _ranked([_row(line) for line in table[table["months_after"] == months].to_dict("records")])
    total = sum(row["students"] or 0 for row in rows)
    if months is None or total < HIDDEN_BELOW:
        few = w.say("Too few: under 20 graduates in employment in this selection, their employers are not shown.")
        sentence = nothing if months is None else few
        return empty_chart(setting, "employers", w.say("Who employs the graduates"), sentence, source(w), half=True)
    cells = [_cells(row, w) for row in rows]
    heading, separator = w.say("Employers at {months} months", months=months), w.say("; ")
    told = employers_finding(rows, total, months, setting) if firm else ""
    said = [w.say("{what}: {value}", what=employer_name(row["employer"], w), value=_number(row, w)) for row in rows]
    return Chart(
        name="employers",
        title=finding(of_part(told, setting, w), heading) if told else heading,
        subtitle=w.say("Graduates in employment by employer, {months} months after the degree", months=months),
        figure=_figure(rows, total, setting),
        alt=f"{heading}. {separator.join(said)}.",
        table=cells,
        note=_note(total, setting),
        people=True,
        native=drawable(Native("bars", w.say("Employer"), (w.say("Graduates"),)), cells),
    )


def _row(line: Row) -> Row:
    return line | {"students": None if pd.isna(line["students"]) else int(line["students"])}


def _number(row: Row, w: Words) -> str:
    return why(row["reason"], w) if row["students"] is None else w.number(row["students"])


def _note(total: int, setting: Setting) -> str:
    w = wording.of(setting.lang)
    said = w.say(
        "{n} graduates in employment. Those whose employer is not known stay in every share.", n=w.number(total)
    )
    if not setting.protected:
        return said
    return said + " " + w.say("Employer types within these groups: not collected in an edition.")


def _ranked(rows: list[Row]) -> list[Row]:
    """The brackets in order, the largest employer first in each."""
    order = ("strict", "broad", "other", "unknown")
    return sorted(rows, key=lambda row: (order.index(row["bracket"]), -(row["students"] or 0)))


def _figure(rows: list[Row], total: int, setting: Setting) -> Figure:
    w, places, phone = wording.of(setting.lang), _places(rows), setting.compact
    left = 0 if phone else LEFT
    n = w.count("n = {n} graduate in employment", "n = {n} graduates in employment", total)
    notes, bottom = footer(setting, source(w), n, below=0, left=left, half=True, people=True)
    end = places[-1] + 0.5
    brackets = [mark for name in ("strict", "broad") for mark in _bracket(name, rows, places, total, setting)]
    layout = base_layout(
        setting,
        12 + int((end + 0.5) * (PHONE_PITCH if phone else _pitch(end + 0.5))) + bottom,
        left=left,
        right=RIGHT,
        top=12,
        bottom=bottom,
        xaxis=no_axis(range=[0, 1.75 * max(row["students"] or 0 for row in rows)]),
        yaxis=no_axis(range=[end, -0.5]),
        annotations=[*_texts(rows, places, setting), *(m for m in brackets if "text" in m), *notes],
        shapes=[m for m in brackets if "text" not in m],
    )
    return {"data": [_bars(rows, places, setting)], "layout": layout}


def _places(rows: list[Row]) -> list[float]:
    places, previous = [0.0], rows[0]
    for row in rows[1:]:
        places.append(places[-1] + 1 + (APART if row["bracket"] != previous["bracket"] else 0))
        previous = row
    return places


def _pitch(count: float) -> float:
    """Pixels a row, so that the chart is as high as its neighbour unless its rows are few or many."""
    return min(max(PLOT / count, PITCH[0]), PITCH[1])


def _bars(rows: list[Row], places: list[float], setting: Setting) -> Figure:
    colours = palette(setting.dark)
    fills = {"strict": colours.measured, "broad": colours.broad, "other": colours.other, "unknown": colours.page}
    edges = [1.2 if row["bracket"] == "unknown" else 0 for row in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row["students"] or 0 for row in rows],
        "y": [place + (0.18 if setting.compact else 0) for place in places],
        "width": PHONE_BAR if setting.compact else BAR,
        "marker": {"color": [fills[row["bracket"]] for row in rows], "line": {"color": colours.other, "width": edges}},
        "hoverinfo": "skip",
    }


def _texts(rows: list[Row], places: list[float], setting: Setting) -> list[Figure]:
    """Names left of the bars (above them on a phone), counts and shares right of them."""
    w = wording.of(setting.lang)
    said = []
    for row, place in zip(rows, places, strict=True):
        name = short_name(row["employer"], w) if setting.compact else employer_name(row["employer"], w)
        value, end = _value(row, setting), row["students"] or 0
        if setting.compact:
            said.append(label(name, 0, place - 0.22, xanchor="left", yanchor="middle", font={"size": SMALL}))
            said.append(label(value, end, place + 0.18, xanchor="left", yanchor="middle", xshift=6))
        else:
            wrapped = "<br>".join(textwrap.wrap(name, LINE_OF_NAME))
            said.append(label(wrapped, 0, place, xanchor="right", yanchor="middle", xshift=-10, align="right"))
            said.append(label(value, end, place, xanchor="left", yanchor="middle", xshift=6))
    return said


def _value(row: Row, setting: Setting) -> str:
    """The count and its share; in grey where too few stand behind it."""
    w, muted = wording.of(setting.lang), palette(setting.dark).muted
    if row["students"] is None:
        return f'<span style="color:{muted}">{_number(row, w)}</span>'
    share = "" if pd.isna(row["share"]) else f'  <span style="color:{muted}">{w.percent(int(row["share"]))}</span>'
    return bold(_number(row, w)) + share


def _bracket(name: str, rows: list[Row], places: list[float], total: int, setting: Setting) -> list[Figure]:
    """A rule along the rows of a bracket, and what they add up to."""
    held = [place for row, place in zip(rows, places, strict=True) if row["bracket"] == name]
    if not held:
        return []
    colours = palette(setting.dark)
    ink = colours.measured if name == "strict" else colours.broad_text
    line = {"type": "line", "xref": "paper", "xsizemode": "pixel", "xanchor": 1, "x0": 8, "x1": 8}
    ends = {"y0": held[0] - 0.34, "y1": held[-1] + 0.34, "line": {"color": ink, "width": 2.5}}
    at = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "xshift": 16}
    text = label(_sum(name, rows, total, setting), 1, (held[0] + held[-1]) / 2, **at)
    return [line | ends, text | {"font": {"size": SMALL, "color": ink}}]


def _sum(name: str, rows: list[Row], total: int, setting: Setting) -> str:
    """The strict count, or what the broad sense adds to it; the share where one may be shown."""
    w = wording.of(setting.lang)
    brackets = ("strict", "broad")
    counted = {which: sum(row["students"] or 0 for row in rows if row["bracket"] == which) for which in brackets}
    strict = name == "strict"
    head = w.say("strict") if strict else w.say("broad")
    if not counted[name]:
        return f"{head}<br>{why('too_few', w)}"
    number = w.number(counted[name]) if strict else f"+\u202f{w.number(counted[name])}"
    if all(pd.isna(row["share"]) for row in rows):
        return f"{head}<br>{bold(number)}"
    reached = counted["strict"] + (0 if strict else counted["broad"])
    share = w.percent((200 * reached + total) // (2 * total))
    return "<br>".join([head, bold(number), share if strict else w.say("in all {share}", share=share)])


def _cells(row: Row, w: Words) -> Row:
    brackets = {
        "strict": w.say("strict"),
        "broad": w.say("broad"),
        "other": w.say("not in health"),
        "unknown": w.say("not known"),
    }
    return {
        w.say("Employer"): employer_name(row["employer"], w),
        w.say("Sense"): brackets[row["bracket"]],
        w.say("Graduates"): why(row["reason"], w) if row["students"] is None else row["students"],
        w.say("Share of the employed, %"): why(row["reason"], w) if pd.isna(row["share"]) else int(row["share"]),
    }
