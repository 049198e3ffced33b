"""What stands before every page: under which name and from where; what each answer tells the browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import Message

from ehealth.serving import headers
from tests.asking import Client, apart
from tests.behind import UPLOAD, application, shaken

PUBLIC = "https://monitor.example.org"
OWN = ("/healthz", "/readyz", "/chart/headcount.json", "/briefing-mode", "/take/take.js", "/media/x", UPLOAD)


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHEALTH_PUBLIC_URL", f"{PUBLIC}/")


NAMES = ["evil.example", "127.0.0.1.evil.example", "evil@127.0.0.1", "localhost.", "127.0.0.1:8501:1", "", "[::1]:8501"]


@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("name", NAMES)
def test_another_name_that_leads_here_is_refused_everywhere(name: str, path: str) -> None:
    """DNS rebinding: a page of evil.example whose name now means 127.0.0.1."""
    answer = Client(application()).get(path, host=name)
    assert (answer.status, answer.text) == (403, "Ce serveur ne répond pas sous ce nom.")
    assert shaken(application(), host=name) == "close"


@pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.1:1", "localhost:8501", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(name: str) -> None:
    assert Client(application()).get("/healthz", host=name).text == "ok"
    assert shaken(application(), host=name) == "accept"


@pytest.mark.usefixtures("public")
def test_the_public_name_is_answered_where_people_sign_in_and_only_there() -> None:
    for gated, status in ((True, 200), (False, 403)):
        assert Client(application(gated)).get("/healthz", host="monitor.example.org").status == status
    assert Client(application(gated=True)).get("/healthz", host="example.org").status == 403


@pytest.mark.parametrize("header", ["forwarded", "via", "x_forwarded_for", "x_forwarded_proto", "x_real_ip"])
def test_without_sign_in_nothing_that_a_proxy_handed_on_is_answered(header: str) -> None:
    for path in OWN:
        answer = Client(application()).get(path, **{header: "192.0.2.1", "accept_language": "en"})
        assert answer.status == 403
        assert answer.text.startswith("No sign-in is configured, so this server answers nobody whom a proxy sends")
    assert shaken(application(), **{header.replace("_", "-"): "192.0.2.1"}) == "close"
    assert Client(application(gated=True)).get("/healthz", **{header: "192.0.2.1"}).status == 200


ORIGINS = ["https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:8502", "http://127.0.0.1"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_opens_no_websocket_and_sends_no_file(origin: str) -> None:
    """Streamlit lets every port of this machine pass."""
    assert shaken(application(), origin=origin) == "close"
    for method in ("PUT", "DELETE"):
        answer = Client(application()).ask(method, UPLOAD, origin=origin, content_length="1", accept_language="en")
        assert answer.status == 403
        assert answer.text == "This request comes from a page of another site, so it was refused."


@pytest.mark.usefixtures("public")
def test_a_page_of_ours_does_also_where_a_proxy_drops_the_port_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shaken(application(), origin="http://127.0.0.1:8501") == "accept"
    assert shaken(application()) == "accept"  # no browser: it has no other site's page to be misled by
    assert shaken(application(gated=True), host="monitor.example.org", origin=PUBLIC) == "accept"
    monkeypatch.setenv("EHEALTH_PUBLIC_URL", f"{PUBLIC}:8443")
    assert shaken(application(gated=True), host="monitor.example.org", origin=f"{PUBLIC}:8443") == "accept"
    assert shaken(application(gated=True), host="monitor.example.org", origin="https://evil.example") == "close"


@pytest.mark.parametrize("path", [*OWN, "/nothing"])
def test_every_answer_carries_the_headers(path: str) -> None:
    for name in ("localhost", "evil.example"):
        found = Client(application()).get(path, host=name).headers
        assert "frame-ancestors 'none'" in found["content-security-policy"]
        assert "unsafe-eval" not in found["content-security-policy"]
        assert found["x-content-type-options"] == "nosniff"
        assert found["referrer-policy"] == "same-origin"
        assert found["cross-origin-opener-policy"] == "same-origin"
        assert found["cross-origin-resource-policy"] == "same-origin"
        assert found["cache-control"]
        assert "strict-transport-security" not in found


def test_only_our_own_scripts_and_the_one_in_streamlits_page_run() -> None:
    sources = dict(part.split(" ", 1) for part in headers.policy().split("; "))
    own, *hashes = sources["script-src"].split()
    assert own == "'self'" and [one[:8] for one in hashes] == ["'sha256-"]
    assert sources["default-src"] == "'self'" and "http" not in headers.policy()


@pytest.mark.usefixtures("public")
def test_behind_tls_browsers_are_told_never_to_try_without() -> None:
    assert Client(application()).get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_a_fault_of_a_route_says_nothing_of_itself() -> None:
    sent: list[Message] = []
    said = "This could not be answered: the server’s log says why."

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": "/broken", "query_string": b"lang=en", "root_path": ""}
    scope |= {"headers": [(b"host", b"localhost")], "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 5)}
    with pytest.raises(ValueError, match="secret"):  # for the server's log
        apart(application()(scope, receive, send))
    assert (sent[0]["status"], sent[1]["body"].decode()) == (500, said)
    assert b"frame-ancestors" in dict(sent[0]["headers"])[b"content-security-policy"]


@pytest.fixture
def store(demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(demo_store, tmp_path / "store"))
    monkeypatch.setenv("EHEALTH_STORE", str(copy))
    return copy


def damage(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(b"damaged")


NOT_READY = "No edition has been published, or the newest one cannot be opened."


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (lambda store: None, 200, "ok"),
        (lambda store: damage(store / "editions" / "0001.duckdb"), 503, NOT_READY),
        (lambda store: damage(store / "editions" / "0002.duckdb"), 503, NOT_READY),
        (shutil.rmtree, 503, NOT_READY),
    ],
    ids=["well", "damaged", "newest damaged", "no store"],
)
def test_the_server_is_ready_while_the_newest_edition_opens(
    change: Callable[[Path], None], status: int, said: str, store: Path
) -> None:
    change(store)
    client = Client(application())
    answer = client.get("/readyz", accept_language="en")
    assert (answer.status, answer.text) == (status, said)
    assert client.get("/healthz").text == "ok"
