"""Every chart by name: read, count and draw, for a page, a picture, a file or a briefing alike."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from ehealth import indicators
from ehealth.charts.completion import completion_chart
from ehealth.charts.coverage import coverage_chart
from ehealth.charts.employers import employers_chart
from ehealth.charts.funding import shares_chart
from ehealth.charts.grants import grants_by_chart, grants_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.running import running_times_chart
from ehealth.charts.stages import envelope_stages_chart, project_stages_chart
from ehealth.charts.surveys import firm, no_survey, quoted
from ehealth.charts.theme import Chart, Setting
from ehealth.charts.training import awareness_chart, headcount_chart
from ehealth.charts.waves import timeline_chart
from ehealth.domain import Selection
from ehealth.editions import Edition
from ehealth.gallery.scope import options, scope
from ehealth.wording import of

Drawn = tuple[Chart, ...]


def call(edition: Edition, _: Selection, setting: Setting) -> Drawn:
    """The call's dates: whole, since they have no project."""
    return (timeline_chart(indicators.events(edition.read("events")), setting),)


def running(edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """When the chosen projects run."""
    return (running_times_chart(indicators.projects(edition.read("projects", selection)), setting),)


def envelopes(edition: Edition, _: Selection, setting: Setting) -> Drawn:
    """The nested shares and the largest envelope of each status: whole, whatever the filters say."""
    table = indicators.envelopes(edition.read("envelopes"))
    return shares_chart(table, edition.read("projects"), setting), envelope_stages_chart(table, setting)


def grants(edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """The chosen projects' grants: one by one, by cut-off, by region, and by stage."""
    projects = edition.read("projects", selection)
    return (
        grants_chart(projects, setting),
        grants_by_chart(projects, "wave", setting),
        grants_by_chart(projects, "region", setting),
        project_stages_chart(projects, setting),
    )


def students(edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """Head count, awareness and completion, of everything or of the part that was chosen."""
    cells, modules = edition.read("enrolment", selection), edition.read("modules", selection)
    years = selection.years or indicators.calendar(cells, modules)
    table = indicators.headcount(cells, modules, years, protected=edition.protected)
    completed = indicators.completion(cells, modules, protected=edition.protected)
    return (
        headcount_chart(table, setting, whole=_whole(selection)),
        awareness_chart(table, setting),
        completion_chart(completed, setting),
    )


def coverage(edition: Edition, selection: Selection, setting: Setting) -> tuple[Chart, pd.DataFrame]:
    """The tile map of the last whole year, or of the last year chosen; and `indicators.institutions` of that year."""
    cells, modules = edition.read("enrolment", selection), edition.read("modules", selection)
    year = max(selection.years, default=None)
    year = year or indicators.last_whole_year(indicators.headcount(cells, modules, protected=edition.protected))
    table = indicators.coverage(cells, modules, year, protected=edition.protected)
    institutions = indicators.institutions(cells, modules, year)
    return coverage_chart(table, institutions, setting, whole=_whole(selection)), institutions


def regions(edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """The tile map alone."""
    chart, _ = coverage(edition, selection, setting)
    return (chart,)


def graduates(edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """Health employment, employers, insertion beside the reference, response: all from the same cells."""
    cells, employer = edition.read("placement", selection), edition.read("employer", selection)
    awaited = indicators.awaited(edition.read("modules", selection), setting.today, selection.graduation_years)
    table = indicators.placement(cells, edition.protected, awaited)
    employed = indicators.employers(cells, employer, edition.protected)
    reference = _reference(edition)
    months, nothing = quoted(table), no_survey(table, of(setting.lang))
    return (
        placement_chart(table, setting),
        employers_chart(employed, months, setting, nothing, firm=firm(table, months)),
        insertion_chart(table, reference, setting),
        response_chart(table, setting),
    )


@lru_cache(maxsize=4)
def _reference(edition: Edition) -> pd.DataFrame:
    """The national reference of an edition, which no filter touches: found once in some thousand lines of text."""
    return indicators.baseline(edition.read("baseline"))


def _whole(selection: Selection) -> bool:
    """Whether the selection holds the whole action of its years: only that is judged against the band."""
    return not (selection.projects or selection.waves or selection.regions)


@dataclass(frozen=True)
class Group:
    """Charts that are drawn together: their page, their names, the filters that they obey, and how."""

    page: str
    names: tuple[str, ...]
    filters: tuple[str, ...]
    draw: Callable[[Edition, Selection, Setting], Drawn]


PROJECTS = ("projects", "waves", "regions")
GROUPS = (
    Group("waves", ("waves",), (), call),
    Group("waves", ("running_times",), PROJECTS, running),
    Group("funding", ("shares", "envelope_stages"), (), envelopes),
    Group("funding", ("grants", "grants_by_wave", "grants_by_region", "project_stages"), PROJECTS, grants),
    Group("training", ("headcount", "awareness", "completion"), ("years", *PROJECTS, "routes"), students),
    Group("training", ("coverage",), ("years", *PROJECTS), regions),
    Group(
        "placement",
        ("placement", "employers", "insertion", "response"),
        ("years", *PROJECTS, "months_after"),
        graduates,
    ),
)
NAMES = (
    *("waves", "running_times"),
    *("shares", "grants", "grants_by_wave", "grants_by_region", "envelope_stages", "project_stages"),
    *("headcount", "coverage", "awareness", "completion"),
    *("placement", "employers", "insertion", "response"),
)
PAGES = {
    page: tuple(name for name in NAMES if name in {n for g in GROUPS if g.page == page for n in g.names})
    for page in ("waves", "funding", "training", "placement")
} | {"project": ("headcount", "completion", "placement")}
DEFAULT = ("waves", "shares", "grants", "headcount", "coverage", "completion", "placement", "employers")


def draw(names: Collection[str], edition: Edition, selection: Selection, setting: Setting) -> list[Chart]:
    """The named charts in page order, each under the filters that it obeys; `setting` is that of the selection.

    Raises KeyError for a name that is not in NAMES.
    """
    if unknown := set(names) - set(NAMES):
        raise KeyError(*unknown)
    found: dict[str, Chart] = {}
    for group in GROUPS:
        if set(names) & set(group.names):
            found |= {chart.name: chart for chart in together(group, edition, selection, setting)}
    return [found[name] for name in NAMES if name in names]


def together(group: Group, edition: Edition, selection: Selection, setting: Setting) -> Drawn:
    """The charts of one group under the filters that they obey."""
    chosen = obeyed(group, selection)
    if chosen != selection:  # its words are others; else they are in the setting, and looking them up takes a while
        setting = replace(setting, scope=scope(chosen, options(edition, setting.lang), setting.lang))
    return group.draw(edition, chosen, setting)


def obeyed(group: Group, selection: Selection) -> Selection:
    """The part of a selection that a group obeys: a call's dates have no region, a map of one route would lie."""
    return Selection(**{name: getattr(selection, name) for name in group.filters})


def group_of(name: str) -> Group:
    """The group that a chart is drawn with."""
    return next(group for group in GROUPS if name in group.names)
