"""One project whole: chosen by the address, sentences where there is nothing, unknown amounts named."""

from __future__ import annotations

from pathlib import Path

from ehealth.access import operator
from ehealth.publishing import publish
from ehealth.store import Store
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on


def test_the_address_names_the_project(opened: Opened, demo_store: Path) -> None:
    app = opened("project", demo_store, project="demo-03")
    assert not app.exception
    assert app.title[0].value.startswith("DÉMO 03")
    assert app.query_params["project"] == "demo-03"


def test_a_choice_is_written_to_the_address(opened: Opened, demo_store: Path) -> None:
    app = opened("project", demo_store)
    app.selectbox(key="project.choice").set_value("demo-07").run()
    assert app.title[0].value.startswith("DÉMO 07")
    assert app.query_params["project"] == "demo-07"


def test_an_unknown_project_in_the_address_gives_the_first_one(opened: Opened, demo_store: Path) -> None:
    app = opened("project", demo_store, project="nobody")
    assert app.title[0].value.startswith("DÉMO 01")
    assert "project" not in app.query_params


def test_a_project_shows_its_students_graduates_modules_and_files(opened: Opened, demo_store: Path) -> None:
    app = opened("project", demo_store, project="demo-01")
    assert len(figures(app)) == 3
    shown = words_on(app)
    assert all(heading in shown for heading in ("Identity", "Money", "Freshness", "Modules", "Files received"))


def test_a_real_project_without_a_cohort_says_so_and_invents_no_amount(opened: Opened, new_store: Path) -> None:
    app = opened("project", new_store, project="esnbyum")
    assert not app.exception
    assert app.info[0].value.startswith("No cohort of this project has been received")
    money = app.table[1].value["said"].tolist()
    assert money == ["€4,043,200", "not found", "not found", "not found"]


def test_a_store_without_a_project_shows_a_sentence(opened: Opened, store: Store) -> None:
    publish(store, operator("test"))
    app = opened("project", store.path)
    assert not app.exception and len(app.info) == 1
