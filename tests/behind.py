"""Our routes, and places where Streamlit's own would stand, behind what stands before them."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from ehealth import serving
from ehealth.routes import ROUTES
from ehealth.ui import published
from tests.asking import apart

UPLOAD = "/_stcore/upload_file/session/file"


class Gate:
    """Stands for sign-in's: everybody has signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def received(request: Request) -> Response:
    return PlainTextResponse("received")


def broken(request: Request) -> Response:
    raise ValueError("/srv/store/secret")


async def stream(socket: WebSocket) -> None:
    await socket.accept()


def application(gated: bool = False, **options: Any) -> Starlette:
    """The application; `options` are those of serving.middleware."""
    routes = [
        Route(UPLOAD, received, methods=["PUT", "DELETE"]),
        Route("/broken", broken),
        WebSocketRoute("/_stcore/stream", stream),
    ]
    gate = [Middleware(Gate)] if gated else []
    return Starlette(
        routes=[*ROUTES, *routes],
        middleware=serving.middleware(published.acronyms, gate=gate, **options),
        exception_handlers={Exception: serving.broken},
    )


def shaken(app: ASGIApp, host: str = "127.0.0.1:8501", **headers: str) -> str:
    """How a websocket's handshake ends: accept or close."""
    named = [(b"host", host.encode()), *((name.encode(), value.encode()) for name, value in headers.items())]
    scope = {"type": "websocket", "scheme": "ws", "path": "/_stcore/stream", "query_string": b"", "headers": named}
    scope |= {"server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 50000), "subprotocols": [], "root_path": ""}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    apart(app(scope, receive, send))
    return str(sent[0]["type"]).removeprefix("websocket.")
