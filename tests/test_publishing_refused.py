"""What is not published, and why; and a crash at any step, which leaves the last edition and its snapshot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ehealth.access import operator
from ehealth.disclosure import Finding, Verdict
from ehealth.domain import Refusal
from ehealth.editions import numbers, open_edition
from ehealth.publishing import drawing, files, make, propose, publish, snapshots
from ehealth.store import Registry, Store, create, verify
from ehealth.wording.problems import refuse
from tests.files import STEWARD, copied, refusal, send, students

BY = operator("steward@example.org")
JUNE, DECEMBER, NEXT_YEAR = (datetime.fromisoformat(day) for day in ("2026-06-01", "2026-12-01", "2027-01-02"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Edition 1 of a class of 30."""
    store = create(tmp_path_factory.mktemp("made") / "store", key=bytes(32))
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30))
    publish(store, BY, at=JUNE)
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


KEPT = (("editions", "duckdb"), ("editions", "sha256"), ("snapshots", "parquet"))


def left(store: Store) -> set[str]:
    """The files of editions and snapshots."""
    return {str(path.relative_to(store.path)) for name, _ in KEPT for path in (store.path / name).rglob("*")}


def of_editions(*numbers: int) -> set[str]:
    """The files of editions that are whole."""
    return {f"{name}/{n:04d}.{end}" for n in numbers for name, end in KEPT}


def graduates(store: Store) -> int:
    return int(open_edition(store.path).read("enrolment")["students"].sum())


def another_key(store: Store) -> None:
    store.key_file.write_text("11" * 32)


def no_snapshot(store: Store) -> None:
    (store.path / "snapshots" / "0001.parquet").unlink()


def cut_snapshot(store: Store) -> None:
    path = store.path / "snapshots" / "0001.parquet"
    path.write_bytes(path.read_bytes()[:200])


def snapshot_of_another(store: Store) -> None:
    """That of a class of 40."""
    send(store, "cohorts", *students(40))
    publish(store, BY, at=JUNE)
    (store.path / "snapshots" / "0001.parquet").replace(store.path / "snapshots" / "0002.parquet")


def no_edition(store: Store) -> None:
    (store.editions / "0001.duckdb").unlink()


def cut_edition(store: Store) -> None:
    path = store.editions / "0001.duckdb"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:9000])


LOST: list[tuple[Callable[[Store], None], str]] = [
    (another_key, "key-changed"),
    (no_snapshot, "snapshot-lost"),
    (cut_snapshot, "snapshot-lost"),
    (snapshot_of_another, "snapshot-lost"),
    (no_edition, "snapshot-lost"),
    (cut_edition, "snapshot-lost"),
]


@pytest.mark.parametrize(("lose", "code"), LOST, ids=[lose.__name__ for lose, _ in LOST])
def test_an_edition_that_cannot_be_continued_is_only_followed_by_a_closing_one(
    known: Store, lose: Callable[[Store], None], code: str
) -> None:
    lose(known)
    before, last = left(known), 2 if lose is snapshot_of_another else 1
    assert refusal(publish, known, BY) == code
    assert refusal(propose, known, STEWARD) == code
    assert left(known) == before
    assert publish(known, BY, closing=True) == last + 1
    assert publish(known, BY) == last + 2


def test_a_lost_key_is_said_plainly(known: Store) -> None:
    known.key_file.unlink()
    with pytest.raises(Refusal) as caught:
        publish(known, BY, closing=True)
    assert caught.value.code == "no-key"
    said = refuse(caught.value, "en")
    assert "no student can be recognised" in said and "no edition can be continued" in said
    assert numbers(known.path) == [1]


def test_there_is_one_closing_edition_a_year(known: Store) -> None:
    send(known, "cohorts", *students(33))
    assert publish(known, BY, at=DECEMBER) == 2
    assert graduates(known) == 30
    assert publish(known, BY, at=DECEMBER, closing=True) == 3
    assert graduates(known) in (30, 35)
    assert refusal(publish, known, BY, at=DECEMBER, closing=True) == "closing-done"
    assert publish(known, BY, at=DECEMBER) == 4
    assert refusal(publish, known, BY, at=DECEMBER, closing=True) == "closing-done"
    assert publish(known, BY, at=NEXT_YEAR, closing=True) == 5
    assert open_edition(known.path, 5).manifest["closing"] == "true"


def test_a_closing_that_draws_everything_anew_does_not_wait_for_the_next_year(known: Store) -> None:
    publish(known, BY, at=DECEMBER, closing=True)
    another_key(known)
    assert publish(known, BY, at=DECEMBER, closing=True) == 3


