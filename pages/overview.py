"""Where the action stands against its targets, how fresh that is, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ehealth import indicators, ui
from ehealth.charts import latest, overview
from ehealth.charts.cards import Card, headcount_card, placement_card, projects_card, share_card
from ehealth.domain import Selection
from ehealth.editions import Edition
from ehealth.indicators import reference
from ehealth.ui import View, taken
from ehealth.ui.shown import Markdown

ROWS, FEWER = 7, 6  # projects: up to 7 are all shown, else the first 6 and a switch; fits 1280 × 830 under the cards
NEWS = 5
EDITIONS = 5  # whose publication may still be news


@dataclass(frozen=True)
class Overview:
    """All that the page shows of one edition to one kind of reader."""

    title: str
    sentence: str
    cards: tuple[Card, ...]
    freshness: str
    projects: list[dict[str, object]]
    note: str
    everything: str  # the words of the switch that shows every project
    news_title: str
    news: list[dict[str, str]]


def render() -> None:
    """The page."""
    view = ui.view()
    page = drawn(view)
    ui.masthead(view, page.title, page.sentence)
    _cards(page.cards, view)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _freshness(page)
    with right:
        _news(page)
    if view.compact:  # the navigation, which names the statement on a screen, is folded there
        ui.link("accessibility")


@ui.remember
def drawn(view: View) -> Overview:
    """Read, count and draw the whole page."""
    edition, setting = ui.edition(view), ui.setting(view, Selection())
    modules, projects, events = (edition.read(name) for name in ("modules", "projects", "events"))
    headcount = indicators.headcount(edition.read("enrolment"), modules, protected=edition.protected)
    awaited = indicators.awaited(modules, view.today)
    placed = indicators.placement(edition.read("placement"), edition.protected, awaited)
    fresh = indicators.freshness(edition.read("deliveries"), projects, modules, view.today)
    return Overview(
        title=overview.overview_title(headcount, len(projects), setting),
        sentence=overview.overview_sentence(headcount, len(projects), placed, setting),
        cards=(
            headcount_card(headcount, setting),
            projects_card(fresh, setting),
            placement_card(placed, setting),
            share_card(reference.envelopes(edition.read("envelopes")), setting),
        ),
        freshness=overview.freshness_title(fresh, setting),
        projects=overview.freshness_rows(fresh, setting, ui.badge),
        note=overview.freshness_note(setting),
        everything=overview.everything(len(projects), setting),
        news_title=latest.news_title(setting),
        news=latest.news_lines(_changes(view), projects, events, setting, NEWS),
    )


def _changes(view: View) -> Any:
    """The table of what is new in the view's edition and the ones before it; exact counts never beside rounded ones."""
    now, before = ui.edition(view), ui.earlier(view, EDITIONS - 1)
    alike = [one for one in before[-1:] if one.protected == now.protected]
    moves = indicators.head_count_moves(_headcount((alike or [now])[0]), _headcount(now))
    published = before if view.edition is None else [*before, now]
    return indicators.news(now.read("deliveries"), [one.manifest for one in published], moves, now.read("events"))


def _headcount(edition: Edition) -> Any:
    cells, modules = edition.read("enrolment"), edition.read("modules")
    return indicators.headcount(cells, modules, protected=edition.protected)


def _cards(cards: tuple[Card, ...], view: View) -> None:
    grid = st.grid(4, min_column_width=230, border=True)
    for card in cards:
        with grid.cell():
            st.metric(ui.plain(card.label), ui.plain(card.number))
            st.html(taken.drawn(f"card.{card.page}", card.figure, card.alt, still=True))
            ui.muted(card.note)
            if view.compact:
                ui.link(card.page)


def _freshness(page: Overview) -> None:
    ui.heading(page.freshness)
    if not page.projects:
        return
    place, all_of_them = st.container(), True
    if len(page.projects) > ROWS:
        all_of_them = st.toggle(page.everything, key="all", bind="query-params")
    with place:
        ui.table([_marked(row) for row in page.projects[: None if all_of_them else FEWER]], page.freshness)
    ui.muted(page.note)


def _marked(row: dict[str, object]) -> dict[str, object]:
    """The row with its project, the first cell, in bold."""
    name, project = next(iter(row.items()))
    return row | {name: Markdown(f"**{ui.plain(str(project))}**")}


def _news(page: Overview) -> None:
    ui.heading(page.news_title)
    lines = [[ui.plain(text) for text in line.values()] for line in page.news]
    ui.pairs([(Markdown(f":gray[{day}]"), said) for day, said in lines], page.news_title, ruled=False)
