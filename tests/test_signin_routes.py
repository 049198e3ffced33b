"""The way to the provider and back, and out again: for who belongs here, and for who tries otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from ehealth.signin import routes
from ehealth.signin.flows import FLOWS, LASTING
from ehealth.signin.sessions import SESSIONS
from tests.signing_in import ISSUER, PUBLIC, Browser, FakeProvider, back, configure, service

COOKIE = "__Host-session"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeProvider:
    monkeypatch.setenv("EHEALTH_STORE", str(tmp_path / "store"))
    found = FakeProvider()
    configure(monkeypatch, tmp_path, found)
    return found


@pytest.fixture
def browser(provider: FakeProvider) -> Browser:
    return Browser(service())


def logged(tmp_path: Path) -> list[dict[str, str]]:
    """What the log says, without when."""
    lines = [line for file in (tmp_path / "store.log").glob("*.jsonl") for line in file.read_text().splitlines()]
    return [{name: value for name, value in json.loads(line).items() if name != "at"} for line in lines]


def said(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status
    assert answer.text.count("<h1>") == 1 and "<script" not in answer.text
    return answer.text


def test_a_deep_link_leads_through_the_provider_and_back_to_it(browser: Browser, provider: FakeProvider) -> None:
    asked = browser.get("/waves?lang=en&years=2024-2025")
    assert (asked.status_code, asked.headers["location"]) == (
        303, "/signin?next=/waves%3Flang%3Den%26years%3D2024-2025")  # fmt: skip
    page = said(browser.get(asked.headers["location"]), 200)
    assert '<html lang="en">' in page and 'href="/login?next=/waves%3Flang%3Den%26years%3D2024-2025"' in page
    sent = browser.get("/login?next=/waves%3Flang%3Den%26years%3D2024-2025")
    arrived = browser.get(back(provider, sent))
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/waves?lang=en&years=2024-2025")
    assert browser.get("/waves").text == "/waves for steward"


def test_the_session_is_a_cookie_that_scripts_and_other_sites_cannot_read_and_that_ends_with_the_browser(
    browser: Browser, provider: FakeProvider
) -> None:
    found = browser.sign_in(provider).headers["set-cookie"]
    name, *attributes = found.split("; ")
    assert name.startswith(f"{COOKIE}=") and len(name) >= len(COOKIE) + 44
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
    token = browser.holds(COOKIE)
    assert token and token not in repr(vars(SESSIONS)) + repr(vars(FLOWS))


def test_who_is_signed_in_is_sent_on_from_the_sign_in_page(browser: Browser, provider: FakeProvider) -> None:
    browser.sign_in(provider)
    assert browser.get("/signin?next=/funding").headers["location"] == "/funding"
    assert browser.get("/signin", referer=f"{PUBLIC}/waves?lang=fr").headers["location"] == "/waves?lang=fr"
    assert browser.get("/signin", referer="https://elsewhere.example/waves").headers["location"] == "/"


def test_a_page_that_was_sent_away_says_so_and_keeps_its_address(browser: Browser) -> None:
    page = said(browser.get("/signin", referer=f"{PUBLIC}/waves?lang=en"), 200)
    assert "Your session has ended." in page and 'href="/login?next=/waves%3Flang%3Den"' in page


def test_a_callback_is_good_once(browser: Browser, provider: FakeProvider) -> None:
    address = back(provider, browser.get("/login"))
    assert browser.get(address).status_code == 303
    token = browser.holds(COOKIE)
    again = said(browser.get(address, accept_language="en"), 400)
    assert "completed already" in again
    assert browser.holds(COOKIE) == token and browser.get("/waves").status_code == 200
    said(Browser(service()).get(address), 400)


def test_a_code_that_somebody_else_fetched_signs_nobody_in(browser: Browser, provider: FakeProvider) -> None:
    """Login CSRF: an attacker has a victim's browser follow the attacker's own unused callback."""
    attack = back(provider, browser.get("/login"))
    victim = Browser(service())
    victim.get("/login")
    said(victim.get(attack), 400)
    assert victim.holds(COOKIE) is None and len(SESSIONS) == 0
    assert browser.get(attack).status_code == 303  # nor was it used up


@pytest.mark.parametrize(
    "query", ["", "?state=", "?state=unknown&code=x", "?code=x", "?error=<script>alert(1)</script>"]
)
def test_a_stray_callback_is_one_sentence_and_reflects_nothing(browser: Browser, query: str) -> None:
    page = said(browser.get(f"/callback{query}", accept_language="fr"), 400)
    assert "Reconnectez-vous." in page and "alert(1)" not in page and "unknown" not in page


def test_a_sign_in_that_took_too_long_is_begun_again(
    browser: Browser, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = back(provider, browser.get("/login"))
    late = FLOWS.clock() + LASTING
    monkeypatch.setattr(FLOWS, "clock", lambda: late)
    assert "more than 10 minutes" in said(browser.get(address, accept_language="en"), 400)


def test_two_tabs_may_sign_in_at_once(browser: Browser, provider: FakeProvider) -> None:
    one, other = (back(provider, browser.get(f"/login?next=/{page}")) for page in ("waves", "funding"))
    assert [browser.get(address).headers["location"] for address in (one, other)] == ["/waves", "/funding"]
    assert len(SESSIONS) == 1  # the second took the first one's place in this browser


@pytest.mark.parametrize(
    ("error", "sentence"), [("access_denied", "was cancelled"), ("server_error", "refused the sign-in")]
)
def test_what_the_provider_refuses_is_said_and_the_way_on_keeps_the_address(
    browser: Browser, error: str, sentence: str
) -> None:
    sent = browser.get("/login?next=/waves%3Flang%3Den")
    state = dict(parse_qsl(urlsplit(sent.headers["location"]).query))["state"]
    answer = browser.get(f"/callback?error={error}&error_description=<b>x</b>&state={state}")
    assert answer.status_code in (403, 502)
    assert sentence in answer.text and "<b>" not in answer.text and "/login?next=/waves%3Flang%3Den" in answer.text


def test_an_answer_of_another_provider_is_refused(browser: Browser, provider: FakeProvider) -> None:
    address = back(provider, browser.get("/login"))
    said(browser.get(f"{address}&iss=https://evil.example"), 502)
    good = back(provider, browser.get("/login"))
    assert browser.get(f"{good}&iss={ISSUER}").status_code == 303
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    configured = routes.provider(routes.the_client())
    configured._asked = float("-inf")
    said(browser.get(back(provider, browser.get("/login"))), 502)


def test_the_log_says_who_came_who_left_and_whom_the_provider_vouched_for_in_vain(
    browser: Browser, provider: FakeProvider, tmp_path: Path
) -> None:
    address = back(provider, browser.get("/login"))
    browser.get(address)
    browser.ask("POST", "/logout", origin=PUBLIC)
    provider.info = {"email": ""}
    assert f'<a href="{ISSUER}/session/end?id_token_hint=' in browser.get(back(provider, browser.get("/login"))).text
    browser.get("/callback?state=x&code=y")  # nobody's: a stranger cannot fill the log
    person, camille = f"{ISSUER} c1", {"who": "camille.martin@example.org", "person": f"{ISSUER} c1", "act": ""}
    assert logged(tmp_path) == [
        camille | {"role": "steward", "action": "sign_in", "outcome": "done", "to": ""},
        camille | {"role": "steward", "action": "sign_out", "outcome": "done", "to": ""},
        {"who": "", "person": person, "role": "steward", "action": "sign_in", "outcome": "refused",
         "to": "signin-no-email", "act": ""},
    ]  # fmt: skip


def test_who_cannot_be_written_down_is_not_let_in_but_let_out(
    browser: Browser, provider: FakeProvider, tmp_path: Path
) -> None:
    browser.sign_in(provider)
    log = tmp_path / "store.log"
    log.rename(tmp_path / "moved")
    log.write_text("in the way")
    assert browser.ask("POST", "/logout", origin=PUBLIC).headers["location"].startswith(f"{ISSUER}/session/end?")
    assert browser.sign_in(provider).status_code == 403
    assert browser.get("/waves").status_code == 303


def test_signing_out_ends_every_tab_and_the_providers_own_session(browser: Browser, provider: FakeProvider) -> None:
    browser.sign_in(provider)
    other_tab = Browser(browser.app, browser.cookies)
    here = {"sec_fetch_site": "same-origin", "sec_fetch_dest": "document", "sec_fetch_user": "?1"}
    left = browser.get("/logout", **here)
    address = urlsplit(left.headers["location"])
    asked = dict(parse_qsl(address.query))
    assert (left.status_code, f"{address.scheme}://{address.netloc}{address.path}") == (303, f"{ISSUER}/session/end")
    assert set(asked) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert asked["post_logout_redirect_uri"] == f"{PUBLIC}/signin" and len(asked["state"]) >= 32
    assert asked["id_token_hint"].count(".") == 2
    assert browser.holds(COOKIE) is None and len(SESSIONS) == 0
    assert other_tab.get("/waves").status_code == 303
    assert "You are signed out." in said(browser.get(f"/signin?state={asked['state']}", accept_language="en"), 200)


@pytest.mark.parametrize(
    "sent",
    [
        {"sec_fetch_site": "cross-site", "sec_fetch_dest": "document", "sec_fetch_user": "?1"},
        {"sec_fetch_site": "same-site", "sec_fetch_dest": "document", "sec_fetch_user": "?1"},
        {"sec_fetch_site": "same-origin", "sec_fetch_dest": "image"},
        {"sec_fetch_site": "same-origin", "sec_fetch_dest": "document"},
        {},
    ],
)
def test_no_other_site_and_no_picture_can_sign_anybody_out(
    browser: Browser, provider: FakeProvider, sent: dict[str, str]
) -> None:
    browser.sign_in(provider)
    page = browser.get("/logout", accept_language="en", **sent)
    assert "Do you want to sign out?" in said(page, 200)
    assert page.headers["content-security-policy"].endswith("form-action 'self' https://provider.example.org")
    assert browser.ask("POST", "/logout", origin="https://evil.example").status_code == 403
    assert browser.ask("POST", "/logout", sec_fetch_site="same-site").status_code == 200  # the question again
    assert browser.get("/waves").status_code == 200


def test_a_sign_out_works_while_the_provider_is_down_or_offers_none(browser: Browser, provider: FakeProvider) -> None:
    provider.metadata = {"end_session_endpoint": None}
    browser.sign_in(provider)
    assert browser.ask("POST", "/logout", origin=PUBLIC).headers["location"] == "/signin?state="
    assert browser.get("/waves").status_code == 303
    assert browser.get("/logout").headers["location"] == "/signin?next=/"


def test_another_person_who_signs_in_takes_the_browsers_place(browser: Browser, provider: FakeProvider) -> None:
    browser.sign_in(provider)
    before = Browser(browser.app, httpx.Cookies(browser.cookies))
    provider.id_claims, provider.info = {"sub": "d2"}, {"sub": "d2", "email": "dominique@example.org"}
    browser.sign_in(provider)
    assert before.get("/waves").status_code == 303
    assert browser.get("/waves").status_code == 403 and "d2" in browser.get("/").text


def test_without_tls_the_cookies_have_plain_names_and_work_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, provider: FakeProvider
) -> None:
    configure(monkeypatch, tmp_path, provider, PUBLIC_URL="http://127.0.0.1:8501")
    sent = Browser(service()).get("/login", host="127.0.0.1:8501")
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8501%2Fcallback" in sent.headers["location"]
    name, *attributes = sent.headers["set-cookie"].split("; ")
    assert name.startswith("flow=")
    assert sorted(attributes) == ["HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"]


def test_where_the_service_is_never_comes_from_a_request(browser: Browser) -> None:
    forged = {"x_forwarded_host": "evil.example", "x_forwarded_proto": "http", "forwarded": "host=evil.example"}
    sent = browser.get("/login", **forged)
    assert "redirect_uri=https%3A%2F%2Fmonitor.example.org%2Fcallback" in sent.headers["location"]
    assert httpx.URL(PUBLIC).host in sent.headers["location"]
