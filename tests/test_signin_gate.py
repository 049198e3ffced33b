"""Nobody passes the gate without a live session, over HTTP or a websocket; nobody without a role sees anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ehealth import access
from ehealth.access import Person, Right
from ehealth.signin import sessions
from ehealth.signin.sessions import SESSIONS
from tests.asking import apart
from tests.signing_in import ISSUER, Browser, FakeProvider, configure, service

COOKIE = "__Host-session"
CLOSED = (
    "/", "/waves", "/overview", "/chart/headcount.json", "/chart/headcount.png", "/briefing-mode", "/media/abc.csv",
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/stream", "/component/x/index.html", "/nowhere",
    "/signin/", "/static", "/take", "/healthz/x", "//static/x", "/_stcore/health/../stream",
)  # fmt: skip
UPLOAD = "/_stcore/upload_file/tab-1/file-1"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeProvider:
    (tmp_path / "store").mkdir()
    monkeypatch.setenv("EHEALTH_STORE", str(tmp_path / "store"))
    found = FakeProvider()
    configure(monkeypatch, tmp_path, found)
    return found


@pytest.fixture
def browser(provider: FakeProvider) -> Browser:
    return Browser(service())


@pytest.fixture
def signed_in(browser: Browser, provider: FakeProvider) -> Browser:
    browser.sign_in(provider)
    return browser


def give(tmp_path: Path, role: str, subject: str = "c1", issuer: str = ISSUER) -> None:
    """The access list says this one thing."""
    rights = (Right(Person(issuer, subject), role, frozenset({"p1"})), Right(Person(ISSUER, "s1"), "steward"))
    access.list_file(tmp_path / "store").write_text(access.written(rights))


def socket(
    browser: Browser, cookie: str | None = None, protocols: str = "streamlit, xsrf", path: str = "/_stcore/stream"
) -> list[dict[str, Any]]:
    """What a websocket handshake is answered with; what passes the gate reaches a place that closes with 4000."""
    held = browser.holds(COOKIE) if cookie is None else cookie
    headers = [(b"host", b"monitor.example.org"), (b"sec-websocket-protocol", protocols.encode())]
    headers += [(b"cookie", f"{COOKIE}={held}".encode("latin-1"))] if held else []
    scope = {"type": "websocket", "path": path, "headers": headers, "query_string": b"", "scheme": "wss"}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    apart(browser.app(scope, receive, send))
    return sent


def sends_away(sent: list[dict[str, Any]], address: str) -> bool:
    """Accepted, one message of Streamlit's that leads to the address, and closed."""
    accepted, told, closed = sent
    message = ForwardMsg.FromString(told["bytes"])
    assert (message.WhichOneof("type"), closed) == ("auth_redirect", {"type": "websocket.close", "code": 1008})
    return accepted == {"type": "websocket.accept", "subprotocol": "streamlit"} and message.auth_redirect.url == address


@pytest.mark.parametrize("path", CLOSED)
def test_a_stranger_is_led_to_the_sign_in_by_a_page_and_refused_anything_else(browser: Browser, path: str) -> None:
    page, file = browser.get(path), browser.get(path, accept="image/png,*/*")
    assert page.status_code == 303 and page.headers["location"].startswith("/signin?next=")
    assert (file.status_code, file.headers["content-type"]) == (401, "text/plain; charset=utf-8")
    assert "for steward" not in page.text + file.text and page.headers["cache-control"] == "no-store"
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        assert browser.ask(method, path).status_code == 401


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/static/js/a.js", "/take/signin.css"])
def test_what_is_the_same_for_everybody_is_open(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200 and ("for anybody" in answer.text or answer.text.startswith("@font-face"))


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "0" * 43, "x" * 5000, '"{token}"', "{token}x", " {token}é", "{TOKEN}", "{token}; __Host-session=x"],
)
def test_a_cookie_that_was_tampered_with_is_no_session(signed_in: Browser, cookie: str) -> None:
    token = str(signed_in.holds(COOKIE))
    sent = cookie.replace("{token}", token).replace("{TOKEN}", token.swapcase())
    stranger = Browser(signed_in.app)
    if sent != f'"{token}"':  # quotes are how a cookie may be written
        answer = stranger.get("/waves", cookie=f"{COOKIE}={sent}")
        assert answer.status_code == 303
        assert sends_away(socket(stranger, sent), "/signin")
    else:
        assert stranger.get("/waves", cookie=f"{COOKIE}={sent}").status_code == 200


def test_under_tls_a_session_of_another_name_is_none(signed_in: Browser) -> None:
    stranger = Browser(signed_in.app)
    for name in ("session", "__host-session", "__Secure-session"):
        assert stranger.get("/waves", cookie=f"{name}={signed_in.holds(COOKIE)}").status_code == 303


def test_who_is_signed_in_passes_over_http_and_websocket(signed_in: Browser) -> None:
    assert signed_in.get("/waves").text == "/waves for steward"
    assert [one["type"] for one in socket(signed_in)] == ["websocket.close"]  # the place behind the gate: no such route


def test_a_websocket_without_a_session_is_sent_to_the_sign_in_and_nothing_runs(browser: Browser) -> None:
    assert sends_away(socket(browser), "/signin")
    assert all(
        sends_away(socket(browser, path=path), "/signin") for path in ("/_stcore/health", "/static/x", "/signin")
    )
    bare = socket(browser, protocols="")
    assert bare[0] == {"type": "websocket.accept", "subprotocol": None} and bare[-1]["code"] == 1008


