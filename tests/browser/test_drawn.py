"""Charts in their places: changed by another choice, as wide as their column, given up with their page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import harness
from tests.browser.conftest import OpenPage

DRAWING = "[data-chart=headcount] .js-plotly-plot"
LEFT = 3_500  # milliseconds after which a drawing is given up


def chosen(page: Page, year: str) -> Page:
    """The page with one more year in its filter, by keyboard."""
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.keyboard.type(year)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**years={year}*")
    return harness.settled(page)


def test_another_choice_changes_the_drawing_that_is_there(page: OpenPage, server: str) -> None:
    training = page(f"{server}/training", lang="en")
    drawing = training.locator(DRAWING).element_handle()
    bars = "plot => plot.querySelectorAll('.bars .point').length"
    assert drawing.evaluate(bars) == 5
    chosen(training, "2024-2025")
    assert training.evaluate("drawing => drawing.isConnected", drawing)
    assert drawing.evaluate(bars) == 1
    assert "2024-2025" in (training.locator("[data-chart=headcount]").text_content() or "").replace("\u2011", "-")
    assert training.locator(DRAWING).count() == 1


def test_a_drawing_is_as_wide_as_its_place(page: OpenPage, server: str) -> None:
    training = page(f"{server}/training", lang="en")
    places = "[...document.querySelectorAll('.eh-chart')]"
    widths = f"{places}.map(place => [place.clientWidth, place.querySelector('.main-svg').clientWidth])"
    before = training.evaluate(widths)
    training.set_viewport_size({"width": 800, "height": 900})
    after = training.evaluate(widths) if harness.settled(training) else []
    assert len(before) == len(after) == 4 and before != after
    assert all(place == drawing for place, drawing in before + after)


def test_drawings_of_a_page_that_was_left_are_given_up(page: OpenPage, server: str) -> None:
    training = page(f"{server}/training", lang="en")
    drawing = training.locator(DRAWING).element_handle()
    training.get_by_role("link", name="Funding", exact=True).click()
    training.wait_for_url("**/funding*")
    harness.settled(training).wait_for_timeout(LEFT)
    assert drawing.evaluate("plot => !plot.isConnected && plot._fullLayout === undefined")
    assert training.locator(".eh-chart .main-svg").count() > 0


def test_where_plotly_does_not_come_a_chart_is_said_in_words_until_it_does(page: OpenPage, server: str) -> None:
    empty = page(f"{server}/methods", lang="en")
    empty.route("**/plotly.min.js", lambda route: route.abort())
    empty.goto(f"{server}/training?lang=en")
    place = empty.locator("[data-chart=headcount]")
    expect(place).to_have_text(re.compile("Target: 200 to 400 a year"))
    assert place.text_content() == place.get_attribute("aria-label")
    empty.unroute("**/plotly.min.js")
    expect(place.locator(".main-svg").first).to_be_visible(timeout=15_000)
    assert "Students in complete courses" not in (place.text_content() or "")
