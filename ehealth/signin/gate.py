"""Nobody passes without a live session, over HTTP or a websocket; nobody without a role gets anything of the data.

Pictures of charts in mails (/chart/….png) are asked for without a cookie by the mail's reader: they are refused too.
A plain ASGI class: Starlette's BaseHTTPMiddleware never sees a websocket.
"""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.runtime_util import serialize_forward_msg

from ehealth import access, journal, serving
from ehealth.domain import Refusal
from ehealth.signin import goals, standing
from ehealth.signin.configuration import Client
from ehealth.signin.cookies import SESSION, held
from ehealth.signin.forms import no_role
from ehealth.signin.messages import away
from ehealth.signin.sessions import SESSIONS, Session
from ehealth.wording.problems import refuse

OPEN = frozenset((*goals.OWN, "/healthz", "/readyz", "/_stcore/health", "/_stcore/host-config", "/favicon.png"))
OPEN_FOLDERS = ("/static/", "/take/")  # Streamlit's and our own scripts and styles: the same for everybody
METRICS = "/_stcore/metrics"  # of all sessions and caches: for stewards
UPLOADS = "/_stcore/upload_file/"
READER = "ehealth.reader"  # where whatever stands behind the gate finds in the scope who asks
_PROTOCOL = b"sec-websocket-protocol"


class Gate:
    """Stands before everything else. See the module."""

    def __init__(self, app: ASGIApp, client: Client) -> None:
        self.app, self.client = app, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_open(scope):
            await self.app(scope, receive, send)
            return
        session = SESSIONS.live(held(SESSION, self.client, HTTPConnection(scope).cookies))
        reader = standing.reader(session.person) if session else None
        if session is None or reader is None:
            await _refused(scope, receive, send, "/signin", _sign_in_first(scope))
        elif not access.may(reader, "read"):
            await _noted(session, reader)
            await _refused(
                scope, receive, send, "/", no_role(reader.person, scope) if _by_hand(scope) else _no_role(scope)
            )
        elif scope["path"] == METRICS and not access.may(reader, "log"):
            await _refused(scope, receive, send, "/", _say("forbidden", 403, scope))
        elif scope["type"] == "http" and not _own_upload(scope, session):
            await _say("other-upload", 403, scope)(scope, receive, send)
        else:
            await self._pass(scope, receive, send, session, reader)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, session: Session, reader: access.Reader) -> None:
        """On to what was asked for; a page or file asked for is an action of the person, an open socket is none."""
        if scope["type"] == "http":
            SESSIONS.touch(session)
        else:
            scope = _own_tab(scope, session)
        await self.app({**scope, READER: reader}, receive, send)


async def _noted(session: Session, reader: access.Reader) -> None:
    """Once a session, so that nobody can fill the log by asking again and again."""
    if session.refused:
        return
    session.refused = True
    with suppress(Refusal):  # refused all the same
        await run_in_threadpool(journal.note, standing.store(), reader, "read", "", journal.REFUSED)


def who(scope: Scope) -> str:
    """What tells one person from another behind the gate; without one, the address that they come from."""
    reader: access.Reader | None = scope.get(READER)
    return f"{reader.person.issuer} {reader.person.subject}" if reader else serving.client_address(scope)


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["type"] == "http" and (path in OPEN or path.startswith(OPEN_FOLDERS))


def _by_hand(scope: Scope) -> bool:
    """Whether a browser asks for a page that it shows to a person, who can be led to the sign-in."""
    accepts = "text/html" in Headers(scope=scope).get("accept", "")
    return scope["type"] == "http" and scope["method"] == "GET" and accepts


def _sign_in_first(scope: Scope) -> Response:
    if _by_hand(scope):
        address = f"/signin?next={quote(goals.asked(scope), safe='/')}"
        return RedirectResponse(address, 303, {"cache-control": "no-store"})
    return _say("sign-in-first", 401, scope)


def _no_role(scope: Scope) -> Response:
    return _say("no-role", 403, scope)


def _say(code: str, status: int, scope: Scope) -> Response:
    lang = goals.language(scope, goals.TOP)
    return PlainTextResponse(refuse(Refusal(code), lang), status, {"cache-control": "no-store"})


async def _refused(scope: Scope, receive: Receive, send: Send, address: str, response: Response) -> None:
    """The answer; a websocket is accepted and closed, with a message between that sends its page elsewhere.

    A refused handshake would tell the page nothing: it would go on trying, with the data still on the screen.
    """
    if scope["type"] == "http":
        await response(scope, receive, send)
        return
    await receive()
    protocol = Headers(scope=scope).get("sec-websocket-protocol", "").partition(",")[0].strip()
    await send({"type": "websocket.accept", "subprotocol": protocol or None})
    await send({"type": "websocket.send", "bytes": serialize_forward_msg(away(address))})
    await send({"type": "websocket.close", "code": 1008})


def _own_upload(scope: Scope, session: Session) -> bool:
    """An upload's address names the tab that it is for: it must be one of this person's."""
    path: str = scope["path"]
    return not path.startswith(UPLOADS) or path[len(UPLOADS) :].partition("/")[0] in session.tabs


def _own_tab(scope: Scope, session: Session) -> Scope:
    """The handshake without the name of a tab to resume, unless that tab is this person's.

    Streamlit would hand over a live tab of somebody else, with all that it remembers of them.
    """
    asked = Headers(scope=scope).get("sec-websocket-protocol", "").split(",")
    if len(asked) < 3 or asked[2].strip() in session.tabs:
        return scope
    kept = ",".join(asked[:2]).encode("latin-1")
    return {**scope, "headers": [(name, kept if name == _PROTOCOL else value) for name, value in scope["headers"]]}
