"""An edition's DuckDB file: where it is made, and the tables of the contract (DESIGN) that are written to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import duckdb
import pandas as pd

from ehealth.domain import DEFINITION_VERSION, Refusal
from ehealth.editions import FORMAT
from ehealth.intake import quoted
from ehealth.publishing.counts import DELIVERIES
from ehealth.store import Registry, Store
from ehealth.store.engine import abandoned

REFERENCE = ("events", "envelopes", "projects", "partners", "modules", "baseline")
MAKING = ".making-"
BLOCK_SIZE = 65_536  # bytes: DuckDB's own four times as much make a file four times as large, nearly all of it empty

Rows: TypeAlias = str | tuple[str, list[str]] | pd.DataFrame  # SQL, SQL and its values, or rows of text


@contextmanager
def making(store: Store) -> Iterator[Path]:
    """A folder of one's own in the store, gone afterwards. Only under the store's lock.

    What a process that was killed left is swept: it may hold exact counts.
    """
    for left in store.editions.glob(f"{MAKING}*"):
        if abandoned(left):
            shutil.rmtree(left)
    with TemporaryDirectory(prefix=MAKING, dir=store.editions) as folder:
        yield Path(folder)


def described(registry: Registry, edition: str, at: datetime, **facts: str) -> dict[str, str]:
    """The manifest: what this edition is, and the `facts` of its making."""
    return {
        "edition": edition,
        "made_at": at.isoformat(timespec="seconds") + "Z",
        "demonstration": str(registry.demonstration).lower(),
        "definition_version": DEFINITION_VERSION,
        "ledger": str(registry.last),
        "format": FORMAT,
        **facts,
    }


def write(registry: Registry, path: Path, manifest: dict[str, str], cells: Mapping[str, Rows]) -> None:
    """Writes the file: the manifest, the tables of cells, the reference kinds and the deliveries.

    Raises Refusal("edition-not-made").
    """
    tables: dict[str, Rows] = {kind: f"FROM current_{kind} ORDER BY ALL" for kind in REFERENCE}
    tables |= {"deliveries": DELIVERIES, **cells}
    try:
        registry.con.execute(f"ATTACH {quoted(path)} AS edition (BLOCK_SIZE {BLOCK_SIZE})")
        try:
            for name, rows in tables.items():
                _table(registry, name, rows)
            registry.con.execute("CREATE TABLE edition.manifest (key VARCHAR, value VARCHAR)")
            registry.con.executemany("INSERT INTO edition.manifest VALUES (?, ?)", list(manifest.items()))
            registry.con.execute("CHECKPOINT edition")
        finally:
            registry.con.execute("DETACH edition")
    except duckdb.Error as fault:
        raise Refusal("edition-not-made", path=str(path.parent)) from fault


def _table(registry: Registry, name: str, rows: Rows) -> None:
    if not isinstance(rows, pd.DataFrame):
        query, values = rows if isinstance(rows, tuple) else (rows, [])
        registry.con.execute(f"CREATE TABLE edition.{name} AS {query}", values)
        return
    typed = ", ".join(f"{column}::{_type(column)} AS {column}" for column in rows)
    registry.con.register("drawn", rows)
    try:
        registry.con.execute(f"CREATE TABLE edition.{name} AS SELECT {typed} FROM drawn ORDER BY ALL")
    finally:
        registry.con.unregister("drawn")


def _type(column: str) -> str:
    return "BIGINT" if column in ("graduation_year", "months_after", "students") else "VARCHAR"
