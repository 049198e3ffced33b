"""May I send this file, what would it change, and can I take it back?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ehealth import access, desk, domain, store, ui
from ehealth.access import Reader
from ehealth.desk import Judged, Sent
from ehealth.domain import Problem, Refusal
from ehealth.store import Store
from ehealth.templates import template, workbook
from ehealth.ui import View
from ehealth.wording import Words
from ehealth.wording.problems import column_title, explain, kind_name, refuse

# What project leads send; the others are the stewards' reference data.
FIRST_KINDS = ("cohorts", "cohort_totals", "placements", "placement_totals")
SHOWN = 50  # warnings on the page
PRESSED = "upload.pressed"  # in the session, for one run: the ledger's last entry when the button was drawn
UNTRANSLATED = "[data-testid=stFileUploaderDropzoneInstructions]"  # Streamlit's own, in English only: the label says it


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    opened = store.open_store(ui.store_path())
    received = desk.received(opened)
    kind, project, by = _choose(received.projects, w)
    _explain_kind(kind, w)
    file = _file(w)
    desk.receipt()
    judged = desk.judged(opened, kind, project, file, received.last) if file else None
    _masthead(view, judged, w)
    if file and isinstance(judged, Judged):
        if _judged(file, judged, view) and _agreed(file, judged, by, received.last, w):
            _record(opened, (kind, project, by), file, received.last)
    elif isinstance(judged, Refusal):
        _refused(judged)
    if ui.may("publish"):
        ui.link("publish", w.say("Publish what was received"))
    if project and not ui.may("drafts"):
        desk.exact_figures(opened, w, project)
    desk.history(opened, received, by, project, view.compact)


def _record(opened: Store, asked: tuple[str, str | None, Reader], file: Sent, last: int) -> None:
    kind, project, by = asked
    try:
        desk.record(opened, kind, project, file, by, last)
    except Refusal as refusal:
        _refused(refusal)
        return
    st.session_state["upload.times"] += 1  # an empty uploader for the next file
    st.rerun()


def _refused(refusal: Refusal) -> None:
    st.error(ui.plain(refuse(refusal, ui.words().lang)), icon=":material/error:")


def _masthead(view: View, judged: Judged | Refusal | None, w: Words) -> None:
    """What was found is the page's title."""
    if judged is None:
        title = w.say("Upload a file")
    elif isinstance(judged, Refusal):
        title = w.say("This file cannot be read")
    elif count := judged.checked.problem_count:
        title = w.count(
            "{n} problem to mend before this file is recorded",
            "{n} problems to mend before this file is recorded",
            count,
        )
    else:
        title = w.say("Received already") if judged.same else w.say("This file can be recorded")
    ui.masthead(
        view,
        title,
        w.say(
            "The file is checked first, cell by cell. Nothing is recorded until you say so, and it can be taken back."
        ),
    )


def _choose(projects: list[str], w: Words) -> tuple[str, str | None, Reader]:
    """(kind, project or None for all, who) as chosen."""
    kinds = [*FIRST_KINDS, *(kind for kind in domain.KINDS if kind not in FIRST_KINDS)]
    kinds = [kind for kind in kinds if ui.may(access.sending(kind))]
    first, second, third = st.columns(3)
    kind = first.selectbox(
        w.say("Kind of file"), kinds, format_func=lambda name: desk.capital(kind_name(name, w.lang)), key="upload.kind"
    )
    project = second.selectbox(
        w.say("Project"),
        projects,
        index=0 if len(projects) == 1 else None,
        placeholder=w.say("All projects"),
        key="upload.project",
        help=w.say("Lines of any other project are then refused."),
    )
    by = desk.by_whom(w, "upload.by", third)
    return str(kind), project, by


def _explain_kind(kind: str, w: Words) -> None:
    """What the file must hold, and an empty one to fill in."""
    with st.expander(w.say("Columns of this file, and a template")):
        with st.container(horizontal=True):
            st.download_button(
                w.say("Template for Excel"), lambda: workbook(kind), f"{kind}.xlsx", icon=":material/download:"
            )
            st.download_button(
                w.say("Template as CSV"), lambda: template(kind), f"{kind}.csv", icon=":material/download:"
            )
        ui.table([_column(field, w) for field in domain.schema(kind)["fields"]], kind_name(kind, w.lang))


