"""Without a mouse, with large text, on a narrow screen: everything is reached, seen and read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ehealth.charts.theme import palette
from tests.browser import harness
from tests.browser.conftest import OpenPage
from tests.test_charts_theme import contrast

STEPS = 120  # more than any page has
FOCUSED = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const name = here.getAttribute('aria-label') || here.innerText || '';
  const rings = [];
  for (let part = here, step = 0; part && step < 5; part = part.parentElement, step++) {
    const style = getComputedStyle(part);
    if (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2) rings.push(style.outlineColor);
  }
  const box = here.getBoundingClientRect();
  const seen = box.width > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {name: name.split('\\n').filter(line => !line.includes('_')).join(' ').trim(), ring: rings[0] || '', seen};
}"""
LOST = """() => [...document.querySelectorAll('main h1, main h2, main p, main td, main th, main a, main label')]
  .filter(part => part.innerText.trim() && part.getClientRects().length)
  .filter(part => { const box = part.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
  .filter(part => !part.closest('.eh-table, [data-testid=stTable]'))
  .map(part => part.innerText.slice(0, 60))"""


def walked(page: Page) -> list[dict[str, Any]]:
    """What Tab reaches from the top, in its order."""
    found = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            return found
        found.append(here)
    raise AssertionError(f"Tab does not leave the page: {found[-3:]}")


def hexadecimal(colour: str) -> str:
    return "#" + "".join(f"{int(part):02X}" for part in colour.removeprefix("rgb(").rstrip(")").split(", "))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["training", "overview", "upload", "publish", "editions", "methods"])
def test_the_focus_is_always_seen(name: str, dark: bool, server: str, page: OpenPage) -> None:
    reader = page(f"{server}/{name}", lang="en", dark=dark)
    ground = palette(dark)
    for here in walked(reader):
        assert here["seen"], here
        assert here["ring"], here
        assert min(contrast(hexadecimal(here["ring"]), each) for each in (ground.page, ground.panel)) >= 3, here


def test_tab_walks_through_the_page_as_it_is_read(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    names = [here["name"] for here in walked(reader)]
    assert names[:3] == ["Skip to main content", "Overview", "Cut-offs"]
    start = names.index("Français")
    assert names[start + 1 : start + 6] == ["Academic year", "Project", "Cut-off", "Region", "Route"]
    rest = names[start + 6 :]
    assert rest.count("Data") == 4 and rest[-1] == "Data"
    assert rest[0].startswith("PNG") and rest[rest.index("Data") + 1].startswith("PNG")


def test_keys_alone_choose_a_filter_and_open_the_data(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    for _ in range(STEPS):
        reader.keyboard.press("Tab")
        if reader.evaluate(FOCUSED)["name"] == "Academic year":
            break
    reader.keyboard.press("ArrowDown")
    reader.get_by_role("option").first.wait_for()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Escape")
    harness.settled(reader)
    assert "years=" in reader.url
    for _ in range(STEPS):
        reader.keyboard.press("Tab")
        if reader.evaluate(FOCUSED)["name"] == "Data":
            break
    reader.keyboard.press("Enter")
    reader.get_by_role("table").first.wait_for()


@pytest.mark.parametrize("kind", ["server", "empty_server"])
@pytest.mark.parametrize(("width", "text"), [(320, 100), (640, 100), (1280, 200)])
def test_nothing_is_lost_on_a_narrow_screen_or_in_large_text(
    kind: str, width: int, text: int, browser: Browser, request: pytest.FixtureRequest
) -> None:
    """640 pixels are a screen of 1280 at 200 %; the other way to 200 % is a larger letter."""
    reader, found = harness.opened(browser, width), {}
    for name in harness.PAGES:
        reader.goto(f"{request.getfixturevalue(kind)}/{name}")
        harness.settled(reader)
        if text != 100:
            reader.add_style_tag(content=f"html {{ font-size: {16 * text // 100}px !important }}")
            reader.wait_for_timeout(300)
        excused = ("touches", "a table") if width > 320 else ("touches",)  # a wide table scrolls in its own box
        faults = [each for each in harness.faults(reader) if not any(word in each for word in excused)]
        found[name] = faults + reader.evaluate(LOST)
    reader.context.close()
    assert found == {name: [] for name in harness.PAGES}
