"""Table `raw` of text → `typed`, a column a field, and the cells that are at fault."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import cells, vocabulary
from ehealth.intake.cells import BLANKS
from ehealth.intake.engine import column, put, quoted, sql_type, take
from ehealth.intake.fault import Fault, Field
from ehealth.intake.found import Found, Row
from ehealth.intake.headers import Header
from ehealth.intake.personal import BIRTHS, NUMBERS, SHORTEST_BIRTH, SHORTEST_NUMBER


def type_rows(
    con: duckdb.DuckDBPyConnection, kind: str, header: Header, good: Collection[str], found: Found
) -> list[str]:
    """Makes `typed` (record + the schema's columns) and `faulty` (records with a bad cell).

    good: the fields of which no cell need be judged.
    Gives the spellings of codes, as written, that are not plain ASCII. `typed` is only a view where every cell stands
    in its canonical spelling, as in most files of a million rows.
    """
    con.execute("CREATE TABLE faulty (record BIGINT)")
    columns, joins, spelled = ["raw.rowid AS record"], [], []
    for position, spec in enumerate(domain.schema(kind)["fields"]):
        source, mapping = "NULL", f"m{position}"
        if spec["name"] in header.fields:
            source = f"raw.c{header.fields.index(spec['name'])}"
            if spec["name"] in good:
                columns.append(f"{vocabulary.typed(spec, source)} AS {column(spec)}")
                continue
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
    con.execute(f"SELECT DISTINCT coalesce({source}, '') FROM raw")
    raws, cleans, bad = _judged(con, spec, found.kind)
    if not bad["value"] and all(value == (clean or "") for value, clean in zip(raws, cleans, strict=True)):
        return True
    put(con, mapping, {"raw": raws, "clean": cleans})
    _add_cells(con, spec, source, bad, found)
    return False


def _judged(
    con: duckdb.DuckDBPyConnection, spec: Field, kind: str
) -> tuple[list[str], list[str | None], dict[str, list[str | None]]]:
    """The values that were just asked for, what each of them means, and those at fault with what is told together.

    Values with a person's data are told together, however they read: how often each occurs would tell them apart.
    """
    judge, raws, cleans = cells.judge(spec, kind), [], []
    bad: dict[str, list[str | None]] = {"value": [], "alike": []}
    while batch := con.fetchmany(10_000):  # a wrong column may hold a million of them
        for (value,) in batch:
            meant = judge(value)
            raws.append(value)
            cleans.append(None if isinstance(meant, Fault) else meant)
            if isinstance(meant, Fault):
                bad["value"].append(value)
                bad["alike"].append(str(meant.facts["rule"]) if cells.hidden(spec, meant) else value)
    return raws, cleans, bad


def _check_identifiers(con: duckdb.DuckDBPyConnection, spec: Field, source: str, found: Found) -> str:
    """The same judgement in SQL: identifiers are all distinct, so one call a value would be slow.

    Gives the SQL of the identifier without spaces at its edges, which takes long and is seldom needed.
    """
    limits = spec["constraints"]
    values = [limits["pattern"], NUMBERS, BIRTHS]
    for identifier in (source, f"trim({source}, {quoted(BLANKS)})"):
        length, searched = f"strlen({identifier})", f"regexp_matches({identifier}, "
        number = f"({length} >= {SHORTEST_NUMBER} AND {searched}$2))"
        birth = f"({length} >= {SHORTEST_BIRTH} AND {searched}$3))"
        fits = (
            f"{length} BETWEEN {limits['minLength']} AND {limits['maxLength']} AND regexp_full_match({identifier}, $1)"
        )
        short = f"({length} BETWEEN {limits['minLength']} AND {SHORTEST_NUMBER - 1} AND "
        short += f"regexp_full_match({identifier}, '[A-Za-z]*[0-9]+[A-Za-z]?'))"  # good, and in one look: as most are
        bad = f"CASE WHEN {short} THEN false ELSE coalesce(NOT ({fits}) OR {number} OR {birth}, true) END"
        if not con.execute(f"SELECT 1 FROM raw WHERE {bad} LIMIT 1", values).fetchall():
            return identifier
    con.execute(f"SELECT DISTINCT coalesce({source}, '') FROM raw WHERE {bad}", values)
    _add_cells(con, spec, source, _judged(con, spec, found.kind)[2], found)
    return identifier


def _add_cells(
    con: duckdb.DuckDBPyConnection, spec: Field, source: str, bad: dict[str, list[str | None]], found: Found
) -> None:
    """Adds the cells with these values, and why each of them is refused."""
    if not bad["value"]:
        return
    put(con, "bad", bad)
    query = f"SELECT raw.rowid AS record, bad.value, alike FROM raw JOIN bad ON coalesce({source}, '') = bad.value"
    taken = take(con, query, [], alike="alike")
    con.execute("INSERT INTO faulty SELECT record FROM taken")
    con.execute("DROP TABLE bad")
    judge = cells.judge(spec, found.kind)

    def problem(row: Row) -> Problem | None:
        record, value, _ = row
        fault = judge(value)
        if not isinstance(fault, Fault):
            return None
        shown = None if cells.hidden(spec, fault) else value or None
        return Problem(fault.code, found.lines[record], spec["name"], shown, fault.facts)

    found.add(taken, problem)
