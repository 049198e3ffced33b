"""Insertion beside the national reference: a discipline, not the health sector, hence for insertion only."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.native import drawable, interval_heading
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.surveys import cells, drawn_rates, no_survey, received, source, surveys
from ehealth.charts.theme import (
    SMALL,
    Chart,
    Figure,
    Row,
    Setting,
    axis,
    base_layout,
    bold,
    empty_chart,
    footer,
    label,
    no_axis,
    palette,
)
from ehealth.wording import Words

REFERENCE_MONTHS = (18, 30)  # the ministry asks at these two only
LEFT, PHONE_LEFT, RIGHT, PITCH, PHONE_PITCH = 208, 8, 108, 32, 54  # pixels


def insertion_chart(table: pd.DataFrame, reference: pd.DataFrame, setting: Setting) -> Chart:
    """The action's insertion rate, from `indicators.placement`, beside the latest class of `indicators.baseline`.

    At 18 and 30 months, or at the surveys of the selection where it has neither.
    """
    w, found = wording.of(setting.lang), surveys(table)
    own = {months: rows["insertion"] for months, rows in found.items() if received(rows["insertion"])}
    national = latest_reference(reference)
    months = [m for m in REFERENCE_MONTHS if m in own or m in national] or sorted(own)
    beside = w.say("Insertion, all sectors, beside the national reference")
    neutral = beside if national else w.say("Insertion, all sectors")
    if not months:
        sentence = f"{no_survey(table, w)} {w.say('National reference: not received.')}"
        return empty_chart(setting, "insertion", neutral, sentence, source(w), half=True)
    lines = [line for m in months for line in _lines(m, own.get(m), national.get(m), w)]
    ours = [line["row"] for line in lines if line["row"] is not None]
    neutral = neutral if ours else w.say("Insertion, all sectors: the national reference")
    said = w.say("; ").join(line["spoken"] for line in lines)
    rows = [line["cells"] for line in lines]
    return Chart(
        name="insertion",
        title=_title({m: own[m] for m in months if m in own}, national, neutral, setting),
        subtitle=w.say("In employment, out of those in employment or seeking it; line: 95% interval")
        if any(intervals.drawn(row) for row in ours)
        else w.say("In employment, out of those in employment or seeking it"),
        figure=_figure(lines, _sources(lines, w), setting),
        alt=f"{neutral}. {said}.",
        table=rows,
        note=f"{_note(national, w)} {intervals.rounding(ours, setting)}".strip(),
        people=True,
        native=drawable(drawn_rates(w.say("Population"), w), rows),
    )


def latest_reference(reference: pd.DataFrame) -> dict[int, Row]:
    """The insertion row of the latest class, by months after the degree."""
    insertion = reference[reference["measure"] == "insertion"].sort_values("graduation_year")
    return {int(row["months_after"]): row for row in insertion.to_dict("records")}


def _lines(months: int, own: Row | None, national: Row | None, w: Words) -> list[Row]:
    """What is drawn at one survey: the action, then the reference. kind, months, row, name, told, spoken, cells."""
    when = w.say("{n} months", n=months)
    lines = []
    if own is not None:
        told = f"{bold(w.percent(int(own['rate'])))}  " if intervals.drawn(own) else ""
        told += intervals.people(own, w) if intervals.drawn(own) else ""
        name = w.say("Graduates of the action")
        spoken = w.say("{what}: {value}", what=f"{name}, {when}", value=intervals.spoken(own, w))
        columns = {w.say("Population"): name} | cells(own, w)
        lines.append({"row": own, "name": name, "told": told, "spoken": spoken, "cells": columns})
    if national is not None:
        lines.append(_reference_line(national, when, w))
    return [line | {"months": months, "first": place == 0} for place, line in enumerate(lines)]


def _reference_line(national: Row, when: str, w: Words) -> Row:
    name = w.say("Computing masters, France, {year}", year=national["graduation_year"])
    known = not pd.isna(national["value"])
    value = w.percent(national["value"]) if known else _reason(national["reason"], w)
    answers = "" if pd.isna(national["answers"]) else w.say("n = {n}", n=w.number(national["answers"]))
    return {
        "row": None,
        "value": float(national["value"]) if known else None,
        "name": name,
        "told": f"{bold(value)}  {answers}" if known else value,
        "spoken": w.say("{what}: {value}", what=f"{name}, {when}", value=f"{value}, {answers}"),
        "cells": {
            w.say("Population"): name,
            w.say("Time since the degree"): when,
            w.say("Measure"): w.say("Insertion"),
            w.say("Count"): w.say("not published"),
            w.say("Out of (n)"): _reason(None, w) if pd.isna(national["answers"]) else int(national["answers"]),
            w.say("Rate, %"): float(national["value"]) if known else value,
            interval_heading(w): w.say("not published"),
            w.say("Remark"): w.say("published by the ministry; n: answers"),
        },
    }


def _reason(reason: Any, w: Words) -> str:
    """Why the ministry published no figure."""
    if reason == "ns":
        return w.say("not significant (ns)")
    return w.say("not available (nd)") if reason == "nd" else w.say("not published")


def _title(own: dict[int, Row], national: dict[int, Row], neutral: str, setting: Setting) -> str:
    """Above or below the reference only where the whole interval is; the rate alone where there is no reference."""
    w, quotable = wording.of(setting.lang), {m: row for m, row in own.items() if intervals.quotable(row)}
    if not quotable:
        return neutral
    beside = [m for m in quotable if m in national and not pd.isna(national[m]["value"])]
    months = (beside or list(quotable))[0]
    row = quotable[months]
    facts = {"months": months, "rate": w.percent(int(row["rate"]))}
    if not beside:
        said = w.say("Insertion at {months} months: {rate}", **facts)
    elif int(row["low"]) > national[months]["value"]:
        said = w.say("Insertion at {months} months: {rate}, above the national reference", **facts)
    elif int(row["high"]) < national[months]["value"]:
        said = w.say("Insertion at {months} months: {rate}, below the national reference", **facts)
    else:
        said = w.say("Insertion at {months} months: {rate}, not clearly different from the reference", **facts)
    return finding(of_part(said, setting, w), neutral)


def _note(national: dict[int, Row], w: Words) -> str:
    if not national:
        return w.say(
            "The national reference has not been received: "
            "it appears once the ministry’s file on master graduates is uploaded."
        )
    return w.say(
        "Reference: higher education ministry, computing masters, all universities, class of {year}: "
        "a discipline, not the health sector, so a reference for insertion only.",
        year=max(row["graduation_year"] for row in national.values()),
    )


def _sources(lines: list[Row], w: Words) -> str:
    """Whoever gave what is drawn: the projects, the ministry or both."""
    ours = any(line["row"] is not None for line in lines)
    if all(line["row"] is not None for line in lines):
        return source(w)
    if not ours:
        return w.say("higher education ministry, open data on masters")
    return w.say("surveys sent by the projects; higher education ministry, open data on masters")


def _figure(lines: list[Row], sources: str, setting: Setting) -> Figure:
    w, phone, colours = wording.of(setting.lang), setting.compact, palette(setting.dark)
    places, left = _places(lines), PHONE_LEFT if phone else LEFT
    start = _start(lines)
    own_lines = [(place, line) for place, line in zip(places, lines, strict=True) if line["row"] is not None]
    own = [(place, line["row"]) for place, line in own_lines]
    marks = intervals.hollow([row for _, row in own], w)
    n = w.say("n beside each rate")
    notes, bottom = footer(setting, sources, n, below=26, left=left, half=True, people=True, marks=marks)
    span = 20 if start < 50 else 10
    ticks = list(range(start, 101, span))
    layout = base_layout(
        setting,
        8 + int((places[-1] + 0.7) * (PHONE_PITCH if phone else PITCH)) + bottom,
        left=left,
        right=RIGHT,
        top=8,
        bottom=bottom,
        xaxis=axis(setting, range=[start, 101], tickvals=ticks, ticktext=[*map(str, ticks[:-1]), w.percent(100)]),
        yaxis=no_axis(range=[places[-1] + 0.7, 0]),
        annotations=[*_texts(lines, places, setting), *notes],
        shapes=[
            _box(line["row"], place, start, setting) for place, line in own_lines if not intervals.drawn(line["row"])
        ],
    )
    dots = intervals.marks(
        [place for place, _ in own], [row for _, row in own], colours.measured, "circle", setting, flat=True
    )
    return {"data": [*dots, _diamonds(lines, places, setting)], "layout": layout}


def _places(lines: list[Row]) -> list[float]:
    """From the top: a line of its own for each survey's name, then its rows."""
    places: list[float] = []
    at = 0.0
    for line in lines:
        at += 1 + (0.9 if line["first"] else 0) + (0.3 if line["first"] and places else 0)
        places.append(at)
    return places