def _column(field: dict[str, Any], w: Words) -> dict[str, Any]:
    french, codes = w.lang == "fr", field.get("x-codes", {})
    described = field["description" if french else "x-description-en"]
    accepted = ", ".join(f"{code} ({labels[w.lang]})" for code, labels in codes.items())
    return {
        w.say("Column"): field["name"],
        w.say("Title"): field["title" if french else "x-title-en"],
        w.say("Required"): bool(field.get("constraints", {}).get("required")),
        w.say("What it holds"): f"{described} {accepted}".strip(),
    }


def _file(w: Words) -> Sent | None:
    """Any file is taken, and judged by its content: what is no table, or too large, gets its sentence."""
    times = st.session_state.setdefault("upload.times", 0)
    st.html(f"<style>{UNTRANSLATED} {{ display: none }}</style>")
    file = st.file_uploader(
        w.say("File (CSV or Excel, {limit} MB at most): drag it below or choose it", limit=desk.LARGEST),
        key=f"upload.file.{times}",
        max_upload_size=2 * desk.LARGEST,
    )
    return desk.sent(file) if file else None


def _judged(file: Sent, judged: Judged, view: View) -> bool:
    """Everything that was found; True where the file may be recorded."""
    w, checked = ui.words(), judged.checked
    desk.understood(checked, file)
    if not checked.ok:
        desk.faults(checked, file, view.compact)
        return False
    desk.consents(checked, file)
    if judged.same:
        facts = {"day": w.day(judged.same.done_at.date()), "receipt": judged.same.receipt}
        said = w.say("This very file was received on {day}, receipt {receipt}: there is nothing to record.", **facts)
        st.info(ui.plain(said), icon=":material/task_alt:")
        return False
    _warnings(checked.warnings, checked.kind, view.compact, w)
    desk.effect(judged, view)
    with st.expander(w.say("How the first rows were understood")):
        st.dataframe([_written(row) for row in judged.preview], hide_index=True)
    return True


def _warnings(warnings: list[Problem], kind: str, compact: bool, w: Words) -> None:
    if not warnings:
        return
    said = w.say("Nothing forbids recording this file, but check these points.")
    st.warning(ui.plain(said), icon=":material/warning:")
    rows = [_warning(problem, kind, w) for problem in warnings[:SHOWN]]
    given = [name for name in rows[0] if any(row[name] for row in rows)]
    ui.table([{name: row[name] for name in (given[-2:] if compact else given)} for row in rows], said)


def _warning(problem: Problem, kind: str, w: Words) -> dict[str, Any]:
    wrong, remedy = explain(problem, kind, w.lang)
    return {
        w.say("Line"): str(problem.line or ""),
        w.say("Column"): column_title(problem, kind, w.lang),
        w.say("What to check"): wrong,
        w.say("What it means"): remedy,
    }


def _written(row: dict[str, Any]) -> dict[str, str]:
    """The cells as text, empty where there is nothing; money in euros."""
    return {name.replace("_cents", "_eur"): _text(name, value) for name, value in row.items()}


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value // 100}.{value % 100:02d}" if name.endswith("_cents") else str(value)


def _agreed(file: Sent, judged: Judged, by: Reader, last: int, w: Words) -> bool:
    """Whether the sender confirms what has to be confirmed and presses the button; all of it anew if anything moved."""
    if st.session_state.pop(PRESSED, last) != last:  # the button of then is not there any more
        _refused(Refusal("changed-meanwhile"))
    confirmed, asked = True, f"{file.key}.{last}"
    if any(problem.code in domain.CONFIRMED for problem in judged.checked.warnings):
        confirmed = st.checkbox(w.say("I have checked these warnings: the file is right."), key=f"upload.sure.{asked}")
    if "@" not in by.person.email:
        ui.muted(w.say("Give your e-mail address above to record the file."))
    with st.container(horizontal=True):
        pressed = st.button(
            w.say("Record this file"),
            type="primary",
            disabled=not (confirmed and "@" in by.person.email),
            icon=":material/check:",
            key=f"upload.record.{asked}",
            on_click=st.session_state.__setitem__,
            args=(PRESSED, last),
        )
        if file.mended:  # the receipt has the hash of these bytes
            name = w.say("{name}, corrected", name=file.name.rpartition(".")[0] or file.name) + ".csv"
            icon = ":material/download:"
            st.download_button(w.say("The corrected file"), file.content, name, icon=icon, on_click="ignore")
    return pressed
