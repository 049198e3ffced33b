"""Columns, bars and spans as native charts, with the target's band behind and what is partial hatched."""

from __future__ import annotations

from datetime import date

from ehealth.briefing.formats import ends, percent_ticks
from ehealth.briefing.slides import xml
from ehealth.briefing.slides.grid import Column, Grid
from ehealth.briefing.slides.reading import Read, beside, formats, labelled
from ehealth.briefing.times import YEAR, elapsed_and_left, years
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Series, with_care

COLOURS = (LIGHT.measured, LIGHT.broad, LIGHT.disputed, LIGHT.today)
GAP = 70  # percent of a bar between two bars: a bar is 0.59 of its place
SHORT = 0.14  # of the axis: a column lower than this has its number above
FEW = 10  # bars that have room for large numbers
UNSEEN = xml.NOTHING


def columns(found: Read, grid: Grid) -> bytes:
    """Standing columns from 0; the band is an area behind, from an empty place before them to one after them."""
    band, labels = found.native.band, labelled(found, "\n")
    around = [None] if band else []
    names = grid.add(found.native.names, [*around, *labels, *around])
    scale = ends(max([_highest(found), *(band or ())]), found.native.unit)
    drawn = [_measured(found, place, one, names, grid, scale[1]) for place, one in enumerate(found.series)]
    chart = _bar_chart("col", "clustered", drawn, GAP, 0)
    if band:
        areas, said = _band(found, band, names, grid, len(drawn))
        chart = areas + chart + said
    style = xml.text(xml.TICK, LIGHT.muted, found.lang)
    axes = xml.category_axis(1, 2, "b", xml.text(xml.TICK, LIGHT.text, found.lang))
    axes += xml.value_axis(2, 1, "l", scale, ticks(found), style)
    return xml.space(chart + axes, (0.04, 0.04, 0.9 if band else 0.95, 0.8), found.lang)


def bars(found: Read, grid: Grid) -> bytes:
    """Lying bars from 0, the first row on top, each with its number: no axis is needed."""
    labels = labelled(found, " – ")
    names = grid.add(found.native.names, labels)
    top = _highest(found) * 1.12 or 1  # room for the number after the longest bar
    drawn = [_measured(found, place, one, names, grid, top, lying=True) for place, one in enumerate(found.series)]
    chart = _bar_chart("bar", "clustered", drawn, GAP, 0)
    style = xml.text(xml.TICK, LIGHT.text, found.lang).replace(' wrap="none"', "")
    axes = xml.category_axis(1, 2, "l", style, reverse=True)
    axes += xml.value_axis(2, 1, "t", (0, top, top), "General", "", grid=False, hidden=True)
    left = beside(found, labels)
    return xml.space(chart + axes, (left, 0.0, 0.99 - left, 1.0), found.lang)


def spans(found: Read, grid: Grid) -> bytes:
    """From a date to a date: bars on an invisible one, strong until today, faint after it."""
    starts, finishes = (one.values for one in found.series)
    first, last = years([day for day in (*starts, *finishes) if isinstance(day, date)])
    names = grid.add(found.native.names, found.names)
    w, today = found.words, found.setting.today
    pieces = [elapsed_and_left(start, end, today) for start, end in zip(starts, finishes, strict=True)]
    from_day = grid.add(found.native.values[0], list(starts), "yyyy-mm-dd")
    elapsed = grid.add(w.say("Days elapsed"), [piece[0] for piece in pieces])
    left = grid.add(w.say("Days to run"), [piece[1] for piece in pieces])
    drawn = [
        _series(0, from_day, names, UNSEEN),
        _series(1, elapsed, names, xml.painted(LIGHT.measured)),
        _series(2, left, names, xml.painted(LIGHT.tiles[1])),
    ]
    chart = _bar_chart("bar", "stacked", drawn, GAP, 100)
    style = xml.text(xml.TICK, LIGHT.text, found.lang).replace(' wrap="none"', "")
    axes = xml.category_axis(1, 2, "l", style, reverse=True)
    axes += xml.value_axis(
        2, 1, "t", (first, last, YEAR), "yyyy", xml.text(xml.TICK, LIGHT.muted, found.lang), far=True
    )
    wide = beside(found, found.names)
    return xml.space(chart + axes, (wide, 0.0, 0.97 - wide, 0.92), found.lang)


