"""Names that try to be more than text, in a real browser: they are read, and nothing else happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import hostile
from tests.browser import harness
from tests.browser.conftest import copied

# What text must not become: elements that load, run or lead somewhere, and what Markdown and Plotly make of signs.
MADE = (
    "a, img, script, iframe, object, embed, form, base, video, audio, em, strong, b, i, sub, sup, code, del, hr, li, "
    "blockquote, h1, h2, h3, h4, .katex, [data-testid=stIconMaterial], .stMarkdownColoredText, .stMarkdownBadge, mjx-container"
)
COUNT = """selector => [...document.querySelectorAll(selector)].map(one => one.tagName.toLowerCase()
  + (one.getAttribute('href') || one.getAttribute('src') || '').replace(/[^:]*$/, ''))"""
POINTS = """() => [...document.querySelectorAll('.js-plotly-plot .point path, .js-plotly-plot path.point')].map(mark => {
  mark.scrollIntoView({block: 'center'}); const box = mark.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})"""
HOVERED = 6  # marks of a page


class Watched:
    """A reader's page, and all that it did that it should not: dialogs, requests that leave, errors, new windows."""

    def __init__(self, browser: Browser, server: str, width: int = 1280, lang: str = "fr") -> None:
        self.server, self.did = server, list[str]()
        self.page = harness.opened(browser, width, lang)
        self.page.on("dialog", self._dialog)
        self.page.on("response", lambda a: self.did.append(f"{a.status} {a.url}") if a.status > 399 else None)
        self.page.on("popup", lambda found: self.did.append(f"window {found.url}"))
        self.page.on("request", lambda asked: self._leaves(asked.url))
        self.page.on("pageerror", lambda fault: self.did.append(f"error {fault}"))
        self.page.on("console", lambda said: self.did.append(f"console {said.text}") if said.type == "error" else None)

    def _dialog(self, dialog: Any) -> None:
        self.did.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _leaves(self, address: str) -> None:
        if not address.startswith((self.server, "data:", "blob:")):
            self.did.append(f"request {address}")

    def go(self, address: str) -> Page:
        self.page.goto(self.server + address)
        return harness.settled(self.page)

    def made(self) -> Counter[str]:
        return Counter(self.page.evaluate(COUNT, MADE))


@pytest.fixture(scope="module")
def servers(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The hostile store's server, and that of the same store with harmless names."""
    stores = [
        hostile.renamed(copied(demo_store, tmp_path_factory.mktemp("named")), names).path
        for names in (hostile.NAMES, hostile.PLAIN)
    ]
    with harness.serving(stores[0]) as bad, harness.serving(stores[1]) as good:
        yield bad, good


@pytest.mark.parametrize("shown", harness.PAGES)
def test_a_name_is_text_on_every_page(servers: tuple[str, str], browser: Browser, shown: str) -> None:
    bad, good = (Watched(browser, server) for server in servers)
    for watched in (bad, good):
        watched.go(f"/{shown}")
    print(shown, bad.did, bad.made() - good.made(), good.made() - bad.made(), harness.faults(bad.page))
    text = bad.page.evaluate("document.body.textContent")
    text = text.replace("\u2011", "-")
    print({name[:10]: text.count(name) for name in hostile.NAMES})
    found = bad.page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMarkdownContainer], td, th')].map(one => one.textContent)"
    )
    import re as re_

    print(
        [
            t
            for t in found
            if re_.search(r"evil|smile|O.Brien|material", t)
            and not any(n in t.replace("\u2011", "-") for n in hostile.NAMES)
        ][:5]
    )
    for bad_ in (bad, good):
        bad_.page.context.close()
