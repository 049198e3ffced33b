"""What is wrong with a file, grouped: what the sender accepts to correct here, and what is to mend in the file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ehealth import corrections
from ehealth.domain import Group
from ehealth.intake import SKIPPABLE, Checked
from ehealth.ui.sent import Sent, change
from ehealth.ui.shown import csv_bytes, muted, plain, table
from ehealth.ui.view import language, words
from ehealth.wording import Words
from ehealth.wording.problems import explain

SHOWN = 50  # groups on the page; the annotated copy lists a thousand
LARGEST_COPY = corrections.ROWS  # rows that a copy for a spreadsheet may have


def consents(checked: Checked, file: Sent) -> None:
    """Lines that are no rows are left out only if the sender agrees."""
    w = words()
    asked = {
        "title-lines": w.say("Skip the lines above the column names"),
        "total-line": w.say("Skip the total and the notes at the end"),
    }
    found = {problem.code for problem in checked.problems}
    for code in SKIPPABLE:
        if code in found or code in file.skip:
            agreed = st.checkbox(asked[code], value=code in file.skip, key=f"upload.skip.{file.id}.{code}")
            if agreed != (code in file.skip):
                change(file, skip=file.skip | {code} if agreed else file.skip - {code})


def faults(checked: Checked, file: Sent, compact: bool) -> None:
    """Every group of faults; those with a value of their own can be corrected here."""
    w = words()
    consents(checked, file)
    fixable = [group for group in checked.groups if group.key][:SHOWN]
    others = [group for group in checked.groups if not group.key][:SHOWN]
    accepted = _choose(fixable, checked.kind, file, compact, w) if fixable else {}
    if others:
        if fixable:
            st.subheader(plain(w.say("To mend in the file itself")), anchor=False)
        table([_told(group, checked.kind, w) for group in others])
    if len(checked.groups) > len(fixable) + len(others):
        muted(w.say("The first {shown} of each sort are shown; the annotated copy lists them all.", shown=SHOWN))
    with st.container(horizontal=True, vertical_alignment="center"):
        if fixable:
            _apply(checked, file, accepted, w)
        _copies(checked, file, accepted, w)


def _choose(groups: list[Group], kind: str, file: Sent, compact: bool, w: Words) -> dict[tuple[str, str], str]:
    """A row a group, with the value to write instead; gives those that the sender accepts."""
    st.subheader(plain(w.say("What to correct")), anchor=False)
    muted(w.say("Accept a correction or type your own: it is written wherever the value stands in its column."))
    instead, accept = w.say("Correction"), w.say("Accept")
    told = [_told(group, kind, w) for group in groups]
    if compact:  # beside the correction there is room for the value alone; what is wrong stands below
        told = [{w.say("Value read"): row[w.say("Value read")]} for row in told]
    proposed = [group.problem.proposal for group in groups]
    edited = st.data_editor(
        [row | {instead: text or "", accept: text is not None} for row, text in zip(told, proposed, strict=True)],
        hide_index=True,
        width="stretch",
        disabled=list(told[0]),
        column_config=_widths(w) | {accept: st.column_config.CheckboxColumn(width=70)},
        key=f"upload.corrections.{file.id}.{id(file.content)}",
    )
    if compact:
        table([_told(group, kind, w) for group in groups])
    chosen = zip(groups, edited, strict=True)
    return {group.key: str(row[instead]) for group, row in chosen if group.key and row[accept] and row[instead]}


def _widths(w: Words) -> dict[str, Any]:
    """Pixels of the editor's columns: what is wrong and how to mend it need most."""
    wide = {w.say("Lines"): 90, w.say("Column"): 110, w.say("Value read"): 120, w.say("Correction"): 140}
    wide |= {w.say("What is wrong"): 270, w.say("How to mend it"): 270}
    return {name: st.column_config.TextColumn(width=pixels) for name, pixels in wide.items()}


def _told(group: Group, kind: str, w: Words) -> dict[str, Any]:
    wrong, remedy = explain(group.problem, kind, w.lang)
    return {
        w.say("Lines"): _lines(group, w),
        w.say("Column"): group.problem.column or "",
        w.say("Value read"): group.problem.value or "",
        w.say("What is wrong"): wrong,
        w.say("How to mend it"): remedy,
    }


def _lines(group: Group, w: Words) -> str:
    """3, 7, 12 + 4: the first lines, and how many more."""
    named = ", ".join(map(str, group.lines))
    others = group.count - len(group.lines) if group.lines else 0
    return f"{named} + {w.number(others)}" if others else named


def _apply(checked: Checked, file: Sent, accepted: dict[tuple[str, str], str], w: Words) -> None:
    count = w.count("Apply the {n} accepted correction", "Apply the {n} accepted corrections", len(accepted))
    if st.button(count, type="primary", disabled=not accepted, icon=":material/done_all:"):
        change(file, content=corrections.corrected(checked.kind, file.content, accepted), mended=True)


def _copies(checked: Checked, file: Sent, accepted: dict[tuple[str, str], str], w: Words) -> None:
    """The sender's own file to take away, annotated or corrected, and the list of faults."""
    kind, content, lang, icon = checked.kind, file.content, language(), ":material/download:"
    stem = file.name.rpartition(".")[0] or file.name
    if content.count(b"\n") <= LARGEST_COPY and not any(p.code == "broken-quotes" for p in checked.problems):
        st.download_button(
            w.say("Annotated copy (Excel)"),
            lambda: corrections.annotated(kind, content, checked, lang),
            w.say("{name}, annotated", name=stem) + ".xlsx",
            icon=icon,
            on_click="ignore",
        )
        if accepted:
            st.download_button(
                w.say("Corrected copy (Excel)"),
                lambda: corrections.corrected_workbook(kind, content, accepted, lang),
                w.say("{name}, corrected", name=stem) + ".xlsx",
                icon=icon,
                on_click="ignore",
            )
    rows = [_told(group, kind, w) for group in checked.groups]
    st.download_button(
        w.say("List of problems (CSV)"), lambda: csv_bytes(rows, lang), "problems.csv", icon=icon, on_click="ignore"
    )
