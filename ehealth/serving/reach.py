"""From where the server may be reached: without sign-in, from its own machine only, and by nobody's mediation."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ehealth.domain import Refusal
from ehealth.serving.refusing import turn_away

# What proxies add to a request. Identity never comes from them: `server.trustedUserHeaders` must be empty.
PROXIES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach the address; no address means every interface."""
    if address == "localhost":
        return True
    try:
        return ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Refuses what comes over another interface or through a proxy, however the server was started."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = (scope.get("server") or ("", None))[0]
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not is_loopback(server):
            await turn_away(Refusal("other-interface", address=server), scope, receive, send)
        elif any(name in Headers(scope=scope) for name in PROXIES):
            await turn_away(Refusal("forwarded"), scope, receive, send)
        else:
            await self.app(scope, receive, send)
