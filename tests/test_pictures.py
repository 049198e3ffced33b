"""What a picture says of itself, read from files that may say anything, and whether it is still true."""

from __future__ import annotations

import html
import json
import re
import shutil
import zlib
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehealth import gallery
from ehealth.briefing import pictures
from ehealth.charts.native import Interval, Native
from ehealth.charts.theme import Chart, Row
from ehealth.domain import LANGUAGES, Refusal, Selection
from ehealth.editions import Edition, open_edition

DAY = date(2026, 11, 26)
SAID: dict[str, Any] = {
    "address": "/chart/headcount.png?edition=7&lang=fr&day=2026-11-26",
    "chart": "headcount",
    "edition": 7,
    "made_on": "2026-11-25",
    "lang": "fr",
    "filters": "",
    "title": "Un titre & « vrai » <b>",
    "demonstration": True,
    "numbers": "0123456789abcdef" * 4,
    "drawn_on": "2026-11-26",
}
LOADED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines that do other things too
DOT = bytes.fromhex("0000000100000001080000000003")  # no more than a header's shape


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png(text: str | bytes, keyword: bytes = b"ehealth") -> bytes:
    """As take.js writes it: one uncompressed iTXt chunk right behind the first."""
    said = text.encode() if isinstance(text, str) else text
    parts = [chunk(b"IHDR", DOT), chunk(b"iTXt", keyword + b"\0\0\0\0\0" + said), chunk(b"IDAT", b"x")]
    return pictures.PNG + b"".join(parts) + chunk(b"IEND", b"")


def svg(text: str) -> bytes:
    said = html.escape(text, quote=False)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><metadata id="ehealth">{said}</metadata><g/></svg>'.encode()


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        pictures.read(data)
    return caught.value.code


def test_a_png_and_an_svg_say_where_they_come_from() -> None:
    text = json.dumps(SAID, ensure_ascii=False)
    assert asdict(pictures.read(png(text))) == SAID
    assert asdict(pictures.read(svg(text))) == SAID


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-not-ours"),
        (b"\xff\xd8\xff\xe0 a photograph", "picture-not-ours"),
        (png("{}", keyword=b"Comment"), "picture-not-ours"),
        (png('{"product": "another"}'), "picture-not-ours"),
        (png("[" * 50_000), "picture-not-ours"),
        (png(b"\xff\xfe"), "picture-not-ours"),
        (svg("{}"), "picture-not-ours"),
        (svg("&"), "picture-not-ours"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "picture-not-ours"),
        (pictures.PNG, "picture-damaged"),
        (png(json.dumps(SAID))[:-20], "picture-damaged"),
        (png(json.dumps(SAID)).replace(b"headcount", b"hexdcount", 1), "picture-damaged"),
        (pictures.PNG + b"\xff\xff\xff\xffiTXtehealth", "picture-damaged"),
        (svg(json.dumps(SAID))[:-10], "picture-damaged"),
        (pictures.PNG + bytes(pictures.LARGEST), "picture-too-large"),
    ],
    ids=[
        "nothing", "a photograph", "a comment", "another product", "nested", "no text", "an empty svg", "no json",
        "an entity", "a signature alone", "broken off", "a wrong sum", "a false size", "an svg broken off", "too large",
    ],
)  # fmt: skip
def test_what_is_no_picture_of_ours_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize(
    "lie",
    [
        {"edition": 0}, {"edition": -7}, {"edition": True}, {"edition": "7"}, {"edition": 7.5}, {"edition": 10**300},
        {"lang": "de"}, {"lang": None}, {"address": "https://elsewhere.example/chart/x.png"}, {"title": ["x"]},
        {"title": "\ud800"}, {"drawn_on": "yesterday"}, {"made_on": "2026-13-01"}, {"numbers": "0"},
        {"demonstration": "no"}, {"chart": "no-such-chart"},
    ],
    ids=str,
)  # fmt: skip
def test_a_picture_that_says_what_ours_never_say_is_refused(lie: dict[str, Any]) -> None:
    assert refused(png(json.dumps(SAID | lie))) == "picture-not-ours"


