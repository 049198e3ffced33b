"""Why a figure is missing: one of four reasons; and what a protected 0 may not say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from ehealth.indicators import awaited, completion, coverage, employers, headcount, last_whole_year, placement
from ehealth.indicators.reasons import reason
from ehealth.indicators.training import position

MODULE = {"project_code": "p1", "module_code": "m1", "route": "full_course", "level": "m2", "first_year": "2024-2025"}
MODULE |= {"region": "76", "institution": "A"}
CELL = {"project_code": "p1", "module_code": "m1", "route": "full_course", "academic_year": "2024-2025"}
CELL |= {"region": "76", "status": "enrolled", "students": 10}
SURVEY = {"project_code": "p1", "graduation_year": 2025, "months_after": 12, "outcome": "care", "students": 30}
NO_TYPES = pd.DataFrame(columns=["project_code", "graduation_year", "months_after", "employer_type", "students"])


def frame(defaults: dict[str, Any], *changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([defaults | change for change in changes], columns=list(defaults))


def left(enrolled: int, graduated: int, withdrawn: int, **where: Any) -> list[dict[str, Any]]:
    """The three cells of a slice, as an edition holds them all, zeros too."""
    counts = {"enrolled": enrolled, "graduated": graduated, "withdrawn": withdrawn}
    return [where | {"status": status, "students": students} for status, students in counts.items()]


def of(table: pd.DataFrame, column: str = "reason") -> list[Any]:
    return [None if pd.isna(value) else value for value in table[column]]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"shown": True}, None),
        ({"shown": False}, "too_few"),
        ({"shown": False, "received": False}, "not_received"),
        ({"shown": False, "received": False, "due": False}, "not_yet"),
        ({"shown": False, "received": False, "collected": False}, "not_collected"),
        ({"shown": False, "received": True, "collected": False}, "too_few"),
    ],
)
def test_whatever_is_not_shown_has_one_of_four_reasons(facts: dict[str, bool], expected: str | None) -> None:
    assert reason(**facts) == expected


def test_a_survey_is_ahead_until_its_date_then_missed() -> None:
    modules = frame(MODULE, {})  # its first class leaves in the summer of 2025
    assert awaited(modules, date(2026, 3, 14)) == dict.fromkeys((6, 12, 18, 24, 30), "not_yet")
    assert awaited(modules, date(2026, 3, 15))[6] == "not_received"
    assert awaited(modules, date(2026, 9, 14))[12] == "not_yet"
    assert awaited(modules, date(2026, 9, 15))[12] == "not_received"
    assert awaited(modules, date(2028, 3, 15))[30] == "not_received"


def test_surveys_of_the_chosen_classes_are_those_awaited() -> None:
    found = awaited(frame(MODULE, {}), date(2026, 12, 1), (2026,))
    assert found == dict.fromkeys((6, 12, 18, 24, 30), "not_yet")


def test_a_first_year_class_takes_its_degree_a_year_later() -> None:
    assert awaited(frame(MODULE, {"level": "m1"}), date(2026, 12, 1))[6] == "not_yet"


def test_takers_of_awareness_modules_are_not_surveyed() -> None:
    found = awaited(frame(MODULE, {"route": "awareness"}), date(2030, 1, 1))
    assert set(found.values()) == {"not_collected"}
    assert set(awaited(frame(MODULE), date(2030, 1, 1)).values()) == {"not_yet"}


def test_a_protected_head_count_of_0_is_too_few_and_an_exact_one_is_0() -> None:
    cells, modules = frame(CELL, *left(0, 0, 0)), frame(MODULE, {})
    assert (of(headcount(cells, modules), "students"), of(headcount(cells, modules))) == ([0], [None])
    hidden = headcount(cells, modules, protected=True)
    assert (of(hidden, "students"), of(hidden), of(hidden, "position")) == ([None], ["too_few"], [None])
    assert last_whole_year(hidden) == "2024-2025"


def test_a_year_of_which_nothing_came_is_not_received_unless_no_course_was_open() -> None:
    table = headcount(frame(CELL, {}), frame(MODULE, {}), ["2023-2024", "2025-2026"])
    assert of(table) == ["not_collected", None, "not_received"]


@pytest.mark.parametrize(
    ("students", "exact", "rounded"),
    [
        (185, "below", "below"),
        (190, "below", "near"),
        (200, "in", "near"),
        (210, "in", "near"),
        (215, "in", "in"),
        (385, "in", "in"),
        (390, "in", "near"),
        (410, "above", "near"),
        (415, "above", "above"),
    ],
)
def test_a_rounded_count_near_an_end_of_the_band_is_not_judged(students: int, exact: str, rounded: str) -> None:
    assert (position(students), position(students, protected=True)) == (exact, rounded)


def test_a_project_whose_students_are_all_enrolled_has_no_outcome_one_of_zeros_has() -> None:
    modules = frame(MODULE, {}, {"project_code": "p2"})
    cells = frame(CELL, *left(30, 0, 0), *left(0, 0, 0, project_code="p2"))
    row = completion(cells, modules, protected=True).to_dict("records")[0]
    assert (row["projects_reporting"], row["projects_expected"], row["partial"]) == (1, 2, True)
    assert row["reason"] == "too_few"


def test_outcomes_that_nobody_sent_are_not_received() -> None:
    row = completion(frame(CELL, *left(30, 0, 0)), frame(MODULE, {}), protected=True).to_dict("records")[0]
    assert (row["projects_reporting"], row["state"], row["reason"]) == (0, "none", "not_received")


def test_a_region_whose_protected_count_is_0_is_too_few_one_that_sent_nothing_is_not_received() -> None:
    modules = frame(MODULE, {}, {"region": "53", "module_code": "m2"}, {"region": "11", "project_code": "p2"})
    cells = frame(CELL, {}, {"region": "53", "module_code": "m2", "students": 0})
    table = coverage(cells, modules, protected=True).set_index("region")
    assert (table.at["53", "state"], table.at["53", "reason"]) == ("hidden", "too_few")
    assert (table.at["11", "state"], table.at["11", "reason"]) == ("partial", "not_received")
    assert (table.at["94", "state"], table.at["94", "reason"]) == ("none", "not_collected")
    assert pd.isna(table.at["53", "students"])


def test_a_protected_group_of_employers_of_0_is_too_few_and_an_exact_one_is_left_out() -> None:
    cells = frame(SURVEY, {"students": 50}, {"outcome": "public_health", "students": 0})
    table = employers(cells, NO_TYPES, protected=True)
    assert (of(table, "students"), of(table), of(table, "share")) == ([50, None], [None, "too_few"], [100, None])
    assert of(employers(cells, NO_TYPES), "employer") == ["care"]


def test_a_protected_numerator_of_0_hides_its_rate() -> None:
    table = placement(frame(SURVEY, {"outcome": "other_job", "students": 60}), protected=True)
    strict = table[table["measure"] == "health_strict"].to_dict("records")[0]
    assert (strict["state"], strict["reason"]) == ("hidden", "too_few")
