"""What would the next edition change, is it safe, and freeze it."""

from __future__ import annotations

import streamlit as st

from ehealth import desk, publishing, store, ui
from ehealth.access import Reader
from ehealth.desk import Proposed
from ehealth.domain import Refusal
from ehealth.store import Entry, Store
from ehealth.ui import View
from ehealth.wording import Words
from ehealth.wording.problems import kind_name, refuse

ENTRIES, HELD = 20, 20  # rows shown


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    opened = store.open_store(ui.store_path())
    found = desk.received(opened)
    log = found.log
    waiting = _waiting(log)
    ui.masthead(view, _title(view, waiting, w), w.say("A new edition is frozen for ever, and every reader sees it."))
    _done(w)
    by = desk.by_whom(w, "publish.by", st.columns(3)[0])
    last = found.last
    closing = _closing(opened, last if any(entry.action == "publish" for entry in log) else 0, w)
    if not waiting and view.edition is not None and not closing:
        ui.nothing(w.say("Nothing is waiting to be published."))
        return
    proposed = desk.proposed(opened, view, last, closing)
    if isinstance(proposed, Refusal):
        st.error(ui.plain(refuse(proposed, w.lang)), icon=":material/error:")
        return
    _changes(proposed, view, w)
    _entries(waiting, view.compact, w)
    _late(proposed, w)
    _held_back(proposed, w)
    _attack(proposed, w)
    desk.exact_figures(opened, w)
    _publish(opened, proposed, by, closing, w)


def _waiting(log: list[Entry]) -> list[Entry]:
    """Uploads, withdrawals and erasures since the last edition, newest first."""
    last = max((entry.number for entry in log if entry.action == "publish"), default=0)
    return [entry for entry in reversed(log) if entry.number > last and entry.action in publishing.MOVING]


def _title(view: View, waiting: list[Entry], w: Words) -> str:
    n = len(waiting)
    if any(entry.action == "erase" for entry in waiting):
        return w.count("{n} change to publish", "{n} changes to publish", n)
    if waiting:
        return w.count("{n} upload or withdrawal to publish", "{n} uploads and withdrawals to publish", n)
    if view.edition is None:
        return w.say("Nothing has been published yet")
    return w.say("Everything that was received is published")


def _done(w: Words) -> None:
    done = desk.outcome()
    if isinstance(done, Refusal):
        st.error(ui.plain(refuse(done, w.lang)), icon=":material/error:")
    elif done is not None:
        st.success(ui.plain(w.say("Edition {number} is published.", number=done)), icon=":material/task_alt:")
        with st.container(horizontal=True):
            ui.link("overview")
            ui.link("editions")


def _closing(opened: Store, last: int, w: Words) -> bool:
    """Whether the yearly closing was chosen, for this state of the ledger. One a year, so it may be off."""
    if not last:
        return False
    year = publishing.closed_already(opened)
    label = w.say("Yearly closing: draw again every class that differs, by however few")
    chosen = st.checkbox(label, key=f"publish.closing.{last}", disabled=year is not None)
    ui.muted(
        w.say("Once a year: a class in which one person differs may then move, and tell of that person.")
        if year is None
        else refuse(Refusal("closing-done", year=year), w.lang)
    )
    return chosen and year is None


def _changes(proposed: Proposed, view: View, w: Words) -> None:
    ui.heading(w.say("What readers will see change"))
    if proposed.differences is None:
        ui.muted(w.say("There is no earlier edition to compare with.") if proposed.failed is None else "")
        return
    ui.compared(proposed.differences, view, w.say("No head count, completion or placement figure moves."))


def _entries(waiting: list[Entry], compact: bool, w: Words) -> None:
    if not waiting:
        return
    title = w.say("Uploads and withdrawals that it includes")
    ui.heading(title)
    rows = [_entry(entry, w) for entry in waiting[:ENTRIES]]
    ui.table([dict(list(row.items())[:2]) for row in rows] if compact else rows, title)
    if len(waiting) > ENTRIES:
        ui.muted(w.say("The latest {shown} of {all}.", shown=ENTRIES, all=w.number(len(waiting))))


def _entry(entry: Entry, w: Words) -> dict[str, object]:
    kind = kind_name(entry.kind, w.lang) if entry.kind else w.say("A student was erased")
    said = w.say("Withdrawn: {kind}", kind=kind) if entry.action == "withdraw" else desk.capital(kind)
    return {
        w.say("Received on"): entry.done_at.date(),
        w.say("What"): said,
        w.say("File"): entry.file_name or entry.why,
        w.say("By"): entry.done_by,
    }


def _late(proposed: Proposed, w: Words) -> None:
    title, rows = proposed.late
    ui.heading(title)
    if rows:
        ui.table(rows, title)


def _held_back(proposed: Proposed, w: Words) -> None:
    """Named without counts: by how many they differ is what must not be told."""
    held = proposed.held_back
    n = len(held)
    title = w.count("{n} class held back", "{n} classes held back", n)
    ui.heading(title)
    if not held:
        return
    rows = [
        {
            w.say("Table"): w.say("Students") if one.table == "enrolment" else w.say("Graduates"),
            w.say("Project"): one.project_code,
            w.say("Module"): one.module_code,
            w.say("Period"): one.period,
            w.say("Months after the degree"): one.months_after,
            w.say("Why it stays as last shown"): w.say("two editions together would tell of somebody")
            if one.telling
            else w.say("fewer than five people differ"),
        }
        for one in held[:HELD]
    ]
    given = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    ui.table([{name: row[name] for name in given} for row in rows], title)
    if n > HELD:
        ui.muted(w.say("The first {shown} of {all}.", shown=HELD, all=w.number(n)))


def _attack(proposed: Proposed, w: Words) -> None:
    ui.heading(w.say("Is it safe?"))
    if proposed.failed is None:
        st.success(ui.plain(proposed.verdict), icon=":material/shield:")
    else:
        st.error(ui.plain(proposed.verdict), icon=":material/gpp_bad:")
    with st.expander(w.say("What was tried")):
        ui.table(proposed.attacked, w.say("What was tried"))


def _publish(opened: Store, proposed: Proposed, by: Reader, closing: bool, w: Words) -> None:
    """The button acts on what was looked at: what was received since is refused, and shown first."""
    key = f"publish.note.{proposed.ledger}"
    note = st.text_input(w.say("What changed, for the readers"), key=key, max_chars=300)
    if "@" not in by.person.email:
        ui.muted(w.say("Give your e-mail address above to publish."))
    st.button(
        w.say("Publish"),
        type="primary",
        disabled="@" not in by.person.email or proposed.failed is not None,
        icon=":material/publish:",
        key=f"publish.{proposed.ledger}",
        on_click=desk.freeze,
        args=(opened, by, note, closing, proposed.ledger),
    )
