"""Codes that must exist: in the store's reference files, or in the file itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import duckdb

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake import people
from ehealth.intake.engine import quoted, take
from ehealth.intake.found import Found, Row, Taken
from ehealth.intake.near import nearest
from ehealth.intake.pseudonyms import pseudonym

WHOLE = ("projects", "modules")  # references that are small, and given whole whatever the projects


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
        """A reference table as SQL, what is of students restricted to the projects that the file speaks of."""
        if name not in self._written:
            asked = "SELECT DISTINCT project_code FROM typed WHERE project_code IS NOT NULL"
            found = [] if name in WHOLE else con.execute(asked).fetchall()
            path = self.references(name, [code for (code,) in found], self.folder)
            self._written[name] = f"read_parquet({quoted(path)})"
        return self._written[name]

    def codes(self, con: duckdb.DuckDBPyConnection, kind: str, name: str) -> list[str]:
        """The codes of a kind that is given whole, in one of its columns; nothing of any other kind."""
        if kind not in WHOLE:
            return []
        return [code for (code,) in con.execute(f"SELECT DISTINCT {name} FROM {self.table(con, kind)}").fetchall()]


@dataclass(frozen=True)
class _Key:
    """A foreign key of a file: its own fields, those it refers to, and the table (SQL) where its codes must be."""

    own: list[str]
    target: Mapping[str, Any]
    table: str

    @property
    def graduates(self) -> bool:
        return "where" in self.target


def check_references(con: duckdb.DuckDBPyConnection, kind: str, known: Known, found: Found) -> None:
    """Each foreign key of a kind, a table of the file itself where it refers to its own kind.

    A row is told of one unknown code: nothing can be known of an unknown project's modules and students. Nor of a
    student who was erased.
    """
    con.execute("CREATE TABLE dangling (record BIGINT)")
    _check_examples(con, kind, found)
    people.check_erased(con, kind, partial(known.table, con), known.key, found)
    for rule in domain.schema(kind)["x-foreignKeys"]:
        target = rule["reference"]
        name = "graduates" if "where" in target else target["kind"]
        key = _Key(rule["fields"], target, "typed" if target["kind"] == kind else known.table(con, name))
        taken = _unmatched(con, key, known.key)
        if taken.count and key.table != "typed" and not key.graduates and _settle_case(con, key):
            taken = _unmatched(con, key, known.key)
        if taken.count:
            con.execute("INSERT INTO dangling SELECT record FROM taken")
            why = _no_graduate(con, key, known, taken) if key.graduates else _unknown(con, key)
            found.add(taken, partial(_problem, why, found))


def _settle_case(con: duckdb.DuckDBPyConnection, key: _Key) -> bool:
    """Unknown codes that differ from one that exists by capitals alone become that one, in `typed`; whether any did.

    Never asked of students: there, nothing is taken for anything else.
    """
    *parents, code = key.own
    *above, last = key.target["fields"]
    same = "".join(f"r.{theirs} = t.{mine} AND " for mine, theirs in zip(parents, above, strict=True))
    own = ", ".join(f"t.{name}" for name in key.own)
    con.execute(
        f"CREATE OR REPLACE TABLE meant AS SELECT {own}, any_value(r.{last}) AS meant "
        f"FROM unknown t JOIN {key.table} r ON {same}lower(r.{last}) = lower(t.{code}) GROUP BY ALL "
        f"HAVING count(DISTINCT r.{last}) = 1"
    )
    found = bool(con.execute("SELECT count(*) FROM meant").fetchall()[0][0])
    if found:
        _replace(con, code, f"FROM typed LEFT JOIN meant USING ({', '.join(key.own)})")
    return found


def _replace(con: duckdb.DuckDBPyConnection, code: str, joined: str) -> None:
    """Makes `typed`, a table or a view, anew with other codes."""
    con.execute(f"CREATE TABLE settled AS SELECT * EXCLUDE meant REPLACE (coalesce(meant, {code}) AS {code}) {joined}")
    views = con.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'typed'").fetchall()[0][0]
    con.execute(f"DROP {'VIEW' if views else 'TABLE'} typed")
    con.execute("ALTER TABLE settled RENAME TO typed")


def _check_examples(con: duckdb.DuckDBPyConnection, kind: str, found: Found) -> None:
    """The template's example rows, which no one means to send; they are not told of unknown codes as well."""
    first = ((f["name"], f["x-examples"][0]) for f in domain.schema(kind)["fields"] if f.get("x-examples"))
    key = next((name for name, value in first if value.startswith(domain.EXAMPLE)), None)
    if not key:
        return
    taken = take(con, f"SELECT record, {key} AS value FROM typed WHERE starts_with({key}, {quoted(domain.EXAMPLE)})")
    if taken.count:
        con.execute("INSERT INTO dangling SELECT record FROM taken")
        found.add(taken, lambda row: Problem("example-row", found.lines[row[0]], key, row[1]))


