"""Two editions beside each other: what differs, as a page shows it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ehealth import gallery
from ehealth.charts.differences import Differences
from ehealth.charts.theme import Row
from ehealth.domain import Selection
from ehealth.ui.filters import setting
from ehealth.ui.shown import Markdown, heading, muted, pairs, plain, show, table
from ehealth.ui.view import View, edition, remember, words

FIGURES = 40  # rows shown


@remember
def since(view: View, number: int) -> Differences:
    """What the edition of a view changed since an older one."""
    older = edition(replace(view, edition=number, draft=None))
    return gallery.compare(older, edition(view), setting(view, Selection()))


def compared(found: Differences, view: View, nothing: str) -> None:
    """The figures old and new with their chart, then files and reference rows; `nothing` where no figure differs."""
    if found.figures:
        left, right = st.columns([4, 3] if found.chart else [1, 0.001], gap="medium")
        with left:
            _rows(found.figures, words().say("Figures before and after"), view.compact)
        if found.chart:
            with right:
                show(found.chart, view)
    else:
        muted(nothing)
    _by_project(found.by_project, view.compact)
    _files(found)
    _references(found.references)


def _by_project(rows: list[Row], compact: bool) -> None:
    if rows:
        w = words()
        title = w.count("By project: {n} figure differs", "By project: {n} figures differ", len(rows))
        with st.expander(plain(title)):
            _rows(rows, title, compact)


def _rows(rows: list[Row], about: str, compact: bool) -> None:
    table([_narrow(row) for row in rows[:FIGURES]] if compact else rows[:FIGURES], about)
    if len(rows) > FIGURES:
        w = words()
        muted(w.say("The first {shown} of {all}.", shown=FIGURES, all=w.number(len(rows))))


def _narrow(row: Row) -> Row:
    """For a phone: what the figure is in one cell, then before and after."""
    names = list(row)
    about = " · ".join(str(row[name]) for name in names[:3] if row[name])
    return {names[0]: about, names[3]: row[names[3]], names[4]: row[names[4]]}


def _files(found: Differences) -> None:
    if found.files:
        title = words().say("Files received or withdrawn since")
        heading(title)
        lines = [[plain(text) for text in line.values()] for line in found.files]
        pairs([(Markdown(f":gray[{day}]"), said) for day, said in lines], title, ruled=False)


def _references(rows: list[Row]) -> None:
    if rows:
        title = words().say("Reference data that differ")
        heading(title)
        table(rows, title)
