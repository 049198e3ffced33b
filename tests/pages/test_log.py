"""The log page: what was refused, who did what lately, and the same as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import access, journal, wording
from ehealth.access import NOBODY, Person, Reader
from ehealth.journal import Asked
from ehealth.store import Store
from pages import log
from tests.pages.conftest import Opened
from tests.pages.harness import looks, unescaped, words_on

ISSUER = "https://idp.example.org"
STEWARD = Reader("steward", person=Person(ISSUER, "s-1", email="steward@example.org"))
LEAD = Reader("lead", frozenset({"p1"}), Person(ISSUER, "l-1", email="lead@example.org"))
NEW = Reader(NOBODY, person=Person(ISSUER, "n-1", email="=cmd@example.org"))


@pytest.fixture
def known(store: Store) -> Store:
    """A store whose log has a sign-in, an upload, an edition and two refusals."""
    journal.note(store.path, NEW, "sign_in")
    journal.note(store.path, LEAD, "upload", "cohorts 000012, p1 2024-2025")
    journal.note(store.path, STEWARD, "publish", "edition 7")
    journal.note(store.path, LEAD, "upload", "p2", "refused")
    journal.note(store.path, NEW, "read", "", "refused")
    return store


def tables(app: AppTest) -> list[str]:
    return [unescaped(table.value.to_csv(header=False)) for table in app.table]


def choose(app: AppTest, label: str, option: object) -> AppTest:
    return next(box for box in app.selectbox if box.label == label).select(option).run()


def test_what_was_refused_is_the_title_and_stands_first(opened: Opened, known: Store) -> None:
    app = opened("log", known.path)
    assert not app.exception
    since = wording.of("en").day(datetime.now(UTC).date() - timedelta(days=30))
    assert app.title[0].value == f"2 refusals since {since}"
    refused, everything = tables(app)
    assert [line.split(",")[1:] for line in refused.splitlines()] == [
        ["=cmd@example.org", "no role", "read an edition", "–", ":orange-badge[refused]"],
        ["lead@example.org", "project lead", "send a file", "p2", ":orange-badge[refused]"],
    ]
    assert len(everything.splitlines()) == 5
    assert "edition 7" in everything and "cohorts 000012, p1 2024‑2025" in everything


def test_what_it_was_about_is_said_in_the_readers_words(opened: Opened, known: Store) -> None:
    journal.note(known.path, STEWARD, "grant", "lead: l-1")
    journal.note(known.path, STEWARD, "upload", "cohort_totals 000013, events-1 2024-2025, +2")
    shown = tables(opened("log", known.path, lang="fr"))[-1]
    assert ",responsable de projet\u00a0: lead@example.org," in shown
    assert '"effectifs agrégés des promotions 000013, events-1 2024‑2025, +2"' in shown and ",édition 7," in shown


def test_nothing_refused_is_said_in_french(opened: Opened, store: Store) -> None:
    journal.note(store.path, STEWARD, "publish", "edition 1")
    app = opened("log", store.path, lang="fr")
    assert app.title[0].value.startswith("Rien n’a été refusé depuis le ")
    assert "1 ligne, par 1 personne. Le journal est gardé un an, à part des données." in words_on(app)


def test_filters_choose_a_person_an_action_and_an_outcome(opened: Opened, known: Store) -> None:
    app = choose(opened("log", known.path), "Who", "lead@example.org")
    assert len(tables(app)[-1].splitlines()) == 2
    app = choose(app, "Outcome", "done")
    assert [line.split(",")[3] for line in tables(app)[-1].splitlines()] == ["send a file"]
    app = choose(app, "What", "publish an edition")
    assert "Nothing like this was noted in these days." in words_on(app)


def test_fifty_lines_are_shown_and_the_others_counted(opened: Opened, store: Store) -> None:
    for number in range(53):
        journal.note(store.path, STEWARD, "publish", f"edition {number}")
    app = opened("log", store.path)
    lines = tables(app)[-1].splitlines()
    assert len(lines) == 50 and "edition 52" in lines[0] and "edition 3," in lines[-1]
    assert "The latest 50 of 53." in words_on(app)


def test_days_without_a_line_and_damaged_lines_are_said(opened: Opened, known: Store) -> None:
    (file,) = journal.folder(known.path).iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    app = opened("log", known.path)
    assert "1 damaged line is left out." in words_on(app)
    before = datetime.now(UTC).date() - timedelta(days=20)
    app = choose(app, "To (UTC)", before)
    assert "Nothing was noted in these days. Choose others." in words_on(app)


@pytest.mark.parametrize(
    ("lang", "head", "line"),
    [
        ("en", "When (UTC),Who,", ",'=cmd@example.org,https://idp.example.org n-1,no role,sign in,,done"),
        ("fr", "Quand (UTC);Qui;", ";'=cmd@example.org;https://idp.example.org n-1;sans rôle;se connecter;;fait"),
    ],
)
def test_the_file_is_for_spreadsheets_and_runs_no_formula(
    known: Store, monkeypatch: pytest.MonkeyPatch, lang: str, head: str, line: str
) -> None:
    monkeypatch.setenv("EHEALTH_STORE", str(known.path))
    content = log._file(STEWARD, Asked(), wording.of(lang))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith(head) and lines[-1].endswith(line)
    assert len(lines) == 6
    assert journal.read(known.path, STEWARD).lines[0].action == "log", "that it was taken away is noted"


@pytest.mark.parametrize("role", ["nobody", "reader", "lead"])
def test_only_stewards_are_offered_the_page(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    who = Reader(role, frozenset({"p1"}), Person(ISSUER, "x-1", email="other@example.org"))
    looks(monkeypatch, who)
    app = opened("log", known.path)
    assert not [table for table in tables(app) if "lead@example.org" in table]
    monkeypatch.setattr(access, "may", lambda *_: True)  # the page is open to them: the log is not
    assert not [table for table in tables(opened("log", known.path)) if "lead@example.org" in table]
