"""The product as docs/DEPLOY.md has it served: sign-in over TLS behind nginx, with the guide's own configuration."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import harness, identity, proxy
from tests.browser.conftest import Visitor, copied
from tests.browser.identity import Service, on_sign_in_page, refused, signed_in, tab
from tests.browser.test_upload import cohort_file, send


@dataclass(frozen=True)
class Deployed(Service):
    """plain: the port where nginx speaks HTTP; trusting: what knows its certificate."""

    plain: int
    trusting: ssl.SSLContext

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def asked(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """What nginx answers somebody who is not signed in."""
        connection = http.client.HTTPSConnection(proxy.NAME, self.port, timeout=20, context=self.trusting)
        connection.request(method, path, headers=headers)
        return connection.getresponse()


@pytest.fixture(scope="module")
def deployed(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("deployed")
    store, (public, plain, inner) = copied(demo_store, folder), (harness.free_port() for _ in range(3))
    address = f"https://{proxy.NAME}:{public}"
    with identity.providing(address) as provider:
        told = identity.configuration(provider, address, folder) | {"PORT": str(inner)}
        with harness.serving(store, **told), proxy.proxying(public, plain, inner, folder) as trusting:
            yield Deployed(address, provider, store, plain, trusting)


@pytest.fixture
def browser_of_somebody(visitor: Visitor) -> BrowserContext:
    return visitor(ignore_https_errors=True)  # Python's own requests check the certificate


def test_the_whole_way_in_and_out_over_tls(deployed: Deployed, browser_of_somebody: BrowserContext) -> None:
    sockets: list[str] = []
    browser_of_somebody.on("page", lambda page: page.on("websocket", lambda socket: sockets.append(socket.url)))
    page = signed_in(deployed, browser_of_somebody)
    assert {address.split("/_stcore")[0] for address in sockets} == {deployed.address.replace("https", "wss")}
    cookie = next(each for each in browser_of_somebody.cookies() if "session" in each["name"] and each["secure"])
    assert (cookie["name"], cookie["httpOnly"], cookie["path"]) == ("__Host-session", True, "/")
    page.get_by_role("link", name="Se déconnecter").click()
    on_sign_in_page(page)
    refused(page, "Vous êtes déconnecté.")
    assert "__Host-session" not in {each["name"] for each in browser_of_somebody.cookies()}


def test_a_file_goes_up_and_comes_back_through_nginx(deployed: Deployed, browser_of_somebody: BrowserContext) -> None:
    page = signed_in(deployed, browser_of_somebody, where="/upload")
    send(page, cohort_file("2026-2027", 20_000, fault="O4/09/2026"))  # a megabyte, nginx's own limit for a body
    page.get_by_role("heading", name="problème").wait_for()
    with page.expect_download() as copy:
        page.get_by_role("button", name="CSV").last.click()
    assert b"O4/09/2026" in Path(copy.value.path()).read_bytes()
    assert deployed.asked(copy.value.url[len(deployed.address) :]).status == 401
    deck = browser_of_somebody.request.get(f"{deployed.address}/chart/headcount.csv?lang=fr")
    assert deck.status == 200 and "2024-2025" in deck.text()


def test_signing_out_by_the_asking_page_reaches_the_provider(
    deployed: Deployed, browser_of_somebody: BrowserContext
) -> None:
    """Chromium lets a form be led on to another site only where the page's policy names it."""
    signed_in(deployed, browser_of_somebody)
    page = tab(browser_of_somebody, f"{deployed.address}/logout")
    page.get_by_role("button", name="Se déconnecter").click()
    on_sign_in_page(page)
    assert "__Host-session" not in {each["name"] for each in browser_of_somebody.cookies()}


def test_plain_http_leads_to_tls_and_stays_there(deployed: Deployed) -> None:
    plain = http.client.HTTPConnection(proxy.NAME, deployed.plain, timeout=20)
    plain.request("GET", "/training?years=2024-2025")
    led = plain.getresponse()
    assert (led.status, led.headers["location"]) == (301, f"https://{proxy.NAME}/training?years=2024-2025")
    answer = deployed.asked("/signin")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "nginx/" not in answer.headers["server"]


def test_nginx_refuses_what_is_too_large_or_too_often(deployed: Deployed) -> None:
    size = {"content-length": str(102 << 20)}
    assert deployed.asked("/_stcore/upload_file/a/b", "PUT", **size).status == 413
    assert deployed.asked("/training", host="elsewhere.example.org").status == 403
    asked = {deployed.asked("/login?next=/").status for _ in range(90)}
    assert asked == {303, 429}
