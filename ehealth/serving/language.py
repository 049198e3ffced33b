"""The language of an answer: of the address, else of the browser; in the document, and in the filters' labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ehealth import domain
from ehealth.serving import ahead

DEFAULT_LANGUAGE = "fr"
Projects = Callable[[str | None], Mapping[str, str]]
LABELLED = {"waves": ("projects", "wave"), "regions": ("projects", "region"), "routes": ("modules", "route")}
_HTML = re.compile(rb'<html lang="[a-z]*"')
_HEAD = b"</head>"
ADDED = b'<link rel="stylesheet" href="/take/ehealth.css" /><script defer src="/take/take.js"></script>'
OWN = ("/chart/", "/take/", "/briefing-mode", "/signin", "/login", "/callback", "/logout")  # ours: in their language
_CONDITIONAL = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def preferred(accept_language: str) -> str:
    """The first of our languages in an Accept-Language header (`fr-CA,en;q=0.8`) or a locale, else French."""
    weighted = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        weighted.append((-_number(quality), position, tag[:2].lower()))
    spoken = [tag for weight, _, tag in sorted(weighted) if tag in domain.LANGUAGES and weight < 0]
    return spoken[0] if spoken else DEFAULT_LANGUAGE


class AddressLanguage:
    """Redirects an address whose filters are in the other language, or are codes, to the same view in the reader's.

    The filters' widgets know the labels of one language only, and every pasted address starts with this request.
    """

    def __init__(self, app: ASGIApp, projects: Projects) -> None:
        self.app, self.projects = app, projects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope.get("query_string", b"").decode("latin-1")
        filtered = any(f"{name}=" in asked for name in (*LABELLED, "projects"))
        if scope["type"] != "http" or not filtered or scope["path"].startswith(OWN):
            await self.app(scope, receive, send)
            return
        parameters = parse_qsl(asked, keep_blank_values=True)
        lang = document_language(scope)
        acronyms = self.projects(dict(parameters).get("edition")) if "projects=" in asked else {}
        spoken = [
            (name, acronyms.get(value, value) if name == "projects" else in_language(name, value, lang))
            for name, value in parameters
        ]
        if spoken == parameters:
            await self.app(scope, receive, send)
        else:
            await RedirectResponse(f"{scope['path']}?{urlencode(spoken)}")(scope, receive, send)


def in_language(name: str, value: str, lang: str) -> str:
    """A filter's value as the language's label, from a code or a label of any language; other values as they are."""
    for code, labels in domain.codes(*LABELLED[name]).items() if name in LABELLED else ():
        if value in (code, *labels.values()):
            return labels[lang]
    return value


class DocumentLanguage:
    """Puts the reader's language in `<html lang>`, which Streamlit's index page hard-codes as English; and our script.

    The inner application is asked for uncompressed, unconditional pages: one file is sent in two languages.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/static/", *OWN)):
            await self.app(scope, receive, send)
            return
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _CONDITIONAL]}
        await self.app(plain, receive, _Rewriter(send, document_language(scope)).send)


class _Rewriter:
    """Holds a text/html answer back until it is whole, then sends it in the reader's language."""

    def __init__(self, send: Send, lang: str) -> None:
        self.forward, self.lang = send, lang
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = await self._begin()
        await self.forward(message)

    async def _begin(self) -> Message:
        assert self.start is not None
        body = _HTML.sub(b'<html lang="%s"' % self.lang.encode(), self.body, count=1)
        body = body.replace(_HEAD, ahead.links().encode() + ADDED + _HEAD, 1)
        headers = MutableHeaders(raw=list(self.start["headers"]))
        for name in ("etag", "last-modified"):
            del headers[name]
        headers["content-length"] = str(len(body))
        headers.add_vary_header("Accept-Language")
        await self.forward({**self.start, "headers": headers.raw})
        return {"type": "http.response.body", "body": body}


def document_language(scope: Scope) -> str:
    """The language that a request asks for: `lang` in its address, else its browser's."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    return asked if asked in domain.LANGUAGES else preferred(Headers(scope=scope).get("accept-language", ""))


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
