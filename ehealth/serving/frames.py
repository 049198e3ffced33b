"""What browsers may tell Streamlit over their websocket: only what a page of ours sends."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Wanted = Callable[[bytes], bool]


class OwnFrames:
    """Drops every other frame: Streamlit would empty everybody's caches, or tell of the program's folder."""

    def __init__(self, app: ASGIApp, wanted: Wanted) -> None:
        self.app, self.wanted = app, wanted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or self.wanted(message.get("bytes") or b""):
                    return message

        await self.app(scope, heard if scope["type"] == "websocket" else receive, send)
