"""How an office program draws a chart's own table: the description from which PowerPoint and Excel charts are made.

It holds headings of the table, never numbers, so that a native chart cannot say anything else than the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["columns", "bars", "points", "spans", "dates"]
Value = float | date | None


@dataclass(frozen=True)
class Interval:
    """A cell of a table that holds a 95 % interval, in whole points."""

    low: int
    high: int


@dataclass(frozen=True)
class Native:
    """Which columns of a chart's table are drawn, and how.

    kind: columns (standing), bars (lying), points (with intervals), spans (from a date to a date), dates (marks on a
    time line).
    names: the heading of the categories. values: the headings of the numbers, one series each; start and end for spans.
    series: a heading whose words part the rows into series (then `values` has one heading), or "".
    interval: the heading of the Interval cells drawn as error bars, or "". unit: "", "%" or "€".
    band: the low and high of the target, drawn behind.
    """

    kind: Kind
    names: str
    values: tuple[str, ...]
    series: str = ""
    interval: str = ""
    unit: str = ""
    band: tuple[int, int] | None = None


@dataclass(frozen=True)
class Series:
    """One series of a native chart: a value per category, None where the table has a word or nothing."""

    name: str
    values: tuple[Value, ...]
    intervals: tuple[Interval | None, ...]


def categories(native: Native, table: list[dict[str, Any]]) -> list[str]:
    """The names along the chart, each once, in the table's order."""
    return list(dict.fromkeys(str(row[native.names]) for row in table))


def series(native: Native, table: list[dict[str, Any]]) -> list[Series]:
    """The series that a description takes from a table; what is not a number there is absent, never 0."""
    names = categories(native, table)
    if not native.series:
        return [_series(value, native, names, table, value) for value in native.values]
    (value,) = native.values
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        parts.setdefault(str(row[native.series]), []).append(row)
    return [_series(part, native, names, rows, value) for part, rows in parts.items()]


def _series(name: str, native: Native, names: list[str], table: list[dict[str, Any]], value: str) -> Series:
    found = {str(row[native.names]): row for row in table}
    rows = [found.get(one, {}) for one in names]
    spread = [row.get(native.interval) for row in rows]
    return Series(
        name,
        tuple(_number(row.get(value)) for row in rows),
        tuple(one if isinstance(one, Interval) else None for one in spread),
    )


def _number(cell: Any) -> Value:
    if isinstance(cell, bool) or not isinstance(cell, int | float | date) or cell != cell:
        return None
    return cell
