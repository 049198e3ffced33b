"""A picture at 16:9 says what the page says: same data, same words, nothing left out, nothing added."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehealth import gallery
from ehealth.charts.framed import Frame, framed
from ehealth.charts.theme import Chart, Setting
from ehealth.domain import LANGUAGES, Selection
from ehealth.editions import open_edition

DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def drawn(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Chart, Setting]]]:
    edition = open_edition(Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("framed") / "store")))
    found = {}
    for lang in LANGUAGES:
        setting = replace(gallery.setting(edition, Selection(), lang, DAY), framed=True)
        found[lang] = [(chart, setting) for chart in gallery.draw(gallery.NAMES, edition, Selection(), setting)]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_1600_wide_and_all_but_the_time_line_900_high(drawn: Any, lang: str) -> None:
    frames = {chart.name: framed(chart, setting) for chart, setting in drawn[lang]}
    assert {name: round(frame.width * frame.scale) for name, frame in frames.items()} == dict.fromkeys(frames, 1600)
    heights = {name: round(frame.height * frame.scale) for name, frame in frames.items()}
    assert {name: height for name, height in heights.items() if height != 900}.keys() == {"waves"}
    assert 900 < heights["waves"] < 1000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_has_the_pages_data_and_texts_and_its_title_subtitle_note_and_footer(drawn: Any, lang: str) -> None:
    for chart, setting in drawn[lang]:
        frame = framed(chart, setting)
        assert frame.figure["data"] == chart.figure["data"]
        said = " ".join(texts(frame))
        notes = [a["text"] for a in chart.figure["layout"]["annotations"] if a.get("name") == "footer"]
        kept = [a["text"] for a in chart.figure["layout"]["annotations"] if a.get("name") != "footer"]
        assert len(notes) == 1
        assert set(kept) <= set(texts(frame))
        for text in (*notes, chart.title, chart.subtitle, chart.note):
            assert bare(text) in bare(said)


def test_text_of_a_picture_keeps_its_sizes_whatever_the_chart(drawn: Any) -> None:
    for chart, setting in drawn["fr"]:
        frame = framed(chart, setting)
        *_, title, subtitle, footer = frame.figure["layout"]["annotations"]
        sizes = [round(text["font"]["size"] * frame.scale, 3) for text in (title, subtitle, footer)]
        assert sizes == [44, 24, 18]
        assert frame.scale >= 1.15  # 13 pixels of the page become 15 of 1600 at least


def test_demonstration_data_stands_out_in_the_footer(drawn: Any) -> None:
    chart, setting = drawn["fr"][0]
    assert texts(framed(chart, setting))[-1].startswith("<b>Données\u00a0de\u00a0démonstration</b>")


def test_a_chart_of_many_rows_becomes_a_taller_picture_and_not_a_smaller_text(drawn: Any) -> None:
    chart, setting = next(pair for pair in drawn["fr"] if pair[0].name == "grants")
    layout = chart.figure["layout"]
    tall = replace(chart, figure={**chart.figure, "layout": {**layout, "height": layout["height"] + 1000}})
    frame = framed(tall, setting)
    assert frame.scale == 1.15 and frame.height * frame.scale > 1500


def texts(frame: Frame) -> list[str]:
    return [one["text"] for one in frame.figure["layout"]["annotations"]]


def bare(text: str) -> str:
    """Without marks and line ends, which may stand elsewhere."""
    for mark in ("<b>", "</b>"):
        text = text.replace(mark, "")
    return " ".join(text.replace("<br>", " ").replace("&amp;", "&").split())
