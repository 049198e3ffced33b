"""The marks of the native charts of office programs, read from the XML of the file and from the workbook inside it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any
from xml.etree import ElementTree

from python_calamine import load_workbook

from ehealth.briefing.pack import Pack
from ehealth.briefing.slides import pack_pptx
from ehealth.briefing.workbook import chart_xlsx
from ehealth.charts import Chart, Setting
from tests.figures import full_name, plain
from tests.forms import Mark, drawn_rows, joined, of_rows

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
EPOCH = date(1899, 12, 30)  # a spreadsheet's day 0
Numbers = dict[int, float]


@dataclass(frozen=True)
class Drawn:
    """A series of a native chart: its name and, by place, its names and numbers; an interval is what error bars add."""

    name: str
    places: dict[int, str]
    values: Numbers
    across: Numbers
    plus: Numbers
    minus: Numbers


def of_slide(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the chart of a slide. Each number stands in the workbook behind the slide too, where it says."""
    deck = zipfile.ZipFile(io.BytesIO(pack_pptx(Pack([chart], setting, None, None))))
    (part,) = (name for name in deck.namelist() if re.fullmatch(r"ppt/charts/chart\d*\.xml", name))
    (inside,) = (name for name in deck.namelist() if name.startswith("ppt/embeddings/"))
    rows = load_workbook(io.BytesIO(deck.read(inside))).get_sheet_by_index(0).to_python(skip_empty_area=False)
    root = ElementTree.fromstring(deck.read(part))
    assert list(_differing(root, rows)) == []
    found = [_series(one) for one in root.iter(C + "ser")]
    names = [str(row[0]) for row in rows[1:]]
    return _marks(chart, found, names)


