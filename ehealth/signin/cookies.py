"""The two cookies: the session's token, and what ties a sign-in under way to its browser."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from ehealth.signin.configuration import Client

SESSION, FLOW = "session", "flow"


def cookie(which: str, client: Client) -> str:
    """A cookie's name. Under TLS no other site, subdomain or port can set one of this name (RFC 6265bis, __Host-)."""
    return f"__Host-{which}" if client.secure else which


def held(which: str, client: Client, cookies: Mapping[str, str]) -> str:
    """What the browser sent; the gate and the script read the same parser's answer, so they cannot differ."""
    return cookies.get(cookie(which, client), "")


def give(response: Response, which: str, client: Client, value: str, seconds: int | None = None) -> None:
    """Lax, since the way back from the provider starts at another site; without seconds it ends with the browser."""
    name = cookie(which, client)
    response.set_cookie(name, value, seconds, secure=client.secure, httponly=True, samesite="lax")


def take_back(response: Response, which: str, client: Client) -> None:
    """Has the browser forget it."""
    response.delete_cookie(cookie(which, client), secure=client.secure, httponly=True, samesite="lax")
