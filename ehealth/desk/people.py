"""Who has a role, who came without one, and the gestures that give roles and take them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from ehealth import journal
from ehealth.access import Person, Reader, Right
from ehealth.domain import Refusal
from ehealth.store import Store
from ehealth.ui.view import reader, still

CHANGED = "people.changed"  # in the session: the right that was just given or taken away, or a Refusal


@dataclass(frozen=True)
class People:
    """The access list at one moment; history: every change, newest first; projects: the codes that are known.

    waiting: who signed in lately and has no role, newest first, with when that was.
    """

    listed: tuple[Right, ...]
    history: list[tuple[Right, datetime, str]]
    waiting: list[tuple[Person, str]]
    projects: list[str]

    def given(self, person: Person) -> tuple[datetime, str] | None:
        """When a person's role was given as it is now, and by whom."""
        key = journal.key(person)
        return next(((at, by) for right, at, by in self.history if journal.key(right.person) == key), None)


def people(opened: Store) -> People:
    """Who may do what in a store. Raises Refusal("forbidden"), which is noted."""
    waiting = journal.newcomers(opened.path, reader())
    with opened.registry() as registry:
        listed, log, projects = registry.rights(), registry.log(), registry.projects()
    history = [(one.right, one.done_at, one.done_by) for one in reversed(log) if one.right]
    known = {journal.key(right.person) for right in listed}
    return People(listed, history, [one for one in waiting if journal.key(one[0]) not in known], projects)


def give(opened: Store, right: Right, by: Reader) -> None:
    """Gives a person a role in place of the one they had; `changed` says how it went."""
    try:
        with opened.registry() as registry:
            registry.grant(right, still(by))
        st.session_state[CHANGED] = right
    except Refusal as refusal:
        st.session_state[CHANGED] = refusal


def take(opened: Store, person: Person, by: Reader) -> None:
    """Takes a person's role away; `changed` says how it went."""
    try:
        with opened.registry() as registry:
            st.session_state[CHANGED] = registry.revoke(person, still(by)).right
    except Refusal as refusal:
        st.session_state[CHANGED] = refusal


def changed() -> Right | Refusal | None:
    """What became of the last press on a button, told once."""
    done: Right | Refusal | None = st.session_state.pop(CHANGED, None)
    return done
