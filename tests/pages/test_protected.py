"""A protected edition as a reader sees it: no exact count, no 0 for a few, and words on the protection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ehealth.briefing import chart_csv
from ehealth.charts.theme import Chart
from tests.conftest import made
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on


@pytest.fixture(scope="module")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tiny") / "store", "--demo", "--students", "10")


def counts(figure: dict[str, Any]) -> Iterator[int]:
    """The numbers in bold on a figure: what it says of people, where it draws no rate."""
    yield from map(int, re.findall(r"<b>(\d+)</b>", json.dumps(figure)))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_head_counts_tiles_and_bars_are_multiples_of_five(opened: Opened, demo_store: Path, lang: str) -> None:
    app = opened("training", demo_store, lang=lang)
    assert not app.exception
    heads, tiles, aside, _ = figures(app)
    shown = [number for figure in (heads, tiles, aside) for number in counts(figure)]
    assert len(shown) > 15
    assert {number % 5 for number in shown} == {0}
    assert ("about " if lang == "en" else "environ") in app.title[0].value


def test_employers_are_multiples_of_five_and_none_is_0(opened: Opened, demo_store: Path) -> None:
    app = opened("placement", demo_store)
    bars = list(counts(figures(app)[1]))
    assert bars and 0 not in bars and {number % 5 for number in bars} == {0}
    assert "not collected in an edition" in words_on(app)


@pytest.mark.parametrize("page", ["overview", "training", "placement", "project"])
@pytest.mark.parametrize(("lang", "few"), [("fr", "trop peu"), ("en", "too few")])
def test_a_tiny_action_is_too_few_everywhere_and_never_0(
    opened: Opened, tiny_store: Path, page: str, lang: str, few: str
) -> None:
    app = opened(page, tiny_store, lang=lang)
    assert not app.exception
    told = words_on(app) + "".join(json.dumps(figure, ensure_ascii=False) for figure in figures(app))
    told += "".join(str(metric.value) for metric in app.metric)
    assert few in told.lower().replace("<br>", " ")
    assert "<b>0</b>" not in told
    assert "masqué" not in told and "hidden" not in told


def test_the_methods_page_explains_the_protection_and_shows_the_audit(opened: Opened, demo_store: Path) -> None:
    app = opened("methods", demo_store)
    shown = words_on(app)
    assert "How small counts are protected" in shown
    assert "It is not differential privacy" in shown
    audited = "".join(table.value.to_string() for table in app.table)
    assert "exact totals of each project and year" in audited
    assert len(re.findall(r"\b0 of \d{3} worked out", audited)) > 15
    french = words_on(opened("methods", demo_store, lang="fr"))
    assert "Comment les petits effectifs sont protégés" in french
    assert "Un 5 affiché, ce sont souvent une ou deux personnes." in french


def test_a_downloaded_chart_says_in_its_last_column_that_counts_are_rounded() -> None:
    chart = Chart("headcount", "", "", {}, "", [{"Students": 335}], "", people=True)
    said = chart_csv(chart, "fr", protected=True).decode("utf-8-sig")
    assert said == "Students;Effectifs\r\n335;arrondis à un multiple de 5\r\n"
    assert chart_csv(chart, "en", protected=False).decode("utf-8-sig") == "Students\r\n335\r\n"
