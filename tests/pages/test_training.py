"""The training page: the verdict for the whole action only, filters from the address, words where there is nothing."""

from __future__ import annotations

from pathlib import Path

from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on


def test_the_whole_action_is_judged_against_the_band(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store)
    assert not app.exception
    assert app.title[0].value.startswith("Target met")
    assert len(figures(app)) == 4
    assert any(shape.get("y1") == 400 for shape in figures(app)[0]["layout"]["shapes"])


def test_one_project_is_shown_without_a_verdict(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, projects="demo-04")
    assert app.title[0].value.startswith("DÉMO 04 – about ") and "target" not in app.title[0].value
    assert figures(app)[0]["layout"].get("shapes", []) == []
    assert "is not judged against it" in words_on(app)
    assert all("DÉMO 04" in figure_text(figure) for figure in figures(app))


def test_a_chosen_year_is_the_only_one_drawn(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, years="2024-2025")
    assert figures(app)[0]["layout"]["xaxis"]["ticktext"] == ["2024-2025"]
    assert "2024\u20112025" in words_on(app)


def test_a_choice_of_awareness_does_not_deny_the_complete_courses(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store, routes="awareness")
    assert not app.exception
    assert "No complete course in this selection." in figure_text(figures(app)[0])
    assert "regions of 18 have a complete course" in words_on(app)


def test_institutions_are_a_table(opened: Opened, demo_store: Path) -> None:
    app = opened("training", demo_store)
    columns = ["Institution", "Region", "Complete courses", "Awareness"]
    assert app.table[-1].value.reset_index().columns.tolist() == columns
    assert len(app.table[-1].value) == 10


def test_without_a_cohort_a_sentence_says_how_to_go_on(opened: Opened, new_store: Path) -> None:
    app = opened("training", new_store, lang="fr")
    assert not app.exception
    assert figures(app) == []
    assert app.info[0].value.startswith("Aucune promotion reçue")


def figure_text(figure: dict[str, object]) -> str:
    layout = figure["layout"]
    assert isinstance(layout, dict)
    return " ".join(note["text"] for note in layout["annotations"]).replace("\u00a0", " ")
