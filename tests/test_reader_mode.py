"""A reader process starts with editions alone, and says in one sentence what else it needs where people sign in."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from ehealth import access, signin
from ehealth.access import Person, Right
from ehealth.domain import Refusal
from ehealth.signin import standing
from tests.browser import harness
from tests.signing_in import ISSUER, FakeProvider, configure
from tests.test_starting import refused

ADA = Person(ISSUER, "c1", "Ada", "ada@example.org")
END = " The server was not started."


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an access list and no registry, read by a process of its own."""
    folder = tmp_path / "mounted" / "store"
    (folder / "editions").mkdir(parents=True)
    access.list_file(folder).write_text(access.written((Right(ADA, "steward"),)))
    monkeypatch.setenv("EHEALTH_MODE", "reader")
    monkeypatch.setenv("EHEALTH_STORE", str(folder))
    return folder


def test_everybody_has_a_readers_rights_and_no_more(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHEALTH_FIRST_STEWARD", "c2")
    assert signin.reader(ADA).role == "reader"
    assert signin.reader(Person(ISSUER, "c2")).role == "nobody", "the list names a steward"
    access.list_file(store).write_text("[]")
    assert signin.reader(Person(ISSUER, "c2")).role == "reader"
    assert signin.reader(ADA).role == "nobody"


def test_a_list_that_is_taken_away_lets_nobody_in_and_a_disk_that_is_away_keeps_nobody_out_for_an_hour(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signin.reader(ADA).role == "reader"
    store.rename(store.with_name("away"))
    assert signin.reader(ADA).role == "reader"
    monkeypatch.setattr(standing, "AWAY", 0)
    assert signin.reader(ADA).role == "nobody"
    monkeypatch.undo()
    monkeypatch.setenv("EHEALTH_MODE", "reader")
    monkeypatch.setenv("EHEALTH_STORE", str(store))
    store.with_name("away").rename(store)
    access.list_file(store).unlink()
    assert signin.reader(ADA).role == "nobody"
    store.rename(store.with_name("away"))
    assert signin.reader(ADA).role == "nobody", "what was read last is that there is none"


def test_half_a_copy_of_the_list_turns_nobody_away_for_a_moment(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signin.reader(ADA).role == "reader"
    whole = access.list_file(store).read_text()
    for part in ("", whole[: len(whole) // 2]):
        access.list_file(store).write_text(part)
        assert signin.reader(ADA).role == "reader"
    monkeypatch.setattr(standing, "COPYING", 0)
    assert signin.reader(ADA).role == "nobody"


def test_what_sign_in_needs_is_asked_for_at_the_start(store: Path) -> None:
    signin.ready_to_read(signed_in=True)
    assert store.with_name("store.log").is_dir()
    access.list_file(store).unlink()
    signin.ready_to_read(signed_in=False)
    with pytest.raises(Refusal, match="reader-no-list"):
        signin.ready_to_read(signed_in=True)


def test_a_log_that_cannot_be_written_is_told_at_the_start_and_not_at_the_first_sign_in(store: Path) -> None:
    store.with_name("store.log").write_text("in the way")
    with pytest.raises(Refusal, match="reader-no-log"):
        signin.ready_to_read(signed_in=True)


def test_another_mode_starts_nothing(tmp_path: Path) -> None:
    said = refused(["dashboard.py"], tmp_path, {"EHEALTH_MODE": "Reader"})
    assert said == f"EHEALTH_MODE is “Reader”: leave it out, or give reader.{END}"


def test_an_address_of_the_desk_that_is_none_starts_nothing(tmp_path: Path) -> None:
    said = refused(["dashboard.py"], tmp_path, {"EHEALTH_MODE": "reader", "EHEALTH_DESK_URL": "desk.example.org"})
    said_of_it = "EHEALTH_DESK_URL is desk.example.org: write it as https://desk.example.org"
    assert said == f"{said_of_it}, https everywhere but on this machine.{END}"


def test_where_people_sign_in_nothing_starts_without_the_access_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, tmp_path, FakeProvider())
    said = refused(["dashboard.py"], tmp_path, {"EHEALTH_MODE": "reader"})
    missing = (
        f"{tmp_path / 'store' / 'access.json'} is missing: without the access list nobody who signs in could read."
    )
    assert said == f"{missing} Copy it from the registry’s store.{END}"


def test_it_starts_with_editions_alone_and_leaves_the_folder_as_it_is(demo_store: Path, tmp_path: Path) -> None:
    only = tmp_path / "mounted" / "store"
    only.mkdir(parents=True)
    (only / "editions").symlink_to(demo_store / "editions")
    with harness.serving(only, EHEALTH_MODE="reader") as address:
        for path in ("/healthz", "/readyz"):
            with urllib.request.urlopen(address + path, timeout=20) as answer:
                assert answer.read() == b"ok"
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "mounted", only, only / "editions"]
