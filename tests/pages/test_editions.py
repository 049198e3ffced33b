"""The page of all editions: listed with their links, compared two by two, the damaged ones named."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import publishing
from ehealth.access import operator
from ehealth.editions import edition_file
from ehealth.store import Store
from pages import editions as page
from tests.files import send, students
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on

BY = operator("steward@example.org")
OPEN = {"status": "enrolled", "ended_on": ""}


@pytest.fixture
def known(store: Store) -> Store:
    """Three editions: 60 students of 2024-2025, then 83 and a module, then 83 again in a closing."""
    send(store, "projects", {}, {"project_code": "p2", "acronym": "P2"})
    send(store, "modules")
    send(store, "cohorts", *students(60, **OPEN))
    publishing.publish(store, BY, "First")
    send(store, "modules", {}, {"module_code": "second"})
    send(store, "cohorts", *students(83, **OPEN))
    publishing.publish(store, BY, "More students")
    publishing.publish(store, BY, closing=True)
    return store


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_csv() for table in app.table).replace("\\", "")


def listed(app: AppTest) -> list[int]:
    """The numbers of the editions in the list."""
    return [int(found[1]) for found in re.finditer(r"\[Edition (\d+)\]", " ".join(app.table[0].value.index))]


def choose(app: AppTest, label: str, number: int) -> AppTest:
    return next(box for box in app.selectbox if box.label == label).select(number).run()


def test_every_edition_is_listed_newest_first_with_the_link_that_pins_it(opened: Opened, known: Store) -> None:
    app = opened("editions", known.path)
    assert app.title[0].value == "3 editions published"
    links = app.table[0].value.index.tolist()
    assert links == [f"[Edition {number}](/?edition={number}&lang=en)" for number in (3, 2, 1)]
    said = app.table[0].value["What changed"].tolist()
    assert ["yearly closing" in said[0], said[1:]] == [True, ["More students", "First"]]


def test_older_editions_are_listed_when_asked_for(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "NEWEST", 1)
    app = opened("editions", known.path)
    assert (app.title[0].value, listed(app)) == ("3 editions published", [3])
    (more,) = app.button
    assert more.label == "Show 1 older edition"
    assert listed(more.click().run()) == [3, 2]


def test_a_pinned_edition_is_listed_however_old(opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "NEWEST", 1)
    app = opened("editions", known.path, edition="1")
    assert (app.title[0].value, listed(app)) == ("3 editions published", [3, 1])


def test_two_editions_are_compared_in_rounded_figures_with_files_and_reference_rows(
    opened: Opened, known: Store
) -> None:
    app = choose(opened("editions", known.path), "Older edition", 1)
    shown = tables(app)
    assert "Head count,Whole action,2024‑2025,60,85,+\u202f25" in shown
    assert "83" not in shown
    assert "Modules,1,0,0" in shown
    assert "P1: cohorts of 2024‑2025 received." in shown
    assert [trace["x"] for trace in figures(app)[0]["data"]] == [[60], [25], [0]]


def test_the_last_two_are_compared_unless_others_are_chosen(opened: Opened, known: Store) -> None:
    app = opened("editions", known.path)
    assert [box.value for box in app.selectbox] == [2, 3]
    assert "No head count, completion or placement figure differs." in words_on(app)
    assert "Choose two different editions." in words_on(choose(app, "Older edition", 3))


def test_a_pinned_edition_is_compared_with_the_last_one(opened: Opened, known: Store) -> None:
    app = opened("editions", known.path, edition="1")
    assert [box.value for box in app.selectbox] == [1, 3]
    assert "Edition 3, of " in words_on(app) and "is newer: 2 figures differ, 2 files came" in words_on(app)


def test_an_edition_that_cannot_be_shown_is_named_with_its_reason_and_not_compared(
    opened: Opened, known: Store
) -> None:
    file = edition_file(known.path, 2)
    file.chmod(0o644)
    file.write_bytes(b"not an edition")
    app = opened("editions", known.path)
    assert app.title[0].value == "2 editions published"
    assert "Edition 2 is damaged, or is not an edition of this product." in tables(app)
    assert [label[:9] for label in app.selectbox[0].options] == ["Edition 3", "Edition 1"]
    assert [box.value for box in app.selectbox] == [1, 3]


def test_one_edition_has_nothing_to_be_compared_with(opened: Opened, store: Store) -> None:
    send(store, "projects")
    publishing.publish(store, BY)
    app = opened("editions", store.path, lang="fr")
    assert app.title[0].value == "1 édition publiée"
    assert "Deux éditions se compareront ici dès qu’il y en aura deux." in words_on(app)


def test_before_the_first_edition_the_page_says_so(opened: Opened, store: Store) -> None:
    app = opened("editions", store.path)
    assert not app.exception
    assert "Nothing has been published yet." in words_on(app)
