"""The marks of a chart's figure, read from the Plotly JSON: lengths, places, error bars, and the names beside them."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ehealth.charts import Chart, Setting
from ehealth.charts.framed import framed
from ehealth.charts.tiles import PLACES
from ehealth.domain import label
from tests.forms import Mark, drawn_rows

Figure = dict[str, Any]
DAY = 86_400_000  # milliseconds


def in_html(body: str) -> dict[str, str]:
    """The figures that HTML of ours carries: the name of each chart → its JSON."""
    return dict(re.findall(r"data-chart=\"([^\"]*)\"[^>]*data-figure='([^']*)'", body))


def plain(text: str) -> str:
    """A label without Plotly's marks, on one line."""
    return html.unescape(re.sub(r"<[^>]+>", "", text.replace("<br>", " "))).replace("\u00a0", " ").strip()


def texts(figure: Figure) -> list[Figure]:
    """The words beside a figure's marks: what stands around the plot, as its footer does, is left out."""
    return [one for one in figure["layout"]["annotations"] if one.get("yref") != "paper"]


def of_figure(chart: Chart, setting: Setting) -> list[Mark]:
    """The marks that a chart's figure draws, named as its table names them."""
    read = {
        "waves": _dates,
        "running_times": _runs,
        "shares": _shares,
        "headcount": _columns,
        "awareness": _columns,
        "response": _columns,
        "coverage": _tiles,
        "completion": _points,
        "placement": _points,
        "employers": _ranked,
        "insertion": _lines,
    }.get(chart.name, _rows)
    return read(chart, setting.lang)


def of_picture(chart: Chart, setting: Setting) -> list[Mark]:
    """The same of the figure at 16:9."""
    return of_figure(replace(chart, figure=framed(chart, setting).figure), setting)


def _names(chart: Chart) -> list[str]:
    assert chart.native
    return [str(row[chart.native.names]) for row in drawn_rows(chart)]


def full_name(said: str, names: list[str]) -> str:
    """The name that a label says, which may be cut or followed by more."""
    said = said.removesuffix("…").strip()
    fits = [name for name in names if plain(name) == said] or [name for name in names if plain(name).startswith(said)]
    assert fits, (said, names)
    return fits[0]


def _columns(chart: Chart, lang: str) -> list[Mark]:
    """Standing bars over the ticks that name them."""
    ticks, names = _ticks(chart), _names(chart)
    bars = [bar for trace in chart.figure["data"] for bar in zip(trace["x"], trace["y"], strict=True)]
    return [Mark(_tick(ticks[x], names), "", (height,)) for x, height in sorted(bars) if height is not None]


def _ticks(chart: Chart) -> dict[float, str]:
    """What stands under each place of the foot."""
    axis = chart.figure["layout"]["xaxis"]
    return dict(zip(map(float, axis["tickvals"]), axis["ticktext"], strict=True))


def _tick(text: str, names: list[str]) -> str:
    """The name that a tick begins with; one that is cut at its hyphen goes on in the next line."""
    said = plain(text).replace("- ", "-")
    return next(name for name in names if said.startswith(plain(name)))


def _rows(chart: Chart, lang: str) -> list[Mark]:
    """Lying bars with a name in bold beside or above each."""
    names, marks = _names(chart), []
    beside = [one for one in texts(chart.figure) if one.get("xref") == "paper" and one["text"].startswith("<b>")]
    for trace in chart.figure["data"]:
        for length, y in zip(trace["x"], trace["y"], strict=True):
            nearest = min(beside, key=lambda one: (abs(one["y"] - y - 0.01), one["y"]))
            marks.append((-y, Mark(full_name(plain(nearest["text"].split("</b>")[0]), names), "", (length,))))
    return [mark for _, mark in sorted(marks)]


def _ranked(chart: Chart, lang: str) -> list[Mark]:
    """Bars of employers from the top down; the order names them, since a phone's names are other, shorter ones."""
    assert chart.native
    (trace,) = chart.figure["data"]
    known = drawn_rows(chart)
    assert sorted(trace["y"]) == trace["y"] and len(trace["y"]) == len(known)
    words = [one for row, one in zip(known, trace["x"], strict=True) if isinstance(row[chart.native.values[0]], str)]
    assert not any(words)  # a bar without length stands for what is not told
    return [
        Mark(str(row[chart.native.names]), "", (length,))
        for row, length in zip(known, trace["x"], strict=True)
        if length
    ]


