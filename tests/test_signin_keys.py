"""The provider's keys and times: what is kept, what is asked again, what is given up, what is never written down."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from ehealth.domain import Refusal
from ehealth.signin import provider as module
from tests.signing_in import SECRET, FakeProvider, asked, configure, identified, key


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeProvider:
    found = FakeProvider()
    configure(monkeypatch, tmp_path, found)
    return found


def test_a_provider_that_wants_basic_authentication_gets_it(fake: FakeProvider) -> None:
    fake.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}
    with pytest.raises(Refusal, match="signin-refused"):  # this one reads the form only
        identified(fake)
    assert fake.heard[-1]["authorization"] == "Basic bW9uaXRvcjphLXNlY3JldC1vZi10aGUtY2xpZW50"


def test_a_key_that_changed_is_looked_up_once_and_unknown_ones_cannot_have_it_looked_up_again_and_again(
    fake: FakeProvider,
) -> None:
    identified(fake)
    fake.signs = key("two")
    fake.publishes = [fake.signs]
    assert identified(fake).subject == "c1"
    assert fake.asked.count("/jwks") == 2
    fake.signs = key("three")
    for _ in range(5):
        with pytest.raises(Refusal, match="signin-answer"):
            identified(fake)
    assert fake.asked.count("/jwks") == 2
    now = time.time() + module.BETWEEN_KEYS
    asked().clock = lambda: now
    fake.publishes = [fake.signs]
    assert identified(fake).subject == "c1"


def test_metadata_and_keys_are_kept_for_an_hour(fake: FakeProvider) -> None:
    for _ in range(3):
        identified(fake)
    assert fake.asked.count("/.well-known/openid-configuration") == fake.asked.count("/jwks") == 1
    later = time.time() + module.KNOWN_FOR
    asked().clock = lambda: later
    identified(fake)
    assert fake.asked.count("/.well-known/openid-configuration") == fake.asked.count("/jwks") == 2


def test_a_code_that_the_provider_does_not_take_is_refused(fake: FakeProvider) -> None:
    fake.answers["/token"] = JSONResponse({"error": "invalid_grant"}, 400)
    with pytest.raises(Refusal, match="signin-refused"):
        identified(fake)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"])
def test_a_provider_that_is_down_or_hangs_is_said_to_be_within_its_time(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert module.PATIENCE == 5
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    fake.slow[path] = 30
    began = time.monotonic()
    with pytest.raises(Refusal, match="signin-down"):
        identified(fake)
    assert time.monotonic() - began < 5
    fake.slow.clear()
    fake.answers[path] = PlainTextResponse("no", 503)
    with pytest.raises(Refusal, match="signin-down"):
        identified(fake)


def test_neither_a_token_nor_a_code_nor_a_name_is_written_to_the_servers_log(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for claims, answers in (({}, {}), ({"nonce": "n" * 43}, {}), ({}, {"/userinfo": PlainTextResponse("no", 500)})):
        fake.id_claims, fake.answers = dict(claims), dict(answers)
        try:
            identified(fake)
        except Refusal as refusal:
            caplog.records.append(logging.makeLogRecord({"msg": repr(refusal) + repr(refusal.__cause__)}))
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "/userinfo" in text
    for secret in (SECRET, "code-0", "access", "eyJ", "Camille", "camille", "n" * 43):
        assert secret not in text.replace("access_token", "")
