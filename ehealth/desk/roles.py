"""The forms in which a steward gives a role, changes one, or takes one away."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from ehealth import access, journal, settings
from ehealth.access import NOBODY, ROLES, Person, Reader, Right
from ehealth.desk.people import People, give, take
from ehealth.store import Store
from ehealth.ui.shown import heading, muted, plain
from ehealth.ui.view import words
from ehealth.wording import Words
from ehealth.wording.rights import ROLES as NAMES
from ehealth.wording.rights import named

TYPED = "typed"  # in place of a person's key: somebody who has not signed in yet


def give_role(opened: Store, found: People, acronyms: dict[str, str], by: Reader) -> None:
    """A role for somebody who waits or has one, or who has not signed in yet; all of it anew after each change."""
    w, times = words(), len(found.history)
    heading(w.say("Give or change a role"))
    first, second, third = st.columns(3)
    person = _person(first, found, times, w)
    role = second.selectbox(
        w.say("Role"),
        ROLES,
        index=None,
        placeholder="–",
        format_func=lambda code: named(NAMES, code, w.lang),
        key=f"people.role.{times}",
    )
    projects = _own(third, role, found, acronyms, w)
    muted(_what_it_gives(role, bool(projects), w))
    signed = _signed(by, w)
    st.button(
        w.say("Give this role"),
        type="primary",
        disabled=not (person and role and signed),
        icon=":material/person_add:",
        key=f"people.give.{times}",
        on_click=give,
        args=(opened, Right(person or Person(), role or NOBODY, frozenset(projects)), by),
    )


def _own(place: Any, role: str | None, found: People, acronyms: dict[str, str], w: Words) -> list[str]:
    """The projects that a role is for, asked where it is confined to some."""
    if role not in access.OF_OWN_PROJECTS:
        return []
    chosen: list[str] = place.multiselect(
        w.say("Projects"),
        found.projects,
        format_func=lambda code: acronyms.get(code, code),
        placeholder="–",
        key=f"people.projects.{len(found.history)}",
    )
    return chosen


def _person(place: Any, found: People, times: int, w: Words) -> Person | None:
    """Who is meant; None until somebody is."""
    known = {journal.key(person): person for person, _ in found.waiting}
    known |= {journal.key(right.person): right.person for right in found.listed}
    labels = _labels(known)
    chosen = place.selectbox(
        w.say("Person"),
        [*known, TYPED],
        index=None,
        placeholder="–",
        format_func=lambda key: labels.get(key, w.say("somebody else…")),
        key=f"people.who.{times}",
    )
    if chosen == TYPED:
        return _typed(times, w)
    person = known.get(chosen)
    if person and not person.name:
        name = st.columns(3)[0].text_input(w.say("Name"), key=f"people.name.{times}.{chosen}", max_chars=100)
        return Person(person.issuer, person.subject, name.strip(), person.email, person.organisation)
    return person


def _typed(times: int, w: Words) -> Person | None:
    labels = {
        "issuer": (w.say("Address of the provider (issuer)"), settings.value("EHEALTH_OIDC_ISSUER")),
        "subject": (w.say("Identifier there (sub)"), ""),
        "name": (w.say("Name"), ""),
        "email": (w.say("E-mail"), ""),
    }
    given = {
        name: place.text_input(label, before, key=f"people.{name}.{times}", max_chars=255).strip()
        for place, (name, (label, before)) in zip(st.columns(4), labels.items(), strict=True)
    }
    return Person(**given) if given["issuer"] and given["subject"] else None


def _what_it_gives(role: str | None, projects: bool, w: Words) -> str:
    if role == "lead" and not projects:
        return w.say("A project lead without a project has no right at all: name their projects.")
    return {
        None: w.say("A reader sees the editions; a project lead sends files; a steward may do everything."),
        "reader": w.say("Sees every published edition, and takes charts and briefings away."),
        "lead": w.say("Sees the editions; sends files and sees exact figures of the projects named here."),
        "steward": w.say("Everything: reference data, exact figures, publishing, this list, the log."),
    }[role]


def take_role(opened: Store, found: People, by: Reader) -> None:
    """A role is taken away after a confirmation that names the person."""
    if not found.listed:
        return
    w = words()
    heading(w.say("Take a role away"))
    times, known = len(found.history), {journal.key(right.person): right.person for right in found.listed}
    labels = _labels(known)
    chosen = st.columns(3)[0].selectbox(
        w.say("Person"),
        list(known),
        index=None,
        placeholder="–",
        format_func=lambda key: labels.get(key, key),
        key=f"people.leaving.{times}",
    )
    if not (person := known.get(str(chosen))):
        return
    said = plain(w.say("{name} will see nothing here any more.", name=labels[str(chosen)]))
    sure = st.checkbox(said, key=f"people.sure.{times}.{chosen}")
    st.button(
        w.say("Take the role away"),
        disabled=not (sure and _signed(by, w)),
        icon=":material/person_remove:",
        key=f"people.take.{times}",
        on_click=take,
        args=(opened, person, by),
    )


def _signed(by: Reader, w: Words) -> bool:
    """Whether it is known who acts."""
    known = bool(by.person.subject or "@" in by.person.email)
    if not known:
        muted(w.say("Give your e-mail address above to change the list."))
    return known


def called(person: Person) -> str:
    """What a person is called in a table."""
    return person.name or person.email or person.subject


def _labels(people: dict[str, Person]) -> dict[str, str]:
    """Key → what a list offers: name and e-mail; whose are another's, too, is told apart by issuer and subject."""
    names = {key: " · ".join(dict.fromkeys(filter(None, (one.name, one.email)))) for key, one in people.items()}
    alone = {name for name, count in Counter(names.values()).items() if name and count == 1}
    return {key: name if name in alone else f"{name} · {key}".removeprefix(" · ") for key, name in names.items()}
