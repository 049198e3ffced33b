"""A student goes for good: every row of every upload, current, replaced or withdrawn, and every copy of them.

Being on the list (erased.py) is the decision; it is carried out here, and again at each opening of the registry that
finds it undone: after a crash at any point, and in an older copy of the store that was put back. Editions and their
snapshots stay as they are: they hold counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import duckdb

from ehealth import journal
from ehealth.access import Reader, operator
from ehealth.domain import Refusal
from ehealth.intake import without_persons
from ehealth.intake.cells import BLANKS
from ehealth.intake.personal import PEOPLE
from ehealth.intake.pseudonyms import pseudonym
from ehealth.store import erased, footer, ledger, received, sharing
from ehealth.store.engine import refusing
from ehealth.store.erased import Erased
from ehealth.store.ledger import Entry
from ehealth.store.registry import Registry
from ehealth.store.rewriting import renew
from ehealth.store.sharing import REWRITING, know

LINES = " UNION ALL ".join(f"SELECT student_id, '{kind}' AS kind FROM {kind}_rows" for kind in PEOPLE)


def bring_up(registry: Registry) -> None:
    """Brings in what was received but is not in the registry yet, without anybody who is on the list of the erased."""
    if any(entry.action in REWRITING for entry in received.entries(registry.received, registry.last)):
        renew(registry)  # its rows are of before
    else:
        registry.replay()
    if due := _due(registry):
        received.require(registry.received, registry.last)
        with journal.doing(registry.path, operator(""), "erase") as act, refusing():  # nobody asked anew
            act.to = ", ".join(_carry_out(registry, due))
    know(registry)


def pseudonym_of(registry: Registry, key: bytes, project: str, identifier: str) -> UUID:
    """The pseudonym of a student whose identifier is given as the institution writes it."""
    query = f"SELECT {pseudonym('t')} FROM (SELECT $2 AS project_code, $3 AS student_id) t"
    found: UUID = registry.con.execute(query, [key, project.strip(BLANKS), identifier.strip(BLANKS)]).fetchall()[0][0]
    return found


def rows_of(registry: Registry, who: UUID) -> dict[str, int]:
    """How many rows of each kind are kept of a student, in all uploads. Raises Refusal("no-such-student")."""
    query = f"SELECT kind, count(*) FROM ({LINES}) WHERE student_id = ? GROUP BY ALL ORDER BY ALL"
    rows = dict(registry.con.execute(query, [who]).fetchall())
    if not rows:
        raise Refusal("no-such-student")
    return rows


def erase(registry: Registry, who: UUID, by: Reader, why: str, identifier: str = "") -> Entry:
    """Erases a student, by pseudonym; the ledger keeps who did it, when, why and how many rows, never whom.

    identifier: what they were found by, which the reason must not repeat.
    Raises Refusal: forbidden; no-such-student; no-reason, reason-names-student; not-recorded: nobody was erased, or it
    is gone on with at the next opening.
    """
    journal.require(registry.path, by, "erase")
    rows = sum(rows_of(registry, who).values())
    if not why.strip():
        raise Refusal("no-reason", kind="erase")
    if str(who) in why.lower() or (identifier.strip(BLANKS) and identifier.strip(BLANKS).lower() in why.lower()):
        raise Refusal("reason-names-student")
    received.require(registry.received, registry.last)  # the registry will be made again from there
    with sharing.turn(registry), journal.doing(registry.path, by, "erase") as act, refusing():
        one = erased.add(registry.path, who, by.person.email, without_persons(why.strip()), rows)
        (act.to,) = _carry_out(registry, [one])
    return next(entry for entry in reversed(registry.log()) if _is(entry, one))


def _due(registry: Registry) -> list[Erased]:
    """Who is on the list and not yet, or no longer, gone from this copy of the store."""
    listed = erased.listed(registry.path)
    if not listed:
        return []
    present = _present(registry.con, [one.student for one in listed])
    noted = {entry.done_at for entry in registry.log() if entry.action == "erase"}
    if noted - {one.at for one in listed}:  # an older list
        raise erased.damaged(registry.path)
    return [one for one in listed if one.student in present or one.at not in noted]


def _present(con: duckdb.DuckDBPyConnection, students: Sequence[UUID]) -> set[UUID]:
    query = f"SELECT DISTINCT student_id FROM ({LINES}) WHERE student_id IN (SELECT unnest(?::UUID[]))"
    return {found for (found,) in con.execute(query, [list(map(str, students))]).fetchall()}


def _carry_out(registry: Registry, due: Sequence[Erased]) -> list[str]:
    """Erases; gives the receipts. Files of rows, then receipts, then the registry: a kill in between is gone on with.

    What is deleted from the old registry is only how the files are written without it; then it is made again.
    """
    con, students = registry.con, [str(one.student) for one in due]
    among = "student_id IN (SELECT unnest(?::UUID[]))"
    con.execute("BEGIN")
    try:
        for kind in PEOPLE:
            uploads = con.execute(f"SELECT DISTINCT number FROM {kind}_rows WHERE {among}", [students]).fetchall()
            con.execute(f"DELETE FROM {kind}_rows WHERE {among}", [students])
            for (number,) in uploads:
                footer.write_again(con, registry.received, number, kind)
    finally:
        con.execute("ROLLBACK")
    log = registry.log()
    wanting = [one for one in due if not any(_is(entry, one) for entry in log)]
    for number, one in enumerate(wanting, registry.last + 1):
        entry = Entry(number, "erase", one.at, one.by, line_count=one.rows, why=one.why)
        ledger.write_receipt(registry.received, entry)
    renew(registry)
    return [entry.receipt for entry in registry.log() if any(_is(entry, one) for one in due)]


def _is(entry: Entry, one: Erased) -> bool:
    return entry.action == "erase" and entry.done_at == one.at
