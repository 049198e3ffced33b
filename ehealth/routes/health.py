"""/healthz: the process answers; /readyz: it can show something. For monitors, with no session and no secret."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ehealth import serving
from ehealth.ui import published
from ehealth.wording import of


async def alive(request: Request) -> Response:
    """The server's loop turns."""
    return PlainTextResponse("ok")


def ready(request: Request) -> Response:
    """Whether the newest edition can be opened; a damaged one is not hidden by the one before it, which is shown."""
    if published.newest_opens():
        return PlainTextResponse("ok")
    words = of(serving.document_language(request.scope))
    return PlainTextResponse(words.say("No edition has been published, or the newest one cannot be opened."), 503)
