"""Table `raw` of text → `typed`, a column a field, and the cells that are at fault."""

from __future__ import annotations

import duckdb

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import cells
from ehealth.intake.cells import BLANKS, Fault, Field
from ehealth.intake.engine import column, put, quoted, sql_type, take
from ehealth.intake.found import Found, Row
from ehealth.intake.headers import Header
from ehealth.intake.personal import NUMBERS, SHORTEST_NUMBER


def type_rows(con: duckdb.DuckDBPyConnection, kind: str, header: Header, found: Found) -> list[str]:
    """Makes `typed` (record + the schema's columns) and `faulty` (records with a bad cell).

    Gives the spellings of codes, as written, that are not plain ASCII. `typed` is only a view where every cell stands
    in its canonical spelling, as in most files of a million rows.
    """
    con.execute("CREATE TABLE faulty (record BIGINT)")
    columns, joins, spelled = ["raw.rowid AS record"], [], []
    for position, spec in enumerate(domain.schema(kind)["fields"]):
        source, mapping = "NULL", f"m{position}"
        if spec["name"] in header.fields:
            source = f"raw.c{header.fields.index(spec['name'])}"
            if cells.type_of(spec) == "identifier":
                source = _check_identifiers(con, spec, source, found)
            elif not _check_values(con, spec, source, mapping, found):
                joins.append(f"LEFT JOIN {mapping} ON {mapping}.raw = coalesce({source}, '')")
                source = f"{mapping}.clean"
                spelled += _spelled(con, mapping) if "x-codes" in spec else []
        if cells.type_of(spec) == "published":  # an empty figure is one of the ministry's reasons
            source = f"coalesce({source}, '')"
        columns.append(f"CAST({source} AS {sql_type(spec)}) AS {column(spec)}")
    con.execute(
        f"CREATE {'TABLE' if joins else 'VIEW'} typed AS SELECT {', '.join(columns)} FROM raw {' '.join(joins)}"
    )
    if joins:
        con.execute("DROP TABLE raw")
    return spelled


def _spelled(con: duckdb.DuckDBPyConnection, mapping: str) -> list[str]:
    """The accepted values of a mapping that hold more bytes than characters."""
    query = f"SELECT raw FROM {mapping} WHERE clean IS NOT NULL AND strlen(raw) > length(raw) ORDER BY raw"
    return [raw for (raw,) in con.execute(query).fetchall()]


def _check_values(con: duckdb.DuckDBPyConnection, spec: Field, source: str, mapping: str, found: Found) -> bool:
    """Judges each distinct value once. True where all stand as they should; else table `mapping` says what is meant."""
    judge, raws, cleans = cells.judge(spec), [], []
    bad: dict[str, list[str | None]] = {"value": [], "alike": []}
    con.execute(f"SELECT DISTINCT coalesce({source}, '') FROM raw")
    while batch := con.fetchmany(10_000):  # a wrong column may hold a million of them
        for (value,) in batch:
            meant = judge(value)
            raws.append(value)
            cleans.append(None if isinstance(meant, Fault) else meant)
            if isinstance(meant, Fault):
                bad["value"].append(value)
                bad["alike"].append(None if meant.code == "personal-data" else value)
    if not bad["value"] and all(value == (clean or "") for value, clean in zip(raws, cleans, strict=True)):
        return True
    put(con, mapping, {"raw": raws, "clean": cleans})
    if bad["value"]:
        put(con, "bad", bad)
        query = f"SELECT raw.rowid AS record, bad.value, alike FROM raw JOIN bad ON coalesce({source}, '') = bad.value"
        _add_cells(con, spec, query, [], found)
        con.execute("DROP TABLE bad")
    return False


def _check_identifiers(con: duckdb.DuckDBPyConnection, spec: Field, source: str, found: Found) -> str:
    """The same judgement in SQL: identifiers are all distinct, so one call a value would be slow.

    Gives the SQL of the identifier without spaces at its edges, which takes long and is seldom needed.
    """
    for identifier in (source, f"trim({source}, {quoted(BLANKS)})"):
        personal = f"strlen({identifier}) >= {SHORTEST_NUMBER} AND regexp_full_match({identifier}, $2)"
        bad = f"coalesce(NOT regexp_full_match({identifier}, $1) OR ({personal}), true)"
        values = [spec["constraints"]["pattern"], NUMBERS]
        if not con.execute(f"SELECT 1 FROM raw WHERE {bad} LIMIT 1", values).fetchall():
            return identifier
    alike = f"CASE WHEN {personal} OR contains({identifier}, '@') THEN NULL ELSE coalesce({source}, '') END"
    query = f"SELECT raw.rowid AS record, {source} AS value, {alike} AS alike FROM raw WHERE {bad}"
    _add_cells(con, spec, query, values, found)
    return identifier


def _add_cells(con: duckdb.DuckDBPyConnection, spec: Field, query: str, values: list[str], found: Found) -> None:
    """Adds the cells that a query gives, and why each of them is refused.

    Cells with a person's data are all alike: how often each occurs would tell them apart.
    """
    taken = take(con, query, values, alike="alike")
    con.execute("INSERT INTO faulty SELECT record FROM taken")
    judge = cells.judge(spec)

    def problem(row: Row) -> Problem | None:
        record, value, _ = row
        fault = judge(value)
        if not isinstance(fault, Fault):
            return None
        shown = None if fault.code == "personal-data" else value or None
        return Problem(fault.code, found.lines[record], spec["name"], shown, fault.facts)

    found.add(taken, problem)
