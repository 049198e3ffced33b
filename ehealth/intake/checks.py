"""Loaded rows → typed rows, and every fault they have. The SQL is generated from the schema."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import cells
from ehealth.intake.bodies import Body
from ehealth.intake.headers import Header

LISTED = 1000  # problems that are listed one by one; all are counted
TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "BIGINT",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


def column(spec: Mapping[str, Any]) -> str:
    """A field's column: money is kept in whole cents, and its name says so."""
    name = str(spec["name"])
    return name.removesuffix("_eur") + "_cents" if cells.type_of(spec) == "money" else name


def sql_type(spec: Mapping[str, Any]) -> str:
    """A field's DuckDB type, as intake writes it. Identifiers are held as pseudonyms (UUID) in the store."""
    return TYPES.get(cells.type_of(spec), "VARCHAR")


class References(Protocol):
    """Gives the codes that exist in the store, as a Parquet file that it writes in `folder`."""

    def __call__(self, name: str, projects: list[str], folder: Path) -> Path: ...


def quoted(text: object) -> str:
    """A string as an SQL literal, where SQL takes no parameter (paths of files)."""
    return "'" + str(text).replace("'", "''") + "'"


@dataclass
class Found:
    """The faults found so far: the first thousand of them, and how many there are."""

    body: Body
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problems: Iterable[Problem], count: int) -> None:
        self.problems += problems
        self.count += count

    def line(self, record: int) -> int:
        return self.body.lines[record]


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database that can touch nothing but this folder."""
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    con.execute("SET temp_directory = ''; SET memory_limit = '2GB'; SET preserve_insertion_order = true")
    con.execute(f"SET allowed_directories = [{quoted(f'{folder}/')}]")
    con.execute("SET enable_external_access = false; SET lock_configuration = true")
    return con


def load(con: duckdb.DuckDBPyConnection, body: Body, width: int) -> int:
    """Fills table `raw` (c0, c1, …, all text; rowid = record number) and drops blank rows; gives the rows left."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    quotes = "quote = '\"', escape = '\"'" if body.quoted else "quote = '', escape = ''"
    con.execute(
        f"CREATE TABLE raw AS SELECT * FROM read_csv(?, delim = ?, header = false, auto_detect = false, {quotes}, "
        f"columns = {{{columns}}}, max_line_size = 20000000)",
        [str(body.path), body.delimiter],
    )
    body.path.unlink()
    loaded = con.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    if loaded != len(body.lines):
        raise AssertionError(f"{len(body.lines)} records were written, {loaded} were loaded")
    everything = ", ".join(f"nullif(trim(c{i}), '')" for i in range(width))
    con.execute(f"DELETE FROM raw WHERE coalesce({everything}) IS NULL")
    return int(con.execute("SELECT count(*) FROM raw").fetchall()[0][0])


def type_rows(con: duckdb.DuckDBPyConnection, kind: str, header: Header, found: Found) -> None:
    """Makes table `typed` (record + the schema's columns) and `faulty` (records with a bad cell)."""
    con.execute("CREATE TABLE faulty (record BIGINT)")
    expressions, joins = ["raw.rowid AS record"], []
    for position, spec in enumerate(domain.schema(kind)["fields"]):
        if spec["name"] not in header.fields:
            expressions.append(f"NULL::{sql_type(spec)} AS {column(spec)}")
            continue
        source = f"c{header.fields.index(spec['name'])}"
        if cells.type_of(spec) == "identifier":
            _check_identifiers(con, spec, source, found)
            expressions.append(f"trim({source}) AS {column(spec)}")
        elif _check_values(con, spec, source, f"m{position}", found):
            expressions.append(f"CAST({source} AS {sql_type(spec)}) AS {column(spec)}")
        else:
            expressions.append(f"CAST(m{position}.clean AS {sql_type(spec)}) AS {column(spec)}")
            joins.append(f"LEFT JOIN m{position} ON m{position}.raw = coalesce(raw.{source}, '')")
    con.execute(f"CREATE TABLE typed AS SELECT {', '.join(expressions)} FROM raw {' '.join(joins)}")


