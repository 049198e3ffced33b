"""The OpenID Connect provider: where it is, which keys it signs with, and who it says somebody is."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ehealth.access import Person
from ehealth.domain import Refusal
from ehealth.signin.configuration import Client, kept_secret, trusted
from ehealth.signin.flows import Flow
from ehealth.signin.people import person
from ehealth.signin.tokens import UNKNOWN_KEY, Claims, check_id_token, check_userinfo, signed_claims

PATIENCE = 5  # seconds for one answer, whole
LARGEST = 1 << 20  # bytes of an answer
KNOWN_FOR = (
    3600  # seconds until metadata and keys are asked for again, so that a key taken back is not trusted for ever
)
BETWEEN_KEYS = 60  # seconds between two early looks at the keys, however many tokens carry an unknown one
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
LOG = logging.getLogger(__name__)


class Provider:
    """What is known of the provider is kept; used in the server's loop only.

    Every call raises Refusal: signin-down where it does not answer in time, signin-answer where what it says is wrong.
    """

    def __init__(
        self,
        client: Client,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.client, self.transport, self.clock = client, transport, clock
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._asked = self._looked_again = float("-inf")

    async def way_in(self, flow: Flow) -> str:
        """The address at the provider where somebody signs in; no parameter that ProConnect does not know."""
        metadata = await self.metadata()
        return with_query(
            metadata["authorization_endpoint"],
            response_type="code",
            client_id=self.client.client_id,
            redirect_uri=f"{self.client.public}/callback",
            scope=self.client.scopes,
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=flow.challenge,
            code_challenge_method="S256",
        )

    async def way_out(self, id_token: str, state: str) -> str | None:
        """The address that ends the provider's own session too; None where it offers none."""
        endpoint = (await self.metadata()).get("end_session_endpoint")
        if not isinstance(endpoint, str) or not kept_secret(endpoint):
            return None
        back = f"{self.client.public}/signin"
        return with_query(endpoint, id_token_hint=id_token, state=state, post_logout_redirect_uri=back)

    async def check_issuer(self, iss: str | None) -> None:
        """The answer in the browser's address comes from this provider (RFC 9207), where it says so at all."""
        announced = (await self.metadata()).get("authorization_response_iss_parameter_supported") is True
        if iss != self.client.issuer and (iss is not None or announced):
            raise Refusal("signin-answer", why="iss parameter")

    async def exchange(self, code: str, flow: Flow) -> dict[str, Any]:
        """The tokens that a code stands for. Raises Refusal("signin-refused") where the provider does not take it."""
        metadata = await self.metadata()
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": flow.verifier}
        form["redirect_uri"] = f"{self.client.public}/callback"
        known = {"client_id": self.client.client_id, "client_secret": self.client.secret}
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_form = "client_secret_post" in methods
        answer = await self._ask(
            "POST",
            metadata["token_endpoint"],
            data=form | known if by_form else form,
            auth=None if by_form else httpx.BasicAuth(*(quoted(text) for text in known.values())),
        )
        if 400 <= answer.status_code < 500:
            raise Refusal("signin-refused", why=f"token endpoint {answer.status_code}")
        found = json_of(answer)
        if not all(isinstance(found.get(name), str) for name in ("id_token", "access_token")):
            raise Refusal("signin-answer", why="no id_token")
        return found

    async def identify(self, tokens: dict[str, Any], flow: Flow) -> Person:
        """Who the tokens are about. Raises Refusal: signin-no-email, signin-no-subject."""
        claims = await self._signed(tokens["id_token"])
        check_id_token(claims, self.client.issuer, self.client.client_id, flow.nonce)
        info = await self._userinfo(tokens["access_token"])
        if info.get("sub") != claims["sub"]:
            raise Refusal("signin-answer", why="sub")
        return person(info, self.client)

    async def metadata(self) -> dict[str, Any]:
        """The provider's own description (OpenID Connect Discovery)."""
        if self.clock() - self._asked >= KNOWN_FOR:
            found = json_of(await self._ask("GET", self.client.issuer.rstrip("/") + WELL_KNOWN))
            if found.get("issuer") != self.client.issuer:
                raise Refusal("signin-answer", why="issuer")
            if not all(isinstance(found.get(name), str) and kept_secret(found[name]) for name in ENDPOINTS):
                raise Refusal("signin-answer", why="endpoints")
            self._metadata, self._keys, self._asked = found, None, self.clock()
        return self._metadata

    async def _userinfo(self, access_token: str) -> Claims:
        """Signed, where the provider says that it signs: plain JSON would then be a step down that nobody asked for.

        A provider that announces no signing algorithm, or `none` among them, may answer in plain JSON: what it says
        then rests on TLS, as OpenID Connect has it.
        """
        metadata = await self.metadata()
        headers = {"authorization": f"Bearer {access_token}", "accept": "application/jwt, application/json"}
        answer = await self._ask("GET", metadata["userinfo_endpoint"], headers=headers)
        if answer.status_code == 200 and answer.headers.get("content-type", "").split(";")[0] == "application/jwt":
            claims = await self._signed(answer.text.strip())
            check_userinfo(claims, self.client.issuer, self.client.client_id)
            return claims
        signing = metadata.get("userinfo_signing_alg_values_supported") or ["none"]
        if "none" not in signing:
            raise Refusal("signin-answer", why="userinfo not signed")
        return json_of(answer)

    async def _signed(self, token: str) -> Claims:
        """The claims of a token, its signature checked with keys that are looked at again where they do not fit."""
        try:
            return signed_claims(token, await self._known_keys())
        except UNKNOWN_KEY as fault:
            if self.clock() - self._looked_again < BETWEEN_KEYS:
                raise Refusal("signin-answer", why="key") from fault
        self._looked_again, self._keys = self.clock(), None
        try:
            return signed_claims(token, await self._known_keys())
        except UNKNOWN_KEY as fault:
            raise Refusal("signin-answer", why="key") from fault

    async def _known_keys(self) -> KeySet:
        if self._keys is None:
            found = json_of(await self._ask("GET", (await self.metadata())["jwks_uri"]))
            try:
                self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # what it finds wrong, it raises
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
                raise Refusal("signin-answer", why="keys") from fault
        return self._keys

    async def _ask(self, method: str, address: str, **request: Any) -> httpx.Response:
        """One answer, whole and of a bearable size; redirects are not followed."""
        try:
            async with (
                asyncio.timeout(PATIENCE),
                httpx.AsyncClient(verify=trusted(self.client.ca_file), transport=self.transport) as http,
                http.stream(method, address, **request) as answer,
            ):
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise Refusal("signin-answer", why="size")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as fault:
            LOG.warning("the provider did not answer at %s: %r", address, fault)
            raise Refusal("signin-down") from fault
        if answer.status_code >= 500:
            LOG.warning("the provider answered %s at %s", answer.status_code, address)
            raise Refusal("signin-down")
        headers = {"content-type": answer.headers.get("content-type", "")}
        return httpx.Response(answer.status_code, headers=headers, content=body)


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The object of an answer that succeeded. Raises Refusal("signin-answer")."""
    try:
        found = answer.json() if answer.status_code == 200 else None
    except ValueError as fault:
        raise Refusal("signin-answer", why="not JSON") from fault
    if not isinstance(found, dict):
        raise Refusal("signin-answer", why=f"status {answer.status_code}")
    return found


def with_query(address: str, **parameters: str) -> str:
    """An address with parameters added to those that it may have."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def quoted(text: str) -> str:
    """As RFC 6749, 2.3.1 has client names and secrets in Basic authentication."""
    return urlencode({"": text})[1:]