def of_sheet(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the chart of a workbook: each of its references is followed to the cells."""
    blob = chart_xlsx(chart, setting)
    rows = load_workbook(io.BytesIO(blob)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    parts = [name for name in zipfile.ZipFile(io.BytesIO(blob)).namelist() if name.startswith("xl/charts/chart")]
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(blob)).read(*parts))
    found = [_followed(one, rows) for one in root.iter(C + "ser")]
    return _marks(chart, found, list(found[0].places.values()))


def of_cells(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks of the table on the sheet, under its row of headings; an interval stands in two cells."""
    assert chart.native
    blob = io.BytesIO(chart_xlsx(chart, setting))
    rows = load_workbook(blob).get_sheet_by_index(0).to_python(skip_empty_area=False)
    top = next(place for place, row in enumerate(rows) if {chart.native.names, *chart.native.values} <= set(row))
    headings = list(takewhile(bool, map(str, rows[top])))  # the chart's own cells stand beside, after an empty column
    cells = [dict(zip(headings, row, strict=False)) for row in rows[top + 1 : top + 1 + len(chart.table)]]
    return of_rows(chart, [joined(row, setting.lang) for row in cells])


def _marks(chart: Chart, found: list[Drawn], names: list[str]) -> list[Mark]:
    assert chart.native
    return {"points": _points, "spans": _spans, "dates": _dates}.get(chart.native.kind, _lengths)(chart, found, names)


def _followed(part: ElementTree.Element, rows: list[list[Any]]) -> Drawn:
    """A series of references; the names are the labels of the points where those are words of their own."""
    said = ["".join(text.text or "" for text in one.iter(A + "t")) for one in part.iter(C + "dLbl")]
    return Drawn(
        name=next(part.find(C + "tx").iter(C + "v")).text or "",  # type: ignore[union-attr]
        places=dict(enumerate(map(str, said if any(said) else _cells(part.find(C + "cat"), rows)))),
        values=_known(part.find(C + "val"), rows) or _known(part.find(C + "yVal"), rows),
        across=_known(part.find(C + "xVal"), rows),
        plus=_known(part.find(f"{C}errBars/{C}plus"), rows),
        minus=_known(part.find(f"{C}errBars/{C}minus"), rows),
    )


def _cells(part: ElementTree.Element | None, rows: list[list[Any]]) -> list[Any]:
    """The cells to which a part refers: a range, one cell, or a list of cells."""
    formula = "" if part is None else next(part.iter(C + "f")).text or ""
    found = []
    for letter, first, _, last in re.findall(r"!\$([A-Z])\$(\d+)(:\$[A-Z]\$(\d+))?", formula):
        found += [row[ord(letter) - 65] for row in rows[int(first) - 1 : int(last or first)]]
    return found


def _known(part: ElementTree.Element | None, rows: list[list[Any]]) -> Numbers:
    return {
        place: _serial(cell) for place, cell in enumerate(_cells(part, rows)) if isinstance(cell, float | int | date)
    }


def _serial(cell: Any) -> float:
    return float((cell - EPOCH).days if isinstance(cell, date) else cell)


def _series(part: ElementTree.Element) -> Drawn:
    return Drawn(
        name=next(part.find(C + "tx").iter(C + "v")).text or "",  # type: ignore[union-attr]
        places={place: str(text) for place, text in _cached(part, "cat")},
        values=_numbers(part, "val") or _numbers(part, "yVal"),
        across=_numbers(part, "xVal"),
        plus=_numbers(part, "plus"),
        minus=_numbers(part, "minus"),
    )


def _cached(part: ElementTree.Element, name: str) -> Iterator[tuple[int, str]]:
    for held in part.iter(C + name):
        for point in held.iter(C + "pt"):
            yield int(point.get("idx", "")), point.findtext(C + "v") or ""


def _numbers(part: ElementTree.Element, name: str) -> Numbers:
    return {place: float(text) for place, text in _cached(part, name)}


def _differing(root: ElementTree.Element, rows: list[list[Any]]) -> Iterator[tuple[str, Any, Any]]:
    """Numbers that the chart shows and that the cells to which it refers do not hold, or the other way round."""
    for held in root.iter(C + "numRef"):
        letter, first, last = re.findall(r"\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", held.findtext(C + "f") or "")[0]
        cells = [row[ord(letter) - 65] for row in rows[int(first) - 1 : int(last)]]
        shown = {int(point.get("idx", "")): float(point.findtext(C + "v") or "") for point in held.iter(C + "pt")}
        for place, cell in enumerate(cells):
            number = None if cell == "" else _serial(cell)
            if shown.get(place) != number:
                yield letter, shown.get(place), cell


def _names(chart: Chart) -> list[str]:
    assert chart.native
    names = [str(row[chart.native.names]) for row in drawn_rows(chart)]
    return list(dict.fromkeys(names)) if chart.native.series or chart.native.joined else names


def _lengths(chart: Chart, found: list[Drawn], names: list[str]) -> list[Mark]:
    """Bars and columns; a name may be followed by n, or by why there is no bar, and have air around it."""
    assert chart.native
    (drawn,) = (one for one in found if one.name in chart.native.values)
    said = {place: text for place, text in enumerate(names) if text.strip()}
    assert all(text.startswith(name) for text, name in zip(said.values(), _names(chart), strict=True))
    full = dict(zip(said, _names(chart), strict=True))
    return [Mark(full[place], "", (value,)) for place, value in sorted(drawn.values.items())]


def _points(chart: Chart, found: list[Drawn], names: list[str]) -> list[Mark]:
    """Dots at their places, each with what its error bars add and take away."""
    assert chart.native
    parts = {str(row[chart.native.series]) for row in drawn_rows(chart)} if chart.native.series else set()
    assert names[: len(_names(chart))] == _names(chart)
    return [
        Mark(names[place], one.name if parts else "", (value, *_spread(value, place, one)))
        for one in found
        if one.name in (parts or chart.native.values)
        for place, value in sorted(one.values.items())
    ]


def _spread(value: float, place: int, one: Drawn) -> tuple[float, ...]:
    if place not in one.plus and place not in one.minus:
        return ()
    return value - one.minus.get(place, 0), value + one.plus.get(place, 0)


def _spans(chart: Chart, found: list[Drawn], names: list[str]) -> list[Mark]:
    """From a day on an unseen bar, what has elapsed and what is to come; a name may say why not."""
    starts, elapsed, left = found
    full, count = _names(chart), len(starts.places)
    assert list(starts.places.values()) == names[:count]
    assert all(text.startswith(name) for text, name in zip(names[:count], full, strict=True))
    marks = []
    for place, start in sorted(starts.values.items()):
        if place in elapsed.values:
            days = elapsed.values[place] + left.values[place]
            marks.append(Mark(full[place], "", (_day(start), _day(start + days - 1))))
    return marks


def _dates(chart: Chart, found: list[Drawn], names: list[str]) -> list[Mark]:
    """The marks across from the names; beside them the line of today has but its two ends."""
    events = max(found, key=lambda one: len(one.across))
    marks = [(names[place], _day(day)) for place, day in sorted(events.across.items())]
    return [Mark(full_name(plain(said), _names(chart)), "", (day,)) for said, day in marks]


def _day(serial: float) -> date:
    return EPOCH + timedelta(days=serial)
