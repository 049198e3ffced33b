"""What must hold inside a registry, and between it and what was received: counts that do not fit, and where.

The schema has no keys, so that the same SQL runs on a lake: here they are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, TypeAlias

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import quoted
from ehealth.intake.personal import PEOPLE
from ehealth.store import footer, ledger, received, tables
from ehealth.store.ledger import Entry
from ehealth.store.registry import Registry

Wrong: TypeAlias = tuple[str, dict[str, Any]] | Refusal  # a code of wording.verdicts, and its facts
Found: TypeAlias = tuple[str, int, list[Wrong]]  # what was looked at, how many of them, and what is wrong


def look(registry: Registry, faulty: Set[int]) -> Iterator[Found]:
    """Every check, in the order in which they are told. Raises duckdb.Error where a block cannot be read.

    faulty: the numbers of entries whose files in received/ are known not to be right.
    """
    log = registry.log()
    uploads = [entry for entry in log if entry.action == "upload"]
    yield "tables", _read_all(registry), []
    yield "entries", len(log), list(_entries(registry, log))
    yield "uploads", len(uploads), [wrong for entry in uploads for wrong in _rows(registry, entry, faulty)]
    yield "slices", len(registry.slices()), [wrong for entry in uploads for wrong in _slices(registry, entry)]
    yield "keys", *_each(registry, _keys())
    yield "references", *_each(registry, _references())


def _read_all(registry: Registry) -> int:
    """Every block of every table has its checksum looked at as it is read."""
    names = registry.con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY 1"
    ).fetchall()
    for (name,) in names:
        registry.con.execute(f'SELECT max(hash(t)) FROM "{name}" t').fetchall()
    return len(names)


def _entries(registry: Registry, log: list[Entry]) -> Iterator[Wrong]:
    """The ledger says what the receipts say, from the first number to the last."""
    known = {entry.number: entry for entry in log}
    numbers = {*known, *ledger.numbers(registry.received)}
    for number in range(1, max(numbers, default=0) + 1):
        receipt = received.read(registry.received, number)
        if number not in known:
            yield "entry-missing", {"receipt": f"{number:06d}"}
        elif isinstance(receipt, Entry) and receipt != known[number]:
            yield "entry-other", {"receipt": known[number].receipt}


def _rows(registry: Registry, entry: Entry, faulty: Set[int]) -> Iterator[Wrong]:
    """The registry has the rows that were received, neither one more nor one fewer, and each as it was."""
    path = ledger.rows_file(registry.received, entry.number)
    if entry.number in faulty:
        return
    names = ", ".join(name for name, _ in tables.columns(entry.kind or ""))
    counted = f"SELECT count(*), coalesce(sum(hash({names})), 0) FROM"
    kept = registry.con.execute(f"{counted} {entry.kind}_rows WHERE number = {entry.number}").fetchall()
    brought = registry.con.execute(f"{counted} read_parquet({quoted(path)})").fetchall()
    facts = {"receipt": entry.receipt, "rows": kept[0][0], "received": brought[0][0]}
    if kept != brought:
        yield "rows-other", facts
    elif entry.kind not in PEOPLE and kept[0][0] != entry.line_count:  # lines of people may have gone for good
        yield "rows-other", facts | {"received": entry.line_count}


def _slices(registry: Registry, entry: Entry) -> Iterator[Wrong]:
    """An upload's slices, told from its rows; one of which every line went stays, with none."""
    kinds = [entry.kind or "", *([footer.totals_of(entry.kind)] if entry.kind in PEOPLE else [])]
    for kind in kinds:
        kept = registry.con.execute(
            "SELECT project_code, period, months_after, line_count FROM slices WHERE number = ? AND kind = ? "
            "AND line_count > 0 ORDER BY ALL",
            [entry.number, kind],
        ).fetchall()
        source = f"(FROM {kind}_rows WHERE number = {entry.number})"
        counted = registry.con.execute(tables.slices_query(kind, source)).fetchall()
        if kept != [one for one in counted if one[3]]:
            yield "slices-other", {"receipt": entry.receipt}


def _each(registry: Registry, queries: Iterator[tuple[str, str, dict[str, Any]]]) -> tuple[int, list[Wrong]]:
    """Runs queries that each count rows where none should be."""
    wrong: list[Wrong] = []
    looked = 0
    for code, query, facts in queries:
        looked += 1
        if rows := registry.con.execute(query).fetchall()[0][0]:
            wrong.append((code, facts | {"rows": rows}))
    return looked, wrong


def _keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in domain.KINDS:
        schema = domain.schema(kind)
        yield "key-twice", _twice(f"current_{kind}", schema["primaryKey"]), {"kind": kind}
        for rule in schema.get("x-unique", ()):
            among = "SELECT project_code, module_code FROM current_modules WHERE route = " + quoted(rule["among"])
            source = f"current_{kind} SEMI JOIN ({among}) m USING (project_code, module_code)"
            yield "key-twice", _twice(source, rule["fields"]), {"kind": kind}


def _twice(source: str, key: list[str]) -> str:
    listed = ", ".join(key)
    return f"SELECT count(*) FROM (SELECT {listed} FROM {source} GROUP BY ALL HAVING count(*) > 1)"


def _references() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Codes that name another kind's row; of graduates the lines may be gone for good (retention)."""
    for kind in domain.KINDS:
        for rule in domain.schema(kind)["x-foreignKeys"]:
            other = rule["reference"]
            if "where" in other:
                continue
            named = " AND ".join(
                f"r.{ours} = o.{theirs}" for ours, theirs in zip(rule["fields"], other["fields"], strict=True)
            )
            given = " AND ".join(f"r.{name} IS NOT NULL" for name in rule["fields"])
            query = (
                f"SELECT count(*) FROM current_{kind} r ANTI JOIN current_{other['kind']} o ON {named} WHERE {given}"
            )
            yield "reference-missing", query, {"kind": kind, "by": other["kind"]}
