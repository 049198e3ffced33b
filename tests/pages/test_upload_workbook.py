"""A workbook on the upload page: it says what it read, and offers a template for Excel."""

from __future__ import annotations

import pytest

from ehealth.store import Store
from tests.files import send
from tests.pages.conftest import Opened
from tests.pages.harness import words_on
from tests.workbooks import drawn, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "classeur Excel, feuille « Feuil1 »"), ("en", "Excel workbook, sheet “Feuil1”")]
)
def test_the_page_says_which_sheet_it_read(opened: Opened, store: Store, lang: str, said: str) -> None:
    send(store, "projects")
    send(store, "modules")
    app = opened("upload", store.path, lang)
    app.file_uploader[0].set_value(("cohortes.xlsx", workbook("cohorts"), XLSX)).run()
    assert not app.exception
    assert f"cohortes.xlsx · {'promotions' if lang == 'fr' else 'cohorts'} · 1" in words_on(app)
    assert said in words_on(app).replace("\u00a0", " ")


def test_a_workbook_that_cannot_be_read_is_one_sentence(opened: Opened, store: Store) -> None:
    app = opened("upload", store.path)
    empty = drawn(lambda book, sheet: book.add_worksheet("2").write_string(0, 0, "x"))
    app.file_uploader[0].set_value(("x.xlsx", empty, XLSX)).run()
    assert [error.value.replace("\\", "") for error in app.error] == [
        "The first sheet of the workbook is empty. Move the table there and send the file again."
    ]


def test_the_template_is_offered_for_excel_and_as_csv(opened: Opened, store: Store) -> None:
    app = opened("upload", store.path, "fr")
    assert {"Modèle pour Excel", "Modèle en CSV"} <= {button.label for button in app.get("download_button")}
