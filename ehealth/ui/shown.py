"""Charts, tables and small text on a page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from ehealth.charts.native import Interval, spread
from ehealth.charts.theme import Chart
from ehealth.ui.view import View, words
from ehealth.wording import NBSP, Words, of
from ehealth.wording.neutral import neutral

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
            st.subheader(plain(chart.title), anchor=False)
            muted(chart.subtitle)
    figure = {**chart.figure, "data": chart.figure["data"] or NO_TRACE}
    st.plotly_chart(figure, theme=None, config=PLOTLY, key=f"chart.{chart.name}", alt=chart.alt)
    muted(chart.note)
    if download and chart.table:
        _numbers(chart, view)


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """A real HTML table, headings from the rows' keys. Numbers are quantities: give years as text."""
    w = words()
    st.table(
        [{plain(key): cell(value, w) for key, value in row.items()} for row in rows],
        border="horizontal",
        hide_index=True,
    )


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


def absent(value: Any) -> bool:
    """None, NaN and pandas' NA alike."""
    return value is None or value is pd.NA or bool(value != value)


def csv_bytes(rows: Sequence[Mapping[str, Any]], lang: str) -> bytes:
    """The rows as spreadsheets of the language read them: a byte order mark, and in French `;` and decimal commas."""
    text, rows = io.StringIO(), spread(rows, of(lang))
    writer = csv.writer(text, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow(map(neutral, rows[0]))
    writer.writerows([_raw(value, lang) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _numbers(chart: Chart, view: View) -> None:
    w, rows = words(), chart.table
    with st.expander(w.say("Data")):
        table(rows)
        if is_draft(view):
            return
        st.download_button(
            w.say("Download as CSV"),
            lambda: csv_bytes(taken_away(rows, chart.people and view.protected, w), view.lang),
            file_name=f"{chart.name}.csv",
            mime="text/csv",
            key=f"download.{chart.name}",
            icon=":material/download:",
            on_click="ignore",
        )


def is_draft(view: View) -> bool:
    """Whether a view shows exact figures that were not published: they are looked at and not taken away."""
    return view.draft is not None


def taken_away(rows: Sequence[Mapping[str, Any]], rounded: bool, w: Words) -> Sequence[Mapping[str, Any]]:
    """The rows of a file; rounded counts say so in a last column.

    A line above the header would break readers, and a file's name is lost when it is renamed or its rows are copied.
    """
    said = {w.say("Counts"): w.say("rounded to multiples of 5")}
    return [{**row, **said} for row in rows] if rounded else rows


def _raw(value: Any, lang: str) -> str:
    if absent(value):
        return ""
    if isinstance(value, float):
        text = f"{value:.15g}"  # of euros with cents too
        return text.replace(".", ",") if lang == "fr" else text
    return str(neutral(str(value)))
