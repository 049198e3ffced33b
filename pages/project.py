"""One project whole: who, money, modules, students, graduates, files received."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ehealth import gallery, indicators, ui
from ehealth.charts import Chart, overview, project
from ehealth.domain import Selection
from ehealth.ui import View
from ehealth.ui.address import keep
from ehealth.ui.shown import Markdown

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Project:
    """All that the page shows of one project."""

    title: str
    sentence: str
    identity: list[project.Fact]
    money: list[project.Fact]
    money_note: str
    state: str
    due: str
    charts: tuple[Chart, ...]  # none while no cohort was received
    modules: Rows
    deliveries: Rows


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    names = projects(view)
    if not names:
        ui.masthead(view, w.say("No project yet"), w.say("One project whole: identity, money, students, files."))
        ui.nothing(w.say("No project is recorded in this edition. Upload the list of projects, then publish."))
        return
    code = _chosen(names)
    view = ui.view(code)
    page = drawn(view, code)
    ui.masthead(view, page.title, page.sentence, project=code)
    _facts(page)
    one = Selection(projects=(code,))
    _charts(page, view, one)
    _tables(page, view, one)


@ui.remember
def projects(view: View) -> dict[str, str]:
    """What the reader chooses from: a project's code and its name."""
    table = ui.edition(view).read("projects").sort_values("acronym")
    return {row["project_code"]: f"{row['acronym']} · {row['coordinator']}" for row in table.to_dict("records")}


@ui.remember
def drawn(view: View, code: str) -> Project:
    """Read, count and draw one project."""
    edition, one = ui.edition(view), Selection(projects=(code,))
    setting = ui.setting(view, one)
    known, modules, partners = (edition.read(name, one) for name in ("projects", "modules", "partners"))
    deliveries = edition.read("deliveries")
    sent = deliveries[deliveries["project_code"] == code]
    fresh = indicators.freshness(sent, known, modules, view.today).to_dict("records")[0]
    row = known.to_dict("records")[0]
    headcount = indicators.headcount(edition.read("enrolment", one), modules, protected=edition.protected)
    return Project(
        title=project.project_title(row, headcount, setting),
        sentence=project.project_sentence(row, setting),
        identity=project.identity(row, partners, setting),
        money=project.money(row, setting),
        money_note=project.money_note(setting),
        state=overview.state_badge(fresh["state"], setting, ui.badge),
        due=project.freshness_words(fresh, setting),
        charts=tuple(gallery.draw(gallery.PAGES["project"], edition, one, setting))
        if fresh["cohorts_received"]
        else (),
        modules=project.module_rows(modules, setting),
        deliveries=project.delivery_rows(sent, setting),
    )


def _chosen(names: dict[str, str]) -> str:
    """The project of the address (?project=code), which the choice box follows and writes."""
    st.session_state["project.choice"] = keep("project", names) or next(iter(names))
    with st.columns(2)[0]:
        st.selectbox(
            ui.words().say("Project"),
            list(names),
            format_func=lambda code: names[code],
            key="project.choice",
            on_change=_write_address,
        )
    return str(st.session_state["project.choice"])


def _write_address() -> None:
    st.query_params["project"] = st.session_state["project.choice"]


def _facts(page: Project) -> None:
    w = ui.words()
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _pairs(w.say("Identity"), page.identity)
    with right:
        _pairs(w.say("Money"), page.money)
        ui.muted(page.money_note)
        ui.heading(w.say("Freshness"))
        st.markdown(f"{page.state} :small[{ui.plain(page.due)}]")


def _charts(page: Project, view: View, one: Selection) -> None:
    if not page.charts:
        ui.nothing(ui.words().say("No cohort of this project has been received: no head count, no rate to show yet."))
        return
    head, _, placed = page.charts
    for chart, place in zip((head, placed), st.columns([6, 5], gap="medium"), strict=True):
        with place:
            ui.show(chart, view, one)


def _tables(page: Project, view: View, one: Selection) -> None:
    w = ui.words()
    _list(w.say("Modules"), page.modules, w.say("No module of this project is recorded yet."))
    left, right = st.columns([6, 5], gap="medium")
    with left if page.charts else right:
        for chart in page.charts[1:2]:
            ui.show(chart, view, one)
    with right if page.charts else left:
        _list(w.say("Files received"), page.deliveries, w.say("No file of this project has been received yet."))


def _list(title: str, rows: Rows, nothing: str) -> None:
    ui.heading(title)
    if rows:
        ui.table(rows, title)
    else:
        ui.muted(nothing)


def _pairs(title: str, facts: list[project.Fact]) -> None:
    ui.heading(title)
    ui.pairs([(Markdown(f":gray[{ui.plain(what)}]"), value) for what, value in facts], title)