def ticks(found: Read) -> str:
    """The number format of a value axis."""
    return percent_ticks(found.lang) if found.native.unit == "%" else formats(found)


def _highest(found: Read) -> float:
    return max((value for one in found.series for value in one.values if isinstance(value, int | float)), default=0)


def _band(found: Read, band: tuple[int, int], names: Column, grid: Grid, order: int) -> tuple[str, str]:
    """The target as stacked areas, the lower one unseen; and its words, at the right of the last place."""
    low, high = band
    w, count = found.words, len(names.cells)
    under = grid.add(w.say("Up to the target"), [low] * count)
    target = grid.add(w.say("Target: {low} to {high}", low=low, high=high), [high - low] * count)
    areas = _area(order, under, names, UNSEEN) + _area(order + 1, target, names, xml.painted(LIGHT.band))
    middle = grid.add(w.say("Label of the target"), [None] * (count - 1) + [(low + high) / 2])
    lead, *lines = w.say("<b>Target</b><br>{low} to {high}<br>a year", low=low, high=high).split("<br>")
    lead = lead.removeprefix("<b>").removesuffix("</b>")
    label = xml.text_label(count - 1, "\n".join(["", *lines]), xml.TICK, LIGHT.text, found.lang, "r", lead=lead)
    line = (
        f'<c:ser><c:idx val="{order + 2}"/><c:order val="{order + 2}"/>{middle.named()}'
        '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>'
        f"<c:dLbls>{label}{xml.NOTHING}{xml.shown()}</c:dLbls><c:cat>{names.words()}</c:cat>"
        f'<c:val>{middle.numbers()}</c:val><c:smooth val="0"/></c:ser>'
    )
    axes = '<c:axId val="1"/><c:axId val="2"/>'
    line += '<c:marker val="1"/>'
    return (
        f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{areas}{axes}</c:areaChart>',
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{line}{axes}</c:lineChart>',
    )


def _area(order: int, column: Column, names: Column, look: str) -> str:
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{column.named()}{look}'
        f"<c:cat>{names.words()}</c:cat><c:val>{column.numbers()}</c:val></c:ser>"
    )


def _measured(
    found: Read, place: int, one: Series, names: Column, grid: Grid, top: float, *, lying: bool = False
) -> str:
    """A series of numbers, each written at its bar; what is partial or weak is hatched."""
    around = (None,) if len(names.cells) > len(one.values) else ()
    values, code, colour = (*around, *one.values, *around), formats(found), COLOURS[place % len(COLOURS)]
    column = grid.add(one.name, values, code)
    hatched = [at for at, rows in enumerate(found.places, len(around)) if with_care(found.native, rows[0])]
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{xml.hatched(colour)}</c:dPt>'
        for at in hatched
    )
    size = xml.VALUE if len(found.names) <= FEW else xml.TICK
    outside, inside = (xml.text(size, ink, found.lang, bold=True) for ink in (LIGHT.text, LIGHT.on_measured))
    if lying:
        labels = xml.number_label(None, code, outside, "outEnd")
    else:
        low = [at for at, value in enumerate(values) if isinstance(value, int | float) and value < SHORT * top]
        labels = "".join(xml.number_label(at, code, outside, "outEnd") for at in sorted({*hatched, *low}))
        labels += xml.number_label(None, code, inside, "inEnd")
    return _series(place, column, names, xml.painted(colour), f"{points}<c:dLbls>{labels}</c:dLbls>")


def _series(order: int, column: Column, names: Column, look: str, more: str = "") -> str:
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{column.named()}{look}<c:invertIfNegative val="0"/>'
        f"{more}<c:cat>{names.words()}</c:cat><c:val>{column.numbers()}</c:val></c:ser>"
    )


def _bar_chart(way: str, grouping: str, drawn: list[str], gap: int, overlap: int) -> str:
    return (
        f'<c:barChart><c:barDir val="{way}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{"".join(drawn)}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )
