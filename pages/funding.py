"""The envelope and its shares, one inside the other; then the grants, and how much is announced, committed, paid."""

from __future__ import annotations

import streamlit as st

from ehealth import gallery, ui
from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import View

PROJECT_FILTERS = ("projects", "waves", "regions")
ENVELOPES = ("shares", "envelope_stages")
GRANTS = ("grants", "grants_by_wave", "grants_by_region", "project_stages")


def render() -> None:
    """The page."""
    view = ui.view()
    shares, envelope_stages = drawn(view, ENVELOPES, Selection())
    ui.show(shares, view, Selection(), heading=False)
    selection = ui.choose(view, *PROJECT_FILTERS)
    ui.masthead(view, shares.title, shares.subtitle, selection)
    each, by_wave, by_region, project_stages = drawn(view, GRANTS, selection)
    ui.show(each, view, selection)
    _side_by_side(by_wave, by_region, view, selection)
    _side_by_side(envelope_stages, project_stages, view, selection)


@ui.remember
def drawn(view: View, names: tuple[str, ...], selection: Selection) -> tuple[Chart, ...]:
    """The charts of the envelopes, whole whatever the filters say, or those of the chosen projects' grants."""
    return tuple(gallery.draw(names, ui.edition(view), selection, ui.setting(view, selection)))


def _side_by_side(one: Chart, other: Chart, view: View, selection: Selection) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        ui.show(one, view, selection)
    with right:
        ui.show(other, view, selection)