def test_an_edition_that_the_attack_undoes_is_not_published(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Verdict((Finding("placement", "K4", 12, 1, 0, "closed", 3),))
    monkeypatch.setattr(drawing.disclosure, "audit", lambda *_, **__: failed)
    before = left(known)
    with pytest.raises(Refusal) as caught:
        publish(known, BY)
    assert (caught.value.code, caught.value.facts) == ("audit-failed", {"table": "placement", "knowledge": "K4"})
    assert left(known) == before
    with propose(known, STEWARD) as proposal:
        assert not proposal.verdict.passed
    with known.registry() as registry:
        assert registry.last == 4


def test_what_came_after_the_proposal_refuses_it(known: Store) -> None:
    with propose(known, STEWARD) as proposal:
        send(known, "cohorts", *students(40))
        assert refusal(publish, known, BY, ledger=proposal.ledger) == "changed-meanwhile"
    assert numbers(known.path) == [1]


def exact_edition(store: Store) -> None:
    """Makes edition 1 one of the release before: exact, without a format, a key and a snapshot."""
    path = store.editions / "0001.duckdb"
    path.chmod(0o600)
    path.with_suffix(".sha256").unlink()
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE manifest SET value = 'false' WHERE key = 'protected'")
        con.execute("DELETE FROM manifest WHERE key IN ('format', 'closing', 'key', 'audit')")
    no_snapshot(store)


def test_an_exact_edition_of_the_release_before_is_not_continued(known: Store) -> None:
    exact_edition(known)
    assert refusal(open_edition, known.path) == "edition-exact"
    send(known, "cohorts", *students(31))
    assert make(known, BY).held_back == []
    assert graduates(known) in (30, 35)


def crash_at(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, turn: int = 1) -> None:
    """The process stops when a function is called for the `turn`th time."""
    real, calls = getattr(owner, name), []

    def crashing(*arguments: object, **named: object) -> object:
        calls.append(name)
        if len(calls) == turn:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, crashing)


STEPS: list[tuple[object, str, int]] = [
    (drawing.disclosure, "protect", 2),
    (drawing.disclosure, "audit", 1),
    (files, "_table", 4),
    (snapshots, "sync", 1),
    (Path, "replace", 1),  # the snapshot's
    (Path, "replace", 2),  # the sum's: the snapshot is there already
    (Path, "replace", 3),  # the edition's
]


@pytest.mark.parametrize("step", STEPS, ids=[f"{name}-{turn}" for _, name, turn in STEPS])
def test_a_crash_while_publishing_leaves_no_half_edition_and_no_snapshot_that_is_mistaken(
    known: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str, int]
) -> None:
    send(known, "cohorts", *students(52))
    crash_at(monkeypatch, *step)
    with pytest.raises(KeyboardInterrupt):
        publish(known, BY)
    monkeypatch.undo()
    assert left(known) - {"snapshots/0002.parquet", "editions/0002.sha256"} == of_editions(1)
    send(known, "cohorts", *students(33))
    assert publish(known, BY) == 2
    assert graduates(known) == 30, "three differ from edition 1, and nothing of the one that never came counts"
    assert publish(known, BY) == 3 and left(known) == of_editions(1, 2, 3)


def test_a_crash_before_the_ledger_knows_leaves_a_whole_edition(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    crash_at(monkeypatch, Registry, "published")
    with pytest.raises(KeyboardInterrupt):
        publish(known, BY)
    monkeypatch.undo()
    assert (numbers(known.path), graduates(known)) == ([1, 2], 30)
    assert [code for code, _ in verify(known).wrong] == ["edition-unnoted"]
    assert publish(known, BY) == 3 and verify(known).wrong == []


def test_what_a_killed_process_left_is_swept(known: Store) -> None:
    (known.editions / ".making-abc").mkdir()
    (known.editions / ".making-abc" / "0002.duckdb").write_bytes(b"half")
    (known.path / "snapshots" / "0002.parquet").write_bytes(b"of an edition that never was")
    (known.editions / "0007.sha256").write_bytes(b"of another")
    assert publish(known, BY) == 2
    assert left(known) == of_editions(1, 2)


def test_an_edition_that_cannot_be_written_is_a_sentence(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "DELIVERIES", "SELECT no_such_column FROM ledger")
    assert refusal(publish, known, BY) == "edition-not-made"
    assert left(known) == of_editions(1)


def test_only_the_owner_can_read_a_snapshot(known: Store) -> None:
    folder = known.path / "snapshots"
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    secret = duckdb.sql(f"SELECT sum(students) FROM '{folder}/0001.parquet'").fetchall()
    assert secret == [(30,)]