@LOADED
@given(st.data())
def test_no_mangled_picture_does_more_than_be_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([png(json.dumps(SAID)), svg(json.dumps(SAID))]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 12)))
    mangled = whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:]
    try:
        assert set(asdict(pictures.read(mangled))) == set(SAID)
    except Refusal as refusal:
        assert refusal.code in {"picture-not-ours", "picture-damaged"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@LOADED
@given(st.dictionaries(st.sampled_from(sorted(SAID)), JSON, max_size=3))
def test_whatever_a_picture_says_of_itself_is_read_or_refused(lies: dict[str, Any]) -> None:
    try:
        said = pictures.read(png(json.dumps(SAID | lies)))
    except Refusal as refusal:
        assert refusal.code == "picture-not-ours"
    else:
        assert json.dumps(asdict(said), ensure_ascii=False).encode()  # can be shown
        assert date.fromisoformat(said.drawn_on) and 0 < said.edition < 10**6


def table(rows: list[Row], names: str = "Year", series: str | None = None) -> Chart:
    native = Native("bars", names, ("Students",), series=series)
    return Chart("headcount", "A title", "", {"data": [], "layout": {}}, "", rows, "", True, native)


def test_the_hash_is_of_the_values_and_not_of_the_headings() -> None:
    rows = [{"Year": "2024-2025", "Students": 5, "Rate": Interval(1, 2), "Day": date(2026, 1, 2), "None": None}]
    one = pictures.numbers(table(rows))
    assert one == pictures.numbers(table([dict(zip("abcde", rows[0].values(), strict=True))]))
    assert one == pictures.numbers(table([rows[0] | {"None": float("nan")}]))
    assert one == pictures.numbers(table([rows[0] | {"Students": np.int64(5)}]))
    for change in ({"Students": 10}, {"Rate": Interval(1, 3)}, {"Day": date(2026, 1, 3)}, {"None": 0}, {"Year": "x"}):
        assert one != pictures.numbers(table([rows[0] | change])), change
    assert re.fullmatch("[0-9a-f]{64}", one)


def test_what_changed_is_told_row_by_row_and_a_row_is_known_by_its_words() -> None:
    said = pictures.Said(**SAID | {"lang": "en"})
    then = table([{"Year": "2023-2024", "Students": 5}, {"Year": "2024-2025", "Students": 10}])
    now = table([{"Year": "2024-2025", "Students": 15}, {"Year": "2025-2026", "Students": pd.NA}])
    assert pictures.changed(then, then, 8, said) == []
    assert pictures.changed(then, now, 8, said) == [
        {"What": "2023-2024", "Column": "Students", "Edition 7": 5, "Edition 8": None},
        {"What": "2024-2025", "Column": "Students", "Edition 7": 10, "Edition 8": 15},
    ]


def test_a_number_that_equals_its_rows_name_is_no_name() -> None:
    said = pictures.Said(**SAID | {"lang": "en"})
    then, now = (table([{"Months": 12, "Students": students}], names="Months") for students in (12, 15))
    assert pictures.changed(then, now, 8, said) == [
        {"What": "12", "Column": "Students", "Edition 7": 12, "Edition 8": 15}
    ]


@pytest.fixture(scope="module")
def edition(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return open_edition(Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("pictures") / "store")))


def said_of(name: str, edition: Edition, lang: str, selection: Selection) -> pictures.Said:
    """What a picture of a chart carries, as /chart/ makes it."""
    kept = gallery.obeyed(gallery.group_of(name), selection)
    setting = replace(gallery.setting(edition, kept, lang, DAY), framed=True)
    (chart,) = gallery.draw([name], edition, kept, setting)
    return pictures.read(png(json.dumps(pictures.provenance(chart, setting, kept))))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", gallery.NAMES)
def test_every_charts_picture_is_found_true_by_its_own_edition(name: str, lang: str, edition: Edition) -> None:
    for selection in (Selection(), Selection(years=("2024-2025",), projects=("demo-01", "demo-03"))):
        found = pictures.check(said_of(name, edition, lang, selection), edition, edition)
        assert found.genuine and found.changes == [] and found.newest == 1


def test_a_picture_with_other_numbers_is_not_its_editions(edition: Edition) -> None:
    forged = replace(said_of("headcount", edition, "fr", Selection()), numbers="0" * 64)
    assert not pictures.check(forged, edition, edition).genuine


def test_a_changed_title_is_not_repeated(edition: Edition) -> None:
    said = said_of("headcount", edition, "fr", Selection(projects=("demo-01",)))
    found = pictures.check(replace(said, title="9 000 étudiants", filters=""), edition, edition)
    assert (found.title, found.filters) == (said.title, said.filters)
    assert said.filters == "DÉMO 01" and "9 000" not in said.title


def test_a_picture_whose_address_was_changed_is_not_its_editions_or_is_refused(edition: Edition) -> None:
    said = said_of("headcount", edition, "fr", Selection())
    narrowed = replace(said, address=said.address + "&projects=demo-01")
    assert not pictures.check(narrowed, edition, edition).genuine
    with pytest.raises(Refusal, match="address-value"):
        pictures.check(replace(said, address=said.address + "&projects=nobody"), edition, edition)
    with pytest.raises(Refusal, match="picture-not-ours"):
        pictures.check(replace(said, address="/chart/nothing.png"), edition, edition)
