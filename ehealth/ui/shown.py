"""Charts, tables and small text on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from ehealth.briefing import absent, chart_csv
from ehealth.charts.native import Interval
from ehealth.charts.theme import Chart
from ehealth.ui.view import View, words
from ehealth.wording import NBSP, Words

PLOTLY = {"displayModeBar": False}
NO_TRACE = [{"type": "scatter"}]  # a figure that only says a sentence: Plotly refuses one without a trace
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_YEARS = re.compile(r"(?<=\d)-(?=\d)")
_BLANKS = re.compile(r"[ \t\r\n]+")  # not str.split(), which would also eat no-break spaces
ABSENT = "–"


class Markdown(str):
    """Text of ours that is Markdown on purpose; any other text is shown as it is written."""

    __slots__ = ()


def plain(text: str) -> Markdown:
    """Text from data as Markdown that shows exactly its characters; "2024-2025" does not break at its hyphen."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_MARKDOWN.sub(r"\\\1", _YEARS.sub("\u2011", _BLANKS.sub(" ", text.strip(" \t\r\n")))))


def badge(text: str, color: str = "gray", icon: str = "") -> Markdown:
    """A badge for a cell or a sentence; color: gray, blue, green, orange, violet; icon: a Material name."""
    mark = f":material/{icon}: " if icon else ""
    return Markdown(f":{color}-badge[{mark}{plain(text)}]")


def muted(text: str) -> None:
    """Small grey text: what qualifies a figure. (st.caption is too pale on white.)"""
    if text:
        st.markdown(f":small[:gray[{plain(text)}]]")


def show(chart: Chart, view: View, heading: bool = True, download: bool = True) -> None:
    """A chart of a view under its finding, with its note; below, its numbers as a table and, unless exact, a file."""
    if heading:
        with st.container(gap="xsmall"):
            st.header(plain(chart.title), anchor=False)
            muted(chart.subtitle)
    figure = {**chart.figure, "data": chart.figure["data"] or NO_TRACE}
    st.plotly_chart(figure, theme=None, config=PLOTLY, key=f"chart.{chart.name}", alt=chart.alt)
    muted(chart.note)
    if download and chart.table:
        _numbers(chart, view)


def heading(text: str) -> None:
    """A section of a page, right under its one h1."""
    st.header(plain(text), anchor=False)


def table(rows: Sequence[Mapping[str, Any]], about: str = "") -> None:
    """A real HTML table: `about` is its accessible name, the rows' keys head its columns, their first cells the rows.

    Numbers are quantities: give years as text.
    """
    w = words()
    shown = pd.DataFrame([{plain(key): cell(value, w) for key, value in row.items()} for row in rows], dtype=object)
    st.table(shown.set_index(shown.columns[0]), border="horizontal", alt=about)


def pairs(entries: Sequence[tuple[str, str]], about: str, *, ruled: bool = True) -> None:
    """Names and what is said of each, as a table without headings: each name heads its row. Markdown where it is."""
    shown = pd.DataFrame({"said": [plain(said) for _, said in entries]}, index=[plain(name) for name, _ in entries])
    st.table(shown, border="horizontal" if ruled else False, hide_header=True, alt=about)


def cell(value: Any, w: Words) -> Markdown:
    """A value as a table shows it; what is missing is a dash, never 0."""
    if isinstance(value, Markdown):
        return value
    if absent(value):
        return Markdown(ABSENT)
    if isinstance(value, bool):
        return plain(w.say("yes") if value else w.say("no"))
    if isinstance(value, Interval):
        return plain(value.said(w))
    if isinstance(value, date):
        return plain(w.day(value, "medium").replace(" ", NBSP))
    if isinstance(value, int | float):
        return plain(
            w.number(value, next(digits for digits in (0, 1, 2) if digits == 2 or round(value, digits) == value))
        )
    return plain(str(value))


def _numbers(chart: Chart, view: View) -> None:
    w, rows = words(), chart.table
    with st.expander(w.say("Data")):
        table(rows, chart.title)
        if is_draft(view):
            return
        st.download_button(
            w.say("Download as CSV"),
            lambda: chart_csv(chart, view.lang, view.protected),
            file_name=f"{chart.name}.csv",
            mime="text/csv",
            key=f"download.{chart.name}",
            icon=":material/download:",
            on_click="ignore",
        )


def is_draft(view: View) -> bool:
    """Whether a view shows exact figures that were not published: they are looked at and not taken away."""
    return view.draft is not None
