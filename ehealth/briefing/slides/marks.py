"""Points with their intervals, and dates on a time line, as native scatter charts with words beside the marks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehealth.briefing.formats import ends
from ehealth.briefing.slides import xml
from ehealth.briefing.slides.bars import COLOURS, ticks
from ehealth.briefing.slides.grid import Column, Grid
from ehealth.briefing.slides.reading import Read, formats, labelled
from ehealth.briefing.times import YEAR, serial, years
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Series, with_care
from ehealth.charts.theme import Row
from ehealth.wording import NBSP

APART = 0.24  # of a place, between two series: their intervals do not hide each other
NAME = 20  # characters of a line of a series' name
LINE = 6  # points of an axis to 100 that a line of a name takes
LETTER = 0.0058  # of the chart's width: a letter of 11 points
SYMBOLS = ("circle", "diamond", "square", "triangle")


@dataclass(frozen=True)
class Tag:
    """Words at a place of the chart, on a side of it (Office's letters: l, r, t, b)."""

    x: float
    y: float
    words: str
    side: str
    colour: str = LIGHT.text
    lead: str = ""
    bold: bool = False


def points(found: Read, grid: Grid) -> bytes:
    """Rates with error bars; the names stand under the axis as the labels of unseen points."""
    count, several = len(found.names), len(found.series) > 1
    scale = ends(max([100.0, *_highs(found)]) if found.native.unit == "%" else max(_highs(found)), found.native.unit)
    grid.rows = count + (len(found.series) if several else 0)
    grid.add(found.native.names, found.names)
    drawn = [_rates(found, place, one, grid) for place, one in enumerate(found.series)]
    tags = [Tag(at + 1, 0, said, "b") for at, said in enumerate(labelled(found, "\n"))]
    tags += _names(found) if several else []
    drawn.append(_tagged(tags, grid, len(drawn), found))
    axes = xml.value_axis(1, 2, "b", (0.5, count + 0.5, 1), "General", "", grid=False, hidden=True, between="midCat")
    style = xml.text(xml.TICK, LIGHT.muted, found.lang)
    axes += xml.value_axis(2, 1, "l", scale, ticks(found), style, between="midCat")
    wide = 0.77 if several else 0.93
    return xml.space(_scatter(drawn) + axes, (0.05, 0.03, wide, 0.80), found.lang)


def dates(found: Read, grid: Grid) -> bytes:
    """One row per dated event, the first on top, its words on the side where there is room; a line for today."""
    (one,) = found.series
    known = [(at, day) for at, day in enumerate(one.values) if isinstance(day, date)]
    count, days, w = len(known), [day for _, day in known], found.words
    ends = years([*days, found.setting.today])
    grid.rows = count
    grid.add(found.native.names, [found.names[at] for at, _ in known])
    x, y = grid.add(found.native.values[0], days, "yyyy-mm-dd"), grid.add(w.say("Row"), range(count, 0, -1))
    tags = [_event(found.names[at], day, count - row, ends, found) for row, (at, day) in enumerate(known)]
    hollow = "".join(
        f'<c:dPt><c:idx val="{row}"/>{_marker(LIGHT.measured, "circle", 9, hollow=True)}<c:bubble3D val="0"/></c:dPt>'
        for row, (at, _) in enumerate(known)
        if with_care(found.native, found.places[at][0])
    )
    look = _marker(LIGHT.measured, "circle", 9)
    events = _series(0, y.named(), x, y, look, hollow + _labels(tags, found))
    muted = xml.text(xml.TICK, LIGHT.muted, found.lang)
    axes = xml.value_axis(1, 2, "b", (*ends, YEAR), "yyyy", muted, between="midCat")
    rows = (0, count + 1, count + 1)
    axes += xml.value_axis(2, 1, "l", rows, "General", "", grid=False, hidden=True, between="midCat")
    return xml.space(_scatter([_today(found, grid, count), events]) + axes, (0.02, 0.0, 0.95, 0.93), found.lang)


def _today(found: Read, grid: Grid, count: int) -> str:
    """An upright line."""
    w, today = found.words, found.setting.today
    now = grid.add(w.say("Today"), [today, today], "yyyy-mm-dd")
    ends = grid.add(w.say("Today: row"), [0, count + 0.6])
    top = _labels([None, Tag(0, 0, w.say("today"), "l", LIGHT.today_text, bold=True)], found)
    return _series(1, now.named(), now, ends, xml.stroke(LIGHT.today, 1.5) + _marker("", "none", 0), top)


def _event(name: str, day: date, row: int, ends: tuple[int, int], found: Read) -> Tag:
    """The day and the event's name, shortened where even the larger side has no room for it."""
    along = (serial(day) - ends[0]) / (ends[1] - ends[0])
    side, room = ("r", 0.94 - 0.95 * along) if along < 0.5 else ("l", 0.95 * along)
    lead = found.words.day(day, "medium").replace(" ", NBSP) + NBSP * 2
    most = int(room / LETTER) - len(lead)
    said = name if len(name) <= most else name[:most].rpartition(" ")[0] + "…"
    return Tag(0, row, said, side, lead=lead)


def _highs(found: Read) -> list[float]:
    highs: list[float] = [one.high for part in found.series for one in part.intervals if one]
    return highs + [value for one in found.series for value in one.values if isinstance(value, int | float)]


def _rates(found: Read, place: int, one: Series, grid: Grid) -> str:
    """One series: x in the middle of its place or beside it, y the rate, error bars to the interval's ends."""
    w, shift = found.words, (place - (len(found.series) - 1) / 2) * APART
    numbers = [value if isinstance(value, int | float) else None for value in one.values]
    x = grid.add(w.say("Place"), [at + 1 + shift for at in range(len(numbers))])
    y = grid.add(one.name, numbers, formats(found))
    pairs = list(zip(numbers, one.intervals, strict=True))
    up = grid.add(
        w.say("Up to the interval’s high end"), [i.high - v if i and v is not None else None for v, i in pairs]
    )
    down = grid.add(w.say("Down to its low end"), [v - i.low if i and v is not None else None for v, i in pairs])
    colour = COLOURS[place % len(COLOURS)]
    style, several = xml.text(xml.VALUE, LIGHT.text, found.lang, bold=True), len(found.series) > 1
    label = xml.number_label(None, formats(found), style, "l" if several and place == 0 else "r")
    hollow = "".join(
        f'<c:dPt><c:idx val="{at}"/>{_marker(colour, SYMBOLS[place % 4], 10, hollow=True)}<c:bubble3D val="0"/></c:dPt>'
        for at, rows in enumerate(found.places)
        if any(with_care(found.native, row) for row in _own(rows, one, found))
    )
    bars = (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{up.numbers()}</c:plus><c:minus>{down.numbers()}</c:minus>{xml.stroke(colour, 2)}</c:errBars>"
        if any(one.intervals)
        else ""
    )
    look = _marker(colour, SYMBOLS[place % 4], 10)
    return _series(place, y.named(), x, y, look, f"{hollow}<c:dLbls>{label}</c:dLbls>{bars}")


def _own(rows: list[Row], one: Series, found: Read) -> list[Row]:
    """The row of one series among those of a place."""
    return [row for row in rows if not found.native.series or str(row[found.native.series]) == one.name]


def _names(found: Read) -> list[Tag]:
    """Each series' name after its last number, in its colour and apart from the others."""
    last: list[tuple[float, int, str]] = []
    for place, one in enumerate(found.series):
        known = [value for value in one.values if isinstance(value, int | float)]
        if known:
            last.append((known[-1], place, one.name))
    tags, lowest = [], 200.0
    for value, place, name in sorted(last, reverse=True):
        lines = textwrap.wrap(name, NAME)
        half = LINE * len(lines) / 2
        middle = min(value, lowest - half)
        lowest = middle - half
        ink = (LIGHT.measured, LIGHT.broad_text, LIGHT.disputed, LIGHT.today_text)[place % 4]
        tags.append(Tag(len(found.names) + 0.5, middle, "\n".join(lines), "r", ink, bold=True))
    return tags


def _tagged(tags: list[Tag], grid: Grid, order: int, found: Read) -> str:
    """Unseen points that carry words."""
    w = found.words
    x, y = grid.add(w.say("Label: place"), [t.x for t in tags]), grid.add(w.say("Label: height"), [t.y for t in tags])
    grid.add(w.say("Label"), [f"{tag.lead}{tag.words}".replace("\n", " ") for tag in tags])
    return _series(order, y.named(), x, y, _marker("", "none", 0), _labels(tags, found))


def _labels(tags: Sequence[Tag | None], found: Read) -> str:
    sizes = {"l": xml.SMALL, "r": xml.SMALL, "b": xml.TICK}
    said = "".join(
        xml.text_label(at, tag.words, sizes[tag.side], tag.colour, found.lang, tag.side, lead=tag.lead, bold=tag.bold)
        for at, tag in enumerate(tags)
        if tag
    )
    return f"<c:dLbls>{said}{xml.NOTHING}{xml.shown()}</c:dLbls>"


def _marker(colour: str, symbol: str, size: int, *, hollow: bool = False) -> str:
    if symbol == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    inside = xml.fill(LIGHT.page if hollow else colour)
    edge = f'<a:ln w="25400">{xml.fill(colour)}</a:ln>'
    look = f"<c:spPr>{inside}{edge}</c:spPr>"
    return f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/>{look}</c:marker>'


def _series(order: int, named: str, x: Column, y: Column, look: str, more: str) -> str:
    """look: a line (c:spPr) if there is one, then the marker."""
    line = "" if look.startswith("<c:spPr>") else '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>'
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{named}{line}{look}{more}'
        f'<c:xVal>{x.numbers()}</c:xVal><c:yVal>{y.numbers()}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _scatter(drawn: list[str]) -> str:
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(drawn)}'
        '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
    )
