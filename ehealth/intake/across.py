"""What one cell cannot tell: rules between columns, repeated keys, codes that must exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np
import pandas as pd

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import people
from ehealth.intake.engine import column, quoted, take
from ehealth.intake.found import Found
from ehealth.intake.pseudonyms import pseudonym


class References(Protocol):
    """Gives the codes that exist in the store, as a Parquet file that it writes in `folder`."""

    def __call__(self, name: str, projects: list[str], folder: Path) -> Path: ...


@dataclass
class Known:
    """What the checks ask of the store: its codes, its secret, and the folder that both sides may use."""

    references: References
    key: bytes
    folder: Path
    _written: dict[str, str] = field(default_factory=dict)

    def table(self, con: duckdb.DuckDBPyConnection, name: str) -> str:
        """A reference table as SQL, restricted to the projects that the file speaks of."""
        if name not in self._written:
            found = con.execute("SELECT DISTINCT project_code FROM typed WHERE project_code IS NOT NULL").fetchall()
            path = self.references(name, [code for (code,) in found], self.folder)
            self._written[name] = f"read_parquet({quoted(path)})"
        return self._written[name]


def check_rules(con: duckdb.DuckDBPyConnection, kind: str, found: Found, warnings: Found) -> None:
    """The rules across columns, on rows whose cells are all good; one look at the rows tells which rules are broken."""
    rules = domain.schema(kind)["x-rules"]
    counts = ", ".join(["count(*)", *(f"count(*) FILTER ({rule['when']})" for rule in rules)])
    broken = con.execute(f"SELECT {counts} FROM typed").fetchall()[0][1:]
    columns = {spec["name"]: column(spec) for spec in domain.schema(kind)["fields"]}
    for rule in (rule for rule, count in zip(rules, broken, strict=True) if count):
        target = warnings if rule.get("severity") == "warning" else found
        rows, count = take(
            con,
            f"SELECT record, CAST({columns[rule['column']]} AS VARCHAR) AS value FROM typed WHERE ({rule['when']}) "
            "AND record NOT IN (FROM faulty)",
        )
        target.add((Problem(rule["code"], target.lines[r], rule["column"], v) for r, v in rows), count)


def check_project(con: duckdb.DuckDBPyConnection, kind: str, project: str, found: Found) -> None:
    """Lines of another project than the one that the file was announced for."""
    if "project_code" not in [spec["name"] for spec in domain.schema(kind)["fields"]]:
        return
    rows, count = take(con, "SELECT record, project_code FROM typed WHERE project_code <> ?", [project])
    facts = {"project": project}
    found.add((Problem("other-project", found.lines[r], "project_code", v, facts) for r, v in rows), count)


def check_keys(con: duckdb.DuckDBPyConnection, kind: str, known: Known | None, found: Found) -> None:
    """A second line with the same key is one problem, on the later line, which names the first.

    So is what may occur once among a route's modules: a student's full course in a project and year. Only rows that
    share the fields common to both keys are looked at again: in most files there are few.
    """
    key, once = domain.schema(kind)["primaryKey"], domain.schema(kind).get("x-unique", ())
    common = [name for name in key if all(name in rule["fields"] for rule in once)]
    with _twice(con, f"hash({', '.join(common)})"):
        con.execute(
            f"CREATE TABLE alike AS SELECT record, {', '.join(key)} FROM typed "
            f"WHERE hash({', '.join(common)}) IN (FROM twice)"
        )
    _check_once(con, "alike", key, "primary-key", found)
    for rule in once:
        if known:
            _choose_among(con, known.table(con, "modules"), rule["among"], key)
            _check_once(con, "among", rule["fields"], rule["code"], found)


@contextmanager
def _twice(con: duckdb.DuckDBPyConnection, hashed: str) -> Iterator[None]:
    """The hashes that several rows share, as the table `twice`: sorting a million numbers is cheaper than grouping."""
    hashes = np.sort(con.execute(f"SELECT {hashed} AS hash FROM typed").fetchnumpy()["hash"])
    con.register("twice", pd.DataFrame({"hash": np.unique(hashes[1:][hashes[1:] == hashes[:-1]])}))
    yield
    con.unregister("twice")


def _repeated(table: str, key: list[str]) -> str:
    """The hashes that several rows share: nearly always because their keys are the same."""
    return f"SELECT hash({', '.join(key)}) FROM {table} GROUP BY 1 HAVING count(*) > 1"


def _choose_among(con: duckdb.DuckDBPyConnection, modules: str, route: str, key: list[str]) -> None:
    """Makes `among`: of the rows alike, those of a route's modules, a repeated line once."""
    con.execute(
        f"CREATE TABLE among AS SELECT a.* FROM alike a SEMI JOIN {modules} m "
        f"ON m.project_code = a.project_code AND m.module_code = a.module_code AND m.route = {quoted(route)} "
        f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY record) = 1"
    )


