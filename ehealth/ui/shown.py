"""Charts, tables and small text on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import taken
from ehealth.ui.view import View, words
from ehealth.wording import Words

# Streamlit makes links, icons, emoji and arrows of text that is read already, where no escape counts any more: of
# http://, www., a@b, :name:, --, ->, <=. Only within one piece of text: a colour that is none cuts it in two.
_JOINED = r":(?=//|[\w/+-]+:)|(?<=[\w.+-])@(?=[\w-])|(?<=[Ww]{3})\.|(?<=[-<>~])[-=>]"
_MARKDOWN = re.compile(rf"(?P<joined>{_JOINED})|[\\`*_{{}}\[\]()<>#+\-.!|~$:&]")


class Markdown(str):
    """Text of ours that is Markdown on purpose; any other text is shown as it is written."""

    __slots__ = ()


def plain(text: str) -> Markdown:
    """Text from data as Markdown that shows exactly its characters; "2024-2025" does not break at its hyphen."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_MARKDOWN.sub(_escaped, taken.unbroken(text)))


def _escaped(found: re.Match[str]) -> str:
    return f":color[\\{found[0]}]" if found["joined"] else f"\\{found[0]}"


def badge(text: str, color: str = "gray", icon: str = "") -> Markdown:
    """A badge for a cell or a sentence; color: gray, blue, green, orange, violet; icon: a Material name."""
    mark = f":material/{icon}: " if icon else ""
    return Markdown(f":{color}-badge[{mark}{plain(text)}]")


def muted(text: str) -> None:
    """Small grey text: what qualifies a figure. (st.caption is too pale on white.)"""
    if text:
        st.markdown(f":small[:gray[{plain(text)}]]")


def show(
    chart: Chart, view: View, selection: Selection | None = None, heading: bool = True, download: bool = True
) -> None:
    """A chart of a view under its finding, with its note and its numbers as a table.

    selection: of a chart of the gallery, which is then taken away by its address, unless it is exact.
    """
    said = taken.over_chart(chart, view) if heading else ""
    said += taken.drawn(chart.name, chart.figure, chart.alt) + taken.under_chart(chart, view, selection)
    if download and chart.table:
        said += taken.data(chart, view)
    st.html(said)  # all of it one element: each that Streamlit lays out costs the browser, at every rerun


def below(chart: Chart, view: View, selection: Selection | None) -> None:
    """What stands under a chart, where something else stands in its place: its note and its links."""
    if said := taken.under_chart(chart, view, selection):
        st.html(said)


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
    return plain(taken.text(value, w))


def is_draft(view: View) -> bool:
    """Whether a view shows exact figures that were not published: they are looked at and not taken away."""
    return view.draft is not None
