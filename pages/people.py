"""Who may do what here, since when, and who waits for a role?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from ehealth import access, desk, journal, signin, store, ui
from ehealth.access import NOBODY, Right
from ehealth.desk import People
from ehealth.domain import Refusal
from ehealth.ui import published
from ehealth.ui.shown import Markdown
from ehealth.wording import Words
from ehealth.wording.problems import refuse
from ehealth.wording.rights import ROLES as NAMES
from ehealth.wording.rights import named

WAITING, CHANGES = 20, 20  # rows shown
COLOURS = {"steward": "violet", "lead": "blue", "reader": "gray"}


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    opened = store.open_store(ui.store_path())
    found = desk.people(opened)
    acronyms = published.acronyms(str(view.edition))
    said = w.say("A role counts within a minute, in open pages too. Whoever signs in without one sees nothing.")
    ui.masthead(view, _title(found, w), said)
    if not signin.configured():
        ui.nothing(w.say("No sign-in is configured: until it is, whoever sits at this machine may do everything."))
    _changed(w)
    by = desk.by_whom(w, "people.by", st.columns(3)[0])
    _listed(found, acronyms, view.compact, w)
    _waiting(found, view.compact, w)
    desk.give_role(opened, found, acronyms, by)
    desk.take_role(opened, found, by)
    _history(found, acronyms, view.compact, w)


def _title(found: People, w: Words) -> str:
    if found.waiting:
        return w.count("{n} person waits for a role", "{n} people wait for a role", len(found.waiting))
    if not found.listed:
        return w.say("Nobody has a role yet")
    return w.count("{n} person has a role", "{n} people have a role", len(found.listed))


def _changed(w: Words) -> None:
    done = desk.changed()
    if isinstance(done, Refusal):
        st.error(ui.plain(refuse(done, w.lang)), icon=":material/error:")
    elif done is not None:
        facts = {"name": desk.called(done.person), "role": named(NAMES, done.role, w.lang)}
        st.success(ui.plain(w.say("Recorded: {name}, {role}.", **facts)), icon=":material/task_alt:")


def _listed(found: People, acronyms: dict[str, str], compact: bool, w: Words) -> None:
    if not found.listed:
        return
    title = w.say("Who has a role")
    ui.heading(title)
    rows = [_row(right, found, acronyms, w) for right in found.listed]
    ui.table([_narrow(row, w) for row in rows] if compact else rows, title)


def _row(right: Right, found: People, acronyms: dict[str, str], w: Words) -> dict[str, Any]:
    at, by = found.given(right.person) or (None, None)
    return {
        w.say("Person"): desk.called(right.person),
        w.say("E-mail"): right.person.email or None,
        w.say("Role"): ui.badge(named(NAMES, right.role, w.lang), COLOURS[right.role]),
        w.say("Projects"): _projects(right, acronyms, w),
        w.say("Since"): at.date() if at else None,
        w.say("Given by"): by,
    }


def _narrow(row: dict[str, Any], w: Words) -> dict[str, Any]:
    """What fits a phone."""
    projects = row[w.say("Projects")]
    said = " ".join([row[w.say("Role")], ui.plain(projects) if projects else ""])
    return {w.say("Person"): row[w.say("Person")], w.say("Role"): Markdown(said), w.say("Since"): row[w.say("Since")]}


def _projects(right: Right, acronyms: dict[str, str], w: Words) -> str | None:
    """A lead's projects; that there are none is said, because without them the role gives nothing."""
    if right.role not in access.OF_OWN_PROJECTS:
        return None
    names = sorted(acronyms.get(code, code) for code in right.projects)
    return w.listing(names) if names else ui.badge(w.say("no project: no right"), "orange")


def _waiting(found: People, compact: bool, w: Words) -> None:
    if not found.waiting:
        return
    title = w.say("Signed in lately, without a role")
    ui.heading(title)
    rows = [
        {
            w.say("Person"): desk.called(person),
            **({} if compact else {w.say("Issuer and subject"): journal.key(person)}),
            w.say("Last seen (UTC)"): _when(datetime.fromisoformat(at), w),
        }
        for person, at in found.waiting[:WAITING]
    ]
    ui.table(rows, title)
    if len(found.waiting) > WAITING:
        ui.muted(w.say("The latest {shown} of {all}.", shown=WAITING, all=w.number(len(found.waiting))))


def _history(found: People, acronyms: dict[str, str], compact: bool, w: Words) -> None:
    if not found.history:
        return
    title = w.say("Changes of the list")
    ui.heading(title)
    ui.table([_change(*change, acronyms, compact, w) for change in found.history[:CHANGES]], title)
    if len(found.history) > CHANGES:
        ui.muted(w.say("The latest {shown} of {all}.", shown=CHANGES, all=w.number(len(found.history))))


def _change(right: Right, at: datetime, by: str, acronyms: dict[str, str], compact: bool, w: Words) -> dict[str, Any]:
    role = w.say("role taken away") if right.role == NOBODY else named(NAMES, right.role, w.lang)
    projects = _projects(right, acronyms, w)
    what = Markdown(" · ".join([ui.plain(role), *([ui.plain(projects)] if projects else [])]))
    name, when = desk.called(right.person), _when(at, w)
    if compact:
        return {w.say("When (UTC)"): when, w.say("What"): Markdown(" · ".join([ui.plain(name), what, ui.plain(by)]))}
    return {w.say("When (UTC)"): when, w.say("Person"): name, w.say("What"): what, w.say("By"): by}


def _when(at: datetime, w: Words) -> str:
    return f"{w.day(at.date(), 'medium')} {at:%H:%M}"
