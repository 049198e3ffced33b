"""What every page shares: filters and their addresses, badges, banner, and the sentence when nothing was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehealth.store import Store
from tests.browser.harness import PAGES
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on

NEED_NO_EDITION = ("upload", "people", "log", "erase", "register", "accessibility")


def test_a_filter_offers_what_the_edition_holds(opened: Opened, demo_store: Path) -> None:
    filters = {box.key: box for box in opened("training", demo_store).multiselect}
    assert filters["routes"].options == ["Complete course", "Awareness"]
    assert filters["years"].options == sorted(filters["years"].options, reverse=True)
    assert filters["projects"].options[:2] == ["DÉMO 01", "DÉMO 02"]


@pytest.mark.parametrize("asked", ["demo-02", "DÉMO 02"])
def test_an_address_may_name_a_project_by_code_or_acronym(opened: Opened, demo_store: Path, asked: str) -> None:
    app = opened("training", demo_store, projects=asked)
    assert app.multiselect(key="projects").value == ["demo-02"]


def test_a_selection_stands_in_the_footer_of_the_charts(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, projects="demo-02", years=["2024-2025", "2023-2024"])
    footers = [note["text"] for note in figures(app)[0]["layout"]["annotations"]]
    assert any("DÉMO 02" in text and "2024" in text for text in footers)


def test_an_unknown_value_selects_nothing_and_leaves_no_trace(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, projects="nowhere", years="1999-2000", edition="99")
    assert not app.exception
    assert [box.value for box in app.multiselect] == [[] for _ in app.multiselect]
    assert not {"edition", "projects", "years"} & set(app.query_params)


def test_a_pinned_edition_stays_in_the_address(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, edition="1")
    assert app.query_params["edition"] == "1"


def test_a_demonstration_says_so(opened: Opened, demo_store: Path, new_store: Path) -> None:
    assert "Demonstration data" in words_on(opened("methods", demo_store))
    assert "Demonstration data" not in words_on(opened("methods", new_store))


def test_an_upload_of_many_projects_says_how_many_it_does_not_name(opened: Opened, new_store: Path) -> None:
    projects = [str(cell).replace("\\", "") for cell in opened("upload", new_store).table[-1].value["Project"]]
    assert "capsul, cinerg-e-sante, esnbyum and 2 more" in projects


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_edition_a_page_says_how_to_go_on(opened: Opened, store: Store, page: str) -> None:
    app = opened(page, store.path)
    assert not app.exception
    assert len(app.title) == 1
    assert page in NEED_NO_EDITION or "Nothing has been published yet" in words_on(app)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_a_page_says_how_to_go_on(opened: Opened, tmp_path: Path, page: str) -> None:
    app = opened(page, tmp_path / "nothing", lang="fr")
    assert not app.exception
    assert len(app.title) == 1
    assert page in ("accessibility", "register") or [*app.info, *app.error, *app.warning] != []
