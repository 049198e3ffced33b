"""Every chart of an edition by its name, under the filters that it obeys."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from ehealth import gallery
from ehealth.charts.theme import Chart
from ehealth.domain import LANGUAGES, Selection
from ehealth.editions import Edition, open_edition

DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def edition(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return open_edition(Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("gallery") / "store")))


def drawn(edition: Edition, *names: str, selection: Selection | None = None, lang: str = "en") -> list[Chart]:
    chosen = selection or Selection()
    return gallery.draw(names, edition, chosen, gallery.setting(edition, chosen, lang, DAY))


def footer(chart: Chart) -> str:
    (said,) = [one["text"] for one in chart.figure["layout"]["annotations"] if one.get("name") == "footer"]
    return str(said).replace("<br>", " ").replace("\u00a0", " ")


def test_every_chart_has_a_page_a_name_of_its_own_and_a_label_in_both_languages(edition: Edition) -> None:
    assert [chart.name for chart in drawn(edition, *gallery.NAMES)] == list(gallery.NAMES)
    pages = [names for page, names in gallery.PAGES.items() if page != "project"]  # which shows three of others again
    assert [name for names in pages for name in names] == list(gallery.NAMES)
    assert set(gallery.DEFAULT) < set(gallery.NAMES)
    for lang in LANGUAGES:
        labels = gallery.labels(lang)
        assert tuple(labels) == gallery.NAMES
        assert len(set(labels.values())) == len(labels)


def test_charts_come_in_page_order_whatever_the_order_asked_for(edition: Edition) -> None:
    found = drawn(edition, "placement", "headcount", "waves")
    assert [chart.name for chart in found] == ["waves", "headcount", "placement"]


def test_a_name_that_is_not_known_is_refused(edition: Edition) -> None:
    with pytest.raises(KeyError, match="headcounts"):
        drawn(edition, "headcount", "headcounts")


def test_a_chart_names_in_its_footer_the_filters_that_it_obeys_and_no_others(edition: Edition) -> None:
    chosen = Selection(years=("2024-2025",), projects=("demo-01", "demo-02"), routes=("full_course",))
    said = {chart.name: footer(chart) for chart in drawn(edition, *gallery.NAMES, selection=chosen)}
    assert "Filters: 2024-2025 · DÉMO 01 and DÉMO 02 · Complete course" in said["headcount"]
    assert "Filters: 2024-2025 · DÉMO 01 and DÉMO 02 ·" in said["coverage"]
    assert "Complete course" not in said["coverage"] + said["placement"]
    assert "Filters: DÉMO 01 and DÉMO 02 · n = 2" in said["grants"]
    assert "no filter" in said["waves"] and "no filter" in said["shares"]


def test_a_chart_of_a_part_says_nothing_of_the_target_of_the_whole(edition: Edition) -> None:
    (whole,) = drawn(edition, "headcount")
    (part,) = drawn(edition, "headcount", selection=Selection(projects=("demo-01",)))
    assert "Target of 200 to 400" in whole.table[0]
    assert "Target of 200 to 400" not in part.table[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_footer_fits_three_lines_even_under_several_filters(edition: Edition, lang: str) -> None:
    options = gallery.options(edition, lang)
    everything = Selection(**{name: tuple(options[name]) for name in ("years", "projects", "regions")})
    a_few = Selection(years=("2024-2025",), projects=("demo-01", "demo-02"), routes=("full_course",))
    for chosen in (Selection(), everything, a_few):
        for chart in drawn(edition, *gallery.NAMES, selection=chosen, lang=lang):
            (said,) = [one["text"] for one in chart.figure["layout"]["annotations"] if one.get("name") == "footer"]
            assert said.count("<br>") <= 2, (chart.name, said)


def test_many_choices_of_one_filter_are_counted_in_the_footer(edition: Edition) -> None:
    chosen = Selection(projects=tuple(f"demo-0{n}" for n in range(1, 8)), regions=("53",))
    (chart,) = drawn(edition, "headcount", selection=chosen)
    assert "Filters: 7 projects · Brittany ·" in footer(chart)


@pytest.mark.parametrize("name", ["headcount", "awareness", "completion", "coverage", "placement", "response"])
def test_where_n_stands_is_said_in_the_footer_of_every_chart_of_people(edition: Edition, name: str) -> None:
    assert re.search(r"· n (on|under|of) each \w+: \w+", footer(*drawn(edition, name)))


def test_a_footer_says_what_a_reader_could_mistake(edition: Edition) -> None:
    said = {chart.name: footer(chart) for chart in drawn(edition, *gallery.NAMES)}
    assert "hatched: partial year" in said["headcount"] and "hatched: partial year" in said["awareness"]
    assert "hollow: partial year" in said["completion"]
    assert "hollow: date of another source" in said["waves"]
    assert "n = 10 projects" in said["grants"] and "n = 10 projects" in said["running_times"]
    assert re.search(r"n = \d+ graduates in employment", said["employers"])
    assert all(
        ("small values changed" in text) == bool(chart.people)
        for chart in drawn(edition, *gallery.NAMES)
        for text in [said[chart.name]]
    )
