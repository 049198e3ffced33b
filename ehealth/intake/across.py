"""What one cell cannot tell: rules between columns, and keys that are repeated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake.engine import column, quoted, take
from ehealth.intake.found import Found, Row
from ehealth.intake.references import Known

Rule = Mapping[str, Any]


def check_rules(con: duckdb.DuckDBPyConnection, kind: str, found: Found, warnings: Found) -> None:
    """The rules across columns, on rows whose cells are all good; one look at the rows tells which rules are broken."""
    rules = domain.schema(kind)["x-rules"]
    counts = ", ".join(["count(*)", *(f"count(*) FILTER ({rule['when']})" for rule in rules)])
    broken = con.execute(f"SELECT {counts} FROM typed").fetchall()[0][1:]
    columns = {spec["name"]: column(spec) for spec in domain.schema(kind)["fields"]}
    for rule in (rule for rule, count in zip(rules, broken, strict=True) if count):
        target = warnings if rule.get("severity") == "warning" else found
        taken = take(
            con,
            f"SELECT record, CAST({columns[rule['column']]} AS VARCHAR) AS value FROM typed WHERE ({rule['when']}) "
            "AND record NOT IN (FROM faulty)",
        )
        target.add(taken, _broken(rule, found.lines))


def _broken(rule: Rule, lines: Sequence[int]) -> Callable[[Row], Problem]:
    return lambda row: Problem(rule["code"], lines[row[0]], rule["column"], row[1])


def check_projects(con: duckdb.DuckDBPyConnection, kind: str, projects: Collection[str], found: Found) -> None:
    """Lines of another project than those that the file was announced for."""
    if "project_code" not in [spec["name"] for spec in domain.schema(kind)["fields"]]:
        return
    taken = take(
        con,
        "SELECT record, project_code AS value FROM typed WHERE NOT list_contains(?, project_code)",
        [sorted(projects)],
    )
    facts = {"project": ", ".join(sorted(projects))}
    found.add(taken, lambda row: Problem("other-project", found.lines[row[0]], "project_code", row[1], facts))


def check_keys(con: duckdb.DuckDBPyConnection, kind: str, known: Known | None, found: Found) -> None:
    """A second line with the same key is one problem, on the later line, which names the first.

    So is what may occur once among a route's modules: a student's full course in a project and year. Only rows that
    share the fields common to both keys are looked at again: in most files there are few.
    """
    key, once = domain.schema(kind)["primaryKey"], domain.schema(kind).get("x-unique", ())
    if _all_differ(con, key, once, known):
        return
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


def _all_differ(con: duckdb.DuckDBPyConnection, key: list[str], once: Sequence[Rule], known: Known | None) -> bool:
    """Whether no two rows have the same hash, hence none the same key; of what may occur once, it is of those fields.

    Sorting a million numbers costs less than grouping them.
    """
    hashed, joined = (
        f"hash(1, {', '.join(key)})",
        "",
    )  # 0 and an ENUM's first value hash to 0, which tells nothing apart
    if once and known:
        (rule,) = once  # a row among two routes would need two hashes
        modules = known.table(con, "modules")
        con.execute(
            "CREATE TABLE routed AS SELECT project_code, module_code, true AS here "
            "FROM (SELECT DISTINCT project_code, module_code FROM typed) t "
            f"SEMI JOIN {modules} m ON m.project_code = t.project_code AND m.module_code = t.module_code "
            f"AND m.route = {quoted(rule['among'])}"
        )
        joined = "LEFT JOIN routed USING (project_code, module_code)"
        hashed = f"CASE WHEN here THEN hash(2, {', '.join(rule['fields'])}) ELSE {hashed} END"
    hashes = con.execute(f"SELECT {hashed} AS hash FROM typed {joined}").fetchnumpy()["hash"]
    hashes.sort()
    return not (hashes[1:] == hashes[:-1]).any()


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
    taken = take(
        con,
        f"SELECT record, first, value FROM (SELECT record, min(record) OVER same AS first, "
        f"concat_ws(' · ', {names}) AS value FROM {table} WHERE {present} AND hash({names}) IN "
        f"({_repeated(table, key)}) WINDOW same AS (PARTITION BY {names})) WHERE record > first",
        alike="record",
    )

    def repeated(row: Row) -> Problem:
        record, first, value = row
        return Problem(code, found.lines[record], None, value, {"first": found.lines[first], "key": key})

    found.add(taken, repeated)