def test_a_tab_of_somebody_else_is_not_resumed(
    signed_in: Browser, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit would hand it over, with what it remembers; a tab of one's own may be."""
    heard: list[str] = []

    class Behind:
        def __init__(self, app: Any) -> None:
            pass

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            heard.extend(value.decode() for name, value in scope["headers"] if name == b"sec-websocket-protocol")

    monkeypatch.setattr("ehealth.serving.UploadLimits", lambda app, who: Behind(app))
    behind = Browser(service(), signed_in.cookies)
    session = SESSIONS.live(str(signed_in.holds(COOKIE)))
    assert session is not None
    SESSIONS.claim(session, "tab-1")
    for protocols in ("streamlit, xsrf, tab-1", "streamlit, xsrf, tab-2", "streamlit,, tab-2", "streamlit, xsrf"):
        socket(behind, protocols=protocols)
    assert heard == ["streamlit, xsrf, tab-1", "streamlit, xsrf", "streamlit,", "streamlit, xsrf"]


def test_an_upload_needs_a_session_and_a_tab_of_ones_own(signed_in: Browser) -> None:
    assert Browser(signed_in.app).ask("PUT", UPLOAD).status_code == 401
    assert signed_in.ask("PUT", UPLOAD).status_code == 403
    session = SESSIONS.live(str(signed_in.holds(COOKIE)))
    assert session is not None
    SESSIONS.claim(session, "tab-1")
    assert signed_in.ask("PUT", UPLOAD, content_length="3").status_code == 200


def test_who_has_no_role_gets_nothing_of_the_data_and_a_page_that_says_what_to_do(
    signed_in: Browser, tmp_path: Path
) -> None:
    give(tmp_path, "reader", subject="somebody else")
    for path in ("/", "/waves", "/briefing-mode", "/chart/headcount.json", "/media/x"):
        page = signed_in.get(path, accept_language="en")
        assert page.status_code == 403 and "<code>c1</code>" in page.text and 'href="/logout"' in page.text
        assert "You are signed in as Camille Martin (camille.martin@example.org), and you have no role" in page.text
        file = signed_in.get(path, accept="*/*", accept_language="en")
        assert (file.status_code, file.text) == (
            403, "You are signed in, and have no role here yet: ask a steward for one.")  # fmt: skip
    assert signed_in.ask("PUT", UPLOAD).status_code == 403
    assert sends_away(socket(signed_in), "/")
    log = next((tmp_path / "store.log").glob("*.jsonl")).read_text()
    assert log.count('"refused"') == 1, "said once, so that nobody fills the log"


@pytest.mark.parametrize(
    ("role", "issuer", "status"),
    [
        ("reader", ISSUER, 200),
        ("lead", ISSUER, 200),
        ("steward", ISSUER, 200),
        ("nobody", ISSUER, 403),
        ("", ISSUER, 403),
        ("Reader", ISSUER, 403),
        ("steward", "https://other.example", 403),
        ("steward", f"{ISSUER}/", 403),
    ],
)
def test_the_access_list_is_read_anew_for_each_request(
    signed_in: Browser, tmp_path: Path, role: str, issuer: str, status: int
) -> None:
    assert signed_in.get("/waves").status_code == 200  # the first steward, as long as no list names one
    give(tmp_path, role, issuer=issuer)
    answer = signed_in.get("/waves")
    assert (answer.status_code, answer.text == f"/waves for {role}") == (status, status == 200)
    assert (signed_in.get("/_stcore/metrics").status_code == 200) is (role == "steward" and status == 200)


def test_a_damaged_access_list_lets_nobody_in(signed_in: Browser, tmp_path: Path) -> None:
    for damaged in ("{", "[]x", '[{"role": "steward"}]', "7", '[["a"]]', ""):
        access.list_file(tmp_path / "store").write_text(damaged)
        assert signed_in.get("/waves").status_code == 403


def test_a_person_s_name_cannot_write_into_the_page_without_a_role(
    browser: Browser, provider: FakeProvider, tmp_path: Path
) -> None:
    give(tmp_path, "reader", subject="somebody else")
    hostile = '<img src=x onerror=alert(1)>{name}"'
    provider.id_claims, provider.info = {"sub": hostile}, {"sub": hostile, "given_name": hostile}
    browser.sign_in(provider)
    page = browser.get("/waves").text
    assert "<img" not in page and page.count("&lt;img src=x onerror=alert(1)&gt;{name}&quot;") == 2


def test_thirty_idle_minutes_end_a_session_and_looking_does_not_keep_it(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = SESSIONS.clock()
    token = str(signed_in.holds(COOKIE))
    after(monkeypatch, begun + sessions.IDLE - 1)
    assert SESSIONS.live(token) and socket(signed_in)[0]["type"] == "websocket.close"
    after(monkeypatch, begun + sessions.IDLE)
    assert sends_away(socket(signed_in), "/signin")
    assert signed_in.get("/waves").status_code == 303 and len(SESSIONS) == 0


def test_twelve_hours_end_a_session_however_busy(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = SESSIONS.clock()
    for minutes in range(20, 720, 20):
        after(monkeypatch, begun + minutes * 60)
        assert signed_in.get("/waves").status_code == 200
    after(monkeypatch, begun + sessions.ABSOLUTE)
    assert signed_in.get("/waves").status_code == 303


def after(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    monkeypatch.setattr(SESSIONS, "clock", lambda: now)
