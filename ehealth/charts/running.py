"""When the projects run: one bar each, or one for each cut-off where there are too many to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.native import Native, drawable
from ehealth.charts.rows import BAR, SMALL_CHARACTER, Rows
from ehealth.charts.runs import Run, grouped, ordered, run_of, wave_name
from ehealth.charts.sentences import (
    capital,
    day_or_words,
    finding,
    of_part,
    projects_counted,
    projects_source,
    spelled,
)
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
    pale,
    palette,
    safe,
)
from ehealth.charts.timeline import Span
from ehealth.wording import Words

MOST = 15  # projects drawn one by one: beyond, nobody reads the names
ABOVE = 22  # pixels above the rows, for the word over the line of today
MILLISECONDS = 86_400_000  # of a day: the unit of a bar's length on a date axis


def running_times_chart(projects: pd.DataFrame, setting: Setting) -> Chart:
    """Projects' running times, from indicators.projects: elapsed and to come; unknown dates are said, not drawn."""
    w = wording.of(setting.lang)
    source = projects_source(setting, w)
    if projects.empty:
        nothing = w.say("No project in this selection.")
        return empty_chart(setting, "running_times", w.say("Running times of the projects"), nothing, source)
    joined = len(projects) > MOST
    runs = grouped(projects, w) if joined else [run_of(row, w) for row in ordered(projects)]
    rows = _rows(_by_wave(projects) if joined else ordered(projects), w)
    return Chart(
        name="running_times",
        title=_title(projects, setting),
        subtitle=w.say("Start and end of each project. Strong colour: elapsed; faint: still to run."),
        figure=_figure(runs, setting, source, len(projects), w),
        alt=_alt(runs, setting, w),
        table=rows,
        note=_note(projects, w),
        native=drawable(_native(joined, w), rows),
    )


def _figure(runs: list[Run], setting: Setting, source: str, n: int, w: Words) -> Figure:
    colours, rows = palette(setting.dark), Rows(len(runs), setting)
    span = _span(runs, setting.today)
    notes, bottom = footer(setting, source, projects_counted(n, w), left=rows.left)
    said = [_words(run, rows, place, span, setting, colours) for place, run in enumerate(runs)]
    named = rows.names([(run.name, run.more) for run in runs])
    today = _today(setting, rows, colours, w)
    layout = base_layout(
        setting,
        rows.height + ABOVE + 4 + bottom,
        left=rows.left,
        right=10,
        top=4,
        bottom=bottom,
        xaxis=_years(span, setting, colours),
        yaxis=no_axis(range=[0, rows.height + ABOVE]),
        shapes=[today[0]],
        annotations=[*said, *named, today[1], *notes],
        barmode="overlay",
    )
    return {"data": _bars(runs, rows, setting.today, colours), "layout": layout}


def _span(runs: list[Run], today: date) -> Span:
    """Whole years, from the first start to the last end, today among them."""
    known = [day for run in runs for day in (run.start, run.end) if day] + [today]
    return Span(date(min(known).year, 1, 1), date(max(known).year + 1, 1, 1))