def _points(chart: Chart, lang: str) -> list[Mark]:
    """Dots with their intervals, a series for each three traces: interval, halo, dot."""
    assert chart.native
    heading, rows, marks = chart.native.series, drawn_rows(chart), []
    parts = list(dict.fromkeys(str(row[heading]) for row in rows)) if heading else [""]
    ticks, data = _ticks(chart), chart.figure["data"]
    assert len(data) == 3 * len(parts)
    for part, trace, halo, dot in zip(parts, data[::3], data[1::3], data[2::3], strict=True):
        assert trace["y"] == halo["y"] == dot["y"]
        error = trace["error_y"]
        for x, rate, down, up in zip(trace["x"], trace["y"], error["arrayminus"], error["array"], strict=True):
            marks.append(
                Mark(
                    _tick(ticks[min(ticks, key=lambda place: abs(place - x))], _names(chart)),
                    part,
                    (rate, rate - down, rate + up),
                )
            )
    return marks


def _lines(chart: Chart, lang: str) -> list[Mark]:
    """Lying intervals and the reference's diamonds, under the name of their survey and beside that of their people."""
    assert chart.native
    said = [one for one in texts(chart.figure) if one["x"] == 0 and one.get("xref") == "paper"]
    people = list(dict.fromkeys(str(row[chart.native.series]) for row in drawn_rows(chart)))
    intervals, _, _, diamonds = chart.figure["data"]
    error = intervals["error_x"]
    spread = zip(intervals["x"], error["arrayminus"], error["array"], strict=True)
    found = [(y, (x, x - down, x + up)) for y, (x, down, up) in zip(intervals["y"], spread, strict=True)]
    found += [(y, (x,)) for y, x in zip(diamonds["y"], diamonds["x"], strict=True)]
    marks = []
    for y, numbers in sorted(found):
        near = max((one for one in said if plain(one["text"]) in people and one["y"] <= y), key=lambda one: one["y"])
        over = max((one for one in said if one["text"].startswith("<b>") and one["y"] < y), key=lambda one: one["y"])
        months = re.findall(r"\d+", plain(over["text"]))[0]
        name = next(name for name in _names(chart) if name.split()[0] == months)
        marks.append(Mark(name, plain(near["text"]), numbers))
    return marks


def _tiles(chart: Chart, lang: str) -> list[Mark]:
    """The numbers written in the tiles of the regions."""
    marks = []
    for code, (x, y) in PLACES.items():
        inside = [one for one in texts(chart.figure) if one["x"] == x and abs(one["y"] - y) < 0.4 and "xref" not in one]
        numbers = [re.sub(r"\D", "", one["text"]) for one in inside if one["text"].startswith("<b>")]
        marks += [Mark(label("projects", "region", code, lang), "", (int(number),)) for number in numbers]
    return sorted(marks, key=lambda mark: _names(chart).index(mark.name))


def _dates(chart: Chart, lang: str) -> list[Mark]:
    """The marks on the line: those under the magnifier stand at the same dates, elsewhere."""
    line: list[Figure] = []
    for trace in chart.figure["data"]:
        if all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in trace["x"]):
            line += [trace]
    said = [(day, text) for trace in line for day, text in zip(trace["x"], trace["text"], strict=True)]
    names = sorted(_names(chart), key=len, reverse=True)
    marks = [Mark(full_name(plain(text.split("<br>")[0]), names), "", (date.fromisoformat(day),)) for day, text in said]
    return sorted(marks, key=lambda mark: _names(chart).index(mark.name))


def _runs(chart: Chart, lang: str) -> list[Mark]:
    """The whole bars; what has elapsed of them lies on top, as a second trace."""
    whole, elapsed = chart.figure["data"]
    assert set(zip(elapsed["base"], elapsed["y"], strict=True)) <= set(zip(whole["base"], whole["y"], strict=True))
    marks = []
    for base, length, text in zip(whole["base"], whole["x"], whole["text"], strict=True):
        start = date.fromisoformat(base)
        name = full_name(plain(text.split("<br>")[0]), _names(chart))
        marks.append(Mark(name, "", (start, start + timedelta(days=length / DAY - 1))))
    return marks


def _shares(chart: Chart, lang: str) -> list[Mark]:
    """The slice of each bar that the next one magnifies, then the grants in the last bar."""
    bars = [(trace["base"][0], trace["x"][0], trace["y"][0], trace["text"][0]) for trace in chart.figure["data"]]
    lowest, names = min(y for _, _, y, _ in bars), _names(chart)
    slices = [width for base, width, y, _ in sorted(bars, key=lambda bar: -bar[2]) if base == 0 and y > lowest]
    grants = [(width, text) for _, width, y, text in bars if y == lowest and text]
    found = [Mark(name, "", (round(width, 1),)) for name, width in zip(names[1:], slices, strict=False)]
    return found + [Mark(full_name(plain(text.split("<br>")[0]), names), "", (round(w, 1),)) for w, text in grants]
