"""How much one person may send: a limit on uploads a minute, and on the size of one, before anything is read."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ehealth.domain import Refusal
from ehealth.serving.refusing import turn_away

Who = Callable[[Scope], str]  # what tells one person from another

PATH = "/_stcore/upload_file"
MINUTE = 60.0  # seconds
A_MINUTE = 20  # nobody mends and sends a file again faster; it bounds what is held in memory
LARGEST = 100  # MB, server.maxUploadSize; the page refuses more than half of it itself, with a sentence
AROUND = 1 << 20  # bytes that a form adds to its file, at most


def client_address(scope: Scope) -> str:
    """Where a request comes from: all that is known of who sends it where nobody signs in."""
    client = scope.get("client")
    return str(client[0]) if client else ""


class UploadLimits:
    """Refuses an upload that is too large, or one too many of the same person within a minute."""

    def __init__(self, app: ASGIApp, who: Who) -> None:
        self.app, self.who = app, who
        self.sent: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PATH) and scope["method"] in ("PUT", "POST"):
            length = Headers(scope=scope).get("content-length", "")
            if refusal := self._refused(self.who(scope), length, time.monotonic()):
                await turn_away(refusal, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refused(self, who: str, length: str, now: float) -> Refusal | None:
        if wait := self._wait(who, now):
            return Refusal("too-many-uploads", limit=A_MINUTE, seconds=wait)
        if not length.isdecimal():
            return Refusal("upload-without-length")
        return Refusal("upload-too-large", limit=LARGEST) if int(length) > (LARGEST << 20) + AROUND else None

    def _wait(self, who: str, now: float) -> int:
        """Whole seconds until this person may send again; 0 if now, which is then counted."""
        self.sent = {one: times for one, times in self.sent.items() if now - times[-1] < MINUTE}
        times = self.sent.setdefault(who, deque(maxlen=A_MINUTE))
        if len(times) == A_MINUTE and now - times[0] < MINUTE:
            return int(MINUTE - (now - times[0])) + 1
        times.append(now)
        return 0
