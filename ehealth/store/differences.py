"""Row by row: what a checked file would add to the slices it replaces, change in them and take out of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ehealth import domain
from ehealth.store.tables import PARTS, columns

Slice = tuple[str | None, str | None, int | None]  # project, period, months after


@dataclass(frozen=True)
class Difference:
    """Rows of one slice: only in the file, under the same key with other cells, only in what it replaces."""

    added: int
    changed: int
    removed: int


def differences(con: duckdb.DuckDBPyConnection, kind: str, rows: Path) -> dict[Slice, Difference]:
    """The differences of the rows in `rows` (Parquet, as `Checked.write` leaves it), by slice.

    What is replaced may be empty: all rows are then added.
    """
    names, key, parts = [name for name, _ in columns(kind)], domain.schema(kind)["primaryKey"], _parts(kind)
    source = "'" + str(rows).replace("'", "''") + "'"
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM f.{name}" for name in key)
    other = " OR ".join(f"t.{name} IS DISTINCT FROM f.{name}" for name in names if name not in key) or "false"
    slice_ = ", ".join(f"coalesce(f.{name}, t.{name})" for name in parts)
    grouped = f"GROUP BY {slice_}" if parts else ""
    found = con.execute(
        f"WITH f AS (SELECT *, true AS here FROM read_parquet({source})), "
        f"t AS (SELECT *, true AS here FROM current_{kind} {_within(parts)}) "
        f"SELECT count(*) FILTER (t.here IS NULL), count(*) FILTER (f.here AND t.here AND ({other})), "
        f"count(*) FILTER (f.here IS NULL){', ' if parts else ''}{slice_} FROM f FULL JOIN t ON {same} {grouped}"
    ).fetchall()
    return {_slice(parts, values): Difference(*counts) for *counts, values in ((*r[:3], r[3:]) for r in found)}


def _parts(kind: str) -> list[str]:
    return list(domain.schema(kind)["x-slice"])


def _within(parts: list[str]) -> str:
    """Only rows of the slices that the file holds: any other is not touched."""
    if not parts:
        return ""
    listed = ", ".join(parts)
    return f"SEMI JOIN (SELECT DISTINCT {listed} FROM f) USING ({listed})"


def _slice(parts: list[str], values: tuple[Any, ...]) -> Slice:
    held = dict(zip((PARTS[name] for name in parts), values, strict=True))
    return held.get("project_code"), str(held["period"]) if "period" in held else None, held.get("months_after")
