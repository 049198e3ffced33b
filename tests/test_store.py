"""The store keeps what it received exactly, replaces by slice, and survives accidents whole."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.store import Store, create, rebuild, tables
from tests.files import STEWARD, Row, copied, file, send, students

ROOT = Path(__file__).resolve().parents[1]
Y1, Y2 = {"academic_year": "2023-2024"}, {"academic_year": "2024-2025"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Knows the projects p1 and p2, each with a full course."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def enrolled(store: Store) -> dict[tuple[str, str], int]:
    """(project, year) → students, of what is current."""
    with store.registry() as registry:
        return {(p, year): n for _, p, year, _, n, current in registry.slices() if current and p and year}


def current(store: Store, kind: str, column: str) -> list[str]:
    with store.registry() as registry:
        return [v for (v,) in registry.con.execute(f"SELECT {column} FROM current_{kind} ORDER BY 1").fetchall()]


def state(store: Store) -> dict[str, bytes]:
    """Every file of the store with its bytes."""
    return {str(path.relative_to(store.path)): path.read_bytes() for path in store.path.rglob("*") if path.is_file()}


def refusal(action: object, *arguments: object, **named: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(*arguments, **named)  # type: ignore[operator]
    return caught.value


def test_an_upload_replaces_its_slice_and_no_other(known: Store) -> None:
    send(known, "cohorts", *students(3, **Y1), *students(4, **Y2))
    send(known, "cohorts", *students(5, project_code="p2", **Y1))
    send(known, "cohorts", *students(2, **Y2))
    assert enrolled(known) == {("p1", "2023-2024"): 3, ("p1", "2024-2025"): 2, ("p2", "2023-2024"): 5}


def test_withdrawing_an_upload_makes_the_one_before_it_current_again(known: Store) -> None:
    send(known, "cohorts", *students(3))
    second, third = send(known, "cohorts", *students(2)), send(known, "cohorts", *students(1))
    counts = []
    for entry in (third, second):
        with known.registry() as registry:
            registry.withdraw(entry.receipt, operator("lead@example.org"), "wrong file")
        counts.append(enrolled(known))
    assert counts == [{("p1", "2024-2025"): 2}, {("p1", "2024-2025"): 3}]


def test_withdrawing_an_earlier_upload_changes_nothing_that_is_shown(known: Store) -> None:
    first = send(known, "cohorts", *students(3))
    send(known, "cohorts", *students(2))
    with known.registry() as registry:
        registry.withdraw(first.receipt, operator("lead@example.org"), "wrong file")
    assert enrolled(known) == {("p1", "2024-2025"): 2}


def test_placements_are_replaced_by_class_and_survey(known: Store) -> None:
    send(known, "cohorts", *students(2))
    changes: list[Row] = [{"months_after": "6"}, {"months_after": "6", "student_id": "etu-2"}, {"months_after": "12"}]
    send(known, "placements", *changes)
    send(known, "placements", {"months_after": "6"})
    assert current(known, "placements", "months_after") == [6, 12]


def test_partners_and_modules_are_replaced_by_project(known: Store) -> None:
    send(known, "partners", {}, {"name": "CHU"}, {"name": "CHU", "project_code": "p2"})
    send(known, "partners", {"name": "Hôpital"})
    assert current(known, "partners", "name") == ["CHU", "Hôpital"]
    send(known, "modules", {"module_code": "new"})
    assert current(known, "modules", "module_code") == ["full", "new"]


@pytest.mark.parametrize("kind", ["events", "envelopes", "projects"])
def test_the_other_kinds_are_replaced_whole(store: Store, kind: str) -> None:
    key = {"events": "event_id", "envelopes": "envelope_id", "projects": "project_code"}[kind]
    send(store, kind, {key: "a1"}, {key: "a2"})
    send(store, kind, {key: "a3"})
    assert current(store, kind, key) == ["a3"]


def test_the_ledger_tells_who_sent_what_and_why_it_was_taken_back(known: Store) -> None:
    sent = send(known, "cohorts", *students(3))
    with known.registry() as registry:
        registry.withdraw(sent.receipt, operator("steward@example.org"), " sent twice ")
        last = registry.log()[-2:]
    assert [(e.number, e.action, e.done_by, e.kind, e.line_count, e.target, e.why) for e in last] == [
        (3, "upload", "lead@example.org", "cohorts", 3, None, None),
        (4, "withdraw", "steward@example.org", "cohorts", None, 3, "sent twice"),
    ]
    assert sent.receipt == "000003-" + (sent.sha256 or "")[:8]


@pytest.mark.parametrize(("receipt", "code"), [("000009", "no-such-receipt"), ("", "no-such-receipt"), ("3", None)])
def test_a_receipt_is_found_by_its_number_alone(known: Store, receipt: str, code: str | None) -> None:
    sent = send(known, "cohorts")
    with known.registry() as registry:
        if code:
            assert refusal(registry.find, receipt).code == code
            assert refusal(registry.find, sent.receipt[:-1] + "x").code == code
        else:
            assert registry.find(receipt) == registry.find(sent.receipt) == sent


def test_a_withdrawal_needs_a_reason_and_happens_once(known: Store) -> None:
    sent = send(known, "cohorts")
    with known.registry() as registry:
        assert refusal(registry.withdraw, sent.receipt, STEWARD, "  ").code == "no-reason"
        registry.withdraw(sent.receipt, operator("a@example.org"), "wrong")
        assert refusal(registry.withdraw, sent.receipt, STEWARD, "wrong").code == "withdrawn-already"


def test_a_file_with_problems_is_not_accepted(known: Store) -> None:
    with (
        known.registry() as registry,
        registry.examine("cohorts", file("cohorts", {"level": ""}), known.key, by=STEWARD) as checked,
    ):
        assert refusal(registry.accept, checked, known.key, STEWARD, "x.csv").code == "has-problems"
        assert registry.last == 2


@pytest.mark.parametrize("fault", [KeyboardInterrupt, duckdb.IOException])
def test_a_commit_that_fails_leaves_the_store_as_it_was(
    known: Store, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    send(known, "cohorts", *students(3))
    before = state(known)

    def fails(*_: object) -> None:
        raise fault("No space left on device")

    monkeypatch.setattr(tables, "insert", fails)
    with pytest.raises((KeyboardInterrupt, Refusal)) as caught:
        send(known, "cohorts", *students(2))
    assert fault is KeyboardInterrupt or getattr(caught.value, "facts", None) == {"reason": "No space left on device"}
    monkeypatch.undo()
    assert state(known) == before
    assert enrolled(known) == {("p1", "2024-2025"): 3}


def test_an_upload_that_died_before_its_commit_is_brought_in_at_the_next_opening(known: Store) -> None:
    registry_before = known.registry_file.read_bytes()
    sent = send(known, "cohorts", *students(3))
    known.registry_file.write_bytes(registry_before)
    assert enrolled(known) == {("p1", "2024-2025"): 3}
    with known.registry() as registry:
        assert registry.log()[-1] == sent


def test_what_a_killed_process_left_is_swept_at_the_next_opening(known: Store) -> None:
    before = set(state(known))
    (known.received / "intake-abc").mkdir()
    for name in ("intake-abc/modules.parquet", "000003.parquet", "000003.waiting"):
        (known.received / name).write_bytes(b"half")
    assert enrolled(known) == {}
    assert set(state(known)) == before


def test_the_registry_is_made_again_from_what_was_received(known: Store, tmp_path: Path) -> None:
    sent = send(known, "cohorts", *students(3), *students(2, **Y1))
    with known.registry() as registry:
        registry.withdraw(sent.receipt, operator("a@example.org"), "wrong")
        log, slices = registry.log(), registry.slices()
    send(known, "cohorts", *students(4, **Y1))
    pseudonyms = current(known, "cohorts", "student_id")
    known.registry_file.write_bytes(b"damaged beyond repair")
    again = rebuild(known.path)
    assert current(again, "cohorts", "student_id") == pseudonyms
    with again.registry() as registry:
        assert registry.log()[:-1] == log and registry.slices()[1:] == slices


def test_a_rebuilt_demonstration_is_still_one(tmp_path: Path) -> None:
    made = create(tmp_path / "demo", demonstration=True)
    made.registry_file.unlink()
    with rebuild(made.path).registry() as registry:
        assert registry.demonstration


def test_nothing_is_rebuilt_where_nothing_was_received(tmp_path: Path, store: Store) -> None:
    assert refusal(rebuild, tmp_path).code == "no-store"
    store.facts_file.write_text("{")
    before = store.registry_file.read_bytes()
    assert refusal(rebuild, store.path).code == "received-damaged"
    assert store.registry_file.read_bytes() == before


def test_no_student_identifier_stands_anywhere_in_the_store(known: Store) -> None:
    many, content = students(3000), {}
    with known.registry() as registry:
        for kind, changes in (("cohorts", many), ("placements", many[:9])):
            with registry.examine(kind, file(kind, *changes), known.key, by=STEWARD) as checked:
                content |= {f"{kind}, checked": state(known)}
                registry.accept(checked, known.key, operator("a@example.org"), "x.csv")
        content |= {"open": state(known)}  # with the write-ahead log
    content |= {"closed": state(known)}
    assert [name for name, files in content.items() if any(b"etu-" in held for held in files.values())] == []


def test_a_student_is_the_same_in_cohorts_and_placements_and_another_in_another_project(known: Store) -> None:
    send(known, "cohorts", {}, {"project_code": "p2"})
    send(known, "placements")
    first, second = current(known, "cohorts", "student_id")
    assert first != second
    assert current(known, "placements", "student_id")[0] in (first, second)
