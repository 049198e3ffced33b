"""What differs between two editions beside their figures: the files that came since, and the reference rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ehealth import domain
from ehealth.indicators.news import news

REFERENCE = ("projects", "partners", "modules", "events", "envelopes")
CELL = (
    "project_code",
    "module_code",
    "academic_year",
    "status",
    "graduation_year",
    "months_after",
    "outcome",
    "students",
)
NO_MOVES = pd.DataFrame(columns=["academic_year", "before", "after"])
NO_EVENTS = pd.DataFrame({"event_id": [], "disputes": []})

Tables = Mapping[str, pd.DataFrame]


def files_since(deliveries: pd.DataFrame, ledger: int) -> pd.DataFrame:
    """The uploads and withdrawals after an entry of the ledger, in rows of `news`; `deliveries` is the newer one's."""
    later = deliveries[deliveries["ledger"] > ledger]
    return news(later, [], NO_MOVES, NO_EVENTS)


def reference_changes(before: Tables, after: Tables) -> pd.DataFrame:
    """kind (of REFERENCE), added, removed, changed: how many rows; only of the kinds where there are any."""
    rows = [_changes(kind, before[kind], after[kind]) for kind in REFERENCE]
    return pd.DataFrame([row for row in rows if any(row[1:])], columns=["kind", "added", "removed", "changed"])


def projects_differing(before: Tables, after: Tables) -> list[str]:
    """The codes of the projects some cell of which differs (views enrolment and placement)."""
    found: set[str] = set()
    for name in ("enrolment", "placement"):
        old, new = (_rows(tables[name]) for tables in (before, after))
        found |= {str(row[0]) for row in old ^ new}
    return sorted(found)


def _rows(table: pd.DataFrame) -> set[tuple[Any, ...]]:
    """The cells that hold somebody, as they are counted: of views that are joined, the first columns name them."""
    known = table[table["students"] > 0]
    kept = [name for name in CELL if name in known]
    return set(known[kept].itertuples(index=False, name=None))


def _changes(kind: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[str, int, int, int]:
    key = domain.schema(kind)["primaryKey"]
    fields = [key] if isinstance(key, str) else list(key)
    old, new = (_by_key(table, fields) for table in (before, after))
    changed = sum(old[code] != new[code] for code in old.keys() & new.keys())
    return kind, len(new.keys() - old.keys()), len(old.keys() - new.keys()), changed


def _by_key(table: pd.DataFrame, key: list[str]) -> dict[tuple[Any, ...], tuple[str, ...]]:
    rows = table.astype(str)
    return dict(zip(rows[key].itertuples(index=False, name=None), rows.itertuples(index=False, name=None), strict=True))
