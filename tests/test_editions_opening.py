"""Which edition is on show: the newest that can be, with a sentence for each one after it that cannot."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.editions import TABLES, Edition, latest, open_edition
from ehealth.publishing import publish
from ehealth.store import Store, create
from ehealth.wording.problems import refuse
from tests.files import copied, refusal, send, students

BY = operator("steward@example.org")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Editions 1 and 2: a class of 30, then of 60."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects")
    send(store, "modules")
    for number in (30, 60):
        send(store, "cohorts", *students(number))
        publish(store, BY)
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    """As an earlier release left them, without the sums that would tell of every change."""
    store = copied(made, tmp_path)
    for path in store.editions.glob("*.sha256"):
        path.unlink()
    for path in store.editions.iterdir():
        path.chmod(0o600)
    return store


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def another(path: Path) -> None:
    """Edition 1 under the name of 2."""
    shutil.copy2(path.with_name("0001.duckdb"), path)


def newer(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE manifest SET value = '2' WHERE key = 'format'")


def unprotected(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE manifest SET value = 'false' WHERE key = 'protected'")
        con.execute("DELETE FROM manifest WHERE key = 'format'")


def lacking(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE baseline")


CASES: list[tuple[Callable[[Path], None], str]] = [
    (cut, "edition-unreadable"),
    (another, "edition-unreadable"),
    (lacking, "edition-unreadable"),
    (newer, "edition-newer"),
    (unprotected, "edition-exact"),
]


@pytest.mark.parametrize(("spoil", "code"), CASES, ids=[spoil.__name__ for spoil, _ in CASES])
def test_the_last_good_edition_stays_on_show(known: Store, spoil: Callable[[Path], None], code: str) -> None:
    spoil(known.editions / "0002.duckdb")
    assert refusal(open_edition, known.path, 2) == code
    found = latest(known.path)
    assert found.edition is not None and found.edition.number == 1
    assert [(met.code, met.facts) for met in found.refusals] == [(code, {"edition": 2})]
    assert open_edition(known.path).read("enrolment")["students"].sum() == 30


def test_where_none_can_be_shown_the_newest_says_why(known: Store) -> None:
    newer(known.editions / "0002.duckdb")
    cut(known.editions / "0001.duckdb")
    found = latest(known.path)
    assert found.edition is None
    assert [met.code for met in found.refusals] == ["edition-newer", "edition-unreadable"]
    assert refusal(open_edition, known.path) == "edition-newer"


def test_a_store_without_an_edition_has_none_on_show(store: Store) -> None:
    found = latest(store.path)
    assert (found.edition, found.refusals) == (None, ())


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("edition-newer", "plus récente du logiciel a fait l’édition 2", "A newer release made edition 2"),
        ("edition-exact", "date d’avant la protection des petits effectifs", "before small counts were protected"),
    ],
)
def test_each_has_its_sentence_in_both_languages(code: str, french: str, english: str) -> None:
    met = Refusal(code, edition=2)
    assert french in refuse(met, "fr") and english in refuse(met, "en")


def test_a_block_damaged_anywhere_is_found_when_the_edition_is_opened_or_harms_nothing(known: Store) -> None:
    path, good = known.editions / "0002.duckdb", open_edition(known.path, 2)
    tables = {name: good.table(name).to_csv() for name in TABLES}
    good.close()
    content, found = path.read_bytes(), 0
    for place in range(100, len(content), max(4096, len(content) // 60)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            edition = Edition(path, 2)
        except Refusal as met:
            assert met.code == "edition-unreadable"
            found += 1
            continue
        assert {name: edition.table(name).to_csv() for name in TABLES} == tables
        edition.close()
    assert found > 0


@pytest.mark.parametrize("name", ["0002.duckdb", "0002.sha256"])
def test_an_edition_that_does_not_fit_its_sum_is_not_shown(made: Store, tmp_path: Path, name: str) -> None:
    store = copied(made, tmp_path)
    path = store.editions / name
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert refusal(open_edition, store.path, 2) == "edition-unreadable"
    assert open_edition(store.path).number == 1


def test_the_sum_of_an_edition_is_one_that_sha256sum_reads(made: Store) -> None:
    check = ["sha256sum", "--check", "0001.sha256", "0002.sha256"]
    assert subprocess.run(check, cwd=made.editions, capture_output=True, text=True, check=True).stdout.splitlines() == [
        "0001.duckdb: OK",
        "0002.duckdb: OK",
    ]
