"""The upload page without a browser: what the sender agrees to, accepts, confirms, and sees before anything is kept."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ehealth.access import Reader, operator
from ehealth.store import Store
from ehealth.ui import View
from tests.files import file, send, students
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on

OPEN = {"status": "enrolled", "ended_on": ""}
BY = operator("lead@example.org")


@pytest.fixture
def known(store: Store) -> Store:
    """A store that knows the project p1 and its full course, with 30 students of 2024-2025."""
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30, **OPEN))
    return store


def sent(opened: Opened, store: Store, content: bytes, lang: str = "en") -> AppTest:
    """The page after a cohorts file was dropped on it and the sender's address given."""
    app = opened("upload", store.path, lang)
    app.text_input("upload.by").set_value(BY.person.email).run()
    return app.file_uploader[0].set_value(("promotion.csv", content, "text/csv")).run()


def button(app: AppTest, label: str) -> Any:
    return next((found for found in app.button if found.label == label), None)


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_csv() for table in app.table)


def ledger(store: Store) -> int:
    with store.registry() as registry:
        return registry.last


def test_what_a_file_would_move_is_shown_before_it_is_recorded(opened: Opened, known: Store) -> None:
    app = sent(opened, known, file("cohorts", *students(35, **OPEN)))
    assert app.title[0].value == "This file can be recorded"
    assert "Head count,Whole action,2024‑2025,30,35,+\u202f5" in tables(app).replace("\\", "")
    assert [trace["x"] for trace in figures(app)[0]["data"]] == [[30, 30], [5, 5], [0, 0]]
    assert "exact figures – not for circulation" in words_on(app)
    assert ledger(known) == 3


def test_a_lead_sees_what_moves_of_own_projects_and_nothing_of_the_whole_action(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[View.__module__], "reader", lambda: Reader("lead", frozenset({"p1"})))
    shown = tables(sent(opened, known, file("cohorts", *students(35, **OPEN)))).replace("\\", "")
    assert "Head count,p1,2024‑2025,30,35,+\u202f5" in shown, shown[-1500:]
    assert "Whole action" not in shown


def test_fewer_rows_are_confirmed_before_the_file_can_be_recorded(opened: Opened, known: Store) -> None:
    app = sent(opened, known, file("cohorts", *students(10, **OPEN)))
    assert button(app, "Record this file").disabled
    sure = next(box for box in app.checkbox if box.label == "I have checked these warnings: the file is right.")
    app = sure.check().run()
    app = button(app, "Record this file").click().run()
    assert not app.exception
    assert ledger(known) == 4
    assert "Recorded: 10 rows." in words_on(app)


def test_a_button_pressed_after_another_upload_says_that_nothing_was_recorded(opened: Opened, known: Store) -> None:
    app = sent(opened, known, file("cohorts", *students(40, **OPEN)))
    send(known, "cohorts", *students(30, **(OPEN | {"academic_year": "2023-2024", "enrolled_on": "2023-09-04"})))
    said = "Something else was received meanwhile: nothing was recorded. Look at the changes again."
    app = button(app, "Record this file").click().run()
    assert said in words_on(app) and ledger(known) == 4
    app = button(app, "Record this file").click().run()
    assert said not in words_on(app) and "Recorded: 40 rows." in words_on(app)


def test_the_same_file_again_has_nothing_to_record(opened: Opened, known: Store) -> None:
    content = file("cohorts", *students(30, **OPEN))
    app = sent(opened, known, content)
    assert app.title[0].value == "Received already"
    assert button(app, "Record this file") is None
    assert ledger(known) == 3


def test_titles_and_totals_are_skipped_once_the_sender_agrees(opened: Opened, known: Store) -> None:
    content = b"Cohorts of the year\n" + file("cohorts", *students(31, **OPEN)) + b"Total,,,31,,,,\n"
    app = sent(opened, known, content)
    assert [box.label for box in app.checkbox] == ["Skip the lines above the column names"]
    app = app.checkbox[0].check().run()
    assert app.title[0].value == "1 problem to mend before this file is recorded"
    app = app.checkbox[1].check().run()
    assert app.title[0].value == "This file can be recorded"
    app = app.checkbox[1].uncheck().run()
    assert button(app, "Record this file") is None


def test_an_accepted_correction_is_applied_and_named_in_the_log(opened: Opened, known: Store) -> None:
    *others, last = students(31, **OPEN)
    app = sent(opened, known, file("cohorts", *others, last | {"status": "enroled"}))
    assert app.title[0].value == "1 problem to mend before this file is recorded"
    app = button(app, "Apply the 1 accepted correction").click().run()
    assert app.title[0].value == "This file can be recorded"
    app = button(app, "Record this file").click().run()
    with known.registry() as registry:
        assert registry.log()[-1].file_name == "promotion.csv (corrected)"


@pytest.mark.parametrize(
    ("lang", "title", "said"),
    [
        ("fr", "Ce fichier ne peut pas être lu", "Le fichier est vide."),
        ("en", "This file cannot be read", "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_the_pages_title_and_one_sentence(
    opened: Opened, known: Store, lang: str, title: str, said: str
) -> None:
    app = sent(opened, known, b" \n", lang)
    assert app.title[0].value == title
    assert app.error[0].value.replace("\\", "").startswith(said)


def test_a_mail_address_in_a_cell_is_nowhere_on_the_page(opened: Opened, known: Store) -> None:
    app = sent(opened, known, file("cohorts", {"student_id": "jeanne.petit@exemple.fr"}))
    assert "jeanne.petit" not in words_on(app) + tables(app)
    assert "holds an e-mail address" in tables(app).replace("\\", "")
