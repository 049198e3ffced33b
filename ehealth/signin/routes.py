"""/signin, /login, /callback and /logout: to the provider and back."""

from __future__ import annotations

import logging
import secrets
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ehealth import access, journal
from ehealth.access import Person
from ehealth.domain import Refusal
from ehealth.signin import configuration, forms, goals, standing
from ehealth.signin.configuration import Client
from ehealth.signin.cookies import FLOW, SESSION, give, held, take_back
from ehealth.signin.flows import FLOWS, LASTING, Flow
from ehealth.signin.provider import Provider
from ehealth.signin.sessions import SESSIONS
from ehealth.wording.problems import refuse

LOG = logging.getLogger(__name__)
STATUS = {"signin-down": 503, "signin-answer": 502, "signin-refused": 502}
UNFIT = ("signin-no-email", "signin-no-subject")  # accounts that the provider would give us again and again
NO_STORE = {"cache-control": "no-store"}


@lru_cache(maxsize=1)
def provider(client: Client) -> Provider:
    """The provider of an installation, with what is known of it."""
    return Provider(client)


async def signin(request: Request) -> Response:
    """The page where everybody starts; whoever is signed in goes on at once."""
    client = the_client()
    asked = request.query_params.get("next")
    goal = goals.left(request.scope, client) if asked is None else goals.goal(asked)
    if SESSIONS.live(held(SESSION, client, request.cookies)):
        return RedirectResponse(goal, 303, NO_STORE)
    if "state" in request.query_params:  # back from the provider, which ended its own session
        return _again(request, "signed-out", goals.TOP)
    sent_away = asked is None and "referer" in request.headers  # by the message to an open page
    if sent_away or held(SESSION, client, request.cookies):
        return _again(request, "session-ended", goal)
    return forms.sign_in(request.scope, goal)


async def login(request: Request) -> Response:
    """On to the provider, with what only this browser can come back with."""
    client = the_client()
    goal = goals.goal(request.query_params.get("next", goals.TOP))
    flow, browser = FLOWS.begin(goal, held(FLOW, client, request.cookies))
    try:
        response = RedirectResponse(await provider(client).way_in(flow), 303, NO_STORE)
    except Refusal as refusal:
        return _refused(request, refusal, goal)
    give(response, FLOW, client, browser, LASTING)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: a new session, or a sentence; an open session outlives whatever goes wrong here."""
    client, query = the_client(), request.query_params
    flow = FLOWS.take(query.get("state", ""), held(FLOW, client, request.cookies))
    if flow is None:
        return _refused(request, Refusal("signin-stale", minutes=LASTING // 60), goals.TOP, 400)
    try:
        person, id_token = await _identified(client, flow, request)
        await _note(person, journal.DONE)
    except Refusal as refusal:
        return _refused(request, refusal, flow.goal)
    SESSIONS.end(held(SESSION, client, request.cookies))
    response = RedirectResponse(flow.goal, 303, NO_STORE)
    give(response, SESSION, client, SESSIONS.begin(person, id_token))
    return response


async def logout(request: Request) -> Response:
    """Ends the session here and at the provider, if the person asks for it themselves."""
    client = the_client()
    token = held(SESSION, client, request.cookies)
    session = SESSIONS.live(token)
    if session is None:
        return RedirectResponse("/signin?next=/", 303, NO_STORE)
    if not _wanted(request, client):
        return forms.sign_out(request.scope, await _way_out(client, session.id_token))
    SESSIONS.end(token)
    response = RedirectResponse(await _way_out(client, session.id_token), 303, NO_STORE)
    take_back(response, SESSION, client)
    try:
        await run_in_threadpool(journal.note, standing.store(), standing.reader(session.person), "sign_out")
    except Refusal as refusal:  # who wants to leave is let go, whatever the disk says
        LOG.error("a sign-out is not in the log: %s", refusal.facts)
    return response


ROUTES = [
    Route("/signin", signin),
    Route("/login", login),
    Route("/callback", callback),
    Route("/logout", logout, methods=["GET", "POST"]),
]


def the_client() -> Client:
    """The configuration, which the routes are not there without."""
    found = configuration.client()
    assert found is not None
    return found


async def _identified(client: Client, flow: Flow, request: Request) -> tuple[Person, str]:
    """Who comes back, and the ID token; what the provider issued for nobody whom we let in is noted."""
    query, ours = request.query_params, provider(client)
    await ours.check_issuer(query.get("iss"))
    if "error" in query or not query.get("code"):
        raise Refusal("signin-cancelled" if query.get("error") == "access_denied" else "signin-refused", why="error")
    tokens = await ours.exchange(query["code"], flow)
    try:
        return await ours.identify(tokens, flow), tokens["id_token"]
    except Refusal as refusal:
        await _note(Person(client.issuer, refusal.facts.get("subject", "")), journal.REFUSED, refusal.code)
        if refusal.code in UNFIT:
            refusal.facts["way_out"] = await _way_out(client, tokens["id_token"])
        raise


async def _note(person: Person, outcome: str, to: str = "") -> None:
    """Strangers cannot fill the log: before the provider has issued a token, a refusal is the server log's only."""
    reader = standing.reader(person) if person.subject else access.Reader(access.NOBODY, person=person)
    await run_in_threadpool(journal.note, standing.store(), reader, "sign_in", to, outcome)


async def _way_out(client: Client, id_token: str) -> str:
    """Where a sign-out leads: to the provider, else straight back."""
    here = "/signin?state="
    try:
        return await provider(client).way_out(id_token, secrets.token_urlsafe(32)) or here
    except Refusal:
        return here


def _wanted(request: Request, client: Client) -> bool:
    """Whether the person wants to sign out: they pressed our button or followed a link of ours.

    Another site can send them here, or load this address as a picture; a browser says so, or says nothing.
    """
    said = {name: request.headers.get(f"sec-fetch-{name}") for name in ("site", "dest", "user")}
    if request.method == "POST":
        return said["site"] == "same-origin" or request.headers.get("origin") == client.public
    return said == {"site": "same-origin", "dest": "document", "user": "?1"}


def _refused(request: Request, refusal: Refusal, goal: str, status: int = 403) -> Response:
    LOG.warning("sign-in refused: %s %s", refusal.code, refusal.facts.get("why", ""))
    notice = refuse(refusal, goals.language(request.scope, goal))
    return forms.sign_in(
        request.scope, goal, notice, STATUS.get(refusal.code, status), refusal.facts.get("way_out", "")
    )


def _again(request: Request, code: str, goal: str) -> Response:
    return forms.sign_in(request.scope, goal, refuse(Refusal(code), goals.language(request.scope, goal)))