def _years(span: Span, setting: Setting, colours: Palette) -> dict[str, Any]:
    every = max(1, (span.last.year - span.first.year) // (6 if setting.compact else 12))
    return axis(
        setting,
        type="date",
        range=[span.first.isoformat(), span.last.isoformat()],
        dtick=f"M{12 * every}",
        tick0="2020-01-01",
        tickformat="%Y",
        ticklabelmode="period",
        tickfont={"color": colours.text},
    )


def _bars(runs: list[Run], rows: Rows, today: date, colours: Palette) -> list[dict[str, Any]]:
    """Two traces: what has elapsed, on top of the whole."""
    known = [(rows.middle(place), run.start, run.end, run) for place, run in enumerate(runs) if run.start and run.end]
    whole = [(y, start, end, run) for y, start, end, run in known]
    elapsed = [(y, start, min(end, today), run) for y, start, end, run in known if start < today]
    return [_bar(whole, pale(colours)), _bar(elapsed, {"color": colours.measured})]


def _bar(pieces: list[tuple[float, date, date, Run]], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [start.isoformat() for _, start, _, _ in pieces],
        "x": [((end - start).days + 1) * MILLISECONDS for _, start, end, _ in pieces],
        "y": [y for y, _, _, _ in pieces],
        "width": BAR,
        "marker": marker,
        "text": [f"<b>{safe(run.name)}</b><br>{safe(run.says)}" for _, _, _, run in pieces],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _words(run: Run, rows: Rows, place: int, span: Span, setting: Setting, colours: Palette) -> dict[str, Any]:
    """The dates in words, where they can be read: in the elapsed part, in the rest, after the bar or before it."""
    text, at, anchor, ground = _spot(run, span, setting.today, rows.plot)
    inks = {"inside": colours.on_measured, "ahead": colours.text}
    return label(
        safe(text),
        at.isoformat(),
        rows.middle(place),
        xanchor=anchor,
        xshift=6 if anchor == "left" else -6,
        yanchor="middle",
        font={"size": SMALL, "color": inks.get(ground, colours.muted)},
        **({} if ground in inks else {"bgcolor": colours.page}),  # grid lines pass outside the bars
    )


def _spot(run: Run, span: Span, today: date, plot: int) -> tuple[str, date, str, str]:
    """The words that fit in `plot` pixels, the date they hang on, on which side of it, and on what ground."""
    if not (run.start and run.end):
        return run.says, run.start or run.end or span.first, "left" if run.start or not run.end else "right", "page"
    now = min(max(today, run.start), run.end)
    day = plot / (span.last - span.first).days
    room = {
        "inside": ((now - run.start).days * day, run.start, "left"),
        "ahead": ((run.end - now).days * day, run.end, "right"),
        "after": ((span.last - run.end).days * day, run.end, "left"),
        "before": ((run.start - span.first).days * day, run.start, "right"),
    }
    years = f"{run.start.year} – {run.end.year}"
    for text in (run.says, years):
        for ground, (pixels, at, anchor) in room.items():
            if pixels >= len(text) * SMALL_CHARACTER + 12:
                return text, at, anchor, ground
    ground = max(room, key=lambda name: room[name][0])
    return years, room[ground][1], room[ground][2], ground


def _today(setting: Setting, rows: Rows, colours: Palette, w: Words) -> tuple[dict[str, Any], dict[str, Any]]:
    day, line = setting.today.isoformat(), {"color": colours.today, "width": 2}
    shape = {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": rows.height + 4, "line": line, "layer": "above"}
    font = {"color": colours.today_text}
    return shape, label(w.say("today"), day, rows.height + 4, xanchor="center", yanchor="bottom", font=font)


def _title(projects: pd.DataFrame, setting: Setting) -> str:
    w = wording.of(setting.lang)
    neutral = w.say("Running times of the projects")
    ended = projects[[bool(a and b) for a, b in zip(projects["start_first"], projects["end_last"], strict=True)]]
    if ended.empty:
        return w.say("Dates of the projects: not found yet")
    ends = _ends(sorted({day.year for day in ended["end_last"]}), w)
    facts = {"known": spelled(w, len(ended)), "all": spelled(w, len(projects)), "ends": ends}
    if len(projects) == 1:
        said = w.say("One project, {ends}", **facts)
    elif len(ended) == len(projects):
        said = w.say("The {all} projects have known dates, {ends}", **facts)
    elif len(ended) == 1:
        said = w.say("One project of {all} has known dates, {ends}", **facts)
    else:
        said = w.say("{known} projects of {all} have known dates, {ends}", **facts)
    return finding(of_part(capital(said), setting, w), neutral)


def _ends(years: list[int], w: Words) -> str:
    """The years in which they end, whether past or to come."""
    if len(years) > 2:
        return w.say("ending from {first} to {last}", first=years[0], last=years[-1])
    return w.say("until {years}", years=w.listing([str(year) for year in years]))


def _alt(runs: list[Run], setting: Setting, w: Words) -> str:
    start = w.say("Bars of the projects’ running times, with a line for today, {today}.", today=w.day(setting.today))
    return " ".join([start, *(f"{run.name}, {run.more}, {run.says}." for run in runs)])


def _by_wave(projects: pd.DataFrame) -> list[Any]:
    """Cut-off by cut-off as they are drawn, then in order."""
    return [row for _, group in projects.groupby("wave", dropna=False) for row in ordered(group)]


def _rows(projects: Iterable[Any], w: Words) -> list[Row]:
    return [
        {
            w.say("Project"): str(row.acronym),
            w.say("Coordinator"): str(row.coordinator),
            w.say("Cut-off"): wave_name(row.wave, w),
            w.say("Start"): day_or_words(w, row.start_date) or w.say("not found"),
            w.say("End"): day_or_words(w, row.end_date) or w.say("not found"),
            w.say("Drawn from"): row.start_first if row.end_last else None,
            w.say("Drawn to"): row.end_last if row.start_first else None,
            w.say("Source"): w.side(row.source),
        }
        for row in projects
    ]


def _native(joined: bool, w: Words) -> Native:
    """A year or a month is drawn from its first day to its last, which the table says apart from what is known."""
    names = w.say("Cut-off") if joined else w.say("Project")
    return Native("spans", names, (w.say("Drawn from"), w.say("Drawn to")), joined=joined)


def _note(projects: pd.DataFrame, w: Words) -> str:
    if len(projects) <= MOST:
        return ""
    facts = {"all": w.number(len(projects))}
    return w.say("{all} projects are grouped by cut-off; the table has each one’s dates.", **facts)
