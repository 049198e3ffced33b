"""What a file would move is known before it is recorded, by the definitions that the pages use."""

from __future__ import annotations

from typing import Any

import pytest

from ehealth import indicators
from ehealth.publishing import foresee
from ehealth.store import Store
from tests.files import STEWARD, file, send, students

YEAR = {"academic_year": "2024-2025"}
OPEN = {"status": "enrolled", "ended_on": ""}


@pytest.fixture
def known(store: Store) -> Store:
    """Two projects with a full course each; p1 has sent 30 graduates of 2024-2025, p2 ten students."""
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    send(store, "cohorts", *students(30, **YEAR))
    send(store, "cohorts", *students(10, project_code="p2", **YEAR, **OPEN))
    return store


def moved(store: Store, kind: str, content: bytes) -> list[tuple[Any, ...]]:
    """(indicator, project, period, months, before, after) of every figure that would move."""
    with store.registry() as registry, registry.examine(kind, content, store.key, by=STEWARD) as checked:
        found = foresee(registry, checked, store.key)
        table = indicators.moves(found.before, found.after, ["p1"])
    names = ["indicator", "project_code", "period", "months_after", "before", "after"]
    return [tuple(row) for row in table[names].itertuples(index=False)]


def test_five_more_students_move_the_head_count_of_the_project_and_of_the_action(known: Store) -> None:
    content = file("cohorts", *students(30, **YEAR), *[row | OPEN for row in students(35, **YEAR)[30:]])
    assert moved(known, "cohorts", content) == [
        ("head_count", None, "2024-2025", None, 40, 45),
        ("head_count", "p1", "2024-2025", None, 30, 35),
    ]


def test_six_withdrawals_move_completion(known: Store) -> None:
    left = [row | {"status": "withdrawn"} for row in students(6, **YEAR)]
    content = file("cohorts", *left, *students(30, **YEAR)[6:])
    assert moved(known, "cohorts", content) == [
        ("completion", None, "2024-2025", None, 100, 80),
        ("completion", "p1", "2024-2025", None, 100, 80),
    ]


def test_a_first_survey_moves_the_placement_of_its_class(known: Store) -> None:
    jobs = [row | {"employer_type": "care" if n < 15 else "other"} for n, row in enumerate(students(30))]
    assert moved(known, "placements", file("placements", *jobs)) == [
        (measure, project, "2025", 6, None, value)
        for measure, value in (("response", 100), ("insertion", 100), ("health_strict", 50), ("health_broad", 50))
        for project in (None, "p1")
    ]


def test_the_same_students_again_move_nothing(known: Store) -> None:
    assert moved(known, "cohorts", file("cohorts", *reversed(students(30, **YEAR)))) == []


def test_a_new_year_appears_beside_the_others(known: Store) -> None:
    content = file("cohorts", *students(3, academic_year="2025-2026", **OPEN))
    assert moved(known, "cohorts", content)[0] == ("head_count", None, "2025-2026", None, None, 3)