def _check_values(con: duckdb.DuckDBPyConnection, spec: cells.Field, source: str, mapping: str, found: Found) -> bool:
    """Judges each distinct value once. True where all stand as they should; else table `mapping` says what is meant."""
    values = [row[0] or "" for row in con.execute(f"SELECT DISTINCT {source} FROM raw").fetchall()]
    meant = {value: cells.parse(spec, value) for value in values}
    faults = {value: fault for value, fault in meant.items() if isinstance(fault, cells.Fault)}
    if not faults and all((clean or "") == value for value, clean in meant.items()):
        return True
    clean = [None if isinstance(value, cells.Fault) else value for value in meant.values()]
    _register(con, mapping, {"raw": list(meant), "clean": clean})
    if faults:
        _register(con, "bad", {"raw": list(faults)})
        _add_cells(con, spec, f"SELECT rowid, {source} FROM raw WHERE coalesce({source}, '') IN (FROM bad)", found)
        con.execute("DROP TABLE bad")
    return False


def _check_identifiers(con: duckdb.DuckDBPyConnection, spec: cells.Field, source: str, found: Found) -> None:
    """The rule of cells.parse, in SQL first: identifiers are all distinct, so one call a value would be slow."""
    pattern, personal = spec["constraints"]["pattern"], cells.PERSONAL.pattern
    suspects = f"SELECT rowid, {source} FROM raw WHERE {source} IS NULL OR NOT regexp_full_match({source}, ?)"
    suspects += f" OR regexp_full_match({source}, ?)"
    _add_cells(con, spec, suspects, found, [pattern, personal])


def _add_cells(
    con: duckdb.DuckDBPyConnection, spec: cells.Field, query: str, found: Found, values: list[str] | None = None
) -> None:
    problems: list[Problem] = []
    bad: list[int] = []
    for record, value in con.execute(f"{query} ORDER BY rowid", values or []).fetchall():
        fault = cells.parse(spec, value)
        if isinstance(fault, cells.Fault):
            bad.append(record)
            if len(problems) < LISTED:
                shown = None if fault.code == "personal-data" else value
                problems.append(Problem(fault.code, found.line(record), spec["name"], shown, fault.facts))
    found.add(problems, len(bad))
    if bad:
        _register(con, "new_faulty", {"record": bad})
        con.execute("INSERT INTO faulty FROM new_faulty; DROP TABLE new_faulty")


def _register(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, list[Any]]) -> None:
    frame = pd.DataFrame(
        {key: pd.Series(value, dtype="str" if key != "record" else "int64") for key, value in columns.items()}
    )
    con.register("incoming", frame)
    con.execute(f"CREATE TABLE {name} AS FROM incoming")
    con.unregister("incoming")


def check_rules(con: duckdb.DuckDBPyConnection, kind: str, found: Found, warnings: Found) -> None:
    """The rules across columns, on rows whose cells are all good."""
    for rule in domain.schema(kind)["x-rules"]:
        target = warnings if rule.get("severity") == "warning" else found
        shown = rule["column"] if rule["column"] in _columns(kind) else "NULL"
        rows = con.execute(
            f"SELECT record, CAST({shown} AS VARCHAR) FROM typed WHERE ({rule['when']}) "
            "AND record NOT IN (FROM faulty) ORDER BY record"
        ).fetchall()
        listed = [Problem(rule["code"], target.line(r), rule["column"], value) for r, value in rows[:LISTED]]
        target.add(listed, len(rows))


def _columns(kind: str) -> list[str]:
    return [column(spec) for spec in domain.schema(kind)["fields"]]


def check_project(con: duckdb.DuckDBPyConnection, kind: str, project: str, found: Found) -> None:
    """Lines of another project than the one that the file was announced for."""
    if "project_code" not in _columns(kind):
        return
    rows = con.execute(
        "SELECT record, project_code FROM typed WHERE project_code <> ? ORDER BY record", [project]
    ).fetchall()
    facts = {"project": project}
    found.add((Problem("other-project", found.line(r), "project_code", v, facts) for r, v in rows[:LISTED]), len(rows))


def check_keys(con: duckdb.DuckDBPyConnection, kind: str, found: Found) -> None:
    """A second line with the same key is one problem, on the later line; it names the first."""
    key = domain.schema(kind)["primaryKey"]
    _check_once(con, "typed", key, "primary-key", found)


