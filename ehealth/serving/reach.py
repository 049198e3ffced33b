"""From where the server may be reached: without sign-in, from its own machine only."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

REFUSAL = "No sign-in is configured, so this server listens on 127.0.0.1 only, not on {address}. It was not started."


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach the address; no address means every interface."""
    if address == "localhost":
        return True
    try:
        return ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Refuses what reaches the server over another interface, however the server was started."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = (scope.get("server") or ("", None))[0]
        if scope["type"] == "lifespan" or is_loopback(server):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(REFUSAL.format(address=server), status_code=403)(scope, receive, send)
