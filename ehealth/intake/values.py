"""Table `raw` of text → `typed`, a column a field, and the cells that are at fault."""

from __future__ import annotations

from typing import Any

import duckdb

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import cells
from ehealth.intake.cells import BLANKS, Fault, Field
from ehealth.intake.engine import column, put, quoted, sql_type
from ehealth.intake.found import LISTED, Found
from ehealth.intake.headers import Header
from ehealth.intake.personal import NUMBERS, SHORTEST_NUMBER


def type_rows(con: duckdb.DuckDBPyConnection, kind: str, header: Header, found: Found) -> None:
    """Makes `typed` (record + the schema's columns) and `faulty` (records with a bad cell).

    `typed` is only a view where every cell stands in its canonical spelling, as in most files of a million rows.
    """
    con.execute("CREATE TABLE faulty (record BIGINT)")
    columns, joins = ["raw.rowid AS record"], []
    for position, spec in enumerate(domain.schema(kind)["fields"]):
        source, mapping = "NULL", f"m{position}"
        if spec["name"] in header.fields:
            source = f"raw.c{header.fields.index(spec['name'])}"
            if cells.type_of(spec) == "identifier":
                source = _check_identifiers(con, spec, source, found)
            elif not _check_values(con, spec, source, mapping, found):
                joins.append(f"LEFT JOIN {mapping} ON {mapping}.raw = coalesce({source}, '')")
                source = f"{mapping}.clean"
        if cells.type_of(spec) == "published":  # an empty figure is one of the ministry's reasons
            source = f"coalesce({source}, '')"
        columns.append(f"CAST({source} AS {sql_type(spec)}) AS {column(spec)}")
    con.execute(
        f"CREATE {'TABLE' if joins else 'VIEW'} typed AS SELECT {', '.join(columns)} FROM raw {' '.join(joins)}"
    )
    if joins:
        con.execute("DROP TABLE raw")


def _check_values(con: duckdb.DuckDBPyConnection, spec: Field, source: str, mapping: str, found: Found) -> bool:
    """Judges each distinct value once. True where all stand as they should; else table `mapping` says what is meant."""
    judge = cells.judge(spec)
    values = con.execute(f"SELECT DISTINCT coalesce({source}, '') FROM raw").fetchall()
    meant = {value: judge(value) for (value,) in values}
    if all(value == (clean or "") for value, clean in meant.items()):
        return True
    put(con, mapping, {"raw": list(meant), "clean": [None if isinstance(c, Fault) else c for c in meant.values()]})
    faults = [value for value, clean in meant.items() if isinstance(clean, Fault)]
    if faults:
        put(con, "bad", {"raw": faults})
        _add_cells(con, spec, source, f"coalesce({source}, '') IN (FROM bad)", [], found)
        con.execute("DROP TABLE bad")
    return False


def _check_identifiers(con: duckdb.DuckDBPyConnection, spec: Field, source: str, found: Found) -> str:
    """The same judgement in SQL first: identifiers are all distinct, so one call a value would be slow.

    Gives the SQL of the identifier without spaces at its edges.
    """
    personal = f"strlen({source}) >= {SHORTEST_NUMBER} AND regexp_full_match({source}, ?)"
    suspect = f"{source} IS NULL OR NOT regexp_full_match({source}, ?) OR ({personal})"
    suspects = _add_cells(con, spec, source, suspect, [spec["constraints"]["pattern"], NUMBERS], found)
    return f"trim({source}, {quoted(BLANKS)})" if suspects else source


def _add_cells(
    con: duckdb.DuckDBPyConnection, spec: Field, source: str, suspect: str, values: list[Any], found: Found
) -> int:
    """Judges the cells for which the condition `suspect` holds, and gives their number."""
    judge = cells.judge(spec)
    query = f"SELECT rowid, {source} FROM raw WHERE {suspect} ORDER BY rowid"
    suspects = con.execute(query, values).fetchall()
    judged = [(record, value, judge(value)) for record, value in suspects]
    bad = [(record, value, fault) for record, value, fault in judged if isinstance(fault, Fault)]
    if bad:
        found.add((_problem(found.lines[r], spec, value, fault) for r, value, fault in bad[:LISTED]), len(bad))
        put(con, "new_faulty", {"record": [record for record, _, _ in bad]})
        con.execute("INSERT INTO faulty FROM new_faulty; DROP TABLE new_faulty")
    return len(suspects)


def _problem(line: int, spec: Field, value: str | None, fault: Fault) -> Problem:
    """A cell's fault; what would identify a person is not repeated."""
    shown = None if fault.code == "personal-data" else value
    return Problem(fault.code, line, spec["name"], shown, fault.facts)
