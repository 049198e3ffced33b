"""What a file adds, changes and takes out is known row by row, and nothing has changed when one has looked."""

from __future__ import annotations

import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.store import Difference, Store, supposing
from tests.files import STEWARD, file, send, students

YEAR = {"academic_year": "2023-2024", "enrolled_on": "2023-09-04", "ended_on": "2024-07-05"}
SLICE = ("p1", "2023-2024", None)


@pytest.fixture
def known(store: Store) -> Store:
    """A store that knows the project p1, its full course and three graduates of 2023-2024."""
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(3, **YEAR))
    return store


def difference(store: Store, kind: str, content: bytes) -> dict[tuple[str | None, str | None, int | None], Difference]:
    with (
        store.registry() as registry,
        registry.examine(kind, content, store.key, by=STEWARD) as checked,
        supposing(registry, checked, store.key) as found,
    ):
        return found


def test_rows_are_added_changed_and_removed_by_their_key(known: Store) -> None:
    one, two, _ = students(3, **YEAR)
    content = file("cohorts", one, two | {"status": "withdrawn"}, {"student_id": "etu-9"} | YEAR)
    assert difference(known, "cohorts", content) == {SLICE: Difference(added=1, changed=1, removed=1)}


def test_a_slice_that_the_file_does_not_hold_is_not_touched(known: Store) -> None:
    content = file("cohorts", *students(2, academic_year="2024-2025"))
    assert difference(known, "cohorts", content) == {("p1", "2024-2025", None): Difference(2, 0, 0)}


def test_the_same_rows_in_another_order_differ_in_nothing(known: Store) -> None:
    content = file("cohorts", *reversed(students(3, **YEAR)), delimiter=";")
    assert difference(known, "cohorts", content) == {SLICE: Difference(0, 0, 0)}


def test_a_cell_that_is_emptied_is_a_change(known: Store) -> None:
    send(known, "modules", {"ects": "30"})
    assert difference(known, "modules", file("modules")) == {("p1", None, None): Difference(0, 1, 0)}


def test_a_kind_that_is_replaced_whole_has_one_difference(known: Store) -> None:
    content = file("projects", {"title": "Autre titre"}, {"project_code": "p2"})
    assert difference(known, "projects", content) == {(None, None, None): Difference(1, 1, 0)}


def test_where_totals_replace_lines_all_rows_are_others_and_the_reverse(known: Store) -> None:
    totals = file("cohort_totals", {"academic_year": "2023-2024"}, {"status": "enrolled"})
    assert difference(known, "cohort_totals", totals) == {
        SLICE: Difference(added=1, changed=0, removed=3),
        ("p1", "2024-2025", None): Difference(1, 0, 0),
    }
    send(known, "cohort_totals", content=totals)
    assert difference(known, "cohorts", file("cohorts", *students(3, **YEAR))) == {SLICE: Difference(3, 0, 1)}
    more = file("cohort_totals", {"academic_year": "2023-2024", "students": 9})
    assert difference(known, "cohort_totals", more) == {SLICE: Difference(0, 1, 0)}


def test_looking_at_what_a_file_would_change_changes_nothing(known: Store) -> None:
    content, files = file("cohorts", *students(5, **YEAR)), sorted(known.received.iterdir())
    with (
        known.registry() as registry,
        registry.examine("cohorts", content, known.key, by=STEWARD) as checked,
        supposing(registry, checked, known.key),
    ):
        assert registry.con.execute("SELECT count(*) FROM current_cohorts").fetchall() == [(5,)]
    with known.registry() as registry:
        assert registry.con.execute("SELECT count(*) FROM current_cohorts").fetchall() == [(3,)]
        assert registry.last == 3
    assert sorted(known.received.iterdir()) == files


def test_a_file_with_problems_has_no_effect_to_look_at(known: Store) -> None:
    content = file("cohorts", {"level": "m9"})
    with (
        known.registry() as registry,
        registry.examine("cohorts", content, known.key, by=STEWARD) as checked,
        pytest.raises(Refusal, match="has-problems"),
        supposing(registry, checked, known.key),
    ):
        pass


def test_the_same_file_again_gets_its_first_receipt_and_changes_nothing(known: Store) -> None:
    first = send(known, "cohorts", *students(2, academic_year="2024-2025"))
    files = sorted(known.received.iterdir())
    again = send(known, "cohorts", *students(2, academic_year="2024-2025"))
    assert again == first
    assert sorted(known.received.iterdir()) == files


def test_a_file_that_was_replaced_or_withdrawn_since_is_received_again(known: Store) -> None:
    first = send(known, "cohorts", *students(2, academic_year="2024-2025"))
    send(known, "cohorts", *students(3, academic_year="2024-2025"))
    again = send(known, "cohorts", *students(2, academic_year="2024-2025"))
    assert again.number == first.number + 2
    with known.registry() as registry:
        registry.withdraw(again.receipt, operator("lead@example.org"), "wrong")
    assert send(known, "cohorts", *students(2, academic_year="2024-2025")).number == again.number + 2
