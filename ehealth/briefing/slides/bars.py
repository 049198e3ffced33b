"""Columns, bars and spans as native charts, with the target's band behind and what is partial hatched."""

from __future__ import annotations

from datetime import date

from ehealth.briefing.slides import xml
from ehealth.briefing.slides.grid import Cell, Column, Grid, serial
from ehealth.briefing.slides.reading import Read, ends, formats, labelled, partial
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Series

COLOURS = (LIGHT.measured, LIGHT.broad, LIGHT.disputed, LIGHT.today)
GAP = 70  # percent of a bar between two bars: a bar is 0.59 of its place
SHORT = 0.14  # of the axis: a column lower than this has its number above
FEW = 10  # bars that have room for large numbers
YEAR = 365.25  # days


def columns(found: Read, grid: Grid) -> bytes:
    """Standing columns from 0; with the band, on two pairs of axes of one scale, the band's behind."""
    names = grid.add(found.native.names, labelled(found, "\n"))
    top = max([_highest(found), *(found.native.band or ())])
    scale, style = ends(top, found.native.unit), xml.text(xml.TICK, LIGHT.muted, found.lang)
    code, axis = formats(found), xml.text(xml.TICK, LIGHT.text, found.lang)
    drawn = [_measured(found, place, one, names, grid, code, scale[1]) for place, one in enumerate(found.series)]
    ticks = last_tick(scale[1], found)
    if not found.native.band:
        chart = _bar_chart("col", "clustered", drawn, GAP, 0, 1)
        axes = xml.category_axis(1, 2, "b", axis) + xml.value_axis(2, 1, "l", scale, ticks, style)
        return xml.space(chart + axes, (0.05, 0.04, 0.93, 0.8), found.lang)
    band = _band(found, names, grid, len(drawn))
    chart = _bar_chart("col", "stacked", band, 0, 100, 1) + _bar_chart("col", "clustered", drawn, GAP, 0, 3)
    low, high = found.native.band
    target = found.words.say("Target: {low} to {high}", low=low, high=high)
    beside = f'[={(low + high) // 2}]"{target}";""'
    axes = (
        xml.category_axis(1, 2, "b", axis)
        + xml.value_axis(2, 1, "l", scale, ticks, style)
        + xml.category_axis(3, 4, "b", axis, hidden=True)
        + xml.value_axis(4, 3, "r", (0, scale[1], (low + high) // 2), beside,
                         xml.text(xml.TICK, LIGHT.text, found.lang, bold=True), grid=False, far=True)
    )  # fmt: skip
    return xml.space(chart + axes, (0.05, 0.04, 0.80, 0.8), found.lang)


def bars(found: Read, grid: Grid) -> bytes:
    """Lying bars from 0, the first row on top, each with its number: no axis is needed."""
    names = grid.add(found.native.names, labelled(found, " – "))
    scale, code = ends(_highest(found), found.native.unit), formats(found)
    top = _highest(found) * 1.12 or 1  # room for the number after the longest bar
    drawn = [
        _measured(found, place, one, names, grid, code, scale[1], lying=True) for place, one in enumerate(found.series)
    ]
    chart = _bar_chart("bar", "clustered", drawn, GAP, 0, 1)
    style = xml.text(xml.TICK, LIGHT.text, found.lang).replace(' wrap="none"', "")
    axes = xml.category_axis(1, 2, "l", style, reverse=True)
    axes += xml.value_axis(2, 1, "t", (0, top, top), "General", "", grid=False, hidden=True)
    return xml.space(chart + axes, (0.32, 0.0, 0.67, 1.0), found.lang)


def spans(found: Read, grid: Grid) -> bytes:
    """From a date to a date: bars on an invisible one, strong until today, faint after it."""
    starts, finishes = (one.values for one in found.series)
    known = [day for day in (*starts, *finishes) if isinstance(day, date)]
    first, last = date(min(known).year, 1, 1), date(max(known).year + 1, 1, 1)
    names = grid.add(found.native.names, found.names)
    w, today = found.words, found.setting.today
    pieces = [_pieces(start, end, today) for start, end in zip(starts, finishes, strict=True)]
    from_day = grid.add(found.native.values[0], list(starts), "yyyy-mm-dd")
    elapsed = grid.add(w.say("Days elapsed"), [piece[0] for piece in pieces])
    left = grid.add(w.say("Days to run"), [piece[1] for piece in pieces])
    drawn = [
        _series(0, from_day, names, "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"),
        _series(1, elapsed, names, xml.painted(LIGHT.measured)),
        _series(2, left, names, xml.painted(LIGHT.tiles[1])),
    ]
    chart = _bar_chart("bar", "stacked", drawn, GAP, 100, 1)
    style = xml.text(xml.TICK, LIGHT.text, found.lang).replace(' wrap="none"', "")
    scale = (serial(first), serial(last), YEAR)
    axes = xml.category_axis(1, 2, "l", style, reverse=True)
    axes += xml.value_axis(2, 1, "t", scale, "yyyy", xml.text(xml.TICK, LIGHT.muted, found.lang), far=True)
    return xml.space(chart + axes, (0.24, 0.0, 0.73, 0.92), found.lang)


def last_tick(highest: float, found: Read) -> str:
    """The unit once, on the last tick."""
    if found.native.unit != "%":
        return formats(found)
    return f"[>={highest:g}]{formats(found)};0"


def _highest(found: Read) -> float:
    return max((value for one in found.series for value in one.values if isinstance(value, int | float)), default=0)


def _pieces(start: Cell, end: Cell, today: date) -> tuple[int | None, int | None]:
    """Days before and after today, the last day counted; None where a date is not known."""
    if not isinstance(start, date) or not isinstance(end, date):
        return None, None
    whole = (end - start).days + 1
    elapsed = min(max((today - start).days, 0), whole)
    return elapsed, whole - elapsed


def _band(found: Read, names: Column, grid: Grid, order: int) -> list[str]:
    """Two full-width columns in each place: up to the target, unseen, and the target."""
    assert found.native.band is not None
    low, high = found.native.band
    w, count = found.words, len(found.names)
    under = grid.add(w.say("Up to the target"), [low] * count)
    within = grid.add(w.say("Target: {low} to {high}", low=low, high=high), [high - low] * count)
    unseen = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    return [_series(order, under, names, unseen), _series(order + 1, within, names, xml.painted(LIGHT.band))]


def _measured(
    found: Read, place: int, one: Series, names: Column, grid: Grid, code: str, top: float, *, lying: bool = False
) -> str:
    """A series of numbers, each written at its bar; what is partial is hatched."""
    column = grid.add(one.name, list(one.values), code)
    colour = COLOURS[place % len(COLOURS)]
    hatched = [at for at, rows in enumerate(found.places) if partial(rows, found)]
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{xml.hatched(colour)}</c:dPt>'
        for at in hatched
    )
    size = xml.VALUE if len(found.names) <= FEW else xml.TICK
    outside = xml.text(size, LIGHT.text, found.lang, bold=True)
    above = [
        at
        for at, value in enumerate(one.values)
        if isinstance(value, int | float) and (at in hatched or value < SHORT * top)
    ]
    if lying:
        labels = xml.number_label(None, code, outside, "outEnd")
    else:
        inside = xml.text(size, LIGHT.on_measured, found.lang, bold=True)
        labels = "".join(xml.number_label(at, code, outside, "outEnd") for at in above)
        labels += xml.number_label(None, code, inside, "inEnd")
    return _series(place, column, names, xml.painted(colour), points + f"<c:dLbls>{labels}</c:dLbls>")


def _series(order: int, column: Column, names: Column, look: str, more: str = "") -> str:
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{column.named()}{look}<c:invertIfNegative val="0"/>'
        f"{more}<c:cat>{names.words()}</c:cat><c:val>{column.numbers()}</c:val></c:ser>"
    )


def _bar_chart(way: str, grouping: str, drawn: list[str], gap: int, overlap: int, axis: int) -> str:
    return (
        f'<c:barChart><c:barDir val="{way}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{"".join(drawn)}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/><c:axId val="{axis}"/><c:axId val="{axis + 1}"/>'
        "</c:barChart>"
    )
