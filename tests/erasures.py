"""Stores in which a student is to be erased, and the search for what is left of one."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from ehealth import publishing
from ehealth.access import Reader, operator
from ehealth.store import Store, create, erase, pseudonym_of
from tests.files import send, students

STEWARD = operator("steward@example.org")
WHY = "asked in writing"


def made_with(folder: Path) -> Store:
    """etu-2 stands in a current, a replaced and a withdrawn upload, in a survey, and in an edition and a draft."""
    store = create(folder)
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    send(store, "cohorts", *students(9))
    send(store, "cohorts", *students(8), *students(3, project_code="p2"))
    send(store, "placements", *students(8))
    back = send(store, "cohorts", *students(30))
    with store.registry() as registry:
        registry.withdraw(back.receipt, STEWARD, "wrong file")
    publishing.publish(store, STEWARD)
    publishing.draft(store, STEWARD)
    return store


def pseudonym(store: Store, identifier: str = "etu-2", project: str = "p1") -> UUID:
    with store.registry() as registry:
        return pseudonym_of(registry, store.key, project, identifier)


def erased(store: Store, identifier: str = "etu-2", why: str = WHY, by: Reader = STEWARD) -> UUID:
    """Erases a student of p1; gives the pseudonym that nothing should hold any more."""
    with store.registry() as registry:
        who = pseudonym_of(registry, store.key, "p1", identifier)
        erase(registry, who, by, why, identifier)
    return who


def traces(store: Store, who: UUID) -> list[str]:
    """The files of the store's folder that hold a pseudonym, in any form that DuckDB or Parquet writes."""
    flipped = who.int ^ (1 << 127)  # as DuckDB sorts UUIDs
    halves = [(value & ((1 << 64) - 1), value >> 64) for value in (who.int, flipped)]
    forms = [who.bytes, str(who).encode(), who.hex.encode()]
    forms += [half.to_bytes(8, order) for pair in halves for half in pair for order in ("little", "big")]
    held = {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()}
    return sorted(path.name for path, content in held.items() if any(form in content for form in forms))


def frozen(store: Store) -> dict[str, bytes]:
    """The editions and their snapshots."""
    return {
        path.name: path.read_bytes() for name in ("editions", "snapshots") for path in (store.path / name).glob("0*")
    }


def lines(store: Store) -> dict[str, int]:
    """Lines of students in all uploads, by kind."""
    with store.registry() as registry:
        counted = {
            k: registry.con.execute(f"SELECT count(*) FROM {k}_rows").fetchall() for k in ("cohorts", "placements")
        }
    return {kind: rows[0][0] for kind, rows in counted.items()}
