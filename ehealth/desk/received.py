"""What was received: the receipt, and the history with its withdrawals."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ehealth.access import Person, Reader, confined
from ehealth.desk.sent import RECEIPT
from ehealth.publishing import MOVING
from ehealth.store import Entry, Store
from ehealth.ui.frame import nothing
from ehealth.ui.shown import badge, heading, muted, plain, table
from ehealth.ui.view import may, reader, words
from ehealth.wording import Words
from ehealth.wording.problems import kind_name

BY = "desk.by"  # in the session: a widget's own value goes when its page is left
HISTORY, NAMED = 20, 3  # uploads listed, projects named of each


@dataclass(frozen=True)
class Received:
    """What the registry says at one moment: read once a run of the page."""

    projects: list[str]
    log: list[Entry]
    slices: list[tuple[int, str | None, str | None, int | None, int, bool]]
    last: int  # the number of the ledger's last entry, whoever made it


def received(opened: Store) -> Received:
    """The codes of the projects that this reader may send files for, the ledger, and what each upload holds.

    A lead sees the entries and slices of their own projects only.
    """
    with opened.registry() as registry:
        projects, log, slices = registry.projects(), registry.log(), registry.slices()
        last = registry.last
    own = confined(reader(), "upload")
    if own is not None:
        projects = [code for code in projects if code in own]
        slices = [one for one in slices if one[1] in own]
        numbers = {one[0] for one in slices}
        log = [entry for entry in log if (entry.target or entry.number) in numbers and entry.action in MOVING]
    return Received(projects, log, slices, last)


def receipt() -> None:
    """What the person takes away after an upload or a withdrawal; it stays until the next file."""
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
        _download(entry, w)


def _download(entry: Entry, w: Words) -> None:
    st.download_button(
        w.say("Download the receipt"),
        json.dumps(entry.as_json(), ensure_ascii=False, indent=1),
        f"{entry.receipt}.json",
        "application/json",
        icon=":material/download:",
        key=f"receipt.{entry.number}",
        on_click="ignore",
    )


def by_whom(w: Words, key: str, place: Any = st) -> Reader:
    """Who acts: who signed in; without sign-in, an e-mail typed once a session, on whichever page of the desk."""
    if reader().person.subject:
        return reader()
    label, before = w.say("Your e-mail address, kept in the log"), st.session_state.get(BY, "")
    st.session_state[BY] = str(place.text_input(label, before, key=key, autocomplete="email")).strip()
    return replace(reader(), person=Person(email=st.session_state[BY]))


def history(opened: Store, found: Received, by: Reader, project: str | None, compact: bool) -> None:
    """The uploads, newest first, of one project or of all; one of them in detail, with its receipt and a way back."""
    w = words()
    heading(w.say("What was received"))
    uploads = [entry for entry in reversed(found.log) if entry.action == "upload"]
    if not uploads:
        nothing(w.say("No file has been received yet."))
        return
    withdrawn = {entry.target: entry for entry in found.log if entry.action == "withdraw"}
    held: dict[int, list[Any]] = {}
    for slice_ in found.slices:
        held.setdefault(slice_[0], []).append(slice_)
    shown = [e for e in uploads if project is None or any(slice_[1] == project for slice_ in held.get(e.number, []))]
    rows = [_upload(entry, held.get(entry.number, []), withdrawn.get(entry.number), w) for entry in shown[:HISTORY]]
    table([_narrow(row, w) for row in rows] if compact else rows, w.say("What was received"))
    if len(shown) > HISTORY:
        muted(w.say("The latest {shown} of {all}.", shown=HISTORY, all=w.number(len(shown))))
    _one(opened, {entry.receipt: entry for entry in shown}, withdrawn, by, w)


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
        w.say("Project"): _projects(sorted({slice_[1] for slice_ in held if slice_[1]}), w),
        w.say("Rows"): entry.line_count,
        w.say("By"): entry.done_by,
        w.say("State"): state,
    }


def _projects(codes: list[str], w: Words) -> str | None:
    """The first projects of an upload, and how many more there are."""
    more = len(codes) - NAMED
    return w.listing([*codes[:NAMED], *([w.count("{n} more", "{n} more", more)] if more > 0 else [])]) or None


def _narrow(row: dict[str, Any], w: Words) -> dict[str, Any]:
    """What fits a phone."""
    return {name: row[name] for name in (w.say("Receipt"), w.say("Kind of file"), w.say("State"))}


def _one(opened: Store, shown: dict[str, Entry], withdrawn: dict[int | None, Entry], by: Reader, w: Words) -> None:
    """An upload chosen by its receipt: what the ledger says of it, its receipt again, and its withdrawal."""
    heading(w.say("One upload: its receipt, its withdrawal"))
    asked = st.selectbox(w.say("Receipt"), list(shown), index=None, placeholder="–", key="upload.withdraw")
    entry = shown.get(str(asked))
    if not entry:
        return
    back = withdrawn.get(entry.number)
    table([_detail(entry, back, w)], w.say("One upload: its receipt, its withdrawal"))
    _download(entry, w)
    if not back and may("withdraw"):
        _withdraw(opened, entry, by, w)


def _detail(entry: Entry, back: Entry | None, w: Words) -> dict[str, Any]:
    parts = " ".join(re.findall(".{1,16}", entry.sha256 or ""))  # so that it breaks on a phone
    known = {w.say("File"): entry.file_name, "SHA-256": parts, w.say("Rows"): entry.line_count}
    if not back:
        return known
    facts = {"day": w.day(back.done_at.date()), "by": back.done_by, "why": back.why}
    return known | {w.say("Withdrawn"): w.say("{day}, by {by}: {why}", **facts)}


def _withdraw(opened: Store, entry: Entry, by: Reader, w: Words) -> None:
    why = st.text_input(w.say("Reason, kept in the log"), key=f"upload.why.{entry.number}")
    ready = bool(why.strip() and "@" in by.person.email)
    muted("" if ready else w.say("To withdraw it, give a reason, and your e-mail address above."))
    if st.button(w.say("Withdraw"), disabled=not ready, icon=":material/undo:"):
        with opened.registry() as registry:
            st.session_state[RECEIPT] = registry.withdraw(entry.receipt, by, why)
        st.rerun()


def capital(text: str) -> str:
    """With a capital at its start, as a list's entry has."""
    return text[:1].upper() + text[1:]
