"""Who may send what, and what an entry of the ledger is about, in the words of the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ehealth import access, journal
from ehealth.access import Reader
from ehealth.store.ledger import Entry

SLICES_NAMED = 10


def permit(store: Path, by: Reader, kind: str, projects: Iterable[str | None]) -> None:
    """Raises Refusal("forbidden") unless the reader may send a file of a kind for each of the projects."""
    for project in dict.fromkeys(projects):
        journal.require(store, by, access.sending(kind), project)


def about(entry: Entry, slices: Iterable[Sequence[Any]] = ()) -> str:
    """An edition, a person, or an upload with its slices; `slices` as Registry.slices gives them."""
    if entry.right:
        return f"{entry.right.role}: {entry.right.person.subject}"
    if entry.action == "publish":
        return f"edition {entry.target}"
    upload = entry.target or entry.number
    held = [parts[:3] for number, *parts in slices if number == upload]
    named = [" ".join(str(part) for part in parts if part is not None) for parts in held[:SLICES_NAMED]]
    more = [f"+{len(held) - SLICES_NAMED}"] if len(held) > SLICES_NAMED else []
    return ", ".join([f"{entry.kind} {upload:06d}", *filter(None, named), *more])
