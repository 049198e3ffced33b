"""Every page in a real browser: nothing broken, in both languages, on a screen and on a phone; addresses that hold."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from tests.browser import harness
from tests.browser.conftest import OpenPage

STEPS_BACK = 6  # more than a page change writes into the history
REACTION = 15  # seconds in which a page has answered a step of history, on a loaded machine too
DEMONSTRATION = {"fr": "Données de démonstration", "en": "Demonstration data"}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["server", "empty_server"])
def test_no_page_is_broken(kind: str, lang: str, width: int, browser: Browser, request: pytest.FixtureRequest) -> None:
    """One h1, no exception, no traceback, no sideways scroll; the banner on each; an empty store says so in words."""
    address = request.getfixturevalue(kind)
    reader = harness.opened(browser, width, lang)
    found: dict[str, list[str]] = {}
    for name in harness.PAGES:
        reader.goto(f"{address}/{name}")
        harness.settled(reader)
        found[name] = harness.faults(reader) + missing(reader, lang, demonstration=kind == "server")
    reader.context.close()
    assert found == {name: [] for name in harness.PAGES}


def missing(reader: Page, lang: str, *, demonstration: bool) -> list[str]:
    """What every page must say and this one does not."""
    text = reader.inner_text("body").replace("\u00a0", " ")
    wanted = [DEMONSTRATION[lang]] if demonstration else []
    absent = [sentence for sentence in wanted if sentence not in text]
    spoken = reader.evaluate("document.documentElement.lang")
    return absent + ([] if spoken == lang else [f"html lang={spoken}"])


def test_a_deep_link_as_the_first_request_goes_through_the_entry(demo_store: Path, browser: Browser) -> None:
    """Streamlit would otherwise run pages/training.py by itself until the entry has run once."""
    with harness.serving(demo_store) as address:
        reader = harness.opened(browser, lang="en")
        reader.goto(f"{address}/training")
        harness.settled(reader)
        assert harness.faults(reader) == []
        assert reader.title() == "Training · eHealth monitor"
        assert reader.get_by_role("link", name="Placement").count() == 1
        reader.context.close()


def test_filters_survive_a_change_of_page_and_a_pasted_address(server: str, page: OpenPage) -> None:
    first = page(f"{server}/training", lang="en")
    choose(first, "Academic year", "2024-2025")
    choose(first, "Project", "DÉMO 02")
    choose(first, "Route", "Complete course")
    first.get_by_role("link", name="Placement").click()
    first.wait_for_url(re.compile("/placement"))
    harness.settled(first)
    assert chosen(first)["Academic year"] == "2024-2025"
    assert "years=2024-2025" in first.url
    first.get_by_role("link", name="Training").click()
    first.wait_for_url(re.compile("/training"))
    harness.settled(first)
    assert [chosen(first)[name] for name in ("Academic year", "Project", "Route")] == [
        "2024-2025", "DÉMO 02", "Complete course",
    ]  # fmt: skip
    pasted = page(first.url, lang="en")
    assert chosen(pasted) == chosen(first)
    assert pasted.locator("h1").inner_text() == first.locator("h1").inner_text()


def test_a_pasted_address_of_the_other_language_restores_the_view(server: str, page: OpenPage) -> None:
    pasted = page(f"{server}/training?years=2024-2025&routes=Parcours+complet", lang="en")
    assert chosen(pasted)["Academic year"] == "2024-2025"
    assert chosen(pasted)["Route"] == "Complete course"
    assert "routes=Complete+course" in pasted.url


def test_a_pasted_address_with_a_projects_code_keeps_it_when_it_is_opened_again(server: str, page: OpenPage) -> None:
    pasted = page(f"{server}/training?edition=1&projects=demo-06", lang="en")
    seen = chosen(pasted), pasted.locator("h1").inner_text()
    assert seen[0]["Project"] == "DÉMO 06"
    pasted.reload()
    harness.settled(pasted)
    assert (chosen(pasted), pasted.locator("h1").inner_text()) == seen
    assert "projects=D%C3%89MO+06" in pasted.url


def test_the_browsers_back_shows_what_the_address_says(server: str, page: OpenPage) -> None:
    """How many steps of history a page change takes is Streamlit's affair: going back ends at the filters' address."""
    filtered = f"{server}/training?regions=Brittany&years=2025-2026"
    reader = page(filtered, lang="en")
    seen = chosen(reader), reader.locator("h1").inner_text(), totals(reader)
    reader.get_by_role("link", name="Placement").click()
    reader.wait_for_url(re.compile("/placement.*Brittany"))
    harness.settled(reader)
    for _ in range(STEPS_BACK):
        reader.go_back()
        if arrived(reader, "/training.*Brittany"):
            break
    reader.get_by_role("heading", name="Head count by academic year").wait_for()
    harness.settled(reader)
    assert parameters(reader) == {"regions": ["Brittany"], "years": ["2025-2026"]}
    assert (chosen(reader), reader.locator("h1").inner_text(), totals(reader)) == seen
    assert (seen[0]["Region"], seen[0]["Academic year"]) == ("Brittany", "2025-2026")


def test_unknown_values_are_named_and_leave_the_address(server: str, page: OpenPage) -> None:
    pasted = page(f"{server}/training?years=1999-2000&projects=%3Cscript%3E&lang=xx&edition=99&regions=", lang="en")
    assert harness.faults(pasted) == []
    assert pasted.get_by_text("Edition 99 does not exist: edition 1 is shown.").is_visible()
    assert pasted.get_by_text("Not in this edition, so left out: 1999\u20112000 and <script>.").is_visible()
    assert set(chosen(pasted).values()) == {""}
    assert "1999" not in pasted.url and "script" not in pasted.url
    assert "lang" not in pasted.url and "edition" not in pasted.url


def test_the_language_link_keeps_the_page_and_its_filters(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training?projects=D%C3%89MO+02&waves=1", lang="fr")
    reader.get_by_role("link", name="English").click()
    reader.wait_for_url(re.compile("lang=en"))
    harness.settled(reader)
    assert reader.evaluate("document.documentElement.lang") == "en"
    assert chosen(reader)["Project"] == "DÉMO 02"
    assert chosen(reader)["Cut-off"] == "Cut-off 1"
    reader.get_by_role("link", name="Funding").click()
    reader.wait_for_url(re.compile("/funding"))
    harness.settled(reader)
    assert "lang=en" in reader.url


def test_the_name_of_the_front_page_leads_to_it(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/overview?lang=en", lang="fr")
    assert harness.faults(reader) == []
    assert reader.url == f"{server}/?lang=en"


def arrived(reader: Page, address: str) -> bool:
    """Whether a step of history ends at an address of this kind; the page writes its filters there after a while."""
    try:
        reader.wait_for_url(re.compile(address), timeout=REACTION * 1000)
    except TimeoutError:
        return False
    return True


def parameters(reader: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(reader.url).query)


def totals(reader: Page) -> list[list[float]]:
    """The heights of the head count's bars, as drawn."""
    drawn: list[list[float]] = reader.evaluate(
        "[...document.querySelector('.js-plotly-plot').data].map(trace => [...trace.y].map(Number))"
    )
    return drawn


def choose(reader: Page, label: str, option: str) -> None:
    """Pick an option of a filter, as a reader does."""
    field(reader, label).locator("input").click()
    reader.get_by_role("option", name=option, exact=True).click()
    reader.keyboard.press("Escape")
    harness.settled(reader)


def chosen(reader: Page) -> dict[str, str]:
    """Every filter on the page by its label, and what stands in it."""
    texts = (widget.inner_text().split("\n") for widget in reader.locator("[data-testid=stMultiSelect]").all())
    return {lines[0]: " ".join(line for line in lines[1:] if line) for lines in texts}


def field(reader: Page, label: str):  # type: ignore[no-untyped-def]
    return reader.locator("[data-testid=stMultiSelect]").filter(has_text=label)
