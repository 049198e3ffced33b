"""What stands between the network and Streamlit: who reaches the server, compression, the document's language."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ehealth.serving.language import (
    AddressLanguage,
    DocumentLanguage,
    Projects,
    document_language,
    in_language,
    preferred,
)
from ehealth.serving.packing import PackedFiles
from ehealth.serving.reach import REFUSAL, LoopbackOnly, is_loopback

__all__ = [
    "REFUSAL",
    "AddressLanguage",
    "DocumentLanguage",
    "LoopbackOnly",
    "PackedFiles",
    "document_language",
    "front_page",
    "in_language",
    "is_loopback",
    "middleware",
    "preferred",
]


async def front_page(request: Request) -> Response:
    """The front page's address is /; its name, which the other pages' addresses suggest, leads there too."""
    return RedirectResponse(request.url.replace(path="/"))


def middleware(projects: Projects, gate: Sequence[Middleware] = ()) -> list[Middleware]:
    """In the order a request meets them; `projects`: an edition's number as asked for → code → acronym.

    gate: what lets only people pass who signed in; without one, nobody passes but this machine itself.
    """
    return [
        *(gate or [Middleware(LoopbackOnly)]),
        Middleware(PackedFiles),
        Middleware(AddressLanguage, projects=projects),
        Middleware(DocumentLanguage),
    ]
