"""Names that try to be more than text, in a real browser: they are read, and nothing else happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from tests import hostile
from tests.browser import harness
from tests.browser.conftest import copied

# What text must not become: what loads, runs, leads somewhere or covers the page, and what Markdown makes of signs.
MADE = (
    "a, img, script, iframe, object, embed, form, base, video, audio, em, strong, b, i, sub, sup, code, del, hr, li, "
    "blockquote, h1, h2, h3, h4, .katex, mjx-container, [data-testid=stIconMaterial], [role=img], .stMarkdownBadge"
)
COUNT = """selector => [...document.querySelectorAll(selector)].map(one => one.tagName.toLowerCase() + ' '
  + (one.getAttribute('href') || one.getAttribute('src') || '').split(/[?#]/)[0])"""
TEXT = "document.title + document.body.textContent"
MARKS = ".js-plotly-plot :is(.point path, path.point)"
HOVERED = 12  # marks of a page, where nothing else is said
SAID_WITHIN = 150  # milliseconds: Plotly lets 50 pass before it says anything, a busy machine more
# Streamlit looks for itself under the page's own address first; answered by 404 on any store.
OWN = ("/_stcore/health", "/_stcore/host-config")
DRAWN = "() => [...document.images].every(image => image.naturalWidth === 1600)"

Servers = tuple[str, str]


class Watched:
    """A reader's page, and all that it did: dialogs, windows, errors, and requests that fail or leave the server."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.server, self.did = server, list[str]()
        self.page = harness.opened(browser)
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda found: self.did.append(f"window {found.url}"))
        self.page.on("request", lambda asked: self._asks(asked.url))
        self.page.on("response", lambda answer: self._answers(answer.status, answer.url))
        self.page.on("pageerror", lambda fault: self.did.append(f"error {fault}"))
        self.page.on("console", lambda said: self._says(said.type, said.text))

    def _dialog(self, dialog: Any) -> None:
        self.did.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asks(self, address: str) -> None:
        if not address.startswith((self.server, "data:", f"blob:{self.server}")):
            self.did.append(f"request {address}")

    def _answers(self, status: int, address: str) -> None:
        if status >= 400 and not address.endswith(OWN):
            self.did.append(f"{status} {address}")

    def _says(self, kind: str, text: str) -> None:
        if kind == "error" and "404" not in text:  # those are counted by their addresses
            self.did.append(f"console {text}")

    def go(self, address: str) -> Page:
        self.page.goto(self.server + address)
        return harness.settled(self.page)

    def made(self) -> Counter[str]:
        return Counter(tag.replace(self.server, "") for tag in self.page.evaluate(COUNT, MADE))

    def hover(self, marks: int = HOVERED) -> str:
        """The pointer over the first marks of the page's charts, one after the other; what the charts then said."""
        said = []
        for mark in self.page.locator(MARKS).all()[:marks]:
            mark.hover(force=True)
            with suppress(TimeoutError):  # not every mark says something
                self.page.locator(".hoverlayer .hovertext").first.wait_for(state="attached", timeout=SAID_WITHIN)
            said += self.page.locator(".hoverlayer").all_text_contents()
        return " ".join(said)


@pytest.fixture(scope="module")
def servers(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The hostile store's server, and that of the same store with harmless names."""
    stores = [
        hostile.renamed(copied(demo_store, tmp_path_factory.mktemp("named")), names).path
        for names in (hostile.NAMES, hostile.PLAIN)
    ]
    with harness.serving(stores[0]) as bad, harness.serving(stores[1]) as good:
        yield bad, good


@pytest.fixture
def watched(servers: Servers, browser: Browser) -> Iterator[tuple[Watched, Watched]]:
    bad, good = (Watched(browser, server) for server in servers)
    yield bad, good
    for one in (bad, good):
        one.page.context.close()


@pytest.mark.parametrize("shown", harness.PAGES)
def test_no_name_makes_an_element_a_dialog_or_a_request(watched: tuple[Watched, Watched], shown: str) -> None:
    made = []
    for one in watched:
        one.go(f"/{shown}")
        one.hover()
        made.append(one.made())
        assert one.did == []
        assert [fault for fault in harness.faults(one.page) if "wider than its place" not in fault] == []
    assert made[0] == made[1]


def test_every_name_is_read_somewhere_as_it_is_written(watched: tuple[Watched, Watched]) -> None:
    bad, said, hovered = watched[0], "", ""
    for shown in ("waves", "funding", "project", "training", "methods", "editions", "publish"):
        said += bad.go(f"/{shown}?lang=en").evaluate(TEXT).replace("\u2011", "-")
        hovered += bad.hover(marks=30)
    assert [name for name in hostile.NAMES if hostile.shown(name) not in said] == []
    assert hostile.NOTE in said
    assert sum(hostile.shown(name) in hovered for name in hostile.NAMES) > len(hostile.NAMES) / 2
    assert bad.did == []


def test_a_choice_of_hostile_names_is_shown_and_kept_in_the_address(watched: tuple[Watched, Watched]) -> None:
    bad = watched[0]
    chosen = "&".join(f"projects=demo-{number:02d}" for number in range(1, 11))
    page = bad.go(f"/training?lang=en&{chosen}")
    names = page.locator("[data-testid=stMultiSelect]").nth(1).inner_text()
    assert sum(name in names for name in hostile.NAMES) >= 5
    page.reload()
    harness.settled(page)
    assert page.locator("[data-testid=stMultiSelect]").nth(1).inner_text() == names
    assert bad.did == []


@pytest.mark.parametrize("shown", ["waves", "funding", "training"])
def test_briefing_mode_and_its_pictures_draw_names_as_text(watched: tuple[Watched, Watched], shown: str) -> None:
    made = []
    for one in watched:
        one.page.goto(f"{one.server}/briefing-mode?page={shown}&lang=en")
        one.page.wait_for_function(DRAWN, timeout=60_000)
        made.append(Counter(tag.split()[0] for tag in one.made().elements()))
        assert one.did == []
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["waves", "running_times", "grants", "shares"])
def test_a_picture_holds_the_names_as_text_and_neither_links_nor_scripts(servers: Servers, name: str) -> None:
    bad, good = (
        ElementTree.fromstring(urlopen(f"{server}/chart/{name}.svg?lang=en", timeout=60).read()) for server in servers
    )
    tags = [Counter(one.tag.split("}")[1] for one in root.iter()) for root in (bad, good)]
    assert not {"a", "script", "foreignObject", "iframe", "image"} & set(tags[0]) - set(tags[1])
    said = "".join(bad.itertext())
    assert sum(hostile.shown(text) in said for text in hostile.NAMES) >= 2
