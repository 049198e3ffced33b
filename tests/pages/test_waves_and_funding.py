"""The pages on waves and funding, on the real reference data and on a demonstration."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on


def inside(app: AppTest) -> list[str]:
    """The words inside each figure of the page, with plain spaces."""
    notes = [[note["text"] for note in figure["layout"]["annotations"]] for figure in figures(app)]
    return ["\n".join(texts).replace("\u00a0", " ") for texts in notes]


def around(app: AppTest) -> str:
    """The page's titles and sentences, without the signs that keep Markdown from reading them."""
    return words_on(app).replace("\\", "").replace("\u00a0", " ")


def test_waves_shows_the_finding_the_timeline_and_the_running_times(opened: Opened, new_store: Path) -> None:
    app = opened("waves", new_store)
    assert "Four cut-offs in thirteen months, then a rolling call" in around(app)
    assert len(figures(app)) == 2
    assert not app.exception


def test_waves_keeps_the_timeline_whole_when_a_project_is_chosen(opened: Opened, new_store: Path) -> None:
    timeline, running = inside(opened("waves", new_store, projects="esnbyum").run())
    assert "no filter" in timeline
    assert "Filters: ESNbyUM" in running and "SN@SU" not in running


def test_funding_names_both_statuses_in_french(opened: Opened, new_store: Path) -> None:
    app = opened("funding", new_store, lang="fr")
    assert "2 centimes engagés (oct. 2023) pour un euro annoncé (2022)" in around(app)
    assert len(figures(app)) == 6
    assert inside(app)[1].count("montant non trouvé") == 3


def test_funding_of_one_cut_off_has_only_its_projects(opened: Opened, new_store: Path) -> None:
    assert "Cut-off 1 – one known grant as of " in around(opened("funding", new_store, waves="1").run())


def test_funding_of_a_demonstration_keeps_real_envelopes_and_invented_grants_apart(
    opened: Opened, demo_store: Path
) -> None:
    app = opened("funding", demo_store)
    assert "the invented grants of the demonstration are no part of them" in around(app)
    assert all("Demonstration data" in said for said in inside(app))
