"""Charts taken away from a real page: what the links save and copy, and what a picture carries inside."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
from base64 import b64decode
from gzip import decompress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from ehealth.briefing.pictures import Said, read
from tests.browser.conftest import OpenPage

SVG = "{http://www.w3.org/2000/svg}"
BUSY = 60_000  # milliseconds: the first picture of a server waits for the faces, which are cut once
PASTED = """async () => {
  const [item] = await navigator.clipboard.read();
  const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
  return btoa(Array.from(bytes.subarray(0, 33), byte => String.fromCharCode(byte)).join(''));
}"""


@pytest.fixture(scope="module", params=["fr", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def links(reader: Page, place: int = 0) -> Locator:
    """The line of links under a chart, by its place on the page."""
    return reader.locator(".eh-take").nth(place)


def saved(reader: Page, name: str, folder: Path) -> Path:
    """The file that a click on a link under the page's first chart saves."""
    with reader.expect_download(timeout=BUSY) as download:
        links(reader).get_by_text(name, exact=True).click()
    return shelved(download.value, folder)


def shelved(download: Any, folder: Path) -> Path:
    path = folder / str(download.suggested_filename)
    download.save_as(path)
    return path


def size(png: bytes) -> tuple[int, int]:
    """Width and height as a PNG's first chunk says."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def provenance(server: str, reader: Page, address: str) -> dict[str, Any]:
    """What the chart's JSON, asked for by another reader, says of its picture."""
    answer = reader.request.get(server + address.replace(".png", ".json"))
    assert answer.ok
    found: dict[str, Any] = answer.json()["provenance"]
    return found


@pytest.mark.parametrize(("name", "pixels"), [("PNG", (3200, 1800)), ("PNG\u00a0×3", (4800, 2700))])
def test_a_png_has_its_size_and_says_where_it_comes_from(
    server: str, page: OpenPage, tmp_path: Path, lang: str, name: str, pixels: tuple[int, int]
) -> None:
    reader = page(f"{server}/training?years=2024-2025", lang=lang)
    file = saved(reader, name, tmp_path)
    said = read(file.read_bytes())  # which checks every chunk's sum
    assert file.name == f"headcount-edition-1-{lang}.png"
    assert size(file.read_bytes()) == pixels
    assert (said.chart, said.edition, said.lang, said.filters) == ("headcount", 1, lang, "2024-2025")
    asked = parse_qs(urlsplit(said.address).query)
    assert (asked["years"], asked["edition"], asked["lang"]) == (["2024-2025"], ["1"], [lang])
    assert provenance(server, reader, said.address) == vars(said)


def test_a_picture_has_the_papers_ground_and_is_light_in_a_dark_theme(
    server: str, page: OpenPage, tmp_path: Path
) -> None:
    light, dark = (page(f"{server}/training", dark=theme) for theme in (False, True))
    pictures = [saved(reader, "PNG", tmp_path).read_bytes() for reader in (light, dark)]
    assert pictures[0] == pictures[1]


def test_an_svg_brings_its_faces_and_asks_nothing_of_anybody(
    server: str, page: OpenPage, tmp_path: Path, lang: str
) -> None:
    reader = page(f"{server}/placement", lang=lang)
    text = saved(reader, "SVG", tmp_path).read_text(encoding="utf-8")
    drawn = ET.fromstring(text)
    assert (drawn.get("width"), drawn.get("height"), drawn.get("role")) == ("1600", "900", "img")
    style = drawn.findtext(f"{SVG}style") or ""
    assert re.findall(r"font-family:'([^']+)'", style) == ["Source Sans", "Source Serif"]
    faces = re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", style)
    assert [b64decode(face)[:4] for face in faces] == [b"wOF2", b"wOF2"]
    assert len(text) < 150_000
    assert not re.search(r"""(?:href|src)=["']?http|url\(["']?http|@import""", text)
    metadata = drawn.find(f"{SVG}metadata[@id='ehealth']")
    assert metadata is not None and metadata.text
    said = Said(**json.loads(metadata.text))
    assert said == read(text.encode())
    assert drawn.findtext(f"{SVG}title") == said.title
    assert said.title.split()[0] in "".join(drawn.itertext())


def test_a_picture_is_copied_as_a_png(server: str, page: OpenPage, lang: str) -> None:
    reader = page(f"{server}/training", lang=lang)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    line = links(reader, 1)
    line.locator("a[data-take=copy]").click()
    expect(line.get_by_role("status")).to_have_text({"fr": "copié", "en": "copied"}[lang], timeout=BUSY)
    head = b64decode(reader.evaluate(PASTED))
    assert size(head) == (3200, 1800)


