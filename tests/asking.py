"""A request to an ASGI application in this process, without a server and without another library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message

R = TypeVar("R")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8-sig")

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class Client:
    """Asks an application at an address of this machine."""

    app: ASGIApp
    host: str = "127.0.0.1"

    def get(self, address: str, **headers: str) -> Answer:
        """The answer to a path and query as a person may write them; if_none_match="…" is a header."""
        return self.ask("GET", address, **headers)

    def ask(self, method: str, address: str, peer: str = "127.0.0.1", **headers: str) -> Answer:
        """As `get`, with another method or from another place."""
        parts = urlsplit(address)
        headers = {"host": f"{self.host}:8501", **headers}
        named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "scheme": "http", "server": (self.host, 8501), "headers": named}
        scope |= {"path": parts.path, "root_path": "", "query_string": quote(parts.query, safe="=&+%").encode()}
        scope["client"] = (peer, 50000)
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def call() -> None:
            await self.app(scope, receive, send)

        apart(call())
        found = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]))


def apart(awaited: Coroutine[Any, Any, R]) -> R:
    """What it gives, run in a thread of its own: in the test's own a loop may run, that of the browser tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited).result()
