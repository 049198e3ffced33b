"""How a request is turned away: one sentence in the language that it asks for."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ehealth.domain import Refusal
from ehealth.serving.language import document_language
from ehealth.wording.problems import refuse

STATUS = {"too-many-uploads": 429, "upload-too-large": 413, "upload-without-length": 411}


async def turn_away(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the refusal's sentence; a websocket is closed before it is accepted, which leaves no room for one.

    A fact `seconds` is when to come again.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = {"retry-after": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else None
    said = refuse(refusal, document_language(scope))
    await PlainTextResponse(said, STATUS.get(refusal.code, 403), headers)(scope, receive, send)
