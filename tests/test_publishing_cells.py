"""The exact cubes that editions are drawn from: every cell of what was received, and how its slices add up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ehealth.access import operator
from ehealth.domain import OUTCOMES, STATUSES
from ehealth.publishing.cubes import CUBES, Exact
from ehealth.publishing.cubes import exact as cube_of
from ehealth.store import Store, create
from tests.files import STEWARD, Row, copied, exact, file, send, students

OTHER = {"project_code": "p2"}
OPEN = {"status": "enrolled", "ended_on": ""}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two projects; p1 has a course, an awareness module, and a course that opens in 2025-2026."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {"region": "76", "wave": "1"}, OTHER | {"region": "11", "wave": "2"})
    aware = {"module_code": "aware", "route": "awareness", "level": "m1"}
    send(store, "modules", {}, aware, {"module_code": "late", "first_year": "2025-2026"}, OTHER)
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def cube(store: Store, place: int = 0) -> Exact:
    with store.registry() as registry:
        return cube_of(registry, CUBES[place], None)


def rows(store: Store, name: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in exact(store).table(name).itertuples(index=False)]


def receive(store: Store, day: str, *changes: Row) -> None:
    """Sends a cohorts file on a day."""
    content = file("cohorts", *changes)
    with store.registry() as registry, registry.examine("cohorts", content, store.key, by=STEWARD) as checked:
        registry.accept(checked, store.key, operator("lead@example.org"), "x.csv", datetime.fromisoformat(day))


def test_a_year_that_was_received_has_every_status_of_every_module_then_open(known: Store) -> None:
    send(known, "cohorts", *students(2))
    assert rows(known, "enrolment_cells") == [
        ("p1", module, "2024-2025", status, 2 if (module, status) == ("full", "graduated") else 0)
        for module in ("aware", "full")
        for status in STATUSES
    ]


def test_a_module_has_its_students_even_before_it_was_to_open(known: Store) -> None:
    send(known, "cohorts", {"module_code": "late"})
    assert ("p1", "late", "2024-2025", "graduated", 1) in rows(known, "enrolment_cells")


def test_a_survey_that_was_received_has_all_nine_outcomes(known: Store) -> None:
    send(known, "cohorts", *students(2))
    send(known, "placements", *students(2, employer_type="pharma"))
    assert rows(known, "placement_cells") == sorted(
        ("p1", 2025, 6, outcome, 2 if outcome == "health_industry" else 0) for outcome in OUTCOMES
    )


def test_a_withdrawn_file_leaves_no_cell(known: Store) -> None:
    sent = send(known, "cohorts", *students(2))
    with known.registry() as registry:
        registry.withdraw(sent.receipt, operator("lead@example.org"), "wrong")
    assert rows(known, "enrolment_cells") == []


def test_slices_add_up_by_project_module_year_level_route_region_and_wave(known: Store) -> None:
    send(known, "cohorts", *students(1, academic_year="2023-2024"), {})
    send(known, "cohorts", OTHER)
    cells = cube(known).cells
    assert cells.slices == (
        "p1|aware|2023-2024", "p1|aware|2024-2025", "p1|full|2023-2024", "p1|full|2024-2025", "p2|full|2024-2025",
    )  # fmt: skip
    assert {name: part.tolist() for name, part in cells.parts.items()} == {
        "project": [0, 0, 0, 0, 1],
        "module": [0, 0, 1, 1, 2],
        "year": [0, 1, 0, 1, 1],
        "level": [0, 0, 1, 1, 1],
        "route": [0, 0, 1, 1, 1],
        "region": [1, 1, 1, 1, 0],
        "wave": [0, 0, 0, 0, 1],
    }
    assert cells.sums == {"left": (1, 2), "all": (0, 1, 2)}


def test_outcomes_add_up_to_answers_jobs_and_health(known: Store) -> None:
    send(known, "cohorts", *students(1))
    send(known, "placements", *students(1))
    cells = cube(known, 1).cells
    assert (cells.slices, list(cells.parts)) == (("p1|2025|6",), ["project", "year", "months", "region", "wave"])
    assert {name: [OUTCOMES[place] for place in places] for name, places in cells.sums.items()} == {
        "answered": [outcome for outcome in OUTCOMES if outcome != "no_answer"],
        "employed": ["care", "health_industry", "public_health", "broad_only", "other_job", "unknown_employer"],
        "health_strict": ["care", "health_industry", "public_health"],
        "health_broad": ["care", "health_industry", "public_health", "broad_only"],
    }


def graduates_possible(store: Store) -> dict[str, bool]:
    cells = cube(store).cells
    flags = cells.possible[:, cells.columns.index("graduated")]
    assert cells.possible[:, [0, 2]].all()
    return {code: bool(flag) for code, flag in zip(cells.slices, flags, strict=True) if "full" in code}


def test_nobody_can_have_graduated_before_the_year_in_which_the_class_ends(known: Store) -> None:
    receive(known, "2025-12-31T23:00:00", *students(2, academic_year="2025-2026", **OPEN))
    receive(known, "2026-01-01T09:00:00", *students(2, academic_year="2025-2026", **OPEN, **OTHER))
    assert graduates_possible(known) == {"p1|full|2025-2026": False, "p2|full|2025-2026": True}


def test_a_later_file_of_the_same_class_may_hold_graduates(known: Store) -> None:
    receive(known, "2025-11-15T09:00:00", *students(2, academic_year="2025-2026", **OPEN))
    receive(known, "2026-11-15T09:00:00", *students(3, academic_year="2025-2026", **OPEN))
    assert graduates_possible(known) == {"p1|full|2025-2026": True}


def test_where_anybody_graduated_early_nobody_of_that_year_is_known_not_to_have(known: Store) -> None:
    receive(known, "2025-11-15T09:00:00", *students(2, academic_year="2025-2026", **OPEN))
    early = {"academic_year": "2025-2026", "enrolled_on": "2025-09-01", "ended_on": "2025-11-02"}
    receive(known, "2025-11-16T09:00:00", OTHER | early)
    assert graduates_possible(known) == {"p1|full|2025-2026": True, "p2|full|2025-2026": True}


def test_a_store_without_a_class_has_empty_cubes(store: Store) -> None:
    assert [cube(store, place).cells.counts.shape for place in (0, 1)] == [(0, 3), (0, 9)]
