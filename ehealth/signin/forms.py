"""The pages of the sign-in: plain HTML, without a script, in the look of the product."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode, urlsplit

from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from ehealth import domain
from ehealth.access import Person
from ehealth.signin import goals
from ehealth.wording import Words, of

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>{title} · eHealth monitor</title>
<link rel="icon" href="/favicon.png" />
<link rel="stylesheet" href="/take/signin.css" />
</head>
<body>
<header><p>eHealth monitor</p>{other}</header>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def sign_in(scope: Scope, goal: str, notice: str = "", status: int = 200, way_out: str = "") -> Response:
    """Where everybody starts; notice: why they are here again. The way on keeps the address that they asked for.

    way_out: where the provider forgets an account that will not do, else it would offer no other.
    """
    lang = goals.language(scope, goal)
    w = of(lang)
    said = f'<p class="notice" role="alert">{escape(notice)}</p>' if notice else ""
    button = w.say("Sign in again") if notice else w.say("Sign in")
    other = f'<a href="{escape(way_out, quote=True)}">{escape(w.say("Use another account"))}</a>' if way_out else ""
    body = f"""{said}<p>{escape(w.say("This service is open to people who have been given access to it."))}</p>
<p><a class="button" href="/login?next={quote(goal, safe="/")}">{escape(button)}</a> {other}</p>"""
    return _page(w, w.say("Sign in"), body, _in_other_language(w, "/signin", next=goal), status)


def no_role(person: Person, scope: Scope) -> Response:
    """For somebody who signed in and is not on the access list: what to tell a steward."""
    w = of(goals.language(scope, goals.TOP))
    sentence = w.say(
        "You are signed in as {name}, and you have no role here yet: give a steward this identifier.",
        name=f"{person.name} ({person.email})" if person.email != person.name else person.email,
    )
    again, out = escape(w.say("Try again")), escape(w.say("Sign out"))
    body = f"""<p>{escape(sentence)}</p><p><code>{escape(person.subject)}</code></p>
<p><a class="button" href="{escape(goals.asked(scope), quote=True)}">{again}</a> <a href="/logout">{out}</a></p>"""
    return _page(w, w.say("No role yet"), body, _in_other_language(w, scope["path"]), 403)


def sign_out(scope: Scope, provider: str) -> Response:
    """Asks before signing out, where the wish may come from another site; provider: where the form leads in the end."""
    w = of(goals.language(scope, goals.TOP))
    question = escape(w.say("Do you want to sign out? All tabs of this browser are signed out."))
    out, stay = escape(w.say("Sign out")), escape(w.say("Stay signed in"))
    body = f"""<p>{question}</p>
<form method="post" action="/logout"><p><button class="button">{out}</button> <a href="/">{stay}</a></p></form>"""
    page = _page(w, w.say("Sign out"), body, _in_other_language(w, "/logout"), 200)
    parts = urlsplit(provider)
    if parts.scheme:  # Chromium asks for the policy's leave again where a form is redirected
        page.headers["content-security-policy"] = f"{POLICY} {parts.scheme}://{parts.netloc}"
    return page


def _in_other_language(w: Words, path: str, **parameters: str) -> str:
    other = next(lang for lang in domain.LANGUAGES if lang != w.lang)
    address = escape(f"{path}?{urlencode({'lang': other} | parameters)}", quote=True)
    return f'<a href="{address}" lang="{other}" hreflang="{other}">{LANGUAGE_NAMES[other]}</a>'


def _page(w: Words, title: str, body: str, other: str, status: int) -> Response:
    said = PAGE.format(lang=w.lang, title=escape(title), body=body, other=other)
    headers = {"cache-control": "no-store", "content-security-policy": POLICY, "vary": "Accept-Language"}
    headers |= {"referrer-policy": "same-origin", "x-content-type-options": "nosniff"}
    return HTMLResponse(said, status, headers)
