"""What a run of the script does first where people sign in: who it is for, at this moment, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ehealth import access, signin
from ehealth.access import Person, Right
from ehealth.signin.sessions import SESSIONS
from ehealth.ui import admission
from tests.pages.conftest import Opened
from tests.pages.harness import notes_on, words_on
from tests.signing_in import ISSUER, FakeProvider, configure

CAMILLE = Person(ISSUER, "c1", "Camille <Martin>", "camille@example.org")
DOMINIQUE = Person(ISSUER, "d2", "Dominique", "dominique@example.org")
Held = Callable[[str], None]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_store: Path) -> Path:
    """A store's folder with an edition and an access list of its own, where people sign in."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "editions").symlink_to(demo_store / "editions")
    configure(monkeypatch, tmp_path, FakeProvider())
    return folder


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """held(token): what the tab's cookies say, which AppTest has no place for."""
    return lambda token: monkeypatch.setattr(admission, "cookies", lambda: {"__Host-session": token})


@pytest.fixture
def sent_to(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that runs sent their pages to."""
    found: list[str] = []
    message = signin.away
    monkeypatch.setattr(signin, "away", lambda address: found.append(address) or message(address))
    return found


def give(folder: Path, *rights: tuple[str, str]) -> None:
    lines = tuple(Right(Person(ISSUER, subject), role) for subject, role in rights)
    access.list_file(folder).write_text(access.written(lines))


def shows_nothing(app: AppTest) -> bool:
    return not (app.exception or app.main.children or app.sidebar.children)


@pytest.mark.parametrize("token", ["", "unknown"])
def test_without_a_session_a_run_shows_nothing_and_leads_to_the_sign_in(
    opened: Opened, shop: Path, held: Held, sent_to: list[str], token: str
) -> None:
    held(token)
    assert shows_nothing(opened("training", shop)) and sent_to == ["/signin"]


def test_without_a_role_a_run_shows_nothing_and_leads_to_the_gate(
    opened: Opened, shop: Path, held: Held, sent_to: list[str]
) -> None:
    give(shop, ("d2", "steward"))
    held(SESSIONS.begin(CAMILLE, ""))
    assert shows_nothing(opened("training", shop)) and sent_to == ["/"]


@pytest.mark.parametrize(("role", "publishes"), [("reader", False), ("steward", True)])
def test_a_page_says_who_is_signed_in_and_offers_what_the_role_of_this_moment_may(
    opened: Opened, shop: Path, held: Held, role: str, publishes: bool
) -> None:
    give(shop, ("c1", role))
    held(SESSIONS.begin(CAMILLE, ""))
    app = opened("training", shop)
    assert not app.exception
    assert "Camille <Martin>" in notes_on(app) and "Sign out" in notes_on(app)
    (links,) = [one.proto.body for one in app.get("html") if "/logout" in one.proto.body]
    assert "Camille &lt;Martin&gt;" in links and 'href="/logout" target="_self"' in links
    page = opened("publish", shop)
    assert ("Your role does not allow this." in words_on(page)) is not publishes


def test_a_role_that_is_taken_away_takes_effect_at_the_next_click(
    opened: Opened, shop: Path, held: Held, sent_to: list[str]
) -> None:
    give(shop, ("c1", "reader"))
    held(SESSIONS.begin(CAMILLE, ""))
    app = opened("training", shop)
    assert app.title and sent_to == []
    give(shop, ("d2", "steward"))
    app.run()
    assert sent_to == ["/"]


def test_a_tab_that_was_somebody_elses_forgets_what_it_knew_of_them(opened: Opened, shop: Path, held: Held) -> None:
    give(shop, ("c1", "steward"), ("d2", "reader"))
    held(SESSIONS.begin(CAMILLE, ""))
    app = opened("training", shop)
    app.session_state["what Camille typed"] = "secret"
    app.run()
    assert "what Camille typed" in app.session_state
    held(SESSIONS.begin(DOMINIQUE, ""))
    app.run()
    assert "what Camille typed" not in app.session_state
    assert "Dominique" in notes_on(app) and "Camille" not in notes_on(app)


def test_a_tab_forgets_what_it_knew_from_another_role(opened: Opened, shop: Path, held: Held) -> None:
    give(shop, ("c1", "steward"))
    held(SESSIONS.begin(CAMILLE, ""))
    app = opened("training", shop)
    app.session_state["a draft"] = "exact"
    give(shop, ("c1", "reader"), ("d2", "steward"))
    app.run()
    assert "a draft" not in app.session_state and app.title


def test_a_run_keeps_the_session_alive_and_names_its_tab(
    opened: Opened, shop: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(shop, ("c1", "reader"))
    token = SESSIONS.begin(CAMILLE, "")
    held(token)
    session = SESSIONS.live(token)
    assert session is not None
    later = session.seen + 60
    monkeypatch.setattr(SESSIONS, "clock", lambda: later)
    opened("training", shop)
    assert session.seen == later and len(session.tabs) == 1


WATCHING = """
import streamlit as st
from ehealth.ui import admission
from ehealth.ui.view import reader
st.session_state.setdefault(admission.STANDING, ("reader", frozenset()))
admission._watch()
if st.session_state.get("clicked"):
    reader()
"""


def test_a_page_that_lies_open_looks_without_keeping_the_session_and_notices_what_changed(
    shop: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EHEALTH_STORE", str(shop))
    give(shop, ("c1", "reader"))
    token = SESSIONS.begin(CAMILLE, "")
    held(token)
    session = SESSIONS.live(token)
    assert session is not None
    later, reruns = session.seen + 60, list[int]()
    monkeypatch.setattr(SESSIONS, "clock", lambda: later)
    monkeypatch.setattr(st, "rerun", lambda: reruns.append(1))
    app = AppTest.from_string(WATCHING).run()
    assert not app.exception and session.seen < later and reruns == []
    app.session_state["clicked"] = True  # a click within a fragment: only the fragment runs, and asks who looks
    app.run()
    assert session.seen == later and reruns == []
    for changed in ((("c1", "steward"),), (("d2", "steward"),)):
        give(shop, *changed)
        AppTest.from_string(WATCHING).run()
    SESSIONS.end(token)
    AppTest.from_string(WATCHING).run()
    assert len(reruns) == 3


def test_an_open_page_looks_often_enough_for_one_minute() -> None:
    assert admission.POLL == 20
