"""Who this run of the script is for, asked before anything else; and every few seconds while a page lies open.

A tab's cookies are those of its websocket's handshake, for as long as it is open: a new sign-in shows after a reload.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ehealth import access, signin
from ehealth.access import Reader

POLL = 20  # seconds until an open page notices that its session ended or its role changed; one minute is allowed
DIGEST, STANDING = "admission.digest", "admission.standing"


def admit() -> None:
    """First act of every run: goes on only for somebody who is signed in and has a role.

    What the tab knows from another session, which Streamlit may hand it, or from another role is forgotten.
    """
    if not signin.configured():
        return
    session, found = _used()
    for name, now in ((DIGEST, session.digest), (STANDING, (found.role, found.projects))):
        if st.session_state.get(name, now) != now:
            st.session_state.clear()
    st.session_state[DIGEST], st.session_state[STANDING] = session.digest, (found.role, found.projects)
    context = get_script_run_ctx()
    if context is not None:
        signin.SESSIONS.claim(session, context.session_id)
    st.fragment(_watch, run_every=POLL)()


def reader() -> Reader:
    """Who looks, with the role of this moment. A click within a fragment asks this too: it keeps the session alive."""
    return _used()[1]


def _used() -> tuple[signin.Session, Reader]:
    """The session, used just now. Ends the run without one, and without a role."""
    session = _session()
    if session is None:
        _leave("/signin")
    found = signin.reader(session.person)
    if not access.may(found, "read"):
        _leave("/")  # the gate says there what to do
    signin.SESSIONS.touch(session)
    return session, found


def _watch() -> None:
    """Looks without using the session: a page that lies open keeps nobody signed in."""
    session = _session()
    found = signin.reader(session.person) if session else None
    if found is None or (found.role, found.projects) != st.session_state.get(STANDING):
        st.rerun()


def _session() -> signin.Session | None:
    """The live session that this tab's handshake named."""
    client = signin.client()
    return signin.SESSIONS.live(signin.held(signin.SESSION, client, cookies())) if client else None


def cookies() -> dict[str, str]:
    """The handshake's cookies, as Starlette reads them."""
    return st.context.cookies.to_dict()


def _leave(address: str) -> NoReturn:
    """Sends the page elsewhere, by the message of Streamlit's own st.login, and ends the run."""
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(signin.away(address))
    st.stop()
