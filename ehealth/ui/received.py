"""What was received: the receipt, the history with its withdrawals, and the publishing of an edition."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from ehealth import editions
from ehealth.store import Entry, Replaced, Store
from ehealth.ui.frame import link, nothing
from ehealth.ui.shown import badge, muted, plain, table
from ehealth.ui.view import may, words
from ehealth.wording import Words
from ehealth.wording.problems import kind_name

HISTORY = 20
RECEIPT = "received.receipt"  # in the session: the last entry this person made


def effect(replaced: list[Replaced]) -> None:
    """What the file would replace, before anything is recorded."""
    w = words()
    st.subheader(plain(w.say("What recording this file changes")), anchor=False)
    students = any(one.counts == "students" for one in replaced)
    now, then = w.say("Students now"), w.say("Students with this file")
    if not students:
        now, then = w.say("Rows now"), w.say("Rows with this file")
    rows = [
        {
            w.say("Project"): one.project_code,
            w.say("Period"): one.period,
            w.say("Months after the degree"): one.months_after,
            now: one.before,
            then: one.after,
        }
        for one in replaced
    ]
    table(
        [{name: row[name] for name in row if any(other[name] is not None for other in rows)} for row in rows[:HISTORY]]
    )
    muted(w.say("The rows now are replaced, not added to. Figures move when an edition is published."))


def receipt() -> None:
    """What the person takes away after an upload or a withdrawal; it stays until the next one."""
    w = words()
    entry: Entry | None = st.session_state.get(RECEIPT)
    if not entry:
        return
    if entry.action == "upload":
        rows = w.count("{n} row", "{n} rows", entry.line_count or 0)
        said = w.say(
            "Recorded: {rows}. Receipt {receipt}. Publish an edition to show it.", rows=rows, receipt=entry.receipt
        )
    else:
        said = w.say(
            "Withdrawn. The earlier upload, if there was one, is current again. Receipt {receipt}.",
            receipt=entry.receipt,
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(plain(said), icon=":material/task_alt:")
        st.download_button(
            w.say("Download the receipt"),
            json.dumps(entry.as_json(), ensure_ascii=False, indent=1),
            f"{entry.receipt}.json",
            "application/json",
            icon=":material/download:",
        )


def received_projects(opened: Store) -> list[str]:
    """The codes of the projects that files may be sent for."""
    with opened.registry() as registry:
        return registry.projects()


def publishing(opened: Store, by: str) -> None:
    """Freezes what was received since the last edition, when there is something."""
    if not may("publish"):
        return
    w = words()
    with opened.registry() as registry:
        log = registry.log()
    st.subheader(plain(w.say("Publish an edition")), anchor=False)
    published = st.session_state.pop("upload.published", None)
    if published:
        st.success(plain(w.say("Edition {number} is published.", number=published)), icon=":material/task_alt:")
        link("overview")
    last = max((entry.number for entry in log if entry.action == "publish"), default=0)
    waiting = sum(entry.number > last for entry in log)
    if not waiting:
        muted(w.say("Everything that was received is in the last edition."))
        return
    st.markdown(
        plain(
            w.count(
                "{n} entry of the log is not published yet.", "{n} entries of the log are not published yet.", waiting
            )
        )
    )
    note = st.text_input(w.say("What changed, for the readers"), key="upload.note", max_chars=300)
    if st.button(w.say("Publish"), disabled="@" not in by, icon=":material/publish:"):
        with st.spinner(w.say("Publishing…")):
            st.session_state["upload.published"] = editions.publish(opened, by, note)
        st.rerun()


def history(opened: Store, by: str, project: str | None, compact: bool) -> None:
    """The uploads, newest first, of one project or of all, and a way to take one back."""
    w = words()
    with opened.registry() as registry:
        log, slices = registry.log(), registry.slices()
    st.subheader(plain(w.say("What was received")), anchor=False)
    uploads = [entry for entry in reversed(log) if entry.action == "upload"]
    if not uploads:
        nothing(w.say("No file has been received yet."))
        return
    withdrawn = {entry.target: entry for entry in log if entry.action == "withdraw"}
    held: dict[int, list[Any]] = {}
    for slice_ in slices:
        held.setdefault(slice_[0], []).append(slice_)
    shown = [e for e in uploads if project is None or any(slice_[1] == project for slice_ in held.get(e.number, []))]
    rows = [_upload(entry, held.get(entry.number, []), withdrawn.get(entry.number), w) for entry in shown[:HISTORY]]
    table([_narrow(row, w) for row in rows] if compact else rows)
    if len(shown) > HISTORY:
        muted(w.say("The latest {shown} of {all}.", shown=HISTORY, all=w.number(len(shown))))
    _withdraw(opened, [entry for entry in shown if entry.number not in withdrawn], by, w)


def _upload(entry: Entry, held: list[Any], withdrawal: Entry | None, w: Words) -> dict[str, Any]:
    current = any(slice_[-1] for slice_ in held)
    if withdrawal:
        state = badge(w.say("withdrawn"), "gray", "undo")
    else:
        state = badge(w.say("current"), "green", "check") if current else badge(w.say("replaced"))
    return {
        w.say("Receipt"): entry.receipt,
        w.say("Received on"): entry.done_at.date(),
        w.say("Kind of file"): capital(kind_name(entry.kind or "", w.lang)),
        w.say("Project"): w.listing(sorted({slice_[1] for slice_ in held if slice_[1]})[:3]) or None,
        w.say("Rows"): entry.line_count,
        w.say("By"): entry.done_by,
        w.say("State"): state,
    }


def _narrow(row: dict[str, Any], w: Words) -> dict[str, Any]:
    """What fits a phone."""
    return {name: row[name] for name in (w.say("Receipt"), w.say("Kind of file"), w.say("State"))}


def _withdraw(opened: Store, uploads: list[Entry], by: str, w: Words) -> None:
    if not may("withdraw") or not uploads:
        return
    with st.expander(w.say("Withdraw an upload")):
        receipts = [entry.receipt for entry in uploads]
        receipt = st.selectbox(w.say("Receipt"), receipts, index=None, placeholder="–", key="upload.withdraw")
        why = st.text_input(w.say("Reason, kept in the log"), key="upload.why")
        ready = bool(receipt and why.strip() and "@" in by)
        muted("" if ready else w.say("Choose a receipt, give a reason, and your e-mail address above."))
        if st.button(w.say("Withdraw"), disabled=not ready, icon=":material/undo:"):
            with opened.registry() as registry:
                st.session_state[RECEIPT] = registry.withdraw(str(receipt), by, why)
            st.rerun()


def capital(text: str) -> str:
    """With a capital at its start, as a list's entry has."""
    return text[:1].upper() + text[1:]
