"""What somebody may try to get in without signing in, as another person, or without a role."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser import harness
from tests.browser.conftest import Visitor
from tests.browser.identity import BUTTON, DATA, SOMEWHERE, Service, arrived, on_sign_in_page, refused, signed_in, tab
from tests.browser.test_upload import cohort_file, send

STALE = (
    "Cette connexion a été commencée dans un autre navigateur, a déjà abouti ou a pris plus de 10 minutes. "
    "Reconnectez-vous."
)
CLOSED = ("/chart/headcount.csv?lang=fr", "/chart/headcount.png?lang=fr", "/briefing-mode", "/media/0.csv", "/_stcore/metrics")
SOCKET = """address => new Promise(done => {
  const socket = new WebSocket(address, ['streamlit']), sizes = [];
  socket.binaryType = 'arraybuffer';
  socket.onmessage = message => sizes.push(new TextDecoder().decode(message.data).length);
  socket.onopen = () => socket.send(new Uint8Array([90, 0]));  // "run the script"
  socket.onclose = event => done([event.code, sizes.length, Math.max(0, ...sizes) < 100]);
})"""
REFUSED = [1008, 1, True]  # closed after one short message: where to go


@pytest.fixture(autouse=True)
def list_of_people(service: Service) -> None:
    service.give(dominique="steward")


def session(page: Page) -> dict[str, Any]:
    return dict(next(each for each in page.context.cookies() if each["name"] == "session"))


def handshake(page: Page, service: Service) -> list[object]:
    found: list[object] = page.evaluate(SOCKET, f"{service.address.replace('http', 'ws')}/_stcore/stream")
    return found


def test_a_cookie_that_was_tampered_with_opens_nothing(service: Service, visitor: Visitor) -> None:
    context = visitor()
    good = session(signed_in(service, context))
    page = context.new_page()
    value = str(good["value"])
    for forged in (value[:-1] + ("A" if value[-1] != "A" else "B"), "x", "x" * 3000, f'"{value}', "%00"):
        context.add_cookies([{**good, "value": forged}])  # type: ignore[list-item]
        page.goto(service.address + SOMEWHERE)
        on_sign_in_page(page)
        assert handshake(page, service) == REFUSED
    context.add_cookies([good])  # type: ignore[list-item]
    page.goto(service.address + SOMEWHERE)
    arrived(page, service.address + SOMEWHERE)


def test_a_callback_opens_one_session_in_one_browser(service: Service, visitor: Visitor) -> None:
    context, other, came = visitor(), visitor(), []
    context.on("request", lambda request: came.append(request.url) if "/callback?" in request.url else None)
    page = signed_in(service, context)
    before = session(page)["value"]
    page.goto(came[0])
    refused(page, STALE)
    assert session(page)["value"] == before
    page.goto(service.address + SOMEWHERE)
    arrived(page, service.address + SOMEWHERE)
    stranger = tab(other, came[0])
    refused(stranger, STALE)
    assert [each["name"] for each in other.cookies()] == []


def test_nobody_can_be_signed_in_as_the_attacker(service: Service, visitor: Visitor) -> None:
    """Login CSRF: a code and state that nobody used yet, followed in another browser, with a flow of its own or not."""
    attacker, kept = visitor(), []

    def keep(route: Route) -> None:
        kept.append(route.request.url)
        route.abort()

    attacker.route("**/callback?*", keep)
    page = tab(attacker, service.address + SOMEWHERE)
    page.locator(BUTTON).click()
    page.get_by_role("link", name="dominique", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(500)
    victim = visitor()
    led = tab(victim, kept[0])
    refused(led, STALE)
    led.locator(BUTTON).click()
    led.goto(kept[0])
    refused(led, STALE)
    assert "session" not in {each["name"] for each in victim.cookies()}
    led.goto(f"{service.address}/callback?error=%3Cimg%20src%3Dx%3E&error_description=%3Cb%3E&state={'s' * 43}")
    refused(led, STALE)
    assert led.locator("img, b").count() == 0


def test_no_download_upload_or_socket_passes_without_a_session(service: Service, visitor: Visitor) -> None:
    ask = visitor().request
    assert {path: ask.get(service.address + path).status for path in CLOSED} == dict.fromkeys(CLOSED, 401)
    sent = ask.put(f"{service.address}/_stcore/upload_file/a/b", multipart={"file": "x"})  # type: ignore[dict-item]
    assert sent.status == 401
    page = tab(visitor(), service.address)
    assert handshake(page, service) == REFUSED


def test_without_a_role_one_sees_no_data(service: Service, visitor: Visitor) -> None:
    context = visitor()
    page = tab(context, service.address + SOMEWHERE)
    page.locator(BUTTON).click()
    page.get_by_role("link", name="nobody", exact=True).click()
    page.get_by_role("heading", name="Pas encore de rôle").wait_for()
    assert page.locator(DATA).count() == 0
    assert handshake(page, service) == REFUSED
    ask = context.request
    assert {path: ask.get(service.address + path).status for path in CLOSED} == dict.fromkeys(CLOSED, 403)


def test_a_download_and_an_upload_are_their_persons_own(service: Service, visitor: Visitor) -> None:
    context, puts = visitor(), []
    context.on("request", lambda each: puts.append(each.url) if each.method == "PUT" else None)
    page = signed_in(service, context, where="/upload")
    send(page, cohort_file("2026-2027", 8, fault="O4/09/2026"))
    page.get_by_role("heading", name="1 problème").wait_for()
    with page.expect_download() as copy:
        page.get_by_role("button", name="CSV").last.click()
    assert context.request.get(copy.value.url).status == 200
    assert visitor().request.get(copy.value.url).status == 401
    other = visitor()
    signed_in(service, other, "dominique")
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a"}
    assert other.request.put(puts[0], multipart={"file": file}).status == 403  # type: ignore[dict-item]


def test_the_next_person_in_a_browser_gets_nothing_of_the_first(service: Service, visitor: Visitor) -> None:
    """The first one's tab is cut off and comes back with the second one's cookie, asking for the first one's state."""
    context, sockets = visitor(), []

    def between(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    context.route_web_socket("**/_stcore/stream", between)
    page = signed_in(service, context, where="/upload")
    send(page, cohort_file("2026-2027", 8, fault="O4/09/2026"), "secret-de-camille.csv")
    page.get_by_role("heading", name="1 problème").wait_for()
    elsewhere = visitor()
    context.add_cookies([session(signed_in(service, elsewhere, "dominique"))])  # type: ignore[list-item]
    before = len(sockets)
    sockets[-1].close(code=1012)
    expect(page.get_by_text("Dominique Modèle").first).to_be_visible(timeout=30_000)
    harness.settled(page)
    assert len(sockets) > before
    assert "Camille" not in page.inner_text("body")
    assert page.get_by_role("heading", name="1 problème").count() == 0
