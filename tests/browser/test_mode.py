"""Briefing mode and addresses in a real browser: one picture a screen, one a sheet, and links that show the same."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from ehealth import gallery
from tests.browser import harness
from tests.browser.conftest import OpenPage
from tests.browser.test_pages import choose, chosen

DRAWN = "() => [...document.images].length && [...document.images].every(image => image.naturalWidth === 1600)"
BUSY = 60_000  # milliseconds: the first picture of a server waits for the faces, which are cut once


def presented(browser: Browser, address: str, width: int = 1280, lang: str = "fr", dark: bool = False) -> Page:
    """A page in briefing mode whose pictures are all drawn."""
    reader = harness.opened(browser, width, lang, dark)
    reader.goto(address)
    reader.wait_for_function(DRAWN, timeout=BUSY)
    return reader


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("shown", sorted(gallery.PAGES))
def test_a_page_is_its_charts_and_nothing_else(server: str, browser: Browser, shown: str, lang: str) -> None:
    reader = presented(browser, f"{server}/briefing-mode?page={shown}&lang={lang}", 1600)
    assert reader.evaluate("document.documentElement.lang") == lang
    assert reader.locator("h1").count() == 1
    pictures = reader.locator("section > img")
    assert pictures.count() == len(gallery.PAGES[shown])
    assert all((picture.get_attribute("alt") or "").endswith(".") for picture in pictures.all())
    boxes = [picture.bounding_box() for picture in pictures.all()]
    assert {(box["width"], box["height"]) for box in boxes if box} == {(1600, 900)}
    assert reader.locator("details table caption").count() == reader.locator(".eh-take").count()
    reader.context.close()


def test_it_is_light_and_as_wide_as_the_window_on_a_dark_phone(server: str, browser: Browser) -> None:
    reader = presented(browser, f"{server}/briefing-mode?page=training", 390, dark=True)
    grounds = reader.evaluate("[document.documentElement, document.body].map(e => getComputedStyle(e).backgroundColor)")
    assert grounds[0] == "rgb(255, 255, 255)" and grounds[1] in ("rgba(0, 0, 0, 0)", grounds[0])
    assert reader.evaluate("document.documentElement.scrollWidth") == 390
    box = reader.locator("img").first.bounding_box()
    assert box and box["width"] == 390
    reader.context.close()


def test_it_prints_one_picture_a_sheet(server: str, browser: Browser, tmp_path: Path) -> None:
    reader = presented(browser, f"{server}/briefing-mode?page=placement")
    for options in ({"prefer_css_page_size": True}, {"format": "A4", "landscape": True}):
        printed = reader.pdf(path=tmp_path / "mode.pdf", **options)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(gallery.PAGES["placement"])
        width, height = map(float, re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
        assert width > height
    reader.context.close()


def test_its_links_and_tables_are_reached_by_keyboard(server: str, browser: Browser) -> None:
    reader = presented(browser, f"{server}/briefing-mode?charts=headcount", lang="en")
    stops = []
    for _ in range(8):
        reader.keyboard.press("Tab")
        stops.append(reader.evaluate("document.activeElement.innerText"))
    assert stops == ["PNG", "PNG\u00a0×3", "SVG", "Copy as picture", "CSV", "Excel", "16:9", "Data"]
    assert reader.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("table")).to_be_visible()
    reader.context.close()


def test_a_picture_that_cannot_be_drawn_leaves_its_words(server: str, browser: Browser) -> None:
    reader = harness.opened(browser, lang="en")
    reader.route("**/take/plotly.min.js", lambda route: route.abort())
    reader.goto(f"{server}/briefing-mode?charts=headcount")
    expect(reader.locator("section")).to_contain_text("Target: 200 to 400 a year.", timeout=BUSY)
    assert reader.locator("img").count() == 0
    reader.context.close()


@pytest.mark.parametrize("query", ["charts=nothing", "edition=99", "years=1789-1790", "lang=en&day=yesterday"])
def test_what_cannot_be_shown_is_one_sentence(server: str, browser: Browser, query: str) -> None:
    reader = harness.opened(browser, lang="en")
    answer = reader.goto(f"{server}/briefing-mode?{query}")
    assert answer and answer.status in (400, 404)
    assert reader.inner_text("body").count("\n") == 0 and len(reader.inner_text("body")) > 20
    reader.context.close()


def test_a_pages_link_holds_what_is_on_show(server: str, page: OpenPage) -> None:
    """Copied as a whole address, which shows the same to a reader of the other language in another browser."""
    first = page(f"{server}/training", lang="en")
    first.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    choose(first, "Project", "DÉMO 02")
    choose(first, "Region", "Brittany")
    first.get_by_role("link", name="Copy link").click()
    expect(first.locator(".eh-links").get_by_role("status")).to_have_text("copied")
    copied = first.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{server}/training?")
    asked = parse_qs(urlsplit(copied).query)
    assert asked == {"edition": ["1"], "lang": ["en"], "projects": ["demo-02"], "regions": ["53"]}
    other = page(copied, lang="fr")
    assert (chosen(other), other.locator("h1").inner_text()) == (chosen(first), first.locator("h1").inner_text())


def test_the_link_of_a_page_just_opened_holds_the_filters_that_came_along(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training?projects=demo-02", lang="en")
    reader.get_by_role("link", name="Funding").click()
    reader.wait_for_url(re.compile("/funding"))
    harness.settled(reader)
    assert "projects=demo-02" in (reader.get_by_role("link", name="Copy link").get_attribute("href") or "")


@pytest.mark.parametrize("address", ["training?projects=demo-02&years=2024-2025", "project", "project?project=demo-03"])
def test_briefing_mode_shows_the_pages_own_charts(server: str, page: OpenPage, address: str) -> None:
    reader = page(f"{server}/{address}", lang="en")
    own = {link.get_attribute("href") for link in reader.locator("a[data-take=svg]").all()}
    reader.get_by_role("link", name="Briefing mode").click()
    reader.wait_for_function(DRAWN, timeout=BUSY)
    assert own <= {link.get_attribute("href") for link in reader.locator("a[data-take=svg]").all()}
    assert len(own) >= 2
