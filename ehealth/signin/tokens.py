"""What the provider signed: its signature, and each claim that says for whom, by whom and until when."""

from __future__ import annotations

import time
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from ehealth.domain import Refusal

# Asymmetric only, whatever the provider's metadata or a token say: `none` and the client's secret sign nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 5  # seconds that two clocks may differ
UNKNOWN_KEY = (InvalidKeyIdError, BadSignatureError)  # the provider may have changed its keys

Claims = dict[str, Any]


def signed_claims(token: str, keys: KeySet) -> Claims:
    """The claims of a token whose signature holds. Raises UNKNOWN_KEY, and Refusal("signin-answer")."""
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except UNKNOWN_KEY:
        raise
    except (JoseError, ValueError, TypeError) as fault:
        raise Refusal("signin-answer", why="signature") from fault


def check_id_token(claims: Claims, issuer: str, client_id: str, nonce: str) -> None:
    """Raise Refusal("signin-answer") unless the token answers this very sign-in of ours (OpenID Connect, 3.1.3.7)."""
    _check(claims, iss=issuer, aud=client_id, nonce=nonce, sub=None, exp=None, iat=None)
    azp = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or azp is not None) and azp != client_id:
        raise Refusal("signin-answer", why="azp")


def check_userinfo(claims: Claims, issuer: str, client_id: str) -> None:
    """The same for a signed userinfo, which need not expire; an ID token in its place is refused."""
    _check(claims, iss=issuer, aud=client_id, sub=None)
    if "nonce" in claims:
        raise Refusal("signin-answer", why="userinfo")


def _check(claims: Claims, **wanted: str | None) -> None:
    """Each wanted claim is there, with its value if one is given; times are right."""
    options: dict[str, Any] = {
        name: {"essential": True} | ({"value": value} if value else {}) for name, value in wanted.items()
    }
    try:
        JWTClaimsRegistry(now=int(time.time()), leeway=LEEWAY, **options).validate(claims)
    except JoseError as fault:
        raise Refusal("signin-answer", why=getattr(fault, "claim", "claims")) from fault
