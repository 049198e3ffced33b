"""Academic years along the foot of a chart: never wider than a fifth of it, and what is missing from a partial one."""

from __future__ import annotations

from datetime import date

from ehealth import wording
from ehealth.charts.theme import SIZE, Figure, Row, Setting, axis, palette
from ehealth.domain import academic_year

SLOTS = 5  # a chart has room for so many years at least: one bar alone would else fill half of it
LETTER, YEAR_WIDTH = 5.4, 76  # pixels of a letter and of an academic year in a tick label


def years_axis(names: list[str], at: list[float], setting: Setting) -> Figure:
    """The years at their places, 0, 1, 2 … but for breaks, in the middle of five slots where they are fewer."""
    font = {"color": palette(setting.dark).text, "size": SIZE}
    middle, half = at[-1] / 2, max(at[-1] + 1, SLOTS) / 2
    across = [middle - half, middle + half]
    return axis(setting, range=across, showgrid=False, tickvals=at, ticktext=names, tickfont=font)


def slot_width(years: int, plot: float) -> float:
    """The pixels that the words under one of so many years may take; a year alone has no neighbour."""
    return plot if years == 1 else plot / max(years, SLOTS)


def year_name(row: Row, slot: float) -> str:
    """An academic year, in two lines where there is little room."""
    return str(row["academic_year"] if slot > YEAR_WIDTH else row["academic_year"].replace("-", "-<br>"))


def missing(row: Row, slot: float, setting: Setting, late: int = 0) -> list[str]:
    """`progress` as lines under a partial year, cut down to its numbers where `slot` pixels are too few."""
    w, (state, share) = wording.of(setting.lang), progress(row, setting, late)
    if len(share) * LETTER > slot:
        share = w.say("{n} of {m}", n=w.number(row["projects_reporting"]), m=w.number(row["projects_expected"]))
    return [share] if len(state) * LETTER > slot else [state, share]


def progress(row: Row, setting: Setting, late: int = 0) -> tuple[str, str]:
    """What a partial year is: "in progress:" or, once the year is over, "partial:"; then "4 projects of 7".

    late: for what is known only so many years after the academic year.
    """
    w = wording.of(setting.lang)
    reporting, expected = row["projects_reporting"], w.number(row["projects_expected"])
    share = w.count("{n} project of {m}", "{n} projects of {m}", reporting, m=expected)
    current = row["academic_year"] >= _current_year(setting.today, late)
    return w.say("in progress:") if current else w.say("partial:"), share


def _current_year(today: date, late: int) -> str:
    return academic_year((today.year if today.month >= 9 else today.year - 1) - late)
