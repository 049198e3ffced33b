"""What an upload, or a new edition, moves: a table of the figures before and after, and the head counts as bars."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.native import Native, drawable
from ehealth.charts.reasons import why
from ehealth.charts.rows import BAR, Rows
from ehealth.charts.surveys import measure_name
from ehealth.charts.theme import (
    Chart,
    Figure,
    Row,
    Setting,
    axis,
    base_layout,
    bold,
    footer,
    hatched,
    label,
    no_axis,
    palette,
)
from ehealth.domain import STUDENTS_PER_YEAR
from ehealth.indicators.rates import HIDDEN_BELOW, SHOWN_FROM_PROTECTED
from ehealth.wording import NNBSP, Words

DRAWN = 8  # head counts drawn; the table has them all
TICK = 100  # students


def effect_rows(moves: pd.DataFrame, w: Words) -> list[Row]:
    """A row for each figure of `indicators.moves`, in the reader's words."""
    return [
        {
            w.say("Indicator"): _indicator(row, w),
            w.say("Of"): row.project_code or w.say("Whole action"),
            w.say("Period"): row.period,
            w.say("Before"): _value(row, row.before, row.before_state, w),
            w.say("After"): _value(row, row.after, row.after_state, w),
            w.say("Change"): _change(row, w),
        }
        for row in moves.itertuples()
    ]


def effect_chart(moves: pd.DataFrame, setting: Setting) -> Chart | None:
    """Head counts of full courses before and after; None where none of them moves.

    One that is not shown has no bar: too few are not 0. The table names it.
    """
    counts = moves[(moves["indicator"] == "head_count") & (moves["route"] == "full_course")]
    counts = counts[(counts[["before_state", "after_state"]] != "hidden").all(axis=1)]
    counts = counts[counts["before"].notna() | counts["after"].notna()].head(DRAWN)
    if counts.empty:
        return None
    w, said = wording.of(setting.lang), [_counted(row, setting) for row in counts.itertuples()]
    rows = [_cells(row, w) for row in counts.itertuples()]
    title = w.say("Head counts before and after")
    return Chart(
        name="effect",
        title=title,
        subtitle=w.say("Students in full courses, as each edition shows them.")
        if setting.protected
        else w.say("Students in full courses; nothing is recorded yet."),
        figure=_figure(said, setting, w),
        alt=" ".join(
            [title + ".", *(w.say("{name}: {moved}.", name=_place(one), moved=_moved(one, w)) for one in said)]
        ),
        table=rows,
        note=w.say("Grey: in both. Blue: more. Hatched: fewer. Band: target of 200 to 400 for the whole action.")
        if setting.protected
        else w.say("Grey: now. Blue: added. Hatched: taken out. Band: target of 200 to 400 for the whole action."),
        people=True,
        native=drawable(Native("bars", w.say("Period"), (w.say("Before"), w.say("After"))), rows),
    )


def _cells(row: Any, w: Words) -> Row:
    """A head count before and after, as numbers; what was not received on one side is missing there."""
    before, after = (None if pd.isna(count) else int(count) for count in (row.before, row.after))
    partial = "partial" in (row.before_state, row.after_state)
    return {
        w.say("Of"): row.project_code or w.say("Whole action"),
        w.say("Period"): row.period,
        w.say("Before"): before,
        w.say("After"): after,
        w.say("Change"): None if before is None or after is None else after - before,
        w.say("Remark"): w.say("partial year") if partial else None,
    }


def _counted(row: Any, setting: Setting) -> dict[str, Any]:
    of = row.project_code or wording.of(setting.lang).say("Whole action")
    counts = {
        "before": int(row.before or 0),
        "after": int(row.after or 0),
        "new": row.before is None,
        "gone": row.after is None,
    }
    return {"name": of, "more": row.period} | counts


def _place(one: dict[str, Any]) -> str:
    """Of whom and when."""
    return f"{one['name']}, {one['more']}"


