"""The call's dates and results, with both sources where they disagree, then when the projects run."""

from __future__ import annotations

from ehealth import gallery, ui
from ehealth.charts.theme import Chart, Row
from ehealth.domain import Selection
from ehealth.ui import View
from ehealth.ui.shown import Markdown

PROJECT_FILTERS = ("projects", "waves", "regions")


def render() -> None:
    """The page."""
    view = ui.view()
    timeline = drawn(view, "waves", Selection())
    if view.compact and timeline.table:
        ui.table([_on_a_phone(row) for row in timeline.table], timeline.title)
        ui.below(timeline, view, Selection())
    else:
        ui.show(timeline, view, Selection(), heading=False)
    selection = ui.choose(view, *PROJECT_FILTERS)
    ui.masthead(view, timeline.title, timeline.subtitle, selection)
    ui.show(drawn(view, "running_times", selection), view, selection)


def _on_a_phone(row: Row) -> Row:
    """Date and event; what is disputed becomes a badge behind the event."""
    (date, day), (event, said), (_, disputed) = row.items()
    return {date: day, event: Markdown(f"{ui.plain(said)} {ui.badge(disputed, 'violet')}") if disputed else said}


@ui.remember
def drawn(view: View, name: str, selection: Selection) -> Chart:
    """The timeline, whole since a call's dates have no project, or when the chosen projects run."""
    (chart,) = gallery.draw([name], ui.edition(view), selection, ui.setting(view, selection))
    return chart
