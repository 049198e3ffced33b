"""The footer, text of files, and colours that can be read."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ehealth.charts.theme import empty_chart, footer, palette
from tests.public_tables import ENGLISH, FRENCH, PHONE

ROOT = Path(__file__).resolve().parents[1]


def footer_text(**changes: Any) -> str:
    return str(footer(replace(ENGLISH, **changes), "uploads", "n = 12 projects")[0][0]["text"]).replace("\u00a0", " ")


def test_the_footer_names_source_edition_date_filters_and_n() -> None:
    assert footer_text(scope="SENS") == "Source: uploads · Edition 7, 14 Nov 2026 · Filters: SENS · n = 12 projects"


def test_the_footer_says_when_nothing_was_filtered_and_when_it_is_a_draft() -> None:
    warning, rest = footer_text(edition=None).split("<br>", 1)
    assert warning == '<span style="color:#9A3A0A"><b>EXACT FIGURES – NOT FOR CIRCULATION</b></span>'
    assert rest == "Source: uploads · Draft, 14 Nov 2026 · no filter · n = 12 projects"


def test_the_footer_of_a_demonstration_says_so_first() -> None:
    assert footer_text(demonstration=True).startswith("Demonstration data · ")


def test_a_long_footer_wraps_and_asks_for_more_room() -> None:
    source = "a source with a name as long as a sentence, and another one that is even longer than that"
    (short,), low = footer(ENGLISH, source)
    (long,), high = footer(PHONE, source)
    assert "<br>" not in short["text"]
    assert long["text"].count("<br>") == 2
    assert high - low == 34


def test_no_line_of_a_footer_begins_with_a_dot_or_ends_with_a_colon() -> None:
    for length in range(20, 120):
        setting = replace(FRENCH, scope="x" * 7 + " y" * (length // 2))
        lines = footer(setting, "promotions déposées par les projets " * 2, "n = 10 projets", half=True)[0][0][
            "text"
        ].split("<br>")
        assert [line for line in lines if line.startswith("·") or line.endswith(":")] == []


def test_text_of_a_file_cannot_become_markup() -> None:
    chart = empty_chart(ENGLISH, "name", "Title", "<b>nothing</b>", "<script>")
    assert chart.figure["layout"]["annotations"][0]["text"] == "&lt;b&gt;nothing&lt;/b&gt;"
    assert "&lt;script&gt;" in chart.figure["layout"]["annotations"][1]["text"]


def light(colour: str) -> float:
    """The relative luminance of WCAG: what is left of a colour in greyscale."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_and_marks_are_visible_on_the_page(dark: bool) -> None:
    colours = palette(dark)
    for ink in (colours.text, colours.muted, colours.broad_text, colours.today_text, colours.disputed):
        assert contrast(ink, colours.page) >= 4.5
    for mark in (colours.measured, colours.broad, colours.today, colours.other):
        assert contrast(mark, colours.page) >= 2.95
    for ground, ink in zip(colours.tiles, colours.tile_inks, strict=True):
        assert contrast(ink, ground) >= 4.5
    assert contrast(colours.on_measured, colours.measured) >= 4.5


def themed(dark: bool) -> dict[str, str]:
    """The colours of Streamlit's own elements."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return dict(settings["theme"]["dark" if dark else "light"])


@pytest.mark.parametrize("dark", [False, True])
def test_text_of_the_frame_is_readable_on_its_grounds(dark: bool) -> None:
    said = themed(dark)
    for ground in (said["backgroundColor"], said["secondaryBackgroundColor"]):
        for name in ("textColor", "linkColor", "grayTextColor"):
            assert contrast(said[name], ground) >= 4.5, name
    for name in ("gray", "orange", "green", "violet", "blue"):
        assert contrast(said[f"{name}TextColor"], said[f"{name}BackgroundColor"]) >= 4.5, name
    assert contrast("#FFFFFF", said["primaryColor"]) >= 4.5
    assert contrast(said["primaryColor"], said["backgroundColor"]) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_the_frame_and_the_charts_share_their_colours(dark: bool) -> None:
    said, colours = themed(dark), palette(dark)
    assert (said["backgroundColor"], said["textColor"]) == (colours.page, colours.text)
    assert (said["grayTextColor"], said["secondaryBackgroundColor"]) == (colours.muted, colours.panel)


@pytest.mark.parametrize("dark", [False, True])
def test_neighbours_are_told_apart_in_greyscale(dark: bool) -> None:
    """Tiles step by step; what stands side by side in a chart; the band by its edge, since its ground is pale."""
    colours = palette(dark)
    steps = [light(colour) for colour in colours.tiles]
    assert steps == sorted(steps, reverse=not dark)
    assert min(contrast(one, other) for one, other in pairwise(colours.tiles)) >= 1.4
    assert contrast(colours.measured, colours.broad) >= 3
    assert contrast(colours.measured, colours.other) >= 3
    assert contrast(colours.measured, colours.band) >= 3
    assert contrast(colours.band_edge, colours.page) >= 2.95
    assert contrast(colours.measured, colours.today) >= 2
