"""What recording a file would change, before anything is recorded: its rows, and the figures that would move."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ehealth.charts.effect import effect_chart, effect_rows
from ehealth.charts.theme import Setting
from ehealth.desk.sent import Judged
from ehealth.store import Difference, Replaced
from ehealth.ui.shown import badge, heading, muted, plain, show, table
from ehealth.ui.view import View, may, words
from ehealth.wording import Words

SLICES, FIGURES = 20, 30  # rows shown


def effect(judged: Judged, view: View) -> None:
    """The slices that the file replaces, and the indicators old and new."""
    if judged.moved is None:
        return
    w = words()
    heading(w.say("What recording this file changes"))
    _slices(judged.replaced, judged.differences, view.compact, w)
    _figures(_own(judged.moved), view, w)


def _own(moved: pd.DataFrame) -> pd.DataFrame:
    """The exact figures that this reader may see: a lead sees those of their own projects, not of the whole action."""
    if may("drafts"):
        return moved
    own = [isinstance(code, str) and may("exact_figures", code) for code in moved["project_code"]]
    return moved[pd.Series(own, index=moved.index, dtype=bool)]


def _slices(replaced: list[Replaced], differences: dict[Any, Difference], compact: bool, w: Words) -> None:
    students = any(one.counts == "students" for one in replaced)
    named = (w.say("Students now"), w.say("Students with this file"))
    named = named if students else (w.say("Rows now"), w.say("Rows with this file"))
    rows = [
        _slice(one, differences[one.project_code, one.period, one.months_after], named, w) for one in replaced[:SLICES]
    ]
    rows = [{name: row[name] for name in row if any(other[name] is not None for other in rows)} for row in rows]
    about = w.say("What this file replaces")
    table([_narrow(row, 3) for row in rows] if compact else rows, about)
    if len(replaced) > SLICES:
        muted(w.say("The first {shown} of {all}.", shown=SLICES, all=w.number(len(replaced))))
    muted(w.say("The rows now are replaced, not added to. Figures move when an edition is published."))


def _slice(one: Replaced, difference: Difference, named: tuple[str, str], w: Words) -> dict[str, Any]:
    return {
        w.say("Project"): one.project_code,
        w.say("Period"): one.period,
        w.say("Months after the degree"): one.months_after,
        named[0]: one.before,
        named[1]: one.after,
        w.say("Rows added"): difference.added,
        w.say("Rows changed"): difference.changed,
        w.say("Rows removed"): difference.removed,
    }


def _figures(moved: pd.DataFrame, view: View, w: Words) -> None:
    if moved.empty:
        muted(w.say("No head count, completion or placement figure moves."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(w.say("Figures that move")))
        st.markdown(badge(w.say("exact figures – not for circulation"), "orange", "lock"))
    chart = effect_chart(moved, setting_of_today(view, protected=False))
    left, right = st.columns([4, 3] if chart else [1, 0.001], gap="medium")
    with left:
        figures = effect_rows(moved.head(FIGURES), w)
        table([_narrow(row, 3) for row in figures] if view.compact else figures, w.say("Figures that move"))
        if len(moved) > FIGURES:
            muted(w.say("The first {shown} of {all}.", shown=FIGURES, all=w.number(len(moved))))
    if chart:
        with right:
            show(chart, view, download=False)


def _narrow(row: dict[str, Any], last: int) -> dict[str, Any]:
    """A row for a phone: its last columns, and what they are about in the first."""
    names = list(row)
    about = " · ".join(str(row[name]) for name in names[:-last] if isinstance(row[name], str))
    return {names[0]: about or None} | {name: row[name] for name in names[-last:]}


def setting_of_today(view: View, *, protected: bool) -> Setting:
    """A setting of what is not published: no edition, figures of today."""
    return Setting(
        lang=view.lang,
        dark=view.dark,
        compact=view.compact,
        edition=None,
        made_on=view.today,
        demonstration=view.demonstration,
        protected=protected,
        scope="",
        today=view.today,
    )
