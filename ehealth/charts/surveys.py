"""What the charts of placement share: the surveys in order, the one that is quoted, their names and their ticks."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts import intervals
from ehealth.charts.native import Native, interval_heading
from ehealth.charts.theme import SIZE, SMALL, Figure, Row, Setting, axis, palette
from ehealth.wording import Words

LEFT = 48  # pixels
BESIDE = 7  # letters of a survey's name that five surveys have room for in half of a 1,100 px window
TWELVE_MONTHS_FIRST = (12, 18, 6, 24, 30)  # the survey that titles quote: at a year, else the nearest made

Surveys = dict[int, dict[str, Row]]  # months after → measure → row


def surveys(table: pd.DataFrame) -> Surveys:
    """The rows of `indicators.placement` by survey and measure."""
    found: Surveys = {}
    for months, measure, row in zip(table["months_after"], table["measure"], _records(table), strict=True):
        found.setdefault(int(months), {})[str(measure)] = row
    return dict(sorted(found.items()))


def _records(table: pd.DataFrame) -> list[Row]:
    """As pandas makes them, None where a value is missing, in a quarter of its time: every chart of a page asks."""
    columns = [[None if value is pd.NA else value for value in table[name].tolist()] for name in table]
    return [dict(zip(map(str, table), values, strict=True)) for values in zip(*columns, strict=True)]


def quoted(table: pd.DataFrame, measure: str = "health_strict") -> int | None:
    """The survey that a title or the employers' chart speaks of: at 12 months, else the nearest that can be shown."""
    found = surveys(table)
    known = [months for months in TWELVE_MONTHS_FIRST if months in found and received(found[months][measure])]
    return min(known, key=lambda months: not intervals.drawn(found[months][measure]), default=None)


def firm(table: pd.DataFrame, months: int | None) -> bool:
    """Whether titles may quote a survey: at least 30 answers and half of those asked."""
    return months is not None and bool(surveys(table)[months]["response"]["state"] == "shown")


def no_survey(table: pd.DataFrame, w: Words) -> str:
    """Why there is nothing to draw of a selection of which no survey came."""
    reasons = set(table["reason"])
    if "not_collected" in reasons:
        return w.say("Not collected: takers of awareness modules are not surveyed.")
    if "not_received" in reasons:
        return w.say("Not received: no survey of graduates in this selection.")
    return w.say("Not surveyed yet: no class has reached its first survey.")


def received(row: Row) -> bool:
    """Whether something came of a survey: a rate, or too few people for one."""
    return row["reason"] in (None, "too_few")


def ticks_below(setting: Setting) -> int:
    """The pixels that `month_ticks` need under the plot."""
    return 63 if stacked(setting) else 46


def stacked(setting: Setting) -> bool:
    """Whether a number of months stands over its unit: on a phone, and where a narrow window would make names touch."""
    long = len(wording.of(setting.lang).say("{n} months", n=12)) > BESIDE
    return setting.compact or (long and not setting.framed)


def month_ticks(found: Surveys, measure: str, setting: Setting, room: float = 0) -> Figure:
    """The surveys along the foot, each with the number of people its rate is over; `room` is left after the last."""
    names = [intervals.tick(_months(months, setting), rows[measure], setting) for months, rows in found.items()]
    return axis(
        setting,
        range=[-0.5, len(names) - 0.5 + room],
        showgrid=False,
        tickvals=list(range(len(names))),
        ticktext=names,
        tickfont={"color": palette(setting.dark).text, "size": SMALL if setting.compact else SIZE},
    )


def _months(months: int, setting: Setting) -> str:
    w = wording.of(setting.lang)
    return w.say("{n}<br>months", n=months) if stacked(setting) else w.say("{n} months", n=months)


def source(w: Words) -> str:
    """Where placements come from."""
    return w.say("surveys sent by the projects")


def measure_name(measure: str, w: Words) -> str:
    """A measure as a table names it."""
    return {
        "response": w.say("Response"),
        "insertion": w.say("Insertion"),
        "employment": w.say("In employment, over all answers"),
        "health_strict": w.say("In health, strict, over the employed"),
        "health_broad": w.say("In health, broad, over the employed"),
        "health_strict_all": w.say("In health, strict, over all answers"),
        "health_broad_all": w.say("In health, broad, over all answers"),
    }[measure]


def spoken(found: Surveys, measures: tuple[str, ...], subject: str, w: Words) -> str:
    """The surveys and some of their measures as a text alternative."""
    said = []
    for months, rows in found.items():
        values = ", ".join(
            w.say("{what}: {value}", what=measure_name(m, w), value=intervals.spoken(rows[m], w)) for m in measures
        )
        said.append(w.say("At {n} months", n=months) + f" – {values}")
    return f"{subject}. {'. '.join(said)}."


def table_of(found: Surveys, measures: tuple[str, ...], w: Words) -> list[Row]:
    """A data table: measure by measure, each at every survey."""
    return [cells(rows[measure], w) for measure in measures for rows in found.values()]


def drawn_rates(series: str, w: Words, first: int = 0) -> Native:
    """Rates with their intervals by survey; `series` is the heading that parts them."""
    when, rate, interval = w.say("Time since the degree"), w.say("Rate, %"), interval_heading(w)
    return Native("points", when, (rate,), series, interval, "%", first=first, weak=intervals.weak(w))


def cells(row: Row, w: Words) -> Row:
    """One measure of one survey as a row of a data table."""
    return {
        w.say("Time since the degree"): w.say("{n} months", n=int(row["months_after"])),
        w.say("Measure"): measure_name(row["measure"], w),
    } | intervals.cells(row, w)
