"""What stands between the network and Streamlit: who reaches the server and how much they send, headers, languages."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ehealth.serving.frames import OwnFrames
from ehealth.serving.headers import SafeHeaders, broken, safe_headers
from ehealth.serving.hosts import OwnHosts, allowed, public_origin
from ehealth.serving.language import (
    AddressLanguage,
    DocumentLanguage,
    Projects,
    document_language,
    in_language,
    preferred,
)
from ehealth.serving.options import unsafe
from ehealth.serving.packing import PackedFiles
from ehealth.serving.reach import LoopbackOnly, is_loopback
from ehealth.serving.uploads import UploadLimits, Who, client_address

__all__ = [
    "AddressLanguage",
    "DocumentLanguage",
    "LoopbackOnly",
    "OwnFrames",
    "OwnHosts",
    "PackedFiles",
    "SafeHeaders",
    "UploadLimits",
    "allowed",
    "broken",
    "client_address",
    "document_language",
    "front_page",
    "in_language",
    "is_loopback",
    "middleware",
    "preferred",
    "unsafe",
]


async def front_page(request: Request) -> Response:
    """The front page's address is /; its name, which the other pages' addresses suggest, leads there too."""
    return RedirectResponse(request.url.replace(path="/"))


def middleware(projects: Projects, gate: Sequence[Middleware] = (), who: Who = client_address) -> list[Middleware]:
    """In the order a request meets them.

    projects: an edition's number as asked for → code → acronym.
    gate: what lets only people pass who signed in; without one, nobody passes but this machine itself.
    who: what tells one person from another, for the limit on uploads.
    """
    origin = public_origin()
    return [
        Middleware(SafeHeaders, headers=safe_headers()),
        Middleware(OwnHosts, hosts=allowed(signed_in=bool(gate)), origin=origin),
        *(gate or [Middleware(LoopbackOnly)]),
        Middleware(UploadLimits, who=who),
        Middleware(PackedFiles),
        Middleware(AddressLanguage, projects=projects),
        Middleware(DocumentLanguage),
    ]
