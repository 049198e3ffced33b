"""The accessibility statement, as French law asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehealth.wording.upstream import BY_HAND, UPSTREAM
from tests.pages.conftest import Opened
from tests.pages.harness import words_on

HEADINGS = (
    "État de conformité", "Résultats des tests", "Contenus non accessibles", "Établissement de cette déclaration",
    "Retour d’information et contact", "Voies de recours",
)  # fmt: skip


def test_the_statement_has_the_parts_of_the_official_model(opened: Opened, new_store: Path) -> None:
    app = opened("accessibility", new_store, lang="fr")
    assert not app.exception
    assert app.title[0].value == "Accessibilité\u00a0\\: non conforme"
    assert tuple(header.value for header in app.header) == HEADINGS
    said = words_on(app)
    assert "Défenseur des droits, Libre réponse 71120" in said
    assert "aucun taux de conformité ne peut être donné" in said
    assert "26 novembre 2026" in said.replace("\u00a0", " ")


def test_it_lists_what_the_tests_allow_with_streamlits_number_or_that_none_is_known(
    opened: Opened, new_store: Path
) -> None:
    rows = opened("accessibility", new_store).table[0].value
    assert len(rows) == len(UPSTREAM) + len(BY_HAND)
    numbers = rows["Streamlit’s issue"].tolist()
    assert numbers.count("none known") == sum(one.issue is None for one in (*UPSTREAM, *BY_HAND))
    assert "[#13332](https://github.com/streamlit/streamlit/issues/13332)" in numbers


def test_who_publishes_and_whom_to_write_to_are_said_once_given(
    opened: Opened, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = words_on(opened("accessibility", new_store))
    assert "Who publishes it has not been given yet." in before
    assert "To whom a defect is reported has not been given yet." in before
    monkeypatch.setenv("EHEALTH_PUBLISHER", "Agence fictive")
    monkeypatch.setenv("EHEALTH_ACCESSIBILITY_CONTACT", "acces@example.org")
    after = words_on(opened("accessibility", new_store))
    assert "Agence fictive undertakes to make eHealth monitor accessible" in after
    assert "write to acces@example.org" in after


def test_the_navigation_of_every_page_names_the_state(opened: Opened, new_store: Path) -> None:
    """The law asks for these words on the front page, with a link to the statement."""
    app = opened("overview", new_store, lang="fr")
    titles = [page.title for page in app.session_state["frame.pages"].values()]
    assert titles[9] == "Accessibilité\u00a0: non conforme", "in the bar, before its menus"
    assert titles[10:] == ["Personnes", "Journal", "Effacer un étudiant", "Éditions", "Méthode", "Données conservées"]
