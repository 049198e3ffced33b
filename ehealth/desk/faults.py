"""What is wrong with a file, grouped: what the sender accepts to correct here, and what is to mend in the file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from ehealth import corrections
from ehealth.briefing import csv_bytes
from ehealth.desk.sent import Sent, change
from ehealth.desk.worker import apart
from ehealth.domain import Group
from ehealth.intake import SKIPPABLE, Checked
from ehealth.ui.shown import heading, muted, table
from ehealth.ui.view import language, words
from ehealth.wording import Words
from ehealth.wording.problems import column_title, explain
from ehealth.wording.unseen import visible

SHOWN = 50  # groups on the page; the annotated copy lists a thousand


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
    if checked.left_out:
        lines = w.listing([str(line) for line in checked.left_out])
        muted(w.count("Left out: line {lines}.", "Left out: lines {lines}.", len(checked.left_out), lines=lines))


def faults(checked: Checked, file: Sent, compact: bool) -> None:
    """Every group of faults; those with a value of their own can be corrected here."""
    w = words()
    consents(checked, file)
    fixable = [group for group in checked.groups if group.key][:SHOWN]
    by_hand = [group for group in checked.groups if compact or not group.key or not group.problem.proposal]
    accepted = _choose(fixable, checked.kind, file, compact, w) if fixable else {}
    if by_hand:
        if fixable:
            heading(w.say("How to mend it"))
        table(
            [(_narrow if compact else _told)(group, checked.kind, w) for group in by_hand[:SHOWN]],
            w.say("How to mend it"),
        )
    if len(checked.groups) > SHOWN:
        muted(
            w.say("The first {shown} of each sort are shown; the list to download has up to a thousand.", shown=SHOWN)
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if fixable:
            _apply(checked, file, accepted, w)
        _copies(checked, file, accepted, w)


def _choose(groups: list[Group], kind: str, file: Sent, compact: bool, w: Words) -> dict[tuple[str, str], str]:
    """A row a group, with the value to write instead; gives those that the sender accepts."""
    heading(w.say("What to correct"))
    muted(w.say("Accept a correction or type your own: it is written wherever the value stands in its column."))
    instead, accept = w.say("Correction"), w.say("Accept")
    shown = [w.say("Lines"), w.say("Column"), w.say("Value read"), w.say("What is wrong")]
    shown = shown[2:3] if compact else shown  # on a phone there is room for the value alone
    told = [{name: row[name] for name in shown} for row in (_told(group, kind, w) for group in groups)]
    proposed = [group.problem.proposal or "" for group in groups]
    sure = [bool(text) and not _guessed(group) for group, text in zip(groups, proposed, strict=True)]
    edited = st.data_editor(
        [row | {instead: text, accept: tick} for row, text, tick in zip(told, proposed, sure, strict=True)],
        hide_index=True,
        width="stretch",
        disabled=shown,
        column_config={} if compact else _widths(w) | {accept: st.column_config.CheckboxColumn(width=90)},
        key=f"upload.corrections.{file.key}",
    )
    chosen = zip(groups, edited, proposed, strict=True)
    return {
        group.key: str(row[instead])
        for group, row, text in chosen
        if group.key and row[instead] and (row[accept] or row[instead] != text)  # what is typed is meant
    }


def _guessed(group: Group) -> bool:
    """Whether a proposal changes what is meant, and not only how it is written: the sender ticks it, or not."""
    return group.problem.code == "foreign-key" or group.problem.facts.get("type") == "no-such-day"


def _widths(w: Words) -> dict[str, Any]:
    """Pixels of the editor's columns: what is wrong needs most."""
    wide = {w.say("Lines"): 150, w.say("Column"): 130, w.say("Value read"): 160, w.say("Correction"): 180}
    wide |= {w.say("What is wrong"): 360}
    return {name: st.column_config.TextColumn(width=pixels) for name, pixels in wide.items()}


def _told(group: Group, kind: str, w: Words) -> dict[str, Any]:
    wrong, remedy = explain(group.problem, kind, w.lang)
    return {
        w.say("Lines"): _lines(group, w),
        w.say("Column"): column_title(group.problem, kind, w.lang),
        w.say("Value read"): visible(group.problem.value or ""),
        w.say("What is wrong"): wrong,
        w.say("How to mend it"): remedy,
    }


def _narrow(group: Group, kind: str, w: Words) -> dict[str, Any]:
    """The same for a phone."""
    row = list(_told(group, kind, w).values())
    return {w.say("Lines"): " · ".join(filter(None, row[:2])), w.say("What is wrong"): " ".join(row[3:])}


def _lines(group: Group, w: Words) -> str:
    """3, 7, 12 + 4: the first lines, and how many more."""
    named = ", ".join(map(str, group.lines))
    others = group.count - len(group.lines) if group.lines else 0
    return f"{named} + {w.number(others)}" if others else named


def _apply(checked: Checked, file: Sent, accepted: dict[tuple[str, str], str], w: Words) -> None:
    count = w.count("Apply the {n} accepted correction", "Apply the {n} accepted corrections", len(accepted))
    if st.button(count, type="primary", disabled=not accepted, icon=":material/done_all:"):
        mended = apart(corrections.corrected, checked.kind, file.content, accepted)
        change(file, content=mended, mended=file.mended + 1)


def _copies(checked: Checked, file: Sent, accepted: dict[tuple[str, str], str], w: Words) -> None:
    """The sender's own file to take away, annotated or corrected, and the list of faults."""
    kind, content, lang = checked.kind, file.content, language()
    stem = file.name.rpartition(".")[0] or file.name
    large = content.count(b"\n") > corrections.ROWS
    if not any(p.code == "broken-quotes" for p in checked.problems):  # rows would be missing
        if not large:
            made = partial(apart, corrections.annotated, kind, content, checked, lang)
            _copy(w.say("Annotated copy (Excel)"), made, w.say("{name}, annotated", name=stem) + ".xlsx")
        if accepted and not large:
            made = partial(apart, corrections.corrected_workbook, kind, content, accepted, lang)
            _copy(w.say("Corrected copy (Excel)"), made, w.say("{name}, corrected", name=stem) + ".xlsx")
        if accepted and large:
            made = partial(apart, corrections.corrected, kind, content, accepted, to_open=True)
            _copy(w.say("Corrected copy (CSV)"), made, w.say("{name}, corrected", name=stem) + ".csv")
    _copy(
        w.say("List of problems (CSV)"),
        lambda: csv_bytes([_told(group, kind, w) for group in checked.groups], lang),
        "problems.csv",
    )


def _copy(label: str, made: Callable[[], bytes], name: str) -> None:
    st.download_button(label, made, name, icon=":material/download:", on_click="ignore")
