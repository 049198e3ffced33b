"""Row by row: what a checked file would add to the slices it replaces, change in them and take out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ehealth import domain
from ehealth.intake import quoted
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

    What is replaced may be empty: all rows are then added. Where totals replace lines, or the reverse, no row is the
    same: those of the other kind are removed.
    """
    names, key, parts = [name for name, _ in columns(kind)], domain.schema(kind)["primaryKey"], _parts(kind)
    source = quoted(rows)
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
    gone = _of_the_other_kind(con, kind, source)
    return {
        slice_: Difference(added, changed, removed + gone.get(slice_, 0))
        for added, changed, removed, *values in found
        for slice_ in [_slice(parts, values)]
    }


def _of_the_other_kind(con: duckdb.DuckDBPyConnection, kind: str, source: str) -> dict[Slice, int]:
    """The rows of the slices that a file in `source` holds as lines where they are totals now, or the reverse."""
    parts = _parts(kind)
    gone: dict[Slice, int] = {}
    for other in (one for one in domain.sharing(kind) if one != kind):
        rows = con.execute(
            f"WITH f AS (FROM read_parquet({source})) "
            f"SELECT count(*), {', '.join(parts)} FROM current_{other} {_within(parts)} GROUP BY ALL"
        ).fetchall()
        gone |= {_slice(parts, values): count for count, *values in rows}
    return gone


def _parts(kind: str) -> list[str]:
    return list(domain.schema(kind)["x-slice"])


def _within(parts: list[str]) -> str:
    """Only rows of the slices that the file holds: any other is not touched."""
    if not parts:
        return ""
    listed = ", ".join(parts)
    return f"SEMI JOIN (SELECT DISTINCT {listed} FROM f) USING ({listed})"


def _slice(parts: list[str], values: Sequence[Any]) -> Slice:
    held = dict(zip((PARTS[name] for name in parts), values, strict=True))
    return held.get("project_code"), str(held["period"]) if "period" in held else None, held.get("months_after")
