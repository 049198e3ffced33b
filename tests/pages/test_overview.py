"""The front page: finding, cards, freshness and news, on a full store and on one without a cohort."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ehealth.access import operator
from ehealth.publishing import publish
from ehealth.store import Store
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on


def test_the_front_page_says_where_the_head_count_stands(opened: Opened, demo_store: Path) -> None:
    app = opened("overview", demo_store)
    assert not app.exception
    assert "students" in app.title[0].value and "target" in app.title[0].value
    assert [metric.label for metric in app.metric][1] == "Documented projects"
    assert [figure["layout"]["height"] for figure in figures(app)] == [56, 56, 56, 56]


def test_the_front_page_speaks_french(opened: Opened, demo_store: Path) -> None:
    app = opened("overview", demo_store, lang="fr")
    assert "étudiants" in app.title[0].value
    assert "Quoi de neuf" in words_on(app)


def test_many_projects_show_the_late_ones_and_a_switch_shows_all(opened: Opened, demo_store: Path) -> None:
    app = opened("overview", demo_store)
    assert len(app.table[0].value) == 6
    assert "late" in app.table[0].value["State"].iloc[0]
    app.toggle(key="all").set_value(True).run()
    assert len(app.table[0].value) == 10


def test_a_store_without_a_cohort_shows_no_zero(opened: Opened, new_store: Path) -> None:
    app = opened("overview", new_store)
    assert not app.exception
    assert app.title[0].value == "7 documented projects, no cohort yet"
    assert [metric.value for metric in app.metric] == ["not received", "7 of 10", "not yet", "€50\\.2m"]
    assert "disputed date" in str(app.table[1].value)


def test_a_store_without_an_edition_shows_a_sentence(opened: Opened, tmp_path: Path) -> None:
    app = opened("overview", tmp_path)
    assert not app.exception and len(app.title) == 1 and len(app.info) == 1


def test_an_edition_of_nothing_says_what_is_missing_and_how_to_begin(opened: Opened, store: Store) -> None:
    publish(store, operator("test"))
    app = opened("overview", store.path)
    assert not app.exception
    assert app.title[0].value == "No project and no cohort yet"
    assert [metric.value for metric in app.metric] == ["not received", "0 of 10", "not yet", "not received"]


def test_a_moved_head_count_is_news_in_the_next_edition(
    opened: Opened, demo_store: Path, copy_of: Callable[[Path], Store]
) -> None:
    store = copy_of(demo_store)
    with store.registry() as registry:
        last = [entry for entry in registry.log() if entry.kind == "cohorts"][-1]
        registry.withdraw(last.receipt, operator("test"), "sent by mistake")
    publish(store, operator("test"), "A correction")
    news = opened("overview", store.path).table[1].value["said"].tolist()
    assert news[0] == "Edition 2 published\\. A correction"
    assert any("the head count goes from" in line for line in news)
    assert any("withdrawn" in line for line in news)
