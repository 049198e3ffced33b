"""Sign-in by OpenID Connect, one way for every provider, ProConnect included; nothing of it where none is configured.

Streamlit's own st.login cannot speak to ProConnect and keeps a 30-day cookie, so it is not used.
"""

from __future__ import annotations

from starlette.middleware import Middleware

from ehealth.signin.configuration import Client, Misconfigured, client
from ehealth.signin.cookies import SESSION, held
from ehealth.signin.gate import READER, Gate, who
from ehealth.signin.messages import away
from ehealth.signin.routes import ROUTES
from ehealth.signin.sessions import SESSIONS, Session
from ehealth.signin.standing import reader, ready_to_read

__all__ = [
    "READER",
    "ROUTES",
    "SESSION",
    "SESSIONS",
    "Client",
    "Gate",
    "Misconfigured",
    "Session",
    "away",
    "client",
    "configured",
    "gate",
    "held",
    "reader",
    "ready_to_read",
    "who",
]


def configured() -> bool:
    """Whether people sign in here. Raises Misconfigured where that is said by half."""
    return client() is not None


def gate() -> list[Middleware]:
    """The gate, where people sign in; nothing where they do not."""
    found = client()
    return [Middleware(Gate, client=found)] if found else []
