"""One fault in a valid table, of those that a Table Schema can express, in the schema's own strict spelling."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehealth import domain

EXAMPLES = Path(__file__).parent / "examples"
WRONG = {"date": "2024-02-31", "number": "12h", "integer": "12h", "boolean": "peut-être"}

Table = list[list[str]]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """A table with one fault: which it is, the line where it stands, the column (None = the whole line)."""

    kind: str
    fault: str
    line: int
    column: str | None
    table: Table

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.fault}" + (f" in {self.column}" if self.column else "")


def example(kind: str) -> Table:
    """The faultless example of a kind, header first."""
    text = (EXAMPLES / f"{kind}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text), delimiter=";" if kind == "baseline" else ","))


def planted(kind: str, table: Table) -> Iterator[Planted]:
    """Every sort of fault that a kind's schema can express, once for each type of column, on lines that change."""
    seen = set()
    for position, name in enumerate(table[0]):
        spec = next(f for f in domain.schema(kind)["fields"] if f["name"] == name)
        for fault, value in cell_faults(spec):
            if (fault, spec.get("x-type", spec["type"])) not in seen:
                seen.add((fault, spec.get("x-type", spec["type"])))
                row = 1 + position % (len(table) - 1)
                yield Planted(kind, fault, row + 1, name, changed(table, row, position, value))
    yield from structure_faults(kind, table)


def cell_faults(spec: Spec) -> Iterator[tuple[str, str]]:
    """(fault, a value that has it) of a column."""
    rules, dates = spec.get("constraints", {}), spec["type"] == "date"
    if spec["type"] in WRONG:
        yield "type", WRONG[spec["type"]]
    if "required" in rules:
        yield "required", ""
    if "pattern" in rules:
        yield "pattern", "?!"
    if "minLength" in rules:
        yield "minLength", "1"
        yield "maxLength", "1" * (rules["maxLength"] + 1)
    if "enum" in rules:
        yield "enum", "7" if spec["type"] == "integer" else "zz"
    if "minimum" in rules:
        yield "minimum", "2009-12-31" if dates else str(rules["minimum"] - 1)
    if "maximum" in rules:
        yield "maximum", "2041-01-01" if dates else str(rules["maximum"] + 1)


def structure_faults(kind: str, table: Table) -> Iterator[Planted]:
    """Faults of lines and of the header."""
    required = [f["name"] for f in domain.schema(kind)["fields"] if f.get("constraints", {}).get("required")]
    last, end = len(table) - 1, max(map(table[0].index, required))
    lacking = table[0][end]
    yield Planted(kind, "duplicate line", len(table) + 1, None, [*table, table[1]])
    yield Planted(kind, "extra cell", last + 1, None, each(table, lambda row, i: [*row, "x"] if i == last else row))
    yield Planted(kind, "missing cell", 2, lacking, each(table, lambda row, i: row[:end] if i == 1 else row))
    yield Planted(kind, "unknown header", 1, "note", each(table, lambda row, i: [*row, "1" if i else "note"]))
    yield Planted(kind, "missing header", 1, lacking, each(table, lambda row, i: row[:end] + row[end + 1 :]))
    yield Planted(kind, "duplicate header", 1, table[0][0], each(table, lambda row, _: [*row, row[0]]))


def each(table: Table, change: Callable[[list[str], int], list[str]]) -> Table:
    return [change(row, number) for number, row in enumerate(table)]


def changed(table: Table, row: int, position: int, value: str) -> Table:
    """The table with another value in one cell."""
    return each(table, lambda cells, i: [*cells[:position], value, *cells[position + 1 :]] if i == row else cells)


def strict(table: Table) -> bytes:
    """The table as Table Schema has it: UTF-8, commas, quotes only where they are needed."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(table)
    return target.getvalue().encode()
