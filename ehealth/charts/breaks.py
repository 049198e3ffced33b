"""Breaks of a series by year where its definition changed: a gap, a thin dashed line, two words; said in words too."""

from __future__ import annotations

from itertools import pairwise

from ehealth import domain, wording
from ehealth.charts.theme import SMALL, Figure, Row, Setting, label, palette
from ehealth.domain import DefinitionChange
from ehealth.wording import Words

GAP = 0.5  # of a year's place


def changes(indicator: str, years: list[str]) -> dict[int, DefinitionChange]:
    """The changes that part two of the years shown, by the place of the later one."""
    return {
        place: change
        for place, (before, year) in enumerate(pairwise(years), start=1)
        for change in domain.DEFINITION_CHANGES
        if change.indicator == indicator and before < change.first_year <= year
    }


def places(indicator: str, years: list[str]) -> list[float]:
    """Where the years stand: 0, 1, 2 …, each half a place further after a change."""
    parted = changes(indicator, years)
    return [place + GAP * sum(change <= place for change in parted) for place in range(len(years))]


def break_marks(indicator: str, years: list[str], setting: Setting) -> tuple[list[Figure], list[Figure]]:
    """The lines between the years that a change parts, and what is written at their foot."""
    w, colours, at = wording.of(setting.lang), palette(setting.dark), places(indicator, years)
    middles = [(at[place - 1] + at[place]) / 2 for place in changes(indicator, years)]
    line: Figure = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "layer": "above"}
    line |= {"line": {"color": colours.muted, "width": 1, "dash": "dash"}}
    text = w.say("definition<br>changed")
    font = {"size": SMALL, "color": colours.muted}
    written: Figure = {"yref": "paper", "xanchor": "center", "yanchor": "bottom", "align": "center", "font": font}
    written["bgcolor"] = colours.page  # the line passes there; at the foot, where numbers and dots are rare
    return [line | {"x0": x, "x1": x} for x in middles], [label(text, x, 0, yshift=2, **written) for x in middles]


def break_words(indicator: str, years: list[str], w: Words) -> str:
    """What changed and when, in sentences; nothing where no change parts the years."""
    return " ".join(
        w.say("From {year} on the definition changed: {what}.", year=change.first_year, what=_what(change, w))
        for change in changes(indicator, years).values()
    )


def with_breaks(table: list[Row], indicator: str, years: list[str], w: Words) -> list[Row]:
    """The data table, its first rows being those of the years: a last column says what changed, in the first year of
    each change; no column where no change parts the years."""
    parted = changes(indicator, years)
    if not parted:
        return table
    said = {place: w.say("changed: {what}", what=_what(change, w)) for place, change in parted.items()}
    return [row | {w.say("Definition"): said.get(place)} for place, row in enumerate(table)]


def _what(change: DefinitionChange, w: Words) -> str:
    return change.en if w.lang == "en" else change.fr
