"""Somebody asks not to be followed any more: what is kept of them, and away with it."""

from __future__ import annotations

import streamlit as st

from ehealth import desk, store, ui
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.store import Entry, Store
from ehealth.wording import Words
from ehealth.wording.problems import kind_name, refuse

ENTRIES = 20  # rows shown


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    opened = store.open_store(ui.store_path())
    received = desk.received(opened)
    ui.masthead(
        view,
        w.say("Erase a student"),
        w.say("Every row of one student goes for good, of every file ever received. What was published stays."),
    )
    _done(w)
    project, identifier, by = _whom(received.projects, received.last, w)
    if project and identifier:
        _one(opened, (project, identifier), by, received.last, w)
    _time_is_up(opened, by, w)
    _went(received.log, view.compact, w)


def _done(w: Words) -> None:
    done = desk.gone()
    if isinstance(done, Refusal):
        st.error(ui.plain(refuse(done, w.lang)), icon=":material/error:")
    elif done is not None:
        rows = w.count("{n} row", "{n} rows", done.line_count or 0)
        said = w.say("Gone for good: {rows}. Receipt {receipt}.", rows=rows, receipt=done.receipt)
        st.success(ui.plain(said), icon=":material/task_alt:")


def _whom(projects: list[str], last: int, w: Words) -> tuple[str | None, str, Reader]:
    """The student, and who acts. What was typed is forgotten once it was acted on."""
    left, middle, right = st.columns(3)
    project = left.selectbox(w.say("Project"), projects, index=None, placeholder="–", key="erase.project")
    label = w.say("Identifier, as the institution writes it")
    identifier = middle.text_input(label, key=f"erase.student.{last}", autocomplete="off")
    return project, str(identifier).strip(), desk.by_whom(w, "erase.by", right)


def _one(opened: Store, whom: tuple[str, str], by: Reader, last: int, w: Words) -> None:
    found = desk.kept_of(opened, *whom)
    if isinstance(found, Refusal):
        ui.nothing(refuse(found, w.lang))
        return
    kinds = [
        w.count("{n} row of {kind}", "{n} rows of {kind}", rows, kind=kind_name(kind, w.lang))
        for kind, rows in found.items()
    ]
    st.markdown(ui.plain(w.say("Kept of this student, in all files received: {rows}.", rows=w.listing(kinds))))
    why = st.text_input(
        w.say("Reason, kept in the log; without the student’s name or identifier"), key=f"erase.why.{last}"
    )
    sure = st.checkbox(w.say("I made sure who asks, and that it is about this student."), key=f"erase.sure.{last}")
    ready = bool(sure and why.strip() and "@" in by.person.email)
    ui.muted("" if ready else w.say("To erase, give a reason and your e-mail address, and tick the box."))
    st.button(
        w.say("Erase for good"),
        type="primary",
        disabled=not ready,
        icon=":material/delete_forever:",
        on_click=desk.erase,
        args=(opened, *whom, by, why),
    )


def _time_is_up(opened: Store, by: Reader, w: Words) -> None:
    ui.heading(w.say("Lines whose time is up"))
    slices, rows = desk.waiting(opened)
    if not slices:
        ui.muted(w.say("No line has to go yet."))
        return
    counted = w.count("{n} row", "{n} rows", rows)
    said = w.count("{rows} of {n} class or survey.", "{rows} of {n} classes or surveys.", slices, rows=counted)
    st.markdown(ui.plain(f"{said} " + w.say("They go when the next edition is published; their totals stay.")))
    st.button(
        w.say("Let them go now"),
        disabled="@" not in by.person.email,
        icon=":material/auto_delete:",
        on_click=desk.let_go,
        args=(opened, by),
    )


def _went(log: list[Entry], compact: bool, w: Words) -> None:
    title = w.say("What went for good")
    ui.heading(title)
    rows = desk.went(log, w)
    if not rows:
        ui.muted(w.say("Nothing yet."))
        return
    ui.table([dict(list(row.items())[:3]) for row in rows[:ENTRIES]] if compact else rows[:ENTRIES], title)
    if len(rows) > ENTRIES:
        ui.muted(w.say("The latest {shown} of {all}.", shown=ENTRIES, all=w.number(len(rows))))
