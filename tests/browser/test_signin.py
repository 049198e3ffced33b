"""The whole sign-in in Chromium, against a certified provider with ProConnect's rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ehealth.access import list_file, written
from tests.browser import harness, identity
from tests.browser.conftest import copied
from tests.browser.identity import Provider, right, sign_in

POLL = 1  # seconds; 20 outside tests
NOTICED = (POLL + 4) * 1000  # milliseconds until an open tab has noticed and settled
SOMEWHERE = "/training?years=2024-2025"
DATA = "[data-testid=stApp], .js-plotly-plot, table"


@dataclass(frozen=True)
class Service:
    address: str
    provider: Provider
    store: Path

    def give(self, **roles: str) -> None:
        """The access list, as the store writes it: subject → role; camille is its steward."""
        rights = [right(self.provider, who, role) for who, role in {"camille": "steward", **roles}.items()]
        list_file(self.store).write_text(written(tuple(rights)))


@pytest.fixture(scope="module")
def service(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("signin")
    store, address = copied(demo_store, folder), f"http://127.0.0.1:{(port := harness.free_port())}"
    with identity.providing(address) as provider:
        told = identity.configuration(provider, address, folder) | {"HURRIED": json.dumps({"POLL": POLL})}
        with harness.serving(store, "tests/browser/hurried.py", PORT=str(port), **told):
            found = Service(address, provider, store)
            found.give(dominique="reader")
            yield found


Visitor = Callable[..., BrowserContext]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A browser of somebody's own, which no one signed in with before."""
    opened: list[BrowserContext] = []

    def arrive(lang: str = "fr", width: int = 1280) -> BrowserContext:
        opened.append(harness.opened(browser, width, lang).context)
        return opened[-1]

    yield arrive
    for context in opened:
        context.close()


def tab(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def signed_in(service: Service, context: BrowserContext, who: str = "camille", where: str = SOMEWHERE) -> Page:
    """A tab of somebody who just signed in, on the page that they first asked for."""
    page = tab(context, service.address + where)
    sign_in(page, who)
    page.wait_for_url(service.address + where)
    return harness.settled(page)


def on_sign_in_page(page: Page) -> None:
    page.wait_for_url("**/signin**", timeout=NOTICED)
    expect(page.locator("main a.button")).to_be_visible()
    assert page.locator(DATA).count() == 0


def cookies(context: BrowserContext) -> dict[str, Any]:
    return {each["name"]: each for each in context.cookies()}


def refused(page: Page, sentence: str) -> None:
    """One sentence, and a way on; nothing of the data."""
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.locator("main a.button")).to_be_visible()
    assert page.locator(DATA).count() == 0


def test_a_deep_link_leads_through_the_sign_in_to_its_page(service: Service, visitor: Visitor) -> None:
    context = visitor()
    page = tab(context, service.address + SOMEWHERE)
    on_sign_in_page(page)
    assert "session" not in cookies(context)
    sign_in(page, "camille")
    page.wait_for_url(service.address + SOMEWHERE)
    harness.settled(page)
    assert "Camille Exemple" in page.inner_text("body")
    cookie = cookies(context)["session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


def test_a_reload_and_a_second_tab_are_signed_in(service: Service, visitor: Visitor) -> None:
    context = visitor()
    first = signed_in(service, context)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    first.reload()
    second = tab(context, f"{service.address}/waves")
    assert [harness.settled(page).locator("h1").count() for page in (first, second)] == [1, 1]
    assert [address for address in asked if not address.startswith(service.address)] == []
