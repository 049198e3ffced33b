"""DuckDB as intake uses it: in memory, shut in one folder, SQL made from the schema's own names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ehealth import domain
from ehealth.intake import cells
from ehealth.intake.found import LINES, LISTED, Taken

TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "BIGINT",
    "date": "DATE",
    "boolean": "BOOLEAN",
}

OFF = ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements")


def column(spec: Mapping[str, Any]) -> str:
    """A field's column: money is kept in whole cents, and its name says so."""
    name = str(spec["name"])
    return name.removesuffix("_eur") + "_cents" if cells.type_of(spec) == "money" else name


def sql_type(spec: Mapping[str, Any]) -> str:
    """A field's DuckDB type, as intake writes it. Identifiers are held as pseudonyms (UUID) in the store."""
    return TYPES.get(cells.type_of(spec), "VARCHAR")


def counted(kind: str) -> str:
    """What a group of a kind's rows counts, as SQL: the students of totals, else the rows."""
    return "sum(students)::BIGINT" if domain.subject(kind) != kind else "count(*)"


def connect(*folders: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database that can touch nothing but these folders."""
    con = duckdb.connect(config=dict.fromkeys(OFF, "false"))
    allowed = ", ".join(quoted(f"{folder}/") for folder in folders)
    con.execute(f"SET temp_directory = ''; SET memory_limit = '2GB'; SET allowed_directories = [{allowed}]")
    con.execute("SET enable_external_access = false; SET lock_configuration = true")
    return con


def quoted(text: object) -> str:
    """A string as an SQL literal, where SQL takes no parameter (paths of files, patterns of our own): the one place."""
    return "'" + str(text).replace("'", "''") + "'"


def take(
    con: duckdb.DuckDBPyConnection,
    query: str,
    values: list[Any] | None = None,
    alike: str = "coalesce(value::VARCHAR, '')",
) -> Taken:
    """The rows of a query (record, value, …) that are at fault; all stay in the table `taken`.

    alike: what those have in common that are told together, as SQL over the query's columns.
    """
    con.execute(f"CREATE OR REPLACE TABLE taken AS {query}", values or [])
    count = con.execute("SELECT count(*) FROM taken").fetchall()[0][0]
    if not count:
        return Taken([], 0, [])
    groups = con.execute(
        f"SELECT n, records, taken.* FROM taken JOIN (SELECT min(record) AS record, count(*) AS n, "
        f"min(record, {LINES}) AS records FROM taken GROUP BY {alike} ORDER BY 1 LIMIT {LISTED}) USING (record) "
        "ORDER BY record"
    ).fetchall()
    rows = con.execute(f"FROM taken ORDER BY record LIMIT {LISTED}").fetchall()
    return Taken(rows, count, [(row, n, records) for n, records, *row in groups])


def put(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, list[Any]]) -> None:
    """Makes a table of text of these columns."""
    con.register("incoming", pd.DataFrame({key: pd.Series(value, dtype="str") for key, value in columns.items()}))
    con.execute(f"CREATE TABLE {name} AS FROM incoming")
    con.unregister("incoming")
