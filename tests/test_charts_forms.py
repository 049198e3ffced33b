"""One object, every form: whatever a chart is turned into says the same numbers, each form read on its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date

from ehealth import gallery
from ehealth.charts import Chart, Setting
from ehealth.charts.theme import SMALL
from ehealth.charts.tiles import TILE_TEXT
from ehealth.domain import Selection
from ehealth.editions import Edition
from ehealth.wording import LOCALES
from tests.altered import Crowded, Exact, Small
from tests.figures import of_figure, of_picture, plain, texts
from tests.forms import Mark, drawn_rows, numbers_in, of_csv, of_native, of_page, of_table
from tests.office import of_cells, of_sheet, of_slide

TODAY = date(2026, 11, 26)

FORMS: dict[str, Callable[[Chart, Setting], list[Mark]]] = {
    "figure": of_figure,
    "picture": of_picture,
    "native": of_native,
    "csv": of_csv,
    "page": of_page,
}
OFFICE: dict[str, Callable[[Chart, Setting], list[Mark]]] = {  # of charts drawn for a deck: light, wide
    "slide": of_slide,
    "sheet": of_sheet,
    "cells": of_cells,
}


ALL = Selection()


@dataclass(frozen=True)
class Case:
    """An edition, a choice of its data, and how it is looked at."""

    edition: type[Edition]
    lang: str
    compact: bool = False
    framed: bool = False
    selection: Selection = ALL
    new: bool = False

    def __str__(self) -> str:
        looks = [name for name in ("compact", "framed", "new") if getattr(self, name)]
        chosen = [*self.selection.years, *self.selection.projects, *self.selection.waves]
        return "-".join([self.edition.__name__, self.lang, *looks, *chosen])


CHOICES = (
    ALL,
    Selection(projects=("demo-01",)),
    Selection(years=("2024-2025",)),
    Selection(waves=("2",), routes=("awareness",)),
)
CASES = [
    *(Case(Edition, lang, selection=chosen) for lang, chosen in product(("fr", "en"), CHOICES)),
    *(Case(Edition, lang, compact, not compact) for lang, compact in product(("fr", "en"), (False, True))),
    *(Case(Edition, lang, framed=True, new=True) for lang in ("fr", "en")),
    *(Case(kind, lang, c, not c) for kind, lang, c in product((Crowded, Small, Exact), ("fr", "en"), (False, True))),
]


Looked = tuple[list[Chart], Setting]


@pytest.fixture(scope="module", params=CASES, ids=str)
def looked(request: pytest.FixtureRequest, demo_store: Path, new_store: Path) -> Looked:
    """Every chart, and the setting it was drawn with."""
    case: Case = request.param
    edition = case.edition((new_store if case.new else demo_store) / "editions" / "0001.duckdb", 1)
    setting = gallery.setting(edition, case.selection, case.lang, TODAY, compact=case.compact)
    setting = replace(setting, framed=case.framed)
    return gallery.draw(gallery.NAMES, edition, case.selection, setting), setting


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_numbers_of_the_table(form: str, looked: Looked) -> None:
    charts, setting = looked
    for chart in charts:
        if chart.native is None:
            assert of_nothing(chart)
        else:
            assert in_order(FORMS[form](chart, setting)) == in_order(of_table(chart, setting)), chart.name


@pytest.mark.parametrize("form", OFFICE)
@pytest.mark.parametrize("looked", [case for case in CASES if case.framed], indirect=True, ids=str)
def test_office_programs_are_given_the_numbers_of_the_table(form: str, looked: Looked) -> None:
    charts, setting = looked
    for chart in charts:
        if chart.native:
            assert in_order(OFFICE[form](chart, setting)) == in_order(of_table(chart, setting)), chart.name


def in_order(marks: list[Mark]) -> list[Mark]:
    """As they came, or by name where several series may come one after another or place by place."""
    return sorted(marks, key=str) if any(mark.series for mark in marks) else marks


def of_nothing(chart: Chart) -> bool:
    """Whether a chart that has no native form draws no length and writes no number in bold either."""
    lengths = [value for trace in chart.figure["data"] for value in trace.get("y", []) if trace.get("opacity") != 0]
    strips = chart.name == "coverage"  # hatching at the foot of a tile is no length
    return (strips or not any(lengths)) and not any(re.search(r"<b>\d", one["text"]) for one in texts(chart.figure))


def test_the_alternative_says_each_mark_s_numbers_after_its_name(looked: Looked) -> None:
    charts, setting = looked
    for chart in charts:
        for mark in of_table(chart, setting) if chart.native else ():
            assert SAID.get(chart.name, _said)(chart, mark, setting.lang), (chart.name, mark, chart.alt)


def _said(chart: Chart, mark: Mark, lang: str) -> bool:
    """The numbers follow the name, then the series; of money, the first amount."""
    assert chart.native
    _, found, rest = chart.alt.partition(f"{mark.series}, {mark.name}" if mark.series else mark.name)
    if mark.series and not found:
        rest = chart.alt.partition(mark.name)[2].partition(mark.series)[2]
    numbers = [one for one in numbers_in(rest, lang) if one.money or chart.native.unit != "€"]
    return len(numbers) >= len(mark.numbers) and all(
        one.says(number) for one, number in zip(numbers, mark.numbers, strict=False)
    )


def _run_said(chart: Chart, mark: Mark, lang: str) -> bool:
    """A month and a year for each end; a year alone where no more is known."""
    assert chart.native
    names = "|".join(re.escape(str(row[chart.native.names])) + ", " for row in drawn_rows(chart))
    said = re.split(names, chart.alt.partition(f"{mark.name}, ")[2])[0]
    months = [format_date(day, "MMM y", locale=LOCALES[lang]) for day in mark.numbers]
    years = [str(day.year) for day in mark.numbers]
    return all(
        month in said or (year in said and (day.month, day.day) in ((1, 1), (12, 31)))
        for month, year, day in zip(months, years, mark.numbers, strict=True)
    )


def _date_said(chart: Chart, mark: Mark, lang: str) -> bool:
    """The day stands before the event's name."""
    day = format_date(mark.numbers[0], "medium", locale=LOCALES[lang])
    return bool(re.search(rf"{re.escape(day)}\u00a0?: {re.escape(mark.name)}", chart.alt))