def _check_once(con: duckdb.DuckDBPyConnection, table: str, key: list[str], code: str, found: Found) -> None:
    names = ", ".join(key)
    present = " AND ".join(f"{name} IS NOT NULL" for name in key)
    repeated = con.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {present} GROUP BY hash({names}) HAVING count(*) > 1)"
    ).fetchall()[0][0]
    if not repeated:
        return
    rows = con.execute(
        f"SELECT record, first, value FROM (SELECT record, min(record) OVER same AS first, "
        f"concat_ws(' · ', {names}) AS value FROM {table} WHERE {present} WINDOW same AS (PARTITION BY {names})) "
        "WHERE record > first ORDER BY record"
    ).fetchall()
    listed = [
        Problem(code, found.line(record), None, value, {"first": found.line(first), "key": key})
        for record, first, value in rows[:LISTED]
    ]
    found.add(listed, len(rows))


@dataclass(frozen=True)
class Store:
    """What the checks ask of the store: its codes, its secret, and the folder that both sides may use."""

    references: References
    key: bytes
    folder: Path

    def table(self, con: duckdb.DuckDBPyConnection, name: str) -> str:
        """A reference table as SQL, restricted to the projects that the file speaks of."""
        projects: list[str] = []
        if "project_code" in [row[1] for row in con.execute("PRAGMA table_info('typed')").fetchall()]:
            found = con.execute("SELECT DISTINCT project_code FROM typed WHERE project_code IS NOT NULL").fetchall()
            projects = [row[0] for row in found]
        return f"read_parquet({quoted(self.references(name, projects, self.folder))})"


def check_unique(con: duckdb.DuckDBPyConnection, kind: str, store: Store, found: Found) -> None:
    """What may occur once among a route's modules: a student's full course in a project and year."""
    for rule in domain.schema(kind).get("x-unique", ()):
        key = ", ".join(domain.schema(kind)["primaryKey"])
        con.execute(
            f"CREATE VIEW among AS SELECT t.* FROM typed t JOIN {store.table(con, 'modules')} m "
            f"USING (project_code, module_code) WHERE m.route = '{rule['among']}' "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY record) = 1"
        )
        _check_once(con, "among", rule["fields"], rule["code"], found)
        con.execute("DROP VIEW among")


def check_references(con: duckdb.DuckDBPyConnection, kind: str, store: Store, found: Found) -> None:
    """Codes must exist: in the store's reference files, or in the file itself where it refers to its own kind."""
    for rule in domain.schema(kind)["x-foreignKeys"]:
        target, own = rule["reference"], rule["fields"]
        name = "graduates" if "where" in target else target["kind"]
        table = "typed" if target["kind"] == kind else store.table(con, name)
        hidden = pseudonym("t") if "student_id" in own else None
        matches = " AND ".join(
            f"r.{theirs} = {hidden if mine == 'student_id' else f't.{mine}'}"
            for mine, theirs in zip(own, target["fields"], strict=True)
        )
        present = " AND ".join(f"t.{part} IS NOT NULL" for part in own)
        rows = con.execute(
            f"SELECT t.record, CAST(t.{own[-1]} AS VARCHAR) FROM typed t "
            f"WHERE {present} AND NOT EXISTS (FROM {table} r WHERE {matches}) ORDER BY t.record",
            list(pads(store.key)) if hidden else [],
        ).fetchall()
        known = _known(con, table, target) if rows and not hidden else []
        facts = {"kind": target["kind"], "fields": own, "known": known}
        code = "not-a-graduate" if hidden else "foreign-key"
        found.add((Problem(code, found.line(r), own[-1], value, facts) for r, value in rows[:LISTED]), len(rows))


def _known(con: duckdb.DuckDBPyConnection, table: str, target: Mapping[str, Any]) -> list[str]:
    last = target["fields"][-1]
    return [row[0] for row in con.execute(f"SELECT DISTINCT {last} FROM {table} ORDER BY 1 LIMIT 12").fetchall()]


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The outer and inner pads of HMAC (RFC 2104) for SHA-256, so that SQL can finish the sum."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return bytes(b ^ 0x5C for b in block), bytes(b ^ 0x36 for b in block)


def pseudonym(table: str) -> str:
    """HMAC-SHA-256 of project and student, its first 128 bits; takes the two pads as the parameters $1 and $2."""
    message = f"encode({table}.project_code || chr(31) || {table}.student_id)"
    return f"CAST(left(sha256($1::BLOB || unhex(sha256($2::BLOB || {message}))), 32) AS UUID)"
