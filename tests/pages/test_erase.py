"""Erasing a student on the page: found first, sure second, gone third; and the lines whose time is up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import access, publishing, ui
from ehealth.access import Reader
from ehealth.store import Store
from ehealth.ui.forgetting import forget_the_erased
from tests.erasures import STEWARD, erased, lines, made_with, pseudonym, traces
from tests.files import copied
from tests.pages.conftest import Opened
from tests.pages.harness import looks, words_on

BY, WHY = "steward@example.org", "asked in writing"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made_with(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def button(app: AppTest, label: str) -> Any:
    return next((found for found in app.button if found.label == label), None)


def asked(app: AppTest, identifier: str = "etu-2", last: int = 8) -> AppTest:
    app.selectbox("erase.project").set_value("p1")
    app.text_input(f"erase.student.{last}").set_value(identifier)
    return app.text_input("erase.by").set_value(BY).run()


def test_a_student_is_found_and_erased(opened: Opened, known: Store) -> None:
    who = pseudonym(known)
    app = asked(opened("erase", known.path), " etu-2 ")
    assert "Kept of this student, in all files received: 3 rows of cohorts and 1 row of placements." in words_on(app)
    assert button(app, "Erase for good").disabled
    app = app.text_input("erase.why.8").set_value(WHY).run()
    assert button(app, "Erase for good").disabled
    app = app.checkbox("erase.sure.8").check().run()
    app = button(app, "Erase for good").click().run()
    assert not app.exception
    assert "Gone for good: 4 rows. Receipt 000009." in words_on(app)
    assert traces(known, who) == []


def test_what_was_typed_is_forgotten_and_what_went_is_listed_without_it(opened: Opened, known: Store) -> None:
    app = asked(opened("erase", known.path))
    app.text_input("erase.why.8").set_value(WHY)
    app = app.checkbox("erase.sure.8").check().run()
    app = button(app, "Erase for good").click().run().run()
    assert app.text_input("erase.student.9").value == ""
    assert "etu-2" not in str(app.session_state)
    (went,) = [table.value for table in app.table]
    told = went.to_csv()
    assert "A student was erased,4,steward" in told and told.endswith(",asked in writing,000009\n")
    assert "etu" not in told


def test_a_student_who_is_not_there_is_a_sentence(opened: Opened, known: Store) -> None:
    app = asked(opened("erase", known.path), "etu-4711")
    assert "No row is kept of this student." in words_on(app)
    assert button(app, "Erase for good") is None


def test_a_reason_that_names_the_student_is_refused(opened: Opened, known: Store) -> None:
    app = asked(opened("erase", known.path))
    app = app.text_input("erase.why.8").set_value("etu-2 asked").run()
    app = app.checkbox("erase.sure.8").check().run()
    app = button(app, "Erase for good").click().run()
    assert "The reason names the student" in words_on(app)
    assert lines(known)["cohorts"] == 50


def test_lines_whose_time_is_up_are_counted_and_let_go(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No line has to go yet." in words_on(opened("erase", known.path))
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "1")
    app = opened("erase", known.path)
    assert "They go when the next edition is published; their totals stay." in words_on(app)
    app = app.text_input("erase.by").set_value(BY).run()
    app = button(app, "Let them go now").click().run()
    assert "Gone for good:" in words_on(app) and "No line has to go yet." in words_on(app)
    assert lines(known)["cohorts"] < 50


@pytest.mark.parametrize("role", ["reader", "lead", "nobody"])
def test_only_stewards_have_the_page(opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    looks(monkeypatch, Reader(role, frozenset({"p1"})))
    app = opened("overview", known.path)
    assert "erase" not in app.session_state["frame.pages"]
    assert access.may(STEWARD, "erase")


def test_a_draft_that_is_on_show_goes_with_whom_it_counts(opened: Opened, known: Store) -> None:
    publishing.draft(known, STEWARD)
    app = opened("training", known.path, edition="draft")
    assert app.title[0].value.startswith("11 students in 2024")
    erased(known)
    app = app.run()
    assert not app.exception
    assert "There is no draft to show" in words_on(app)


def test_erasing_is_a_change_that_may_be_published(opened: Opened, known: Store) -> None:
    erased(known)
    app = opened("publish", known.path)
    assert app.title[0].value == "1 change to publish"
    assert "A student was erased" in "\n".join(table.value.to_csv() for table in app.table)


def test_what_the_server_remembers_goes_when_another_process_erases(known: Store) -> None:
    asked: list[int] = []

    @ui.remember
    def twice(number: int) -> int:
        asked.append(number)
        return 2 * number

    for _ in range(2):
        forget_the_erased(known.path)
        assert twice(21) == 42
    assert asked == [21]
    erased(known)
    forget_the_erased(known.path)
    assert twice(21) == 42 and asked == [21, 21]
