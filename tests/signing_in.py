"""An identity provider that can be told to misbehave, and a browser that signs in with it; no server, no network."""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ehealth import serving, signin
from ehealth.access import Person
from ehealth.routes import ROUTES
from ehealth.signin import routes
from ehealth.signin.configuration import client
from ehealth.signin.flows import FLOWS, Flow
from ehealth.signin.provider import Provider
from ehealth.signin.sessions import SESSIONS
from ehealth.ui import published
from tests.asking import apart

ISSUER = "https://provider.example.org/api/v2"
PUBLIC = "https://monitor.example.org"
CLIENT_ID, SECRET = "monitor", "a-secret-of-the-client"
CAMILLE: dict[str, Any] = {
    "sub": "c1",
    "given_name": "Camille",
    "usual_name": "Martin",
    "email": "camille.martin@example.org",
    "uid": "cm",
    "siret": "13002526500013",
    "idp_id": "71144ab3",
}
KNOWN = {  # what ProConnect knows; anything else is its error Y000400
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
}  # fmt: skip

ALGORITHMS = ["RS256", "ES256", "HS256", "none"]
AnyKey = RSAKey | ECKey | OctKey


def key(kid: str = "one") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


def unsigned(claims: dict[str, Any]) -> str:
    """A token with alg=none, which joserfc does not write."""
    parts = (b'{"alg":"none"}', httpx.Response(200, json=claims).content)
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


@dataclass
class FakeProvider:
    """Answers as ProConnect does, but for what a test changes: claims (None leaves one out), keys, answers, delays.

    answers: path → what is answered instead; signs: with which key and algorithm; publishes: which keys it shows.
    """

    signs: AnyKey = field(default_factory=key)
    alg: str = "ES256"
    publishes: list[AnyKey] = field(default_factory=list)
    id_claims: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Response] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    userinfo_key: AnyKey | None = None
    plain: bool = False

    def __post_init__(self) -> None:
        self.publishes = self.publishes or [self.signs]
        paths = {"/.well-known/openid-configuration": self._describe, "/jwks": self._keys}
        paths |= {"/token": self._token, "/userinfo": self._userinfo}
        both = ["GET", "POST"]
        app = Starlette(
            routes=[Route(f"/api/v2{one}", self._counted(one, answer), methods=both) for one, answer in paths.items()]
        )
        self.transport = httpx.ASGITransport(app)

    def authorize(self, address: str) -> str:
        """What the provider makes of the address that a browser is sent to: the code that it comes back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{ISSUER}/authorize?") and set(asked) == KNOWN
        assert min(len(asked["state"]), len(asked["nonce"])) >= 32 and asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT_ID, f"{PUBLIC}/callback")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code

    def _counted(self, path: str, answer: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            self.asked.append(path)
            self.heard.append(dict(request.headers))
            await asyncio.sleep(self.slow.get(path, 0))
            return self.answers.get(path) or await answer(request)

        return endpoint

    async def _describe(self, _: Request) -> Response:
        found = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", "end_session_endpoint": f"{ISSUER}/session/end"}
        found |= {f"{name}_endpoint": f"{ISSUER}/{path}" for name, path in
                  (("authorization", "authorize"), ("token", "token"), ("userinfo", "userinfo"))}  # fmt: skip
        methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        return JSONResponse(found | methods | {"userinfo_signing_alg_values_supported": ["ES256"]} | self.metadata)

    async def _keys(self, _: Request) -> Response:
        return JSONResponse(KeySet(list(self.publishes)).as_dict(private=False))

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        flow = self.codes.pop(form.get("code", ""), None)
        verified = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, SECRET)
        if flow is None or verified != flow["code_challenge"] or not known:
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = self.dated({"nonce": flow["nonce"], "sub": "c1"}, self.id_claims)
        token = {"id_token": self.signed(claims), "access_token": "access", "token_type": "Bearer", "expires_in": 60}
        return JSONResponse(token)

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer access"
        claims = self.dated(CAMILLE, {"exp": None} | self.info)
        if self.plain:
            return JSONResponse(claims)
        return PlainTextResponse(self.signed(claims, self.userinfo_key), media_type="application/jwt")

    def signed(self, claims: dict[str, Any], by: AnyKey | None = None) -> str:
        if self.alg == "none":
            return unsigned(claims)
        used = by or self.signs
        return jwt.encode({"alg": self.alg, "kid": used.kid}, claims, used, algorithms=ALGORITHMS)

    @staticmethod
    def dated(claims: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
        now = int(time.time())
        whole = {"iss": ISSUER, "aud": CLIENT_ID, "iat": now, "exp": now + 60} | claims | changed
        return {name: value for name, value in whole.items() if value is not None}


def configure(monkeypatch: pytest.MonkeyPatch, folder: Path, provider: FakeProvider, **variables: str) -> None:
    """Sign-in as an environment configures it, its secret in a file, nobody signed in yet."""
    file = folder / "client-secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    said = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET_FILE": str(file)}
    for name, value in (said | {"PUBLIC_URL": PUBLIC, "FIRST_STEWARD": "c1"} | variables).items():
        monkeypatch.setenv(f"EHEALTH_{name}", value)
    found = client()
    assert found is not None
    asked = Provider(found, provider.transport)
    monkeypatch.setattr(routes, "provider", lambda _: asked)
    for kept in (SESSIONS, FLOWS):
        monkeypatch.setattr(kept, "_open", {})


def asked() -> Provider:
    """The provider as the product knows it."""
    return routes.provider(routes.the_client())


def identified(provider: FakeProvider) -> Person:
    """Whom the product takes somebody for who comes back from the provider."""

    async def way() -> Person:
        flow = Flow("/", "", time.time())
        code = provider.authorize(await asked().way_in(flow))
        return await asked().identify(await asked().exchange(code, flow), flow)

    return apart(way())


def service() -> Starlette:
    """Our routes behind what stands before Streamlit, whose place a page takes that says who reads it."""

    async def page(request: Request) -> Response:
        reader = request.scope.get(signin.READER)
        return PlainTextResponse(f"{request.url.path} for {reader.role if reader else 'anybody'}")

    layers = serving.middleware(published.acronyms, signin.gate(), signin.who)
    pages = Route("/{path:path}", page, methods=["GET", "PUT", "POST", "DELETE"])
    return Starlette(routes=[*ROUTES, *signin.ROUTES, pages], middleware=layers)


@dataclass
class Browser:
    """Keeps cookies as browsers do, and follows no redirect by itself."""

    app: ASGIApp
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.ask("GET", address, **headers)

    def ask(self, method: str, address: str, **headers: str) -> httpx.Response:
        """accept="…" is a header; a page is asked for unless it says otherwise."""
        named = {"accept": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]

        async def call() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url=PUBLIC, cookies=self.cookies
            ) as http:
                answer = await http.request(method, address, headers=raw)
                self.cookies = http.cookies
                return answer

        return apart(call())

    def sign_in(self, provider: FakeProvider, goal: str = "/") -> httpx.Response:
        """The whole way; the answer of the callback."""
        return self.get(back(provider, self.get(f"/login?next={quote(goal)}")))

    def holds(self, name: str) -> str | None:
        return self.cookies.get(name)


def back(provider: FakeProvider, sent: httpx.Response) -> str:
    """The address that the provider sends the browser back to."""
    state = dict(parse_qsl(urlsplit(sent.headers["location"]).query))["state"]
    return f"/callback?code={provider.authorize(sent.headers['location'])}&state={state}"