def test_the_keyboard_takes_a_picture_and_focus_stays(server: str, page: OpenPage, tmp_path: Path) -> None:
    reader = page(f"{server}/training")
    link = links(reader).get_by_text("SVG", exact=True)
    link.focus()
    with reader.expect_download(timeout=BUSY) as download:
        reader.keyboard.press("Enter")
    assert shelved(download.value, tmp_path).name == "headcount-edition-1-fr.svg"
    assert link.evaluate("link => document.activeElement === link")


def test_the_link_says_that_it_works_and_then_that_it_is_done(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    status = links(reader).get_by_role("status")

    def meanwhile(route: Route) -> None:
        expect(status).to_have_text("one moment…")
        route.continue_()

    reader.route("**/chart/*.json*", meanwhile)
    with reader.expect_download(timeout=BUSY):
        links(reader).get_by_text("PNG", exact=True).click()
    expect(status).to_have_text("saved")
    expect(status).to_have_text("", timeout=10_000)


@pytest.mark.parametrize("missing", ["**/chart/*.json*", "**/take/fonts.css"])
def test_what_cannot_be_drawn_says_so_beside_the_link(server: str, page: OpenPage, lang: str, missing: str) -> None:
    reader = page(f"{server}/training", lang=lang)
    reader.route(missing, lambda route: route.abort())
    links(reader).get_by_text("PNG", exact=True).click()
    sentence = {"fr": "ce navigateur n’a pas pu", "en": "this browser could not"}[lang]
    expect(links(reader).get_by_role("status")).to_contain_text(sentence, timeout=BUSY)
    reader.unroute(missing)  # and the next click tries again
    with reader.expect_download(timeout=BUSY):
        links(reader).get_by_text("PNG", exact=True).click()


def test_every_link_names_its_chart(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/placement", lang="en")
    names = [link.get_attribute("aria-label") or "" for link in reader.locator(".eh-take a").all()]
    charts = [title.inner_text().replace("\u2011", "-") for title in reader.locator("h2, h3").all()]
    assert len(names) == len(set(names)) == 7 * reader.locator(".js-plotly-plot").count()
    assert {name.split(" – ", 1)[1] for name in names} <= set(charts)


@pytest.mark.parametrize("shown", ["waves", "funding", "placement"])
def test_the_links_wrap_in_a_window_of_320_pixels(server: str, page: OpenPage, lang: str, shown: str) -> None:
    """What a reader sees who enlarges a page four times."""
    reader = page(f"{server}/{shown}", width=320, lang=lang)
    boxes = [link.bounding_box() for link in reader.locator(".eh-take a, .eh-links a").all()]
    assert len(boxes) >= 10 and all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
    assert reader.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == 320


def test_the_numbers_are_a_table_with_a_caption_and_scopes(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    reader.locator(".eh-data summary").first.click()
    table = reader.get_by_role("table").first
    expect(table).to_be_visible()
    assert table.locator("caption").inner_text()
    columns, rows = (table.locator(f"th[scope={scope}]").count() for scope in ("col", "row"))
    assert columns > 1 and rows == table.locator("tbody tr").count() > 1


def test_numbers_that_were_opened_stay_open_when_another_choice_draws_them_anew(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    reader.locator(".eh-data summary").first.click()
    reader.locator("[data-testid=stMultiSelect] input").first.click()
    reader.keyboard.type("2023-2024")
    reader.keyboard.press("Enter")
    expect(reader.locator(".eh-data[open] tbody tr")).to_have_count(1)
    assert reader.locator(".eh-data[open]").count() == 1
    reader.locator(".eh-data[open] summary").click()
    expect(reader.locator(".eh-data[open]")).to_have_count(0)


@pytest.mark.parametrize("name", ["take.js", "ehealth.css", "mode.css", "fonts.css", "plotly.min.js"])
def test_what_draws_comes_from_here_compressed_and_is_kept(server: str, name: str) -> None:
    asked = Request(f"{server}/take/{name}", headers={"Accept-Encoding": "gzip"})
    with urlopen(asked) as answer:
        packed, headers = answer.read(), answer.headers
    assert headers["cache-control"] == "public, max-age=3600" and headers["content-encoding"] == "gzip"
    text = decompress(packed).decode()
    assert len(packed) < {"plotly.min.js": 1_600_000, "fonts.css": 60_000}.get(name, 5_000)
    assert name == "plotly.min.js" or "http" not in text.replace("http://www.w3.org", "")


@pytest.mark.parametrize("name", ["nothing.js", "..%2fassets.py", "take.js%00"])
def test_nothing_else_is_given(server: str, name: str) -> None:
    with pytest.raises(HTTPError, match=r"40[04]"):
        urlopen(f"{server}/take/{name}")
