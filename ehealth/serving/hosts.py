"""Under which names the server answers: another name that leads here is DNS rebinding, another origin a forgery."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ehealth import settings
from ehealth.domain import Refusal
from ehealth.serving.refusing import turn_away

LOCAL = ("127.0.0.1", "localhost")
HARMLESS = ("GET", "HEAD", "OPTIONS")
_HOST = re.compile(r"([A-Za-z0-9.-]+)(?::[0-9]{1,5})?")


def public_origin() -> str:
    """Scheme, host and port of EHEALTH_PUBLIC_URL as browsers write an Origin, else nothing."""
    parts = urlsplit(settings.value("EHEALTH_PUBLIC_URL"))
    return f"{parts.scheme}://{parts.netloc.lower()}" if parts.scheme and parts.netloc else ""


def allowed(signed_in: bool) -> list[str]:
    """The names that the server answers under; its public one only where people sign in."""
    public = urlsplit(public_origin()).hostname if signed_in else None
    return [*LOCAL, *([public] if public else [])]


class OwnHosts:
    """Refuses a Host that is not ours, and whatever changes something from a page of another origin.

    Streamlit looks at both for its websocket alone, lets any port of localhost pass as an origin, and for a foreign
    one asks a server on the internet for its own address, while everybody waits.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], origin: str) -> None:
        self.app, self.hosts, self.origin = app, frozenset(hosts), origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not self._ours(Headers(scope=scope)):
            await turn_away(Refusal("other-name"), scope, receive, send)
        elif self._foreign(scope, Headers(scope=scope)):
            await turn_away(Refusal("other-site"), scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        named = headers.getlist("host")
        found = _HOST.fullmatch(named[0]) if len(named) == 1 else None
        return found is not None and found[1].lower() in self.hosts

    def _foreign(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or (scope["type"] == "http" and scope["method"] in HARMLESS):
            return False
        return origin != self.origin and urlsplit(origin).netloc != headers["host"]
