"""How many students are trained each year against the band, whether they complete, and where a course exists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from ehealth import gallery, ui
from ehealth.charts.coverage import institution_rows
from ehealth.charts.theme import Chart
from ehealth.domain import Selection
from ehealth.ui import View
from ehealth.wording import Words

INSTITUTIONS = 10  # listed on the page; a choice of region or project shows the others


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    selection = ui.choose(view, "years", "projects", "waves", "regions", "routes")
    heads, aside, completed = students(view, selection)
    covered, institutions = coverage(view, replace(selection, routes=()))
    _masthead(view, selection, heads, w)
    if selection == Selection() and not (heads.table or aside.table or covered.table):
        ui.nothing(w.say("No cohort received yet: upload a project’s modules and cohorts, then publish an edition."))
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(replace(heads, title=w.say("Head count by academic year")), view, selection)
    with right:
        ui.show(covered, view, selection)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        ui.show(aside, view, selection)
    with right:
        ui.show(completed, view, selection)
    _institutions(institutions, view.compact, w)


@ui.remember
def students(view: View, selection: Selection) -> tuple[Chart, ...]:
    """Head count, awareness and completion, of everything or of the part that was chosen."""
    names = ("headcount", "awareness", "completion")
    return tuple(gallery.draw(names, ui.edition(view), selection, ui.setting(view, selection)))


@ui.remember
def coverage(view: View, selection: Selection) -> tuple[Chart, list[dict[str, Any]]]:
    """The tile map and the institutions: of both routes, since a map of one would deny the other's courses."""
    chart, institutions = gallery.coverage(ui.edition(view), selection, ui.setting(view, selection))
    return chart, institution_rows(institutions, view.lang)


def _masthead(view: View, selection: Selection, heads: Chart, w: Words) -> None:
    neutral = heads.title == w.say("Head count by academic year")
    title = w.say("Students in training") if neutral else heads.title
    ui.masthead(
        view,
        title,
        w.say("Distinct students enrolled in a complete course. Awareness modules are counted apart."),
        selection,
    )


def _on_a_phone(row: dict[str, Any]) -> dict[str, Any]:
    """The region behind the institution: four columns would not fit."""
    (institution, name), (_, region), *counts = row.items()
    return {institution: f"{name}, {region}" if region else name, **dict(counts)}


def _institutions(rows: list[dict[str, Any]], compact: bool, w: Words) -> None:
    if not rows:
        return
    heading = w.count(
        "{n} institution that has a course or a module", "{n} institutions that have a course or a module", len(rows)
    )
    ui.heading(heading)
    ui.table([_on_a_phone(row) for row in rows[:INSTITUTIONS]] if compact else rows[:INSTITUTIONS], heading)
    if len(rows) > INSTITUTIONS:
        rest = len(rows) - INSTITUTIONS
        ui.muted(
            w.count(
                "{n} more: choose a region or a project to see it.",
                "{n} more: choose a region or a project to see them.",
                rest,
            )
        )
