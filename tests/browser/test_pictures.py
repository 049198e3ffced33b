"""Every picture in Chromium, as it leaves: nothing cut, no title over a plot, no footer under the edge."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from ehealth import gallery
from ehealth.domain import LANGUAGES
from tests.browser import harness

# Draws a chart's address as take.js does, and tells what of its text leaves the picture or lies on its words around.
FAULTS = """async (address) => {
  const asked = await (await fetch(address)).json();
  const svg = await (await window.ehealth.picture(asked, 0)).text();
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = svg;
  const picture = place.querySelector("svg").getBoundingClientRect();
  const texts = [...place.querySelectorAll("text")].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => [text.textContent.slice(0, 40), text.getBoundingClientRect()]);
  const around = boxes.slice(-3); // title, subtitle and footer are drawn last
  const out = boxes.filter(([, box]) => box.left < picture.left - 1 || box.right > picture.right + 1 ||
    box.top < picture.top - 1 || box.bottom > picture.bottom + 1).map(([name]) => `outside: ${name}`);
  const over = boxes.slice(0, -3).flatMap(([name, box]) => around.filter(([, other]) =>
    box.left < other.right && other.left < box.right && box.top < other.bottom - 2 && other.top < box.bottom - 2)
    .map(([other]) => `${name} lies on ${other}`));
  place.remove();
  return { found: [...out, ...over], texts: boxes.length };
}"""
SELECTIONS = {
    "everything": "",
    "one project": "projects=demo-02",
    "one year, three regions": "years=2024-2025&regions=53&regions=11&regions=75",
}


@pytest.mark.parametrize("kind", ["server", "empty_server"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_picture_is_cut_or_lies_on_another(
    kind: str, lang: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(kind)
    reader = harness.opened(browser, 1600, lang)
    reader.goto(f"{address}/briefing-mode?lang={lang}&charts=headcount")
    reader.wait_for_function("() => window.ehealth")
    found: dict[tuple[str, str], Any] = {}
    for said, filters in SELECTIONS.items() if kind == "server" else {"everything": ""}.items():
        for name in gallery.NAMES:
            seen = reader.evaluate(FAULTS, f"{address}/chart/{name}.json?lang={lang}&{filters}")
            assert seen["texts"] >= 3
            if seen["found"]:
                found[said, name] = seen["found"]
    reader.context.close()
    assert found == {}
