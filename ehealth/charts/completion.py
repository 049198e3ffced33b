"""Completion: of the students who left in a year, how many graduated."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.theme import SIZE, Chart, Figure, Row, Setting, axis, base_layout, empty_chart, footer, palette
from ehealth.domain import label
from ehealth.wording import Words

PLOT, LEFT = 200, 44  # pixels


def completion_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """Graduated ÷ (graduated + withdrawn) by academic year, from `indicators.completion`.

    Complete courses are drawn, or awareness modules where the table holds nothing else; the data table has both.
    """
    w, rows = wording.of(setting.lang), [_row(line) for line in table.to_dict("records")]
    route = "full_course" if any(row["route"] == "full_course" for row in rows) else "awareness"
    shown = [row for row in rows if row["route"] == route and row["state"] != "none"]
    neutral = w.say("Completion by academic year")
    if not shown:
        sentence = w.say("Nobody has graduated or withdrawn yet in this selection: there is no completion rate.")
        return empty_chart(setting, "completion", neutral, sentence, _source(w), half=True)
    separator = w.say("; ")
    said = [w.say("{what}: {value}", what=row["academic_year"], value=intervals.spoken(row, w)) for row in shown]
    return Chart(
        name="completion",
        title=_title(shown[-1], w) if route == "full_course" else neutral,
        subtitle=w.say("Graduates among those who left, complete courses; vertical line: 95% interval")
        if route == "full_course"
        else w.say("Graduates among those who left, awareness modules; vertical line: 95% interval"),
        figure=_figure(shown, setting),
        alt=f"{neutral}. {separator.join(said)}.",
        table=[_cells(row, w) for row in rows],
        note=w.say("Graduated ÷ (graduated + withdrawn). Students still enrolled are in neither count."),
    )


def _title(last: Row, w: Words) -> str:
    if not intervals.quotable(last):
        return w.say("Completion by academic year")
    rate = w.percent(int(last["rate"]))
    return w.say("{rate} of those who left in {year} had graduated", rate=rate, year=last["academic_year"])


def _figure(rows: list[Row], setting: Setting) -> Figure:
    w, colours, places = wording.of(setting.lang), palette(setting.dark), list(range(len(rows)))
    narrow = len(rows) > (4 if setting.compact else 6)
    names = [row["academic_year"].replace("-", "-<br>") if narrow else row["academic_year"] for row in rows]
    below = 10 + 17 * (3 if narrow else 2)
    notes, bottom = footer(setting, _source(w), below=below, left=LEFT, half=True)
    lowest = min(int(row["low"]) if intervals.drawn(row) else 0 for row in rows)
    ticks = [intervals.tick(name, row, setting) for name, row in zip(names, rows, strict=True)]
    layout = base_layout(
        setting,
        10 + PLOT + bottom,
        left=LEFT,
        right=8,
        top=10,
        bottom=bottom,
        xaxis=axis(
            setting,
            range=[-0.5, len(rows) - 0.5],
            showgrid=False,
            tickvals=places,
            ticktext=ticks,
            tickfont={"color": colours.text, "size": SIZE},
        ),
        yaxis=intervals.percent_axis(setting, lowest),
        annotations=[*_labels(rows, setting), *notes],
        shapes=[
            intervals.box(intervals.instead(row, w), x, setting)
            for x, row in enumerate(rows)
            if not intervals.drawn(row)
        ],
    )
    return {
        "data": intervals.marks(list(map(float, places)), rows, colours.measured, "circle", setting),
        "layout": layout,
    }


def _labels(rows: list[Row], setting: Setting) -> list[Figure]:
    ink, kept = palette(setting.dark).text, [(x, row) for x, row in enumerate(rows) if intervals.drawn(row)]
    values = [intervals.value(row, ink, x, "right", setting) for x, row in kept]
    return values + [intervals.fragile(row, x, setting) for x, row in kept if row["state"] == "fragile"]


def _cells(row: Row, w: Words) -> Row:
    hidden = row["state"] == "hidden"
    return {
        w.say("Academic year"): row["academic_year"],
        w.say("Route"): label("modules", "route", row["route"], w.lang),
        w.say("Still enrolled"): int(row["enrolled"]),
        w.say("Withdrawn"): w.say("hidden") if hidden else int(row["withdrawn"]),
    } | {w.say("Graduated") if name == w.say("Count") else name: cell for name, cell in intervals.cells(row, w).items()}


def _row(line: Row) -> Row:
    return line | {"rate": line["completion_rate"], "numerator": line["graduated"]}


def _source(w: Words) -> str:
    return w.say("cohorts sent by the projects")
