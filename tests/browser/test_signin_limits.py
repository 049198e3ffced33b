"""When a session ends by itself, and what happens when the provider or the service itself is not there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import harness, identity
from tests.browser.conftest import Visitor, copied
from tests.browser.identity import (
    BUTTON,
    SOMEWHERE,
    Service,
    arrived,
    on_sign_in_page,
    refused,
    sign_in,
    signed_in,
    tab,
    way_back,
)

IDLE, ABSOLUTE, PATIENCE = 12, 30, 2  # seconds; minutes and hours outside tests
DOWN = "Le fournisseur d’identité ne répond pas. Reconnectez-vous dans quelques minutes."
Run = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def short(new_store: Path, tmp_path: Path) -> Iterator[tuple[Service, Run]]:
    """A service and its provider, neither of which runs yet."""
    store, port = copied(new_store, tmp_path), harness.free_port()
    address = f"http://127.0.0.1:{port}"
    with identity.providing(address) as provider:
        told = identity.configuration(provider, address, tmp_path) | {"PORT": str(port)}

        def run(**times: int) -> AbstractContextManager[str]:
            hurried = json.dumps({"POLL": 1, "PATIENCE": PATIENCE, **times})
            return harness.serving(store, "tests/browser/hurried.py", HURRIED=hurried, **told)

        yield Service(address, provider, store), run


def test_a_session_ends_when_nobody_acts_and_in_any_case(short: tuple[Service, Run], visitor: Visitor) -> None:
    """An open page that only asks whether it may stay keeps nobody signed in; whoever acts stays until the day's end."""
    service, run = short
    with run(IDLE=IDLE, ABSOLUTE=ABSOLUTE):
        idle, idle_from, idle_out = signed_in(service, visitor(), where="/waves"), time.monotonic(), 0.0
        acting, began, lasted = signed_in(service, visitor(), where="/waves"), time.monotonic(), 0.0
        while inside(acting):
            lasted = time.monotonic() - began
            assert lasted < 2 * ABSOLUTE
            acting.context.request.get(f"{service.address}/chart/events.csv")
            acting.wait_for_timeout(1000)
            if not idle_out and not inside(idle):
                idle_out = time.monotonic() - idle_from
        assert idle_out > IDLE - 5
        assert lasted > IDLE + 5  # further than an idle one could
        on_sign_in_page(acting)
        on_sign_in_page(idle)
        assert idle.get_by_role("alert").inner_text() == (
            "Votre session a pris fin. Connectez-vous pour reprendre où vous en étiez."
        )
        sign_in_again(idle)
        arrived(idle, f"{service.address}/waves")


def inside(page: Page) -> bool:
    return page.locator(BUTTON).count() == 0


def sign_in_again(page: Page) -> None:
    """The provider still knows who it is: one click."""
    page.locator(BUTTON).click()


def test_a_provider_that_is_down_or_hangs_or_changes_its_keys(short: tuple[Service, Run], visitor: Visitor) -> None:
    service, run = short
    provider = service.provider
    provider.stop()
    with run():
        first = tab(visitor(), service.address + SOMEWHERE)
        first.locator(BUTTON).click()
        refused(first, DOWN)
        provider.start()
        sign_in(first, "camille")
        arrived(first, service.address + SOMEWHERE)
        provider.stop()
        provider.start()  # with another key
        signed_in(service, visitor())
        third = tab(visitor(), service.address + SOMEWHERE)
        back = way_back(third, "camille")
        provider.hang()
        third.goto(back)
        refused(third, DOWN)
        first.goto(f"{service.address}/waves")
        arrived(first, f"{service.address}/waves")
        provider.go_on()
        third.locator(BUTTON).click()
        arrived(third, service.address + SOMEWHERE)


def test_a_tab_that_is_open_over_a_restart_is_signed_in_again(short: tuple[Service, Run], visitor: Visitor) -> None:
    service, run = short
    with run():
        page = signed_in(service, visitor())
    with run():
        on_sign_in_page(page)
        sign_in_again(page)
        arrived(page, service.address + SOMEWHERE)
