"""How an office program draws a chart's own table: the description from which PowerPoint and Excel charts are made.

It holds headings of the table, never numbers, so that a native chart cannot say anything else than the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ehealth.wording import Words

Kind = Literal["columns", "bars", "points", "spans", "dates"]
Value = float | date | None
Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Interval:
    """A cell of a table that holds a 95 % interval, in whole points."""

    low: int
    high: int

    def said(self, w: Words) -> str:
        """In words, for a page: 62 to 75."""
        return w.say("{low} to {high}", low=self.low, high=self.high)


@dataclass(frozen=True)
class Native:
    """Which columns of a chart's table are drawn, and how.

    kind: columns (standing), bars (lying), points (with intervals), spans (from a date to a date), dates (marks on a
    time line).
    names: the heading of the categories. values: the headings of the numbers, one series each; start and end for spans.
    series: a heading whose words part the rows into series (then `values` has one heading), or "".
    interval: the heading of the Interval cells drawn as error bars, or "". unit: "", "%" or "€".
    band: the low and high of the target, drawn behind.
    first: how many rows at the head of the table are drawn, the others being there to be read; 0: all of them.
    joined: the spans of one name are drawn as one, from the first start to the last end.
    reported: the headings of how many reported and of how many were expected: where they differ, the number is partial.
    weak: a heading, and the word in it that tells a mark to be read with care: a fragile rate, another source's date.
    """

    kind: Kind
    names: str
    values: tuple[str, ...]
    series: str = ""
    interval: str = ""
    unit: str = ""
    band: tuple[int, int] | None = None
    first: int = 0
    joined: bool = False
    reported: tuple[str, str] | None = None
    weak: tuple[str, str] | None = None


@dataclass(frozen=True)
class Series:
    """One series of a native chart: a value per category, None where the table has a word or nothing."""

    name: str
    values: tuple[Value, ...]
    intervals: tuple[Interval | None, ...]


def drawable(native: Native, table: Table) -> Native | None:
    """The description, or None where the rows to draw hold words only."""
    found = (value for one in series(native, table) for value in one.values)
    return native if any(value is not None for value in found) else None


def categories(native: Native, table: Table) -> list[str]:
    """The names along the chart in the table's order, each once where several rows make one place."""
    names = [str(row[native.names]) for row in drawn_rows(native, table)]
    return list(dict.fromkeys(names)) if native.series or native.joined else names


def series(native: Native, table: Table) -> list[Series]:
    """The series that a description takes from a table; what is not a number there is absent, never 0."""
    rows = drawn_rows(native, table)
    if native.kind == "spans":
        return _spans(native, rows)
    if not native.series:
        return [_series(value, native, rows, value) for value in native.values]
    names, (value,) = categories(native, table), native.values
    parts: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(str(row[native.series]), {})[str(row[native.names])] = row
    return [_series(part, native, [found.get(name, {}) for name in names], value) for part, found in parts.items()]


def partial(native: Native, row: Mapping[str, Any]) -> tuple[int, int] | None:
    """How many reported and how many were expected, where a row's number stands for some of them only."""
    came, expected = (row.get(heading) for heading in native.reported or ("", ""))
    return (came, expected) if isinstance(came, int) and isinstance(expected, int) and 0 < came < expected else None


def with_care(native: Native, row: Mapping[str, Any]) -> bool:
    """Whether a row's mark is hollow or hatched: partial, or weak."""
    heading, word = native.weak or ("", None)
    return partial(native, row) is not None or (heading in row and row[heading] == word)


def spread(rows: Sequence[Mapping[str, Any]], w: Words) -> list[dict[str, Any]]:
    """The rows as a file holds them: an interval is two columns of numbers; a word in its place stands in both."""
    heading = interval_heading(w)
    ends = (w.say("95% interval: low"), w.say("95% interval: high"))
    return [
        {name: value for key, cell in row.items() for name, value in _columns(key, cell, heading, ends)} for row in rows
    ]


def interval_heading(w: Words) -> str:
    """The heading of the Interval cells of every table."""
    return w.say("95% interval")


def euros(cents: int) -> int | float:
    """Cents as a table's cell in euros: whole where they are, so that no decimals are shown for nothing."""
    return cents / 100 if cents % 100 else cents // 100


def drawn_rows(native: Native, table: Table) -> Table:
    """The rows that are drawn, the others being there to be read."""
    return table[: native.first] if native.first else table


def _series(name: str, native: Native, rows: Table, value: str) -> Series:
    beside = [row.get(native.interval) for row in rows]
    return Series(
        name,
        tuple(_number(row.get(value)) for row in rows),
        tuple(one if isinstance(one, Interval) else None for one in beside),
    )


def _spans(native: Native, rows: Table) -> list[Series]:
    """Starts and ends; a span of which one is not known is absent."""
    found: dict[Any, Table] = {}
    for place, row in enumerate(rows):
        found.setdefault(row[native.names] if native.joined else place, []).append(row)
    starts, ends = (
        [
            pick((day for row in group if (day := _number(row[heading])) is not None), default=None)
            for group in found.values()
        ]
        for heading, pick in zip(native.values, (min, max), strict=True)
    )
    whole = [(start, end) if start and end else (None, None) for start, end in zip(starts, ends, strict=True)]
    return [
        Series(heading, tuple(span[place] for span in whole), (None,) * len(whole))
        for place, heading in enumerate(native.values)
    ]


def _number(cell: Any) -> Value:
    if isinstance(cell, bool) or not isinstance(cell, int | float | date) or cell != cell:
        return None
    return cell


def _columns(key: str, cell: Any, heading: str, ends: tuple[str, str]) -> list[tuple[str, Any]]:
    if key != heading:
        return [(key, cell)]
    low_high = (cell.low, cell.high) if isinstance(cell, Interval) else (cell, cell)
    return list(zip(ends, low_high, strict=True))
