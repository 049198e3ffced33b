"""A store to be maltreated, what it answers, and what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

from ehealth import publishing
from ehealth.access import Person, Right
from ehealth.domain import Refusal
from ehealth.editions import erased_file
from ehealth.store import Store, open_store
from tests.erasures import STEWARD, erased, made_with
from tests.files import copied, send

ROWS = {"cohorts": 47, "placements": 7}
MENDED = "registry-mended"  # said once: it was made again


def to_maltreat(folder: Path) -> Store:
    """Ten entries: etu-2 was erased, somebody has a role; edition 1, a draft."""
    store = made_with(folder / "store")
    erased(store)
    with store.registry() as registry:
        registry.grant(Right(Person("https://provider.example.org", "sub-1"), "steward"), STEWARD)
    publishing.draft(store, STEWARD)
    return store


def with_its_list(made: Store, folder: Path) -> Store:
    store = copied(made, folder)
    shutil.copy2(erased_file(made.path), erased_file(store.path))
    return store


def answer(store: Store, kind: str = "modules") -> str:
    """What sending one more file is answered with: a refusal's code, or nothing."""
    try:
        send(open_store(store.path), kind, {}, {"project_code": "p2"}, {"module_code": "more"})
    except Refusal as refusal:
        return refusal.code
    return ""


def held(store: Store) -> tuple[int, dict[str, int], int]:
    """(entries of the ledger, lines of students in all uploads, people with a role); first, it may be mended."""
    for _ in range(2):
        try:
            with open_store(store.path).registry() as registry:
                rows = {k: registry.con.execute(f"SELECT count(*) FROM {k}_rows").fetchall()[0][0] for k in ROWS}
                return registry.last, rows, len(registry.rights())
        except Refusal as refusal:
            assert refusal.code == MENDED
    raise AssertionError("mended twice")
