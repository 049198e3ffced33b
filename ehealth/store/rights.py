"""The access list in the registry: the latest right of each person; and its file, which readers' pages read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from ehealth import access
from ehealth.access import NOBODY, Person, Right
from ehealth.domain import Refusal
from ehealth.store.engine import write_whole


def current(con: duckdb.DuckDBPyConnection) -> tuple[Right, ...]:
    """The access list, by name and e-mail."""
    rows = con.execute(
        "SELECT issuer, subject, name, email, organisation, role, projects FROM rights r "
        "WHERE number = (SELECT max(number) FROM rights o WHERE o.issuer = r.issuer AND o.subject = r.subject) "
        f"AND role <> '{NOBODY}' ORDER BY lower(name), lower(email), issuer, subject"
    ).fetchall()
    return tuple(Right(Person(*person), role, frozenset(projects)) for *person, role, projects in rows)


def given(con: duckdb.DuckDBPyConnection) -> dict[int, Right]:
    """What each grant and revocation (role nobody) said, by the number of its entry."""
    rows = con.execute("SELECT * FROM rights").fetchall()
    return {number: Right(Person(*person), role, frozenset(projects)) for number, *person, role, projects in rows}


def insert(con: duckdb.DuckDBPyConnection, number: int, right: Right) -> None:
    """Writes the right that an entry of the ledger gives or takes away."""
    who = right.person
    values = [number, who.issuer, who.subject, who.name, who.email, who.organisation, right.role]
    con.execute("INSERT INTO rights VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*values, sorted(right.projects)])


def checked(con: duckdb.DuckDBPyConnection, right: Right, projects: list[str]) -> Right:
    """A right as it may be given: trimmed, and of projects only where the role is confined to some.

    Raises Refusal: no-person, unknown-role, unknown-project, last-steward.
    """
    who = replace(right.person, issuer=right.person.issuer.strip(), subject=right.person.subject.strip())
    if not (who.issuer and who.subject):
        raise Refusal("no-person")
    if right.role not in (*access.ROLES, NOBODY):
        raise Refusal("unknown-role", role=right.role)
    if unknown := right.projects - set(projects):
        raise Refusal("no-such-project", project=min(unknown))
    _keep_a_steward(current(con), replace(right, person=who))
    own = right.projects if right.role in access.OF_OWN_PROJECTS else frozenset()
    return Right(who, right.role, own)


def _keep_a_steward(rights: tuple[Right, ...], right: Right) -> None:
    stewards = {(one.person.issuer, one.person.subject) for one in rights if one.role == "steward"}
    if right.role != "steward" and stewards == {(right.person.issuer, right.person.subject)}:
        raise Refusal("last-steward")


def known(con: duckdb.DuckDBPyConnection, person: Person) -> Person:
    """A person as the list has them. Raises Refusal("no-such-person")."""
    key = (person.issuer, person.subject)
    for right in current(con):
        if (right.person.issuer, right.person.subject) == key:
            return right.person
    raise Refusal("no-such-person", subject=person.subject)


def action(right: Right) -> str:
    """What the ledger calls it."""
    return "revoke" if right.role == NOBODY else "grant"


def write_list(con: duckdb.DuckDBPyConnection, store: Path) -> None:
    """Brings the list's file in step with the registry: at each change, and when a registry is opened."""
    path, text = access.list_file(store), access.written(current(con))
    if not path.is_file() or path.read_bytes() != text.encode():
        write_whole(path, text)
