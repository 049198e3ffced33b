"""One student's rows found and erased, lines let go whose time is up, and what the ledger says of both."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ehealth import journal, store
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.store import Entry, Store
from ehealth.ui.view import reader, still
from ehealth.wording import Words

GONE = "desk.gone"  # in the session: the entry of what went last, or why it did not


def kept_of(opened: Store, project: str, identifier: str) -> dict[str, int] | Refusal:
    """The rows of each kind that are kept of a student."""
    journal.require(opened.path, reader(), "erase")
    try:
        with opened.registry() as registry:
            return store.rows_of(registry, store.pseudonym_of(registry, opened.key, project, identifier))
    except Refusal as refusal:
        return refusal


def erase(opened: Store, project: str, identifier: str, by: Reader, why: str) -> None:
    """Erases; `gone` says how it went."""
    try:
        with opened.registry() as registry:
            who = store.pseudonym_of(registry, opened.key, project, identifier)
            st.session_state[GONE] = store.erase(registry, who, still(by), why, identifier)
    except Refusal as refusal:
        st.session_state[GONE] = refusal


def waiting(opened: Store) -> tuple[int, int]:
    """(slices, rows) whose time is up."""
    with opened.registry() as registry:
        found = [one for slices in store.expired(registry).values() for one in slices]
    return len(found), sum(one[-1] for one in found)


def let_go(opened: Store, by: Reader) -> None:
    """Lets lines go whose time is up; `gone` says how it went."""
    try:
        with opened.registry() as registry:
            st.session_state[GONE] = store.retain(registry, still(by))
    except Refusal as refusal:
        st.session_state[GONE] = refusal


def gone() -> Entry | Refusal | None:
    """How the last of both went, once."""
    found: Entry | Refusal | None = st.session_state.pop(GONE, None)
    return found


def went(log: list[Entry], w: Words) -> list[dict[str, Any]]:
    """A row for each entry of the ledger by which rows went, newest first."""
    said = {"erase": w.say("A student was erased"), "retain": w.say("Lines whose time was up")}
    return [
        {
            w.say("On"): entry.done_at.date(),
            w.say("What"): said[entry.action],
            w.say("Rows"): entry.line_count,
            w.say("By"): entry.done_by,
            w.say("Why"): entry.why,
            w.say("Receipt"): entry.receipt,
        }
        for entry in reversed(log)
        if entry.action in said
    ]