def _problem(why: Callable[[Row], Problem], found: Found, row: Row) -> Problem:
    return replace(why(row), line=found.lines[row[0]])


def _unmatched(con: duckdb.DuckDBPyConnection, key: _Key, secret: bytes) -> Taken:
    """(record, value, parent) of the rows whose code is not in the key's table, as from `take`."""
    own = ", ".join(key.own)
    present, hidden = " AND ".join(f"{part} IS NOT NULL" for part in key.own), "student_id" in key.own
    matches = " AND ".join(
        f"r.{theirs} = {pseudonym('t') if mine == 'student_id' else f't.{mine}'}"
        for mine, theirs in zip(key.own, key.target["fields"], strict=True)
    )
    con.execute(
        f"CREATE OR REPLACE TABLE unknown AS FROM (SELECT DISTINCT {own} FROM typed WHERE {present}) t "
        f"WHERE NOT EXISTS (FROM {key.table} r WHERE {matches})",
        [secret] if hidden else [],
    )
    return take(
        con,
        f"SELECT record, {key.own[-1]} AS value, concat({', '.join(key.own[:-1]) or quoted('')}) AS parent FROM typed "
        f"SEMI JOIN unknown USING ({own}) WHERE record NOT IN (FROM dangling)",
        alike="parent, value",
    )


def _unknown(con: duckdb.DuckDBPyConnection, key: _Key) -> Callable[[Row], Problem]:
    """What turns a row whose code is unknown into its problem, with the nearest known code of its project."""
    facts = {"kind": key.target["kind"], "fields": key.own, "known": _codes(con, key)}
    choices: dict[str, list[str]] = {}
    for *parent, code in con.execute(f"SELECT DISTINCT {', '.join(key.target['fields'])} FROM {key.table}").fetchall():
        choices.setdefault("".join(parent), []).append(code or "")
    shared = _shared(con, key.own)

    def problem(row: Row) -> Problem:
        _, value, parent = row
        near = nearest(value, tuple((code, code) for code in choices.get(parent, ())))
        said = facts | ({"elsewhere": True} if value in shared else {})
        return Problem("foreign-key", None, key.own[-1], value, said, near)

    return problem


def _no_graduate(con: duckdb.DuckDBPyConnection, key: _Key, known: Known, taken: Taken) -> Callable[[Row], Problem]:
    """The same for a student who is no graduate, with the reason; whom an identifier belongs to is never guessed."""
    records = {row[0] for row in taken.rows} | {row[0] for row, _, _ in taken.groups}
    why = people.why_no_graduate(con, partial(known.table, con), known.key, list(records))
    facts: dict[str, Any] = {"kind": key.target["kind"], "fields": key.own, "known": []}
    return lambda row: Problem("not-a-graduate", None, key.own[-1], row[1], facts | why.get(row[0], {}))


def _shared(con: duckdb.DuckDBPyConnection, own: list[str]) -> set[str]:
    """Unknown codes that the file also holds under another project, where they may be right."""
    *parents, code = own
    if not parents:
        return set()
    rows = con.execute(
        f"SELECT {code} FROM typed WHERE {code} IN (SELECT {code} FROM unknown) "
        f"GROUP BY 1 HAVING count(DISTINCT {parents[0]}) > 1"
    )
    return {code for (code,) in rows.fetchall()}


def _codes(con: duckdb.DuckDBPyConnection, key: _Key) -> list[str]:
    """The first dozen of the codes that exist; of modules, those of the projects in question, each with its project."""
    first, *others = key.target["fields"]
    among = f"{first} IN (SELECT {first} FROM unknown)" if others else f"{first} IS NOT NULL"
    said = f"concat_ws(' · ', {', '.join([first, *others])})"
    rows = con.execute(f"SELECT DISTINCT {said} FROM {key.table} WHERE {among} ORDER BY 1 LIMIT 12").fetchall()
    return [code for (code,) in rows]