def _start(lines: list[Row]) -> int:
    """Where the axis begins: the ten below the lowest mark. Dots, unlike bars, need no zero."""
    lows = [int(line["row"]["low"]) for line in lines if line["row"] and intervals.drawn(line["row"])]
    lows += [int(line["value"]) for line in lines if line["row"] is None and line["value"] is not None]
    return max(0, (min([*lows, 80]) - 1) // 10 * 10)


def _box(row: Row, place: float, start: int, setting: Setting) -> Figure:
    """A dashed box at the head of its row where the rate may not be drawn."""
    w, colours = wording.of(setting.lang), palette(setting.dark)
    text = {"text": intervals.instead(row, w), "font": {"size": SMALL, "color": colours.muted}}
    line = {"color": colours.other, "width": 1.2, "dash": "dot"}
    left, right = (start + part * (101 - start) for part in (0.02, 0.3))
    reach = 0.18 if setting.compact else 0.38  # on a phone the row's name stands just above
    corners = {"x0": left, "x1": right, "y0": place - reach, "y1": place + reach}
    return {"type": "rect", "fillcolor": colours.page, "line": line, "label": text} | corners


def _diamonds(lines: list[Row], places: list[float], setting: Setting) -> Figure:
    """The reference, without an interval: the ministry publishes none."""
    kept = [(place, line["value"]) for place, line in zip(places, lines, strict=True) if line.get("value") is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for _, value in kept],
        "y": [place for place, _ in kept],
        "marker": {"symbol": "diamond", "size": 13, "color": palette(setting.dark).disputed},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _texts(lines: list[Row], places: list[float], setting: Setting) -> list[Figure]:
    w, phone, page = wording.of(setting.lang), setting.compact, palette(setting.dark).page
    edge = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "xshift": -PHONE_LEFT if phone else -LEFT}
    said = []
    for line, place in zip(lines, places, strict=True):
        if line["first"]:
            when = bold(w.say("At {n} months", n=line["months"]))
            said.append(label(when, 0, place - 0.9, **edge))
        text = {"font": {"size": SMALL}, "bgcolor": page} if phone else {}  # there it stands over grid lines
        said.append(label(line["name"], 0, place - (0.42 if phone else 0), **edge, **text))
        said.append(label(line["told"], 1, place, xref="paper", xanchor="left", yanchor="middle", xshift=8))
    return said
