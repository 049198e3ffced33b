"""Pages printed by Chromium: no chart cut, titles, notes, footers and tables there, nothing that only a click needs."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser import harness

A4 = {"portrait": (595, 842), "landscape": (842, 595)}  # points
TOLERANCE = 1  # points
WRITTEN = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot =>
  [...plot.querySelectorAll('text')].map(text => text.textContent).filter(text => text.trim()))"""
HEADED = """() => [...document.querySelectorAll('.eh-over + .eh-chart')].map(place =>
  [place.previousSibling.querySelector('h2'), ...place.querySelectorAll('text')].map(each => each.textContent))"""
READ = """() => [...document.querySelectorAll('h1, h2, .eh-note, td, th, caption')].map(each => {
  const copy = each.cloneNode(true);
  copy.querySelectorAll('[role=img]').forEach(icon => icon.remove());  // its text is the icon's name
  return copy.textContent;
}).filter(text => text.trim())"""
CLICKED = "() => [...document.querySelectorAll('nav a, .eh-take a')].map(link => link.textContent)"


def squeezed(text: str) -> str:
    """Without blanks, hyphens, apostrophes and ligatures: a PDF keeps glyphs, and two letters may share one."""
    return re.sub(r"[\s\u200b\u2010\u2011\u2019\u02bc'-]", "", unicodedata.normalize("NFKC", text))


def printed(page: Page, paper: str) -> PdfReader:
    content = page.pdf(format="A4", landscape=paper == "landscape", print_background=True)
    return PdfReader(io.BytesIO(content))


def outside(reader: PdfReader, paper: str) -> list[str]:
    """Pieces of text that begin beyond an edge of their sheet."""
    width, height = A4[paper]
    found: list[str] = []
    for sheet in reader.pages:

        def look(text: str, cm: Any, tm: Any, *_: Any) -> None:
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip() and not (-TOLERANCE <= x <= width and -TOLERANCE <= y <= height + TOLERANCE):
                found.append(text)

        sheet.extract_text(visitor_text=look)
    return found


def lacking(page: Page, paper: str) -> list[str]:
    """What a printed page lacks, cuts or has too much."""
    charts, read, clicked = (page.evaluate(script) for script in (WRITTEN, READ, CLICKED))
    reader = printed(page, paper)
    sheets = [squeezed(sheet.extract_text()) for sheet in reader.pages]
    found = [f"a chart cut: {texts[:3]}" for texts in charts if not whole(texts, sheets)]
    found += [f"not under its heading: {texts[1:4]}" for texts in page.evaluate(HEADED) if not whole(texts, sheets)]
    found += [f"outside: {text}" for text in outside(reader, paper)]
    together = "".join(sheets)
    found += [f"not printed: {text}" for text in read if not there(text, together)]
    if all(squeezed(text) in sheets[0] for text in clicked):
        found.append("the navigation is printed")
    return found


def whole(texts: list[str], sheets: list[str]) -> bool:
    """Whether one sheet has every text of a chart."""
    return any(all(squeezed(text) in sheet for text in texts) for sheet in sheets)


def there(text: str, together: str) -> bool:
    """Whether a text was printed, whole or, where it goes over lines of a cell, in its parts."""
    return squeezed(text) in together or all(squeezed(part) in together for part in re.split(r"\s+", text))


@pytest.mark.parametrize("paper", list(A4))
@pytest.mark.parametrize("kind", ["server", "empty_server"])
def test_no_printed_page_is_cut(kind: str, paper: str, browser: Browser, request: pytest.FixtureRequest) -> None:
    address, reader = request.getfixturevalue(kind), harness.opened(browser, lang="fr" if paper == "portrait" else "en")
    found = {}
    for name in harness.PAGES:
        reader.goto(f"{address}/{name}")
        harness.settled(reader)
        found[name] = lacking(reader, paper)
    reader.context.close()
    assert found == {name: [] for name in harness.PAGES}


def test_no_two_charts_are_printed_beside_each_other(server: str, browser: Browser) -> None:
    """Their open tables would go over others on the next sheet."""
    reader = harness.opened(browser)
    reader.goto(f"{server}/training")
    harness.settled(reader).emulate_media(media="print")
    for width in (700, 1032):  # upright and across, less the margins
        reader.set_viewport_size({"width": width, "height": 1000})
        lefts = reader.evaluate("[...document.querySelectorAll('.eh-chart')].map(one => one.getBoundingClientRect().x)")
        assert len(lefts) == 4 and len(set(lefts)) == 1
    reader.context.close()


def test_a_printed_page_says_what_was_chosen(server: str, browser: Browser) -> None:
    reader = harness.opened(browser)
    reader.goto(f"{server}/training?projects=demo-02&years=2024-2025")
    harness.settled(reader)
    said = squeezed("".join(sheet.extract_text() for sheet in printed(reader, "portrait").pages))
    reader.context.close()
    assert squeezed("Filtres : 2024-2025 · DÉMO 02") in said


def test_the_screen_is_as_before_once_printed(server: str, browser: Browser) -> None:
    reader = harness.opened(browser)
    reader.goto(f"{server}/training")
    harness.settled(reader)
    before = reader.evaluate("document.querySelector('.main-svg').outerHTML.length")
    printed(reader, "portrait")
    reader.wait_for_timeout(200)
    assert reader.locator(".main-svg[viewBox]").count() == 0
    assert reader.evaluate("document.querySelector('.main-svg').outerHTML.length") == before
    reader.context.close()


def test_a_chart_that_is_cut_is_found(server: str, browser: Browser) -> None:
    """Without our style, the tables stay shut and a wide chart is cut."""
    reader = harness.opened(browser)
    reader.route("**/take/ehealth.css", lambda route: route.abort())
    reader.goto(f"{server}/waves")
    harness.settled(reader)
    found = lacking(reader, "portrait")
    reader.context.close()
    assert any(each.startswith("not printed") for each in found)
    assert any(each.startswith(("a chart cut", "outside")) for each in found)
