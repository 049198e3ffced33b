"""Where somebody goes once they are signed in: an address of this service and of no other."""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from ehealth import domain, serving
from ehealth.signin.configuration import Client

TOP = "/"
LONGEST = 2000  # characters; a link with every filter has some 800
OWN = ("/signin", "/login", "/callback", "/logout")


def goal(asked: str) -> str:
    """The path and query that an address of ours asks for; the front page for anything that is not plainly one."""
    strange = "\\" in asked or len(asked) > LONGEST or any(unicodedata.category(sign)[0] == "C" for sign in asked)
    if strange or not asked.startswith("/") or asked.startswith("//"):
        return TOP
    path = unquote(asked.partition("?")[0].partition("#")[0])
    return TOP if path.rstrip("/") in OWN or path.startswith(("//", "/\\")) else asked


def left(scope: Scope, client: Client) -> str:
    """The goal of a request that names none: the page of ours that it comes from, since a message sent it away."""
    came_from = Headers(scope=scope).get("referer", "")
    return goal(came_from[len(client.public) :]) if came_from.startswith(f"{client.public}/") else TOP


def asked(scope: Scope) -> str:
    """The goal that a request to a closed address has."""
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope.get("raw_path", b"").decode("latin-1").partition("?")[0] or scope["path"]
    return goal(f"{path}?{query}" if query else path)


def language(scope: Scope, goal: str) -> str:
    """Of the request's own address, else of the goal's, else of the browser."""
    named = [parse_qs(urlsplit(one).query).get("lang", [""])[-1] for one in (own(scope), goal)]
    return next((lang for lang in named if lang in domain.LANGUAGES), serving.document_language(scope))


def own(scope: Scope) -> str:
    """A request's own path and query."""
    return f"{scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
