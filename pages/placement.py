"""What becomes of the graduates: employed in health, by whom, how many answered, and the national reference."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ehealth import gallery, ui
from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import View


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    selection = ui.choose(view, "years", "projects", "waves", "regions")
    health, employed, inserted, answered = graduates(view, selection)
    neutral = w.say("Employed in health, by time since the degree")
    title = w.say("What becomes of the graduates") if health.title == neutral else health.title
    ui.masthead(
        view,
        title,
        w.say("Share of graduates in employment who work in health. Respondents differ from one survey to the next."),
        selection,
    )
    if selection == Selection() and not health.table:
        ui.nothing(
            w.say("No survey of graduates received yet: upload a project’s placements, then publish an edition.")
        )
        if inserted.table:
            ui.show(inserted, view, selection)  # the national reference alone
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(replace(health, title=neutral), view, selection)
    with right:
        ui.show(employed, view, selection)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(inserted, view, selection)
    with right:
        ui.show(answered, view, selection)


@ui.remember
def graduates(view: View, selection: Selection) -> tuple[Chart, ...]:
    """Health employment, employers, insertion beside the reference, response: all from the same cells."""
    return tuple(gallery.draw(gallery.PAGES["placement"], ui.edition(view), selection, ui.setting(view, selection)))