def _share_said(chart: Chart, mark: Mark, lang: str) -> bool:
    """An envelope's share in per cent; a grant in it as an amount, which the table has too."""
    assert chart.native
    (row,) = (row for row in drawn_rows(chart) if row[chart.native.names] == mark.name)
    rest = chart.alt.partition(mark.name)[2]
    percent = re.search(r"([\d,.]+)\u00a0?%", rest)
    if percent:
        return numbers_in(percent[1], lang)[0].says(mark.numbers[0])
    amount: Any = row["Montant,\u00a0€" if lang == "fr" else "Amount, €"]
    return numbers_in(rest, lang)[0].says(amount)


SAID = {"running_times": _run_said, "waves": _date_said, "shares": _share_said}


def test_what_is_hidden_or_missing_is_a_word_in_the_alternative_too(looked: Looked) -> None:
    for chart in looked[0]:
        for row in drawn_rows(chart) if chart.native and chart.name not in ("running_times", "waves") else ():
            for word in (row[heading] for heading in chart.native.values if isinstance(row[heading], str)):
                after = chart.alt.partition(str(row[chart.native.names]))[2].split("; ")[0]
                assert word in after, (chart.name, row)


def test_the_numbers_written_in_a_figure_are_those_that_it_draws(looked: Looked) -> None:
    charts, setting = looked
    for chart in charts:
        if chart.native is None or chart.native.kind in ("spans", "dates"):
            continue
        written = [one for note in texts(chart.figure) for one in numbers_in(unmarked(note["text"]), setting.lang)]
        for mark in of_table(chart, setting):
            grant = chart.name == "shares" and not re.search(re.escape(mark.name) + r".*%", chart.alt.split(":")[0])
            assert grant or any(one.says(mark.numbers[0]) for one in written), (chart.name, mark)


def unmarked(text: str) -> str:
    return re.sub(r"<[^>]+>", " ", text).replace("&nbsp;", " ")


def test_a_title_has_at_most_fifteen_words_and_a_name_is_used_once(looked: Looked) -> None:
    charts, _ = looked
    assert [chart.name for chart in charts] == list(gallery.NAMES)
    assert len(set(gallery.NAMES)) == len(gallery.NAMES) == 16
    for chart in charts:
        assert len([word for word in plain(chart.title).split() if re.search(r"\w", word)]) <= 15, chart.title


def test_no_text_of_a_figure_is_smaller_than_its_size(looked: Looked) -> None:
    for chart in looked[0]:
        smallest = TILE_TEXT if chart.name == "coverage" else SMALL
        assert min(sizes(chart.figure)) >= smallest, chart.name


def sizes(part: Any) -> list[float]:
    """Every size of text in a figure: of fonts, and in the marks of a label."""
    if isinstance(part, dict):
        fonts = [one["size"] for key, one in part.items() if key.endswith("font") and "size" in one]
        return fonts + [size for one in part.values() for size in sizes(one)]
    if isinstance(part, list):
        return [size for one in part for size in sizes(one)]
    return [float(size) for size in re.findall(r"font-size:([\d.]+)px", part)] if isinstance(part, str) else []
