"""What every answer tells the browser: what the page may load and run, and who may frame, keep or learn of it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ehealth.serving.ahead import streamlit_page
from ehealth.serving.hosts import public_origin
from ehealth.serving.language import document_language
from ehealth.wording import of

A_YEAR = 365 * 24 * 3600
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def hashed(script: str) -> str:
    """How a policy names a script that stands in a page."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def policy() -> str:
    """The Content-Security-Policy under which Streamlit and Plotly really work (tests/browser/test_hardening.py)."""
    own = " ".join(hashed(script) for script in _INLINE.findall(streamlit_page().read_text(encoding="utf-8")))
    directives = {
        "default-src": "'self'",
        "script-src": f"'self' {own}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",  # Emotion and Plotly write <style> elements and style attributes
        "img-src": "'self' data: blob:",  # Plotly's and Streamlit's signs; pictures that take.js draws
        "font-src": "'self' data:",  # the faces that a picture carries inside
        "object-src": "'none'",
        "frame-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def safe_headers() -> dict[str, str]:
    """The headers by name; where browsers reach the service over TLS, they are told never to try without."""
    https = public_origin().startswith("https:")
    return {
        "content-security-policy": policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",  # addresses hold filters
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",  # what says nothing of its own: downloads, refusals
    } | ({"strict-transport-security": f"max-age={A_YEAR}"} if https else {})


class SafeHeaders:
    """Adds headers to every answer that does not say otherwise itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(raw=list(message.get("headers", [])))
                for name, value in self.headers.items():
                    found.setdefault(name, value)
                message = {**message, "headers": found.raw}
            await send(message)

        await self.app(scope, receive, add)


async def broken(request: Request, fault: Exception) -> Response:
    """What is said of a fault of ours, which Starlette answers outside of every middleware: nothing of the fault."""
    words = of(document_language(request.scope))
    return PlainTextResponse(words.say("This could not be answered: the server’s log says why."), 500, safe_headers())
