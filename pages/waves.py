"""The call's dates and results, with both sources where they disagree, then when the projects run."""

from __future__ import annotations

from ehealth import indicators, ui
from ehealth.charts.running import running_times_chart
from ehealth.charts.theme import Chart, Row
from ehealth.charts.waves import timeline_chart
from ehealth.domain import Selection
from ehealth.ui import View
from ehealth.ui.shown import Markdown

PROJECT_FILTERS = ("projects", "waves", "regions")


def render() -> None:
    """The page."""
    view = ui.view()
    timeline = call(view)
    ui.masthead(view, timeline.title, timeline.subtitle)
    if view.compact and timeline.table:
        ui.table([_on_a_phone(row) for row in timeline.table])
        ui.muted(timeline.note)
    else:
        ui.show(timeline, view, heading=False)
    selection = ui.choose(view, *PROJECT_FILTERS)
    ui.show(running(view, selection), view)


def _on_a_phone(row: Row) -> Row:
    """Date and event; what is disputed becomes a badge behind the event."""
    (date, day), (event, said), (_, disputed) = row.items()
    return {date: day, event: Markdown(f"{ui.plain(said)} {ui.badge(disputed, 'violet')}") if disputed else said}


@ui.remember
def call(view: View) -> Chart:
    """The whole timeline: a call's dates have no project, so the filters leave it as it is."""
    events = indicators.events(ui.edition(view).read("events"))
    return timeline_chart(events, ui.setting(view, Selection()))


@ui.remember
def running(view: View, selection: Selection) -> Chart:
    """When the chosen projects run."""
    projects = indicators.projects(ui.edition(view).read("projects", selection))
    return running_times_chart(projects, ui.setting(view, selection))
