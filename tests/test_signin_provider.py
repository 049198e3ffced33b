"""A provider that is wrong, late or gone signs nobody in; one that does as OpenID Connect says does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ehealth.access import Person
from ehealth.domain import Refusal
from tests.signing_in import CAMILLE, CLIENT_ID, ISSUER, SECRET, FakeProvider, asked, configure, identified, key

NOW = int(time.time())
Change = Callable[[FakeProvider], Any]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeProvider:
    found = FakeProvider()
    configure(monkeypatch, tmp_path, found)
    return found


def claims(**changed: Any) -> Change:
    return lambda fake: fake.id_claims.update(changed)


def info(**changed: Any) -> Change:
    return lambda fake: fake.info.update(changed)


def answers(path: str, response: Response) -> Change:
    return lambda fake: fake.answers.update({path: response})


def metadata(**changed: Any) -> Change:
    return lambda fake: fake.metadata.update(changed)


def signs(alg: str, by: Any = None) -> Change:
    return lambda fake: vars(fake).update(alg=alg, signs=by or fake.signs)


def plain(**changed: Any) -> Change:
    return lambda fake: vars(fake).update(plain=True, metadata=changed)


def with_rsa(fake: FakeProvider) -> None:
    fake.signs, fake.alg = RSAKey.generate_key(2048, {"kid": "r"}), "RS256"
    fake.publishes = [fake.signs]


def in_place_of_userinfo(fake: FakeProvider) -> None:
    token = fake.signed(fake.dated(CAMILLE, {"nonce": "x" * 43}))
    fake.answers["/userinfo"] = PlainTextResponse(token, media_type="application/jwt")


WRONG: dict[str, Change] = {
    "a wrong nonce": claims(nonce="n" * 43),
    "no nonce": claims(nonce=None),
    "an empty nonce": claims(nonce=""),
    "another audience": claims(aud="other"),
    "no audience": claims(aud=None),
    "an audience of several without azp": claims(aud=[CLIENT_ID, "other"]),
    "azp of another": claims(azp="other"),
    "several audiences and azp of another": claims(aud=[CLIENT_ID, "other"], azp="other"),
    "another issuer": claims(iss="https://evil.example"),
    "its own issuer with a slash more": claims(iss=f"{ISSUER}/"),
    "no issuer": claims(iss=None),
    "an expired token": claims(exp=NOW - 60),
    "a token that never expires": claims(exp=None),
    "an expiry in words": claims(exp="tomorrow"),
    "a token from the future": claims(iat=NOW + 3600),
    "no time of issue": claims(iat=None),
    "a token not valid yet": claims(nbf=NOW + 3600),
    "no subject": claims(sub=None),
    "a subject that is no text": claims(sub=7),
    "alg=none": signs("none"),
    "HS256 with the client's secret": signs("HS256", OctKey.import_key(SECRET, {"kid": "one"})),
    "another key under the same name": signs("ES256", key()),
    "a key that the provider does not show": signs("ES256", key("other")),
    "no ID token": answers("/token", JSONResponse({"access_token": "access", "token_type": "Bearer"})),
    "an ID token that is no text": answers("/token", JSONResponse({"access_token": "access", "id_token": {}})),
    "an ID token that is no token": answers("/token", JSONResponse({"access_token": "access", "id_token": "a.b.c"})),
    "an ID token of bytes": answers("/token", JSONResponse({"access_token": "access", "id_token": "é" * 99 + ".."})),
    "tokens that are no JSON": answers("/token", PlainTextResponse("<html>")),
    "tokens that are a list": answers("/token", JSONResponse([])),
    "tokens by a redirect": answers("/token", Response(status_code=302, headers={"location": "https://evil.example"})),
    "endless tokens": answers("/token", PlainTextResponse("x" * (2 << 20))),
    "userinfo about somebody else": info(sub="d2"),
    "userinfo without a subject": info(sub=None),
    "userinfo for another": info(aud="other"),
    "userinfo for nobody": info(aud=None),
    "userinfo of another issuer": info(iss="https://evil.example"),
    "userinfo of no issuer": info(iss=None),
    "expired userinfo": info(exp=NOW - 60),
    "userinfo from the future": info(iat=NOW + 3600),
    "userinfo that is not signed": plain(),
    "userinfo under another key": lambda fake: vars(fake).update(userinfo_key=key()),
    "an ID token in place of userinfo": in_place_of_userinfo,
    "userinfo that is refused": answers("/userinfo", JSONResponse({"error": "invalid_token"}, 401)),
    "no keys": answers("/jwks", JSONResponse({})),
    "keys that are no keys": answers("/jwks", JSONResponse({"keys": [{"kty": "EC"}, 7]})),
    "an empty set of keys": answers("/jwks", JSONResponse({"keys": []})),
    "metadata of another issuer": metadata(issuer="https://evil.example"),
    "metadata without keys": metadata(jwks_uri=None),
    "tokens that travel in clear": metadata(token_endpoint="http://provider.example.org/token"),
    "a sign-in page in clear": metadata(authorization_endpoint="http://provider.example.org/authorize"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_the_provider_gets_wrong_signs_nobody_in(fake: FakeProvider, wrong: str) -> None:
    assert identified(fake).subject == "c1"
    asked()._asked = float("-inf")  # metadata and keys are asked for anew
    WRONG[wrong](fake)
    with pytest.raises(Refusal, match="signin-answer"):
        identified(fake)


def test_a_person_is_known_by_issuer_and_subject_and_named_as_configured(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    camille = Person(ISSUER, "c1", "Camille Martin", "camille.martin@example.org", "13002526500013")
    assert identified(fake) == camille
    configure(monkeypatch, tmp_path, fake, OIDC_SUBJECT_CLAIM="uid", OIDC_NAME_CLAIMS="usual_name nickname")
    assert identified(fake) == Person(ISSUER, "cm", "Martin", camille.email, camille.organisation)
    fake.info = {"usual_name": None, "siret": None}
    assert identified(fake) == Person(ISSUER, "cm", camille.email, camille.email, "")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"email": None}, "signin-no-email"),
        ({"email": ""}, "signin-no-email"),
        ({"email": ["a@example.org"]}, "signin-no-email"),
        ({"email": "no address"}, "signin-no-email"),
        ({"uid": None}, "signin-no-subject"),
        ({"uid": " c1"}, "signin-no-subject"),
        ({"uid": "c1\u200b"}, "signin-no-subject"),
        ({"uid": "x" * 256}, "signin-no-subject"),
    ],
)
def test_an_account_without_an_address_or_a_plain_identifier_is_not_signed_in(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: dict[str, Any], code: str
) -> None:
    configure(monkeypatch, tmp_path, fake, OIDC_SUBJECT_CLAIM="uid")
    fake.info = changed
    with pytest.raises(Refusal, match=code):
        identified(fake)


def test_a_name_cannot_carry_what_is_not_seen(fake: FakeProvider) -> None:
    fake.info = {"given_name": "Ca\u202emille\n", "usual_name": "<b>Martin</b>"}
    assert identified(fake).name == "Camille <b>Martin</b>"


@pytest.mark.parametrize(
    "fine",
    [
        claims(aud=[CLIENT_ID]),
        claims(aud=[CLIENT_ID, "other"], azp=CLIENT_ID),
        claims(azp=CLIENT_ID),
        info(exp=NOW + 3600),
        plain(userinfo_signing_alg_values_supported=[]),
        plain(userinfo_signing_alg_values_supported=["RS256", "none"]),
        metadata(token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"]),
        with_rsa,
    ],
)
def test_what_openid_connect_allows_is_accepted(fake: FakeProvider, fine: Change) -> None:
    fine(fake)
    assert identified(fake).subject == "c1"
