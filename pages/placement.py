"""What becomes of the graduates: employed in health, by whom, how many answered, and the national reference."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ehealth import indicators, ui
from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.surveys import no_survey, quoted
from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import View
from ehealth.wording import of


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
    )
    if selection == Selection() and not health.table:
        ui.nothing(
            w.say("No survey of graduates received yet: upload a project’s placements, then publish an edition.")
        )
        if inserted.table:
            ui.show(inserted, view)  # the national reference alone
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(replace(health, title=neutral), view)
    with right:
        ui.show(employed, view)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(inserted, view)
    with right:
        ui.show(answered, view)


@ui.remember
def graduates(view: View, selection: Selection) -> tuple[Chart, Chart, Chart, Chart]:
    """Health employment, employers, insertion beside the reference, response: all from the same cells."""
    edition, setting = ui.edition(view), ui.setting(view, selection)
    cells, employer = edition.read("placement", selection), edition.read("employer", selection)
    awaited = indicators.awaited(edition.read("modules", selection), view.today, selection.graduation_years)
    table = indicators.placement(cells, edition.protected, awaited)
    employed = indicators.employers(cells, employer, edition.protected)
    reference = indicators.baseline(edition.read("baseline"))
    return (
        placement_chart(table, setting),
        employers_chart(employed, quoted(table), setting, no_survey(table, of(view.lang))),
        insertion_chart(table, reference, setting),
        response_chart(table, setting),
    )
