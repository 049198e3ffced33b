"""Definitions, sources and downloads."""

from __future__ import annotations

from pathlib import Path

from tests.pages.conftest import Opened
from tests.pages.harness import words_on


def test_the_methods_page_defines_lists_sources_and_offers_every_table(opened: Opened, new_store: Path) -> None:
    app = opened("methods", new_store)
    assert not app.exception
    shown = words_on(app)
    assert all(heading in shown for heading in ("Definitions, version 1", "Due dates", "Editions", "Sources"))
    assert [button.proto.label for button in app.get("download_button")] == [
        "manifest.csv",
        "enrolment_cells.csv",
        "placement_cells.csv",
        "events.csv",
        "envelopes.csv",
        "projects.csv",
        "partners.csv",
        "modules.csv",
        "baseline.csv",
        "deliveries.csv",
    ]


def test_the_definitions_are_also_french(opened: Opened, demo_store: Path) -> None:
    app = opened("methods", demo_store, lang="fr")
    meanings = app.table[0].value["said"]
    assert "Étudiants distincts inscrits dans un parcours complet" in meanings.iloc[0]
    assert "un second parcours complet dans l’année" in meanings.iloc[1]
