"""The placement page: a title that can be quoted, rates recounted under a filter, and the reference's absence said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ehealth.store import Store
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on

ROOT = Path(__file__).resolve().parents[2]


def test_the_title_gives_both_senses_at_twelve_months(opened: Opened, demo_store: Path) -> None:
    app = opened("placement", demo_store)
    assert not app.exception
    assert app.title[0].value.startswith("At 12 months, ")
    assert len(figures(app)) == 4


def test_without_the_ministrys_file_a_sentence_says_so(opened: Opened, demo_store: Path) -> None:
    assert "The national reference has not been received" in words_on(opened("placement", demo_store))


def test_the_reference_appears_once_the_ministrys_file_is_received(
    opened: Opened, demo_store: Path, copy_of: Callable[[Path], Store]
) -> None:
    app = opened("placement", with_reference(copy_of(demo_store).path))
    told = [note["text"] for note in figures(app)[2]["layout"]["annotations"]]
    assert "Computing masters, France, 2018" in told
    assert "<b>96%</b>  n = 1,737" in told
    assert "a discipline, not the health sector" in words_on(app)


def test_before_any_survey_the_reference_stands_alone(
    opened: Opened, new_store: Path, copy_of: Callable[[Path], Store]
) -> None:
    app = opened("placement", with_reference(copy_of(new_store).path))
    assert app.info[0].value.startswith("No survey of graduates received yet")
    assert len(figures(app)) == 1
    assert "<b>96%</b>  n = 1,737" in [note["text"] for note in figures(app)[0]["layout"]["annotations"]]


def with_reference(store: Path) -> Path:
    """The store after the ministry's file was uploaded and an edition published."""
    command = [sys.executable, "-m", "ehealth", "--store", str(store)]
    upload = ["upload", "baseline", str(ROOT / "tests" / "examples" / "baseline.csv"), "--by", "test@example.org"]
    subprocess.run([*command, *upload], cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*command, "publish", "--by", "test@example.org"], cwd=ROOT, check=True, capture_output=True)
    return store


def test_one_class_of_one_project_is_too_few_to_quote(opened: Opened, demo_store: Path) -> None:
    app = opened("placement", demo_store, projects="demo-04", years="2024-2025", lang="fr")
    assert not app.exception
    assert app.title[0].value == "Que deviennent les diplômés"


def test_without_a_survey_a_sentence_says_how_to_go_on(opened: Opened, new_store: Path) -> None:
    app = opened("placement", new_store)
    assert not app.exception
    assert figures(app) == []
    assert app.info[0].value.startswith("No survey of graduates received yet")