def _figure(counts: list[dict[str, Any]], setting: Setting, w: Words) -> Figure:
    rows = Rows(len(counts), setting, half=True)
    source, n = w.say("cohorts sent by the projects"), w.say("n after each bar: students")
    notes, bottom = footer(setting, source, n, left=rows.left, half=True, people=True)
    middles = [rows.middle(place) for place in range(len(counts))]
    highest = max(STUDENTS_PER_YEAR[1], *(max(one["before"], one["after"]) for one in counts))
    step = next(TICK * nice for nice in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if TICK * nice * 5 >= highest)
    ticks = list(range(0, highest + 1, step))
    return {
        "data": _bars(counts, middles, setting),
        "layout": base_layout(
            setting,
            rows.height + 6 + bottom,
            left=rows.left,
            right=96,
            bottom=bottom,
            barmode="stack",
            xaxis=axis(setting, range=[0, highest * 1.02], tickvals=ticks, ticktext=[w.number(n) for n in ticks]),
            yaxis=no_axis(range=[0, rows.height]),
            shapes=_band(rows, setting),
            annotations=[
                *rows.names([(one["name"], one["more"]) for one in counts]),
                *(_said(one, y, w) for one, y in zip(counts, middles, strict=True)),
                *notes,
            ],
        ),
    }


def _bars(counts: list[dict[str, Any]], middles: list[float], setting: Setting) -> list[Figure]:
    colours = palette(setting.dark)
    parts = (
        ([min(one["before"], one["after"]) for one in counts], {"color": colours.other}),
        ([max(one["after"] - one["before"], 0) for one in counts], {"color": colours.measured}),
        ([max(one["before"] - one["after"], 0) for one in counts], hatched(colours.other, colours.page)),
    )
    shared = {"type": "bar", "orientation": "h", "y": middles, "width": BAR, "hoverinfo": "skip"}
    return [shared | {"x": lengths, "marker": marker} for lengths, marker in parts]


def _band(rows: Rows, setting: Setting) -> list[Figure]:
    colours, (low, high) = palette(setting.dark), STUDENTS_PER_YEAR
    across = {"y0": 0, "y1": rows.height, "layer": "below"}
    ground = {"type": "rect", "x0": low, "x1": high, "fillcolor": colours.band, "line": {"width": 0}}
    edge = {"type": "line", "line": {"color": colours.band_edge, "width": 1.2}}
    return [ground | across, *(edge | across | {"x0": end, "x1": end} for end in (low, high))]


def _said(one: dict[str, Any], y: float, w: Words) -> Figure:
    before, arrow, after = _moved(one, w).rpartition("→ ")
    return label(
        f"{before}{arrow}{bold(after)}", max(one["before"], one["after"]), y, xanchor="left", yanchor="middle", xshift=8
    )


def _moved(one: dict[str, Any], w: Words) -> str:
    """58 → 64; nothing stands before the arrow where nothing was received, and words after it where nothing is left."""
    after = why("not_received", w) if one["gone"] else w.number(one["after"])
    return ("" if one["new"] else w.number(one["before"]) + " ") + "→ " + after


def _indicator(row: Any, w: Words) -> str:
    if row.indicator in ("head_count", "completion"):
        full = row.route == "full_course"
        return {
            ("head_count", True): w.say("Head count"),
            ("head_count", False): w.say("Students in awareness modules"),
            ("completion", True): w.say("Completion"),
            ("completion", False): w.say("Completion of awareness modules"),
        }[row.indicator, full]
    return w.say("{measure}, at {n} months", measure=measure_name(row.indicator, w), n=row.months_after)


def _value(row: Any, value: int | None, state: str, w: Words) -> str | None:
    if value is None:
        if state == "counts":
            return w.say("no rate under {n}", n=SHOWN_FROM_PROTECTED)
        if state != "hidden":
            return None
        if row.indicator == "head_count":
            return why("too_few", w)
        if row.indicator == "completion":  # of those who followed the course: nobody answered anything
            return w.say("under {n} students", n=HIDDEN_BELOW)
        return w.say("under {n} answers", n=HIDDEN_BELOW)
    if row.indicator != "head_count":
        return w.percent(value)
    return w.say("{n}, partial year", n=w.number(value)) if state == "partial" else w.number(value)


def _change(row: Any, w: Words) -> str | None:
    if row.before is None or row.after is None or row.before == row.after:
        return None
    difference = row.after - row.before
    signed = ("+" if difference > 0 else "−") + NNBSP + w.number(abs(difference))
    return (
        signed
        if row.indicator == "head_count"
        else w.count("{signed} point", "{signed} points", abs(difference), signed=signed)
    )
