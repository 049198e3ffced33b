"""Drafts: the exact figures of the moment, in a file that only its owner can read, one at a time."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ehealth.access import operator
from ehealth.editions import Edition, last_draft
from ehealth.publishing import draft, publish
from ehealth.store import Store, create
from tests.files import STEWARD, copied, exact, refusal, send, students


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three students of p1, one of whom was surveyed, and two of p2; nothing is published."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    send(store, "cohorts", *students(3), *students(2, project_code="p2"))
    send(store, "placements", *students(1))
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def names(store: Store) -> set[str]:
    return {path.name for path in (store.path / "drafts").iterdir()}


def test_a_draft_is_exact_and_only_its_owner_can_read_it(known: Store) -> None:
    path = draft(known, STEWARD)
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("000004.duckdb", 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    opened = Edition(last_draft(known.path, STEWARD), None)
    assert (opened.number, opened.protected, opened.manifest["edition"]) == (None, False, "draft")
    assert opened.read("enrolment")["students"].sum() == 5
    assert opened.read("employer")["employer_type"].tolist() == ["care"]


def test_a_lead_s_draft_holds_the_cells_of_one_project(known: Store) -> None:
    draft(known, STEWARD)
    assert draft(known, STEWARD, "p2").name == "000004-p2.duckdb"
    one = Edition(last_draft(known.path, STEWARD, "p2"), None)
    assert {name: set(one.table(name)["project_code"]) for name in ("enrolment_cells", "placement_cells")} == {
        "enrolment_cells": {"p2"},
        "placement_cells": set(),
    }
    assert one.read("employer").empty
    assert len(one.read("projects")) == 2
    assert Edition(last_draft(known.path, STEWARD), None).read("enrolment")["students"].sum() == 5


def test_an_older_draft_is_taken_away(known: Store) -> None:
    draft(known, STEWARD)
    draft(known, STEWARD, "p1")
    send(known, "cohorts", *students(4))
    draft(known, STEWARD)
    assert names(known) == {"000005.duckdb"}
    assert (
        Edition(last_draft(known.path, STEWARD), None).read("enrolment").query("project_code == 'p1'")["students"].sum()
        == 4
    )


def test_a_draft_of_the_same_moment_is_made_once_unless_it_is_damaged(known: Store) -> None:
    path = draft(known, STEWARD)
    before = path.stat().st_ino
    assert draft(known, STEWARD).stat().st_ino == before
    path.write_bytes(b"half")
    assert draft(known, STEWARD).stat().st_ino != before
    assert Edition(last_draft(known.path, STEWARD), None).read("enrolment")["students"].sum() == 5


def test_without_a_draft_or_of_no_project_there_is_a_sentence(known: Store) -> None:
    assert refusal(last_draft, known.path, STEWARD) == "no-draft"
    draft(known, STEWARD)
    assert refusal(last_draft, known.path, STEWARD, "p1") == "no-draft"
    assert refusal(draft, known, STEWARD, "../p1") == "no-such-project"


def test_a_draft_that_is_only_looked_at_has_no_file_while_it_is_open(known: Store) -> None:
    opened = exact(known)
    assert list(known.editions.iterdir()) == []
    assert opened.read("enrolment")["students"].sum() == 5
    opened.close()


def test_a_draft_is_no_edition_and_is_gone_once_an_edition_is_made(known: Store) -> None:
    draft(known, STEWARD)
    assert publish(known, operator("steward@example.org")) == 1
    assert names(known) == set()
    draft(known, STEWARD)
    assert names(known) == {"000005.duckdb"}
