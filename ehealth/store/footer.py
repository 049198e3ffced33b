"""The files of rows of which some went for good: written anew without them, and what their footer says then.

A rewritten file still says which slices it held, since one may be left without a line and must not give way to an
earlier upload; and it holds the totals that stand in place of lines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from ehealth import domain
from ehealth.intake import quoted
from ehealth.intake.personal import PEOPLE
from ehealth.store import engine, ledger, tables

SLICE = [("project_code", "VARCHAR"), ("period", "VARCHAR"), ("months_after", "BIGINT")]


def totals_of(kind: str) -> str:
    """The kind of totals whose slices a kind of lines shares."""
    return next(other for other in domain.sharing(kind) if other != kind)


def write_again(con: duckdb.DuckDBPyConnection, received: Path, number: int, kind: str) -> None:
    """Writes the file of an upload's rows anew from what the registry holds of it now, whole or not at all."""
    waiting = ledger.rows_file(received, number).with_suffix(".rows.waiting")
    write(con, waiting, number, kind)
    ledger.replace_rows(received, number, waiting)


def write(con: duckdb.DuckDBPyConnection, path: Path, number: int, kind: str) -> None:
    """Writes the rows of an upload as the registry holds them, and waits until they are on the disk."""
    kept = f", KV_METADATA {{kept: {_kept(con, number, kind)}}}" if kind in PEOPLE else ""
    con.execute(
        f"COPY (SELECT * EXCLUDE number FROM {kind}_rows WHERE number = {int(number)}) TO {quoted(path)} "
        f"(FORMAT parquet{kept})"
    )
    engine.sync(path)


def _kept(con: duckdb.DuckDBPyConnection, number: int, kind: str) -> str:
    slices = con.execute(
        "SELECT project_code, period, months_after FROM slices WHERE number = ? AND kind = ? ORDER BY ALL",
        [number, kind],
    ).fetchall()
    names = ", ".join(name for name, _ in tables.columns(totals_of(kind)))
    totals = con.execute(
        f"SELECT {names} FROM {totals_of(kind)}_rows WHERE number = ? ORDER BY ALL", [number]
    ).fetchall()
    return quoted(json.dumps({"slices": slices, "totals": totals}, ensure_ascii=False))


def insert(con: duckdb.DuckDBPyConnection, number: int, kind: str, rows: Path) -> None:
    """Brings in the file of an upload's rows, and what its footer says. Raises Refusal("unknown-kind")."""
    tables.insert(con, number, kind, rows)
    if kind not in PEOPLE:
        return
    found = con.execute(f"SELECT value FROM parquet_kv_metadata({quoted(rows)}) WHERE key = 'kept'").fetchall()
    if found:
        _insert_kept(con, number, kind, json.loads(bytes(found[0][0])))


def _insert_kept(con: duckdb.DuckDBPyConnection, number: int, kind: str, kept: dict[str, list[list[Any]]]) -> None:
    totals = totals_of(kind)
    _insert(con, f"{totals}_rows SELECT {number}, *", tables.columns(totals), kept["totals"])
    held = tables.slices_query(totals, f"(FROM {totals}_rows WHERE number = {number})")
    con.execute(f"INSERT INTO slices SELECT ?, ?, * FROM ({held})", [number, totals])
    same = " AND ".join(f"s.{name} IS NOT DISTINCT FROM k.{name}" for name, _ in SLICE)
    without = f"NOT EXISTS (FROM slices s WHERE s.number = {number} AND s.kind = '{kind}' AND {same})"
    _insert(con, f"slices SELECT {number}, '{kind}', *, 0", SLICE, kept["slices"], f"k WHERE {without}")


def _insert(
    con: duckdb.DuckDBPyConnection,
    into: str,
    columns: list[tuple[str, str]],
    rows: list[list[Any]],
    where: str = "",
) -> None:
    """INSERT INTO … of rows, for which an executemany would take seconds."""
    if rows:
        values = ", ".join(f"unnest(?::{kept_as}[]) AS {name}" for name, kept_as in columns)
        con.execute(
            f"INSERT INTO {into} FROM (SELECT {values}) {where}", [list(one) for one in zip(*rows, strict=True)]
        )
