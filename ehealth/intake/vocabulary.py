"""Columns whose cells have few good values: a large file is read with these as types, and then has no other.

Such a column needs no second look, and takes a byte or two a cell; where the file holds anything else, even another
spelling, DuckDB refuses it and every cell is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache

import duckdb

from ehealth import domain
from ehealth.intake import cells
from ehealth.intake.days import FIRST_DAY, LAST_DAY
from ehealth.intake.engine import put, quoted, sql_type
from ehealth.intake.fault import Field

WIDEST = 1000  # whole numbers between two limits

Codes = Callable[[str, str], Iterable[str]]  # gives the codes that the store knows, by their kind and field


def types(con: duckdb.DuckDBPyConnection, kind: str, codes: Codes | None) -> dict[str, str]:
    """Makes an ENUM of the values of each field that has few of them; gives its name by the field's.

    The values stand in their own order, which is that of days, too.
    """
    names: dict[tuple[str, ...], str] = {}
    found = {}
    for spec in domain.schema(kind)["fields"]:
        if values := tuple(sorted({*good(spec), *_received(kind, spec, codes)})):
            if values not in names:
                names[values] = f"words{len(names)}"
                put(con, "words", {"value": list(values)})
                con.execute(f"CREATE TYPE {names[values]} AS ENUM (FROM words); DROP TABLE words")
            found[spec["name"]] = names[values]
    return found


def good(spec: Field) -> list[str]:
    """All values of a field that `cells.judge` leaves as they are; nothing where they are many or have no list."""
    kind, limits = cells.type_of(spec), spec.get("constraints", {})
    if kind in ("code", "region"):
        return list(spec["x-codes"])
    if kind == "date":
        return list(_days())
    if kind == "academic_year":
        return [f"{year}-{year + 1}" for year in range(FIRST_DAY.year, LAST_DAY.year)]
    if kind == "boolean":
        return ["false", "true"]
    return _numbers(limits) if kind == "integer" else []


@cache
def _days() -> tuple[str, ...]:
    return tuple(str(FIRST_DAY + timedelta(day)) for day in range((LAST_DAY - FIRST_DAY).days + 1))


def _numbers(limits: Mapping[str, object]) -> list[str]:
    if isinstance(listed := limits.get("enum"), list):
        return list(map(str, listed))
    first, last = limits.get("minimum"), limits.get("maximum")
    if isinstance(first, int) and isinstance(last, int) and last - first < WIDEST:
        return list(map(str, range(first, last + 1)))
    return []


def _received(kind: str, spec: Field, codes: Codes | None) -> list[str]:
    """The codes that a field may refer to, where the store knows them."""
    for rule in domain.schema(kind)["x-foreignKeys"]:
        target = rule["reference"]
        if codes and rule["fields"][-1] == spec["name"] and target["kind"] != kind and "where" not in target:
            judge = cells.judge(spec, kind)
            return [code for code in codes(target["kind"], target["fields"][-1]) if judge(code) == code]
    return []


def typed(spec: Field, column: str) -> str:
    """SQL: a column that was read so, in the type of its field. Text stays an ENUM, which costs less to write."""
    kept_as = sql_type(spec)
    if kept_as == "DATE":
        return f"{quoted(FIRST_DAY)}::DATE + enum_code({column})::INTEGER"
    return column if kept_as == "VARCHAR" else f"CAST({column}::VARCHAR AS {kept_as})"
