"""The publish page: what would change, what is held back, what the attack found, and then the edition."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import access, desk, publishing
from ehealth.access import Reader, operator
from ehealth.disclosure import Finding, Verdict
from ehealth.domain import Refusal
from ehealth.editions import numbers, open_edition
from ehealth.publishing import drawing
from ehealth.store import Store
from ehealth.ui import View
from tests.files import send, students
from tests.pages.conftest import Opened
from tests.pages.harness import words_on

BY = operator("steward@example.org")
OPEN = {"status": "enrolled", "ended_on": ""}
CLOSING = "Yearly closing: draw again every class that differs, by however few"


@pytest.fixture
def known(store: Store) -> Store:
    """A store with one project and 60 students of 2024-2025 in edition 1."""
    send(store, "projects", {}, {"project_code": "p2", "acronym": "P2"})
    send(store, "modules", {}, {"project_code": "p2"})
    send(store, "cohorts", *students(60, **OPEN))
    send(store, "cohorts", *students(40, **OPEN, project_code="p2"))
    publishing.publish(store, BY)
    return store


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_csv() for table in app.table).replace("\\", "")


def button(app: AppTest, label: str) -> Any:
    return next((found for found in app.button if found.label == label), None)


def test_what_would_change_is_shown_in_rounded_figures_only(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(83, **OPEN))
    app = opened("publish", known.path)
    assert not app.exception
    assert app.title[0].value == "1 upload or withdrawal to publish"
    shown = tables(app)
    assert "Head count,Whole action,2024‑2025,100,125,+\u202f25" in shown
    assert "Head count,P1,2024‑2025,60,85,+\u202f25" in shown
    assert "83" not in shown
    assert "The attack on this edition found no small count." in words_on(app)


def test_a_class_that_differs_by_one_person_is_held_back_and_named_without_a_count(
    opened: Opened, known: Store
) -> None:
    send(known, "cohorts", *students(61, **OPEN))
    app = opened("publish", known.path)
    assert "1 class held back" in words_on(app)
    assert "No head count, completion or placement figure moves." in words_on(app)
    assert "Students,p1,full,2024‑2025" in tables(app)
    assert "61" not in tables(app)


def test_publishing_freezes_what_was_shown_and_says_its_number(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(83, **OPEN))
    app = opened("publish", known.path)
    assert button(app, "Publish").disabled
    app = app.text_input("publish.by").set_value(BY.person.email).run()
    app = app.text_input("publish.note.6").set_value("Autumn").run()
    app = button(app, "Publish").click().run()
    assert not app.exception
    assert "Edition 2 is published." in words_on(app)
    assert open_edition(known.path).manifest["note"] == "Autumn"
    assert app.title[0].value == "Everything that was received is published"


def test_what_came_meanwhile_is_shown_before_it_is_published(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(83, **OPEN))
    app = opened("publish", known.path)
    app = app.text_input("publish.by").set_value(BY.person.email).run()
    send(known, "cohorts", *students(95, **OPEN))
    app = button(app, "Publish").click().run()
    assert numbers(known.path) == [1]
    assert "2 uploads and withdrawals to publish" in app.title[0].value
    said = "Something was received meanwhile: nothing was published. This is what would be published now."
    assert said in words_on(app)
    assert "Head count,Whole action,2024‑2025,100,135,+\u202f35" in tables(app)
    with pytest.raises(Refusal, match="changed-meanwhile"):
        publishing.publish(known, BY, ledger=5)


def test_an_edition_whose_attack_succeeds_cannot_be_published(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Verdict((Finding("placement", "K4", 90, 2, 0, "closed", 3),), {})
    monkeypatch.setattr(drawing.disclosure, "audit", lambda *_, **__: found)
    monkeypatch.setattr(sys.modules[desk.freeze.__module__], "apart", lambda job, *given: job(*given))  # not elsewhere
    send(known, "cohorts", *students(83, **OPEN))
    app = opened("publish", known.path)
    app = app.text_input("publish.by").set_value(BY.person.email).run()
    said = "The attack found a small count: table Graduates, for whoever knows exact totals of each project and year."
    assert said in words_on(app)
    assert button(app, "Publish").disabled
    assert "125" not in tables(app)
    with pytest.raises(Refusal, match="audit-failed"):
        publishing.publish(known, BY)


def test_a_closing_is_an_explicit_choice_and_moves_what_was_held_back(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(64, **OPEN))
    app = opened("publish", known.path)
    app = app.text_input("publish.by").set_value(BY.person.email).run()
    assert "1 class held back" in words_on(app)
    app = next(box for box in app.checkbox if box.label == CLOSING).check().run()
    assert "0 classes held back" in words_on(app)
    app = button(app, "Publish").click().run()
    assert open_edition(known.path).manifest["closing"] == "true"
    box = next(box for box in app.checkbox if box.label == CLOSING)
    assert (box.disabled, box.value) == (True, False)
    assert f"A closing edition of {date.today().year} was published already" in words_on(app)


def test_nothing_to_publish_is_said_and_a_closing_may_still_be_made(opened: Opened, known: Store) -> None:
    app = opened("publish", known.path)
    assert "Nothing is waiting to be published." in words_on(app)
    assert button(app, "Publish") is None
    app = next(box for box in app.checkbox if box.label == CLOSING).check().run()
    assert button(app, "Publish") is not None


def test_a_lost_key_is_said_with_what_it_means(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(83, **OPEN))
    known.key_file.unlink()
    app = opened("publish", known.path)
    assert not app.exception
    assert "key" in words_on(app) and button(app, "Publish") is None


def test_a_lost_snapshot_is_said_and_a_closing_draws_all_anew(opened: Opened, known: Store) -> None:
    publishing.publish(known, BY, closing=True)
    send(known, "cohorts", *students(83, **OPEN))
    (known.path / "snapshots" / "0002.parquet").unlink()
    app = opened("publish", known.path)
    assert button(app, "Publish") is None
    app = app.text_input("publish.by").set_value(BY.person.email).run()
    app = next(box for box in app.checkbox if box.label == CLOSING).check().run()
    app = button(app, "Publish").click().run()
    assert "Edition 3 is published." in words_on(app)


def test_the_exact_draft_is_made_on_demand_and_opened_by_a_link(opened: Opened, known: Store) -> None:
    send(known, "cohorts", *students(83, **OPEN))
    app = opened("publish", known.path)
    app = button(app, "Exact figures of this moment").click().run()
    assert "/?edition=draft&amp;lang=en" in "".join(element.proto.body for element in app.get("html"))
    assert [path.name for path in (known.path / "drafts").iterdir()] == ["000006.duckdb"]


@pytest.mark.parametrize("role", ["reader", "lead"])
def test_only_stewards_are_offered_the_page_and_may_publish(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    who = Reader(role, frozenset({"p1"}))
    for module in (View.__module__, desk.freeze.__module__):
        monkeypatch.setattr(sys.modules[module], "reader", lambda: who)
    app = opened("publish", known.path)
    assert button(app, "Publish") is None
    assert not access.may(who, "publish")
    desk.freeze(known, BY, "", False, 0)
    refused = desk.outcome()
    assert isinstance(refused, Refusal) and refused.code == "forbidden"
    assert numbers(known.path) == [1]


def test_the_first_edition_has_nothing_to_be_compared_with(opened: Opened, store: Store) -> None:
    send(store, "projects")
    app = opened("publish", store.path)
    assert not app.exception
    assert "There is no earlier edition to compare with." in words_on(app)


def test_the_demonstration_tells_who_is_late(
    opened: Opened, demo_store: Path, copy_of: Callable[[Path], Store]
) -> None:
    store = copy_of(demo_store)
    send(store, "events")
    assert "Freshness: four projects of ten are late" in words_on(opened("publish", store.path))
