"""Every edition, and what differs between two of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from ehealth import ui
from ehealth.ui import Listed, View
from ehealth.ui.shown import Markdown
from ehealth.wording import Words
from ehealth.wording.problems import refuse

ROWS, NEWEST = "editions.rows", 50  # in the session: how many editions are listed; at first


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    listed, older = ui.listed(st.session_state.get(ROWS, NEWEST))
    shown = [one for one in listed if one.refusal is None]
    title = w.count("{n} edition published", "{n} editions published", len(shown) + older)
    ui.masthead(view, title, w.say("An edition never changes: a link that names its number shows the same for ever."))
    if not listed:
        ui.nothing(w.say("Nothing has been published yet."))
        return
    ui.table([_row(one, view, w) for one in listed], title)
    if older:
        label = w.count("Show {n} older edition", "Show {n} older editions", min(older, NEWEST))
        st.button(label, icon=":material/history:", on_click=_show_more)
    if len(shown) > 1:
        _compare(shown, view, w)
    else:
        ui.muted(w.say("Two editions can be compared here once there are two."))


def _show_more() -> None:
    st.session_state[ROWS] = st.session_state.get(ROWS, NEWEST) + NEWEST


def _row(one: Listed, view: View, w: Words) -> dict[str, object]:
    """An edition with its link, or why it cannot be shown."""
    name = w.say("Edition {number}", number=one.number)
    if one.refusal is not None:  # in words: a badge does not wrap
        said, day = Markdown(f":orange[{ui.plain(refuse(one.refusal, w.lang))}]"), None
    else:
        marks = [ui.badge(w.say("yearly closing"), "blue")] if one.closing else []
        said, day = Markdown(" ".join([*marks, ui.plain(one.note or "–" * (not marks))])), one.made_on
        name = Markdown(f"[{ui.plain(name)}](/?edition={one.number}&lang={view.lang})")
    if view.compact and day:
        said = Markdown(f"{ui.plain(w.day(day, 'medium'))} {said}")
    dated = {} if view.compact else {w.say("Made on"): day}
    return {w.say("Edition"): name, **dated, w.say("What changed"): said}


def _compare(shown: list[Listed], view: View, w: Words) -> None:
    """The last two, or any other two that the reader chooses."""
    ui.heading(w.say("What differs between two editions"))
    made = {one.number: one.made_on for one in shown}
    newer, older = _chosen(made, view, w)
    if older == newer:
        ui.muted(w.say("Choose two different editions."))
        return
    seen = replace(view, edition=newer, made_on=made[newer], protected=True, draft=None)
    ui.compared(ui.since(seen, older), seen, w.say("No head count, completion or placement figure differs."))


def _chosen(made: dict[int, date], view: View, w: Words) -> tuple[int, int]:
    """The newer and the older of the two; a pinned edition is compared with the last one."""
    newest, before = list(made)[:2]
    pinned = view.edition if view.edition in made and view.edition != newest else before
    label = {number: _label(number, day, w) for number, day in made.items()}
    columns = st.columns(4)
    chosen = [
        place.selectbox(
            title, list(made), index=list(made).index(first), format_func=lambda number: label[number], key=key
        )
        for place, title, first, key in (
            (columns[0], w.say("Older edition"), pinned, f"editions.older.{newest}.{view.edition}"),
            (columns[1], w.say("Newer edition"), newest, f"editions.newer.{newest}.{view.edition}"),
        )
    ]
    return max(chosen), min(chosen)


def _label(number: int, day: date, w: Words) -> str:
    return w.say("Edition {number} · {date}", number=number, date=w.day(day, "medium"))
