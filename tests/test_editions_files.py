"""The files of editions: whole or not at all, read by many at once, a sentence where one cannot be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from ehealth.access import operator
from ehealth.editions import numbers, open_edition
from ehealth.publishing import publish
from ehealth.store import Store, create
from tests.files import copied, exact, refusal, send, students

BY = operator("steward@example.org")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with thirty students in edition 1."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30))
    publish(store, BY)
    return store


@pytest.fixture
def published(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def names(store: Store) -> set[str]:
    return {str(path.relative_to(store.editions)) for path in store.editions.rglob("*")}


def test_a_draft_is_exact_and_gone_after_it_is_closed(published: Store) -> None:
    send(published, "cohorts", *students(5))
    draft = exact(published)
    assert draft.read("enrolment")["students"].sum() == 5
    assert (draft.number, draft.manifest["edition"], draft.manifest["ledger"]) == (None, "draft", "5")
    draft.close()
    assert names(published) == {"0001.duckdb", "0001.sha256"}
    assert numbers(published.path) == [1]


def test_an_edition_that_does_not_exist_is_a_sentence(published: Store) -> None:
    assert refusal(open_edition, published.path, 7) == "no-edition"
    (published.editions / "0001.duckdb").unlink()
    assert refusal(open_edition, published.path) == "no-edition"


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "other"])
def test_an_edition_that_is_damaged_or_not_ours_is_a_sentence(published: Store, damage: str) -> None:
    path = published.editions / "0001.duckdb"
    content = path.read_bytes()
    path.unlink()
    if damage == "other":
        with duckdb.connect(str(path)) as con:
            con.execute("CREATE TABLE manifest (key VARCHAR, value VARCHAR)")
    else:
        path.write_bytes({"empty": b"", "cut": content[:9000], "text": b"edition"}[damage])
    assert refusal(open_edition, published.path, 1) == "edition-unreadable"


def test_an_edition_is_opened_and_read_by_many_at_once(published: Store) -> None:
    opened = [open_edition(published.path, 1) for _ in range(3)]

    def read(turn: int) -> int:
        return int(opened[turn % 3].read("enrolment")["students"].sum())

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(60))) == {30}
    opened[0].close()
    assert opened[1].read("enrolment")["students"].sum() == 30


def test_an_edition_can_neither_be_written_nor_read_files(published: Store, tmp_path: Path) -> None:
    edition = open_edition(published.path)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for sql in ("CREATE TABLE x (a INT)", f"FROM read_csv('{tmp_path}/secret.csv')", "SET threads = 1"):
        with pytest.raises(duckdb.Error):
            edition._con.execute(sql)
