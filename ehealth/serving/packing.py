"""Compression of Streamlit's own files, once each: 2.6 MB instead of 7.5 on a first visit."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = ("/static/", "/take/")
LEVEL = 9  # it is paid once per file and start


class PackedFiles:
    """Compresses answers, and keeps the compressed files of /static/ and /take/, which stay as they are.

    Streamlit sends them as they are, because compressing 7.5 MB anew for every visitor costs a third of a second.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = GZipMiddleware(app, compresslevel=LEVEL)
        self.kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _packable(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.kept:
            self.kept.update(await self._packed(scope, receive, path))
        for message in self.kept.get(path) or await self._answer(scope, receive):
            await send(message)

    async def _packed(self, scope: Scope, receive: Receive, path: str) -> dict[str, list[Message]]:
        """The answer under its path, if it may be kept: an unknown path is answered with a page, which is not."""
        messages = await self._answer(scope, receive)
        page = Headers(raw=messages[0]["headers"]).get("content-type", "").startswith("text/html")
        return {path: messages} if messages[0]["status"] == 200 and not page else {}

    async def _answer(self, scope: Scope, receive: Receive) -> list[Message]:
        messages: list[Message] = []

        async def hold(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, hold)
        return messages


def _packable(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(KEPT):
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not {"range", "if-none-match"} & set(headers)
