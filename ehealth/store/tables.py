"""The tables of rows and the views of what is current, made from the kinds' schemas."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import column, counted, quoted, sql_type

PARTS = {
    "project_code": "project_code",
    "academic_year": "period",
    "graduation_year": "period",
    "months_after": "months_after",
}
SCHEMA, VIEWS = (Path(__file__).with_name(name) for name in ("schema.sql", "views.sql"))

# Every slice that was ever received, and whether it is the current one.
HELD_SLICES = """
SELECT s.*, c.number IS NOT NULL AS current
FROM slices s LEFT JOIN current_slices c ON c.number = s.number AND c.kind = s.kind
     AND c.project_code IS NOT DISTINCT FROM s.project_code AND c.period IS NOT DISTINCT FROM s.period
     AND c.months_after IS NOT DISTINCT FROM s.months_after
"""


def columns(kind: str) -> list[tuple[str, str]]:
    """(column, DuckDB type) of a kind's rows as kept: identifiers are pseudonyms, money is whole cents."""
    fields = domain.schema(kind)["fields"]
    return [(column(f), "UUID" if f["name"] == "student_id" else sql_type(f)) for f in fields]


def definitions() -> str:
    """All SQL that an empty registry is made with."""
    return SCHEMA.read_text(encoding="utf-8") + "".join(map(_rows_table, domain.KINDS)) + views()


def views() -> str:
    """All views, made or made again over the tables that are there."""
    pairs = ", ".join(f"('{kind}', '{domain.subject(kind)}')" for kind in domain.KINDS)
    subjects = f"CREATE OR REPLACE VIEW subjects AS SELECT * FROM (VALUES {pairs}) AS pairs(kind, subject);\n"
    return subjects + VIEWS.read_text(encoding="utf-8") + "".join(map(_current_view, domain.KINDS))


def _rows_table(kind: str) -> str:
    listed = ", ".join(f"{name} {kept_as}" for name, kept_as in columns(kind))
    return f"CREATE TABLE {kind}_rows (number BIGINT, {listed});\n"


def _current_view(kind: str) -> str:
    same = "".join(
        f" AND s.{PARTS[name]} = r.{name}" + ("::VARCHAR" if PARTS[name] == "period" else "")
        for name in domain.schema(kind)["x-slice"]
    )
    return (
        f"CREATE OR REPLACE VIEW current_{kind} AS SELECT r.* EXCLUDE number FROM {kind}_rows r "
        f"SEMI JOIN current_slices s ON s.kind = '{kind}' AND s.number = r.number{same};\n"
    )


def insert(con: duckdb.DuckDBPyConnection, number: int, kind: str, rows: Path) -> None:
    """Brings in the rows of an upload, and which slices they hold. Raises Refusal("unknown-kind")."""
    if kind not in domain.KINDS:
        raise Refusal("unknown-kind", kind=kind)
    source = f"read_parquet({quoted(rows)})"
    names = ", ".join(name for name, _ in columns(kind))
    con.execute(f"INSERT INTO {kind}_rows SELECT ?, {names} FROM {source}", [number])
    held = slices_query(kind, source)
    con.execute(f"INSERT INTO slices SELECT ?, ?, * FROM ({held})", [number, kind])


def slices_query(kind: str, source: str) -> str:
    """The slices that rows of `source` hold: project_code, period, months_after (each may be NULL), line_count."""
    held = {PARTS[name]: name for name in domain.schema(kind)["x-slice"]}
    types = {"project_code": "VARCHAR", "period": "VARCHAR", "months_after": "BIGINT"}
    parts = ", ".join(f"{held.get(part, 'NULL')}::{kept_as} AS {part}" for part, kept_as in types.items())
    grouping = "GROUP BY ALL" if held else ""
    return f"SELECT {parts}, {counted(kind)} AS line_count FROM {source} {grouping} ORDER BY ALL"
