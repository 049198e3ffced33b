"""The envelope and its shares, one inside the other; then the grants, and how much is announced, committed, paid."""

from __future__ import annotations

import streamlit as st

from ehealth import indicators, ui
from ehealth.charts.funding import shares_chart
from ehealth.charts.grants import grants_by_chart, grants_chart
from ehealth.charts.stages import envelope_stages_chart, project_stages_chart
from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import View

PROJECT_FILTERS = ("projects", "waves", "regions")


def render() -> None:
    """The page."""
    view = ui.view()
    shares, envelope_stages = envelopes(view)
    ui.masthead(view, shares.title, shares.subtitle)
    ui.show(shares, view, heading=False)
    selection = ui.choose(view, *PROJECT_FILTERS)
    each, by_wave, by_region, project_stages = grants(view, selection)
    ui.show(each, view)
    _side_by_side(by_wave, by_region, view)
    _side_by_side(envelope_stages, project_stages, view)


@ui.remember
def envelopes(view: View) -> tuple[Chart, Chart]:
    """The nested shares and the largest envelope of each status: whole, whatever the filters say."""
    edition, setting = ui.edition(view), ui.setting(view, Selection())
    table = indicators.envelopes(edition.read("envelopes"))
    return shares_chart(table, edition.read("projects"), setting), envelope_stages_chart(table, setting)


@ui.remember
def grants(view: View, selection: Selection) -> tuple[Chart, Chart, Chart, Chart]:
    """The chosen projects' grants: one by one, by cut-off, by region, and by stage."""
    projects, setting = ui.edition(view).read("projects", selection), ui.setting(view, selection)
    return (
        grants_chart(projects, setting),
        grants_by_chart(projects, "wave", setting),
        grants_by_chart(projects, "region", setting),
        project_stages_chart(projects, setting),
    )


def _side_by_side(one: Chart, other: Chart, view: View) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        ui.show(one, view)
    with right:
        ui.show(other, view)
