"""Completion: of the students who left in a year, how many graduated."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.breaks import break_marks, break_words, places, with_breaks
from ehealth.charts.native import Native, drawable, interval_heading
from ehealth.charts.reasons import stacked, told
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.theme import (
    LINE,
    Chart,
    Figure,
    Row,
    Setting,
    base_layout,
    empty_chart,
    footer,
    palette,
)
from ehealth.charts.years import missing, progress, slot_width, year_name, years_axis
from ehealth.domain import label
from ehealth.wording import Words

PLOT, LEFT, RIGHT, HALF_WIDTH, PHONE_WIDTH = 200, 44, 8, 500, 350  # pixels
LATE = 1  # a year's outcomes are sent with the cohorts of the year after


def completion_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """Graduated ÷ (graduated + withdrawn) by academic year, from `indicators.completion`.

    Complete courses are drawn, or awareness modules where the table holds nothing else; the data table has both.
    """
    w, rows = wording.of(setting.lang), [_row(line) for line in table.to_dict("records")]
    route = "full_course" if any(row["route"] == "full_course" for row in rows) else "awareness"
    shown = [row for row in rows if row["route"] == route]
    years = [row["academic_year"] for row in shown]
    cells = [_cells(row, setting) for row in (*shown, *(row for row in rows if row["route"] != route))]
    cells, changed = with_breaks(cells, "completion", years, w), break_words("completion", years, w)
    neutral = w.say("Completion by academic year")
    if all(row["reason"] == "not_received" for row in shown):
        sentence = w.say("Not received: no outcome of a student in this selection, so no completion rate.")
        return empty_chart(setting, "completion", neutral, sentence, _source(w), half=True)
    separator = w.say("; ")
    said = [w.say("{what}: {value}", what=row["academic_year"], value=_spoken(row, setting)) for row in shown]
    return Chart(
        name="completion",
        title=_title(shown, neutral, setting) if route == "full_course" else neutral,
        subtitle=w.say("Graduates among those who left, complete courses; vertical line: 95% interval")
        if route == "full_course"
        else w.say("Graduates among those who left, awareness modules; vertical line: 95% interval"),
        figure=_figure(shown, setting),
        alt=f"{neutral}. {separator.join(said)}. {changed}".strip(),
        table=cells,
        note=f"{_note(shown, setting)} {changed}".strip(),
        people=True,
        native=drawable(_native(len(shown), w), cells),
    )


def _native(first: int, w: Words) -> Native:
    """Of the route that is drawn, whose rows come first."""
    return Native(
        kind="points",
        names=w.say("Academic year"),
        values=(w.say("Rate, %"),),
        interval=interval_heading(w),
        unit="%",
        first=first,
        reported=(w.say("Projects with an outcome"), w.say("Projects expected")),
        weak=intervals.weak(w),
    )


def _title(rows: list[Row], neutral: str, setting: Setting) -> str:
    """Of the last whole year: those whose outcome is not known yet may change the rate of a partial one."""
    w, whole = wording.of(setting.lang), [row for row in rows if not row["partial"] and _came(row)]
    if not whole or not intervals.quotable(whole[-1]):
        return neutral
    facts = {"rate": w.percent(int(whole[-1]["rate"])), "year": whole[-1]["academic_year"]}
    return finding(of_part(w.say("{rate} of those who left in {year} had graduated", **facts), setting, w), neutral)


def _note(rows: list[Row], setting: Setting) -> str:
    w = wording.of(setting.lang)
    said = [w.say("Graduated ÷ (graduated + withdrawn). Students still enrolled are in neither count.")]
    if any(row["partial"] and intervals.drawn(row) for row in rows):
        said.append(w.say("Hollow: some projects have not sent an outcome yet."))
    return " ".join([*said, intervals.rounding(rows, setting)]).strip()


def _spoken(row: Row, setting: Setting) -> str:
    said = intervals.spoken(row, wording.of(setting.lang))
    return said + (f" ({' '.join(progress(row, setting, LATE))})" if row["partial"] else "")


def _figure(rows: list[Row], setting: Setting) -> Figure:
    w, colours, years = wording.of(setting.lang), palette(setting.dark), [row["academic_year"] for row in rows]
    at, (lines, changed) = places("completion", years), break_marks("completion", years, setting)
    ticks = [_tick(row, len(rows), setting) for row in rows]
    below = 10 + LINE * max(tick.count("<br>") + 1 for tick in ticks)
    n, marks = w.say("n under each year: students who left"), _hollow(rows, w)
    notes, bottom = footer(setting, _source(w), n, below=below, left=LEFT, half=True, people=True, marks=marks)
    lowest = min(int(row["low"]) if intervals.drawn(row) else 0 for row in rows)
    absent = [
        intervals.absent(stacked(row["reason"], w), x, setting)
        for x, row in zip(at, rows, strict=True)
        if not _came(row)
    ]
    layout = base_layout(
        setting,
        10 + PLOT + bottom,
        left=LEFT,
        right=RIGHT,
        top=10,
        bottom=bottom,
        xaxis=years_axis(ticks, at, setting),
        yaxis=intervals.percent_axis(setting, lowest),
        annotations=[*_labels(rows, at, setting), *absent, *changed, *notes],
        shapes=[*_boxes(rows, at, setting), *lines],
    )
    return {
        "data": intervals.marks(at, rows, colours.measured, "circle", setting),
        "layout": layout,
    }


def _boxes(rows: list[Row], at: list[float], setting: Setting) -> list[Figure]:
    """Where a rate came and is hidden."""
    hidden = [(x, row) for x, row in zip(at, rows, strict=True) if _came(row) and not intervals.drawn(row)]
    return [intervals.box(intervals.instead(row, wording.of(setting.lang)), x, setting) for x, row in hidden]


def _hollow(rows: list[Row], w: Words) -> list[str]:
    """Why dots are hollow, for the footer."""
    partial = any(row["partial"] and intervals.drawn(row) for row in rows)
    return [*([w.say("hollow: partial year")] if partial else []), *intervals.hollow(rows, w)]


def _tick(row: Row, years: int, setting: Setting) -> str:
    """An academic year, over how many its rate is, and what is missing from it."""
    slot = slot_width(years, (PHONE_WIDTH if setting.compact else HALF_WIDTH) - LEFT - RIGHT)
    lines = missing(row, slot, setting, LATE) if row["partial"] and _came(row) else []
    return "<br>".join([intervals.tick(year_name(row, slot), row, setting), *lines])


def _labels(rows: list[Row], at: list[float], setting: Setting) -> list[Figure]:
    ink, kept = palette(setting.dark).text, [(x, row) for x, row in zip(at, rows, strict=True) if intervals.drawn(row)]
    values = [intervals.value(row, ink, x, "right", setting) for x, row in kept]
    return values + [intervals.fragile(row, x, setting) for x, row in kept if row["state"] == "fragile"]


def _came(row: Row) -> bool:
    return bool(row["reason"] != "not_received")


def _cells(row: Row, setting: Setting) -> Row:
    w = wording.of(setting.lang)
    missing = None if intervals.counted(row) else intervals.people(row, w)
    return {
        w.say("Academic year"): row["academic_year"],
        w.say("Route"): label("modules", "route", row["route"], w.lang),
        w.say("Still enrolled"): told(row["enrolled"], setting),
        w.say("Withdrawn"): missing or told(row["withdrawn"], setting),
        w.say("Projects with an outcome"): int(row["projects_reporting"]),
        w.say("Projects expected"): int(row["projects_expected"]),
    } | {w.say("Graduated") if name == w.say("Count") else name: cell for name, cell in intervals.cells(row, w).items()}


def _row(line: Row) -> Row:
    return line | {
        "rate": line["completion_rate"],
        "numerator": line["graduated"],
        "partial": bool(line["partial"]),
    }


def _source(w: Words) -> str:
    return w.say("cohorts sent by the projects")
