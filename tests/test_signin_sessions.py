"""How long a session lasts, what is kept of it, where a sign-in may lead, and what a configuration must say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehealth.access import Person
from ehealth.signin import configuration, flows, goals, sessions
from ehealth.signin.flows import Flows
from ehealth.signin.sessions import Sessions
from tests.signing_in import CLIENT_ID, ISSUER, PUBLIC, SECRET, FakeProvider, configure

ROOT = Path(__file__).resolve().parents[1]
CAMILLE = Person(ISSUER, "c1", "Camille Martin", "camille@example.org")


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("limit", "seconds"), [("IDLE", 30 * 60), ("ABSOLUTE", 12 * 3600)])
def test_the_limits_are_those_that_were_promised(limit: str, seconds: int) -> None:
    assert getattr(sessions, limit) == seconds


def test_an_idle_session_ends_and_one_in_use_goes_on_until_its_last_hour() -> None:
    clock = Clock()
    kept = Sessions(clock)
    idle, used = kept.begin(CAMILLE, "i1"), kept.begin(CAMILLE, "i2")
    for _ in range(24):  # every half hour but a second, for just under twelve hours
        clock.now += sessions.IDLE - 1
        session = kept.live(used)
        assert session is not None
        kept.touch(session)
        assert kept.live(idle) is not None if clock.now < 1_000_000 + sessions.IDLE else kept.live(idle) is None
    clock.now = 1_000_000 + sessions.ABSOLUTE
    assert kept.live(used) is None and len(kept) == 0


def test_only_the_digest_of_a_token_is_kept() -> None:
    kept = Sessions()
    token = kept.begin(CAMILLE, "the ID token")
    assert len(token) >= 43 and token != kept.begin(CAMILLE, "")
    assert token not in repr(vars(kept)) and "the ID token" not in repr(vars(kept))
    session = kept.live(token)
    assert session is not None and session.digest == sessions.digest(token) != token
    assert kept.live(session.digest) is None


def test_there_is_room_for_so_many_sessions_and_the_least_used_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "KEPT", 3)
    clock = Clock()
    kept = Sessions(clock)
    tokens = []
    for _ in range(3):
        clock.now += 1
        tokens.append(kept.begin(CAMILLE, ""))
    first = kept.live(tokens[0])
    assert first is not None
    clock.now += 1
    kept.touch(first)
    tokens.append(kept.begin(CAMILLE, ""))
    assert [kept.live(token) is not None for token in tokens] == [True, False, True, True]


def test_threads_that_begin_and_end_sessions_at_once_lose_none() -> None:
    kept, left = Sessions(), list[str]()

    def work() -> None:
        for _ in range(200):
            left.append(kept.begin(CAMILLE, ""))
            kept.end(kept.begin(CAMILLE, ""))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1600 and all(kept.live(token) for token in left)


def test_a_flow_is_taken_once_by_its_own_browser_in_time() -> None:
    clock = Clock()
    under_way = Flows(clock)
    flow, browser = under_way.begin("/waves", "")
    assert under_way.take(flow.state, "another") is None and under_way.take("another", browser) is None
    assert under_way.take(flow.state, browser) == flow and under_way.take(flow.state, browser) is None
    late, same = under_way.begin("/", browser)
    assert same != browser  # a browser's secret is not used again once its flows are over
    clock.now += flows.LASTING
    assert under_way.take(late.state, same) is None


def test_flows_are_random_long_and_limited_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "KEPT", 5)
    under_way = Flows()
    begun = [under_way.begin("/", "chosen by an attacker") for _ in range(9)]
    assert len(under_way) == 5
    assert len({text for flow, browser in begun for text in (flow.state, flow.nonce, flow.verifier)}) == 27
    assert min(len(text) for flow, _ in begun for text in (flow.state, flow.nonce)) >= 32
    assert all(43 <= len(flow.verifier) <= 128 for flow, _ in begun)
    assert "chosen by an attacker" not in [browser for _, browser in begun]
    assert [under_way.take(flow.state, browser) is not None for flow, browser in begun] == [False] * 4 + [True] * 5


@pytest.mark.parametrize(
    ("asked", "goal"),
    [
        ("/waves?years=2024-2025&lang=fr#top", "/waves?years=2024-2025&lang=fr#top"),
        ("/", "/"),
        ("/project?projects=DÉMO 01", "/project?projects=DÉMO 01"),
        *((wrong, "/") for wrong in (
            "", "waves", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%5Cevil.example",
            "/%2Fevil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil", "/\n/evil", "/a\r\nb",
            "/waves\u202e", " /waves", "/x\\y", "/signin", "/login?next=/", "/callback?code=1", "/logout", "/logout/",
            "/%6Cogout", "/" + "x" * 2000,
        )),
    ],
)  # fmt: skip
def test_a_sign_in_leads_to_a_page_of_ours_or_to_the_first(asked: str, goal: str) -> None:
    assert goals.goal(asked) == goal


@given(st.text(alphabet="/\\%2Fe.:@?#vil5Cc\t\n ;&=", max_size=12).map(lambda text: f"/{text}") | st.text(max_size=20))
def test_no_address_leads_anywhere_else(asked: str) -> None:
    there = urlsplit(urljoin(f"{PUBLIC}/signin", goals.goal(asked)))
    assert (there.scheme, there.netloc) == ("https", "monitor.example.org")


def said(environment: pytest.MonkeyPatch, tmp_path: Path, **changed: str) -> str:
    """What a configuration is refused with."""
    configure(environment, tmp_path, FakeProvider())
    for name, value in changed.items():
        environment.setenv(f"EHEALTH_{name}", value)
    with pytest.raises(configuration.Misconfigured) as refused:
        configuration.client()
    assert SECRET not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"OIDC_ISSUER": ""}, "Sign-in is configured by half: set EHEALTH_OIDC_ISSUER too."),
        (
            {"OIDC_CLIENT_ID": "", "PUBLIC_URL": ""},
            "Sign-in is configured by half: set EHEALTH_OIDC_CLIENT_ID and EHEALTH_PUBLIC_URL too.",
        ),
        ({"OIDC_CLIENT_SECRET_FILE": ""}, "Sign-in is configured by half: set EHEALTH_OIDC_CLIENT_SECRET_FILE too."),
        ({"OIDC_CLIENT_SECRET_FILE": "/nowhere/secret"}, "EHEALTH_OIDC_CLIENT_SECRET_FILE, /nowhere/secret, cannot"),
        (
            {"OIDC_ISSUER": "http://provider.example.org"},
            "EHEALTH_OIDC_ISSUER is http://provider.example.org: write",
        ),
        ({"OIDC_ISSUER": "provider.example.org"}, "EHEALTH_OIDC_ISSUER is provider.example.org: write it as https://"),
        ({"PUBLIC_URL": "http://monitor.example.org"}, "EHEALTH_PUBLIC_URL is http://monitor.example.org: write it as"),
        ({"PUBLIC_URL": "https://a:b@x.org"}, "EHEALTH_PUBLIC_URL is https://a:b@x.org: write it as"),
        ({"PUBLIC_URL": "https://x.org:port"}, "EHEALTH_PUBLIC_URL is https://x.org:port: write it as"),
        ({"PUBLIC_URL": "https://x.org/monitor"}, "EHEALTH_PUBLIC_URL is https://x.org/monitor: leave out the path"),
        ({"OIDC_SCOPES": "email"}, "EHEALTH_OIDC_SCOPES is “email”: it must hold openid."),
        ({"OIDC_CA_FILE": "/nowhere/ca.pem"}, "EHEALTH_OIDC_CA_FILE, /nowhere/ca.pem, holds no certificate"),
    ],
)
def test_half_a_configuration_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    assert said(monkeypatch, tmp_path, **changed).startswith(sentence)


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o606])
def test_a_secret_that_others_can_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int) -> None:
    file = tmp_path / "open"
    file.write_text(SECRET)
    file.chmod(mode)
    assert f"can be read by others: run chmod 600 {file}" in said(
        monkeypatch, tmp_path, OIDC_CLIENT_SECRET_FILE=str(file)
    )
    file.chmod(0o600)
    file.write_text("\n")
    assert "is empty" in said(monkeypatch, tmp_path, OIDC_CLIENT_SECRET_FILE=str(file))


def test_a_whole_configuration_is_read_and_keeps_its_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure(monkeypatch, tmp_path, FakeProvider(), PUBLIC_URL=f"{PUBLIC}/")
    client: Any = configuration.client()
    assert (client.issuer, client.client_id, client.secret, client.public) == (ISSUER, CLIENT_ID, SECRET, PUBLIC)
    assert (client.name, client.subject, client.secure) == (("given_name", "usual_name"), "sub", True)
    assert client.scopes == "openid given_name usual_name email uid siret idp_id"
    assert SECRET not in repr(client)


def test_without_a_provider_nobody_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHEALTH_PUBLIC_URL", PUBLIC)
    assert configuration.client() is None


def test_a_server_with_half_a_configuration_does_not_start(tmp_path: Path) -> None:
    environment = {**os.environ, "EHEALTH_STORE": str(tmp_path), "EHEALTH_OIDC_ISSUER": ISSUER}
    run = subprocess.run(
        [sys.executable, "dashboard.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1 and run.stderr.strip().endswith(
        "Sign-in is configured by half: set EHEALTH_OIDC_CLIENT_ID and EHEALTH_OIDC_CLIENT_SECRET_FILE and "
        "EHEALTH_PUBLIC_URL too. The server was not started."
    )