def _check_once(con: duckdb.DuckDBPyConnection, table: str, key: list[str], code: str, found: Found) -> None:
    names, present = ", ".join(key), " AND ".join(f"{name} IS NOT NULL" for name in key)
    rows, count = take(
        con,
        f"SELECT record, first, value FROM (SELECT record, min(record) OVER same AS first, "
        f"concat_ws(' · ', {names}) AS value FROM {table} WHERE {present} AND hash({names}) IN "
        f"({_repeated(table, key)}) WINDOW same AS (PARTITION BY {names})) WHERE record > first",
    )
    listed = (
        Problem(code, found.lines[record], None, value, {"first": found.lines[first], "key": key})
        for record, first, value in rows
    )
    found.add(listed, count)


def check_references(con: duckdb.DuckDBPyConnection, kind: str, known: Known, found: Found) -> None:
    """Codes must exist: in the store's reference files, or in the file itself where it refers to its own kind.

    A row is told of one unknown code: nothing can be known of an unknown project's modules and students.
    """
    con.execute("CREATE TABLE dangling (record BIGINT)")
    _check_examples(con, domain.schema(kind)["primaryKey"][0], found)
    for rule in domain.schema(kind)["x-foreignKeys"]:
        target, own = rule["reference"], rule["fields"]
        graduates = "where" in target
        table = "typed" if target["kind"] == kind else known.table(con, "graduates" if graduates else target["kind"])
        rows, count = _unmatched(con, table, target, own, known.key)
        if count:
            con.execute("INSERT INTO dangling SELECT record FROM taken")
            facts = {"kind": target["kind"], "fields": own, "known": [] if graduates else _codes(con, table, target)}
            code = "not-a-graduate" if graduates else "foreign-key"
            ask, records = partial(known.table, con), [record for record, _ in rows]
            why = people.why_no_graduate(con, ask, known.key, records) if graduates else {}
            listed = (Problem(code, found.lines[r], own[-1], value, facts | why.get(r, {})) for r, value in rows)
            found.add(listed, count)


def _check_examples(con: duckdb.DuckDBPyConnection, key: str, found: Found) -> None:
    """The template's example rows, which no one means to send; they are not told of unknown codes as well."""
    rows, count = take(con, f"SELECT record, {key} FROM typed WHERE starts_with({key}, {quoted(domain.EXAMPLE)})")
    if count:
        con.execute("INSERT INTO dangling SELECT record FROM taken")
        found.add((Problem("example-row", found.lines[r], key, value) for r, value in rows), count)


def _unmatched(
    con: duckdb.DuckDBPyConnection, table: str, target: Mapping[str, Any], own: list[str], key: bytes
) -> tuple[list[tuple[Any, ...]], int]:
    """(record, value) of the rows whose code is not in `table`, as from `take`."""
    present = " AND ".join(f"{part} IS NOT NULL" for part in own)
    codes, hidden = f"SELECT DISTINCT {', '.join(own)} FROM typed WHERE {present}", "student_id" in own
    matches = " AND ".join(
        f"r.{theirs} = {pseudonym('t') if mine == 'student_id' else f't.{mine}'}"
        for mine, theirs in zip(own, target["fields"], strict=True)
    )
    con.execute(
        f"CREATE OR REPLACE TABLE unknown AS FROM ({codes}) t WHERE NOT EXISTS (FROM {table} r WHERE {matches})",
        [key] if hidden else [],
    )
    return take(
        con,
        f"SELECT record, {own[-1]} AS value FROM typed SEMI JOIN unknown USING ({', '.join(own)}) "
        "WHERE record NOT IN (FROM dangling)",
    )


def _codes(con: duckdb.DuckDBPyConnection, table: str, target: Mapping[str, Any]) -> list[str]:
    """The first dozen of the codes that exist; of modules, those of the projects in question, each with its project."""
    fields = target["fields"]
    among = f"{fields[0]} IN (SELECT {fields[0]} FROM unknown)" if len(fields) > 1 else f"{fields[0]} IS NOT NULL"
    said = f"concat_ws(' · ', {', '.join(fields)})"
    rows = con.execute(f"SELECT DISTINCT {said} FROM {table} WHERE {among} ORDER BY 1 LIMIT 12").fetchall()
    return [code for (code,) in rows]
