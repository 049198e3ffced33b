"""The register: everything that is kept about people, with the installation's own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehealth.access import Reader
from ehealth.store import Store
from tests.pages.conftest import Opened
from tests.pages.harness import looks, words_on


def said(opened: Opened, store: Path, lang: str = "en") -> str:
    app = opened("register", store, lang=lang)
    assert not app.exception
    tables = "\n".join(table.value.to_csv() for table in app.table)
    return f"{words_on(app)}\n{tables}".replace("\\", "").replace("\u00a0", " ")


def test_the_years_are_those_of_the_installation(
    opened: Opened, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EHEALTH_RETENTION_YEARS")
    assert "4 years from the last date known: enrolled, ended, surveyed, first job." in said(opened, new_store)
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "6")
    shown = said(opened, new_store)
    assert "6 years after the last date known of the student." in shown
    assert "this product’s choice, not the programme’s" in shown


def test_every_sort_of_data_has_its_row_and_columns_of_lines_come_from_the_schemas(
    opened: Opened, new_store: Path
) -> None:
    shown = said(opened, new_store)
    for name in (
        "Lines of students", "Files as they were sent", "Secret key", "List of erased students", "Editions",
        "Snapshots", "Drafts", "Ledger", "Access list", "Log", "Sessions", "Cookies", "Backups",
    ):  # fmt: skip
        assert f"**{name}.**" in shown
    assert "module code, academic year, level, status, enrolled on and ended on" in shown
    assert "12 months after its month" in shown
    assert "30 minutes without an action, 12 hours at most" in shown
    assert "project lead (own projects) and steward" in shown


def test_nobody_is_named_responsible_who_was_not_given(
    opened: Opened, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Who is responsible for this service is not named yet." in said(opened, new_store)
    monkeypatch.setenv("EHEALTH_PUBLISHER", "Agence fictive")
    shown = said(opened, new_store)
    assert "Responsible for this service: Agence fictive." in shown
    assert "On which legal ground data is kept is for whoever is responsible to say" in shown


def test_it_is_french_too(opened: Opened, new_store: Path) -> None:
    shown = said(opened, new_store, "fr")
    assert "Faire effacer une personne" in shown and "**Lignes par étudiant.**" in shown


def test_every_reader_may_open_it_and_only_a_steward_is_shown_the_way_to_erase(
    opened: Opened, store: Store, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened("register", store.path).title[0].value == "What is kept", "before anything was published, too"
    steward = opened("register", new_store)
    assert len(steward.get("page_link")) == 1
    looks(monkeypatch, Reader("reader"))
    assert len(opened("register", new_store).get("page_link")) == 0


def test_a_setting_that_is_no_number_is_a_sentence(
    opened: Opened, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "many")
    assert "EHEALTH_RETENTION_YEARS is “many”: give a whole number from 1 to 99." in words_on(
        opened("register", new_store)
    )
