"""Head count, completion and coverage, each sum against a plain loop."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest

from ehealth.indicators.training import (
    calendar,
    completion,
    coverage,
    headcount,
    institutions,
    last_whole_year,
    regions,
)

CELL = {
    "project_code": "p1",
    "acronym": "P1",
    "wave": "1",
    "module_code": "m1",
    "module_title": "Health data",
    "route": "full_course",
    "host_degree": "master",
    "level": "m1",
    "institution": "Université A",
    "region": "76",
    "academic_year": "2024-2025",
    "status": "enrolled",
    "students": 10,
}
MODULE = {
    "project_code": "p1",
    "module_code": "m1",
    "title": "Health data",
    "route": "full_course",
    "host_degree": "master",
    "level": "m1",
    "ects": 60,
    "hours": 400,
    "first_year": "2022-2023",
    "institution": "Université A",
    "places_per_year": 30,
    "region": "76",
    "acronym": "P1",
    "wave": "1",
}


def frame(defaults: dict[str, Any], *changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([defaults | change for change in changes], columns=list(defaults))


def row(table: pd.DataFrame, **where: Any) -> dict[str, Any]:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return {str(k): None if pd.isna(v) else v for k, v in table.to_dict("records")[0].items()}


def test_head_count_keeps_full_courses_and_awareness_apart() -> None:
    cells = frame(
        CELL, {"students": 184, "status": "graduated"}, {"students": 16}, {"route": "awareness", "students": 900}
    )
    table = headcount(cells, frame(MODULE, {}, {"route": "awareness", "module_code": "m2"}))
    assert row(table, route="full_course")["students"] == 200
    assert row(table, route="full_course")["position"] == "in"
    assert row(table, route="awareness")["students"] == 900
    assert row(table, route="awareness")["position"] is None


@pytest.mark.parametrize(("students", "position"), [(199, "below"), (200, "in"), (400, "in"), (401, "above")])
def test_both_ends_of_the_band_belong_to_it(students: int, position: str) -> None:
    assert row(headcount(frame(CELL, {"students": students}), frame(MODULE, {})))["position"] == position


def test_a_year_is_partial_until_every_open_course_has_reported() -> None:
    modules = frame(MODULE, {}, {"project_code": "p2"}, {"project_code": "p3", "first_year": "2025-2026"})
    found = row(headcount(frame(CELL, {"students": 250}), modules))
    assert (found["projects_reporting"], found["projects_expected"]) == (1, 2)
    assert found["partial"] is True
    assert found["position"] is None


def test_a_year_with_no_student_shows_no_count() -> None:
    table = headcount(frame(CELL, {}), frame(MODULE, {}), years=("2022-2023", "2024-2025"))
    assert row(table, academic_year="2022-2023")["students"] is None
    assert row(table, academic_year="2022-2023")["position"] is None
    assert row(table, academic_year="2024-2025")["students"] == 10


def test_the_calendar_runs_from_the_first_opening_to_the_last_cohort() -> None:
    assert calendar(frame(CELL, {}), frame(MODULE, {})) == ("2022-2023", "2023-2024", "2024-2025")
    assert calendar(frame(CELL), frame(MODULE, {})) == ()


def test_the_last_whole_year_is_the_last_that_nobody_is_missing_from() -> None:
    modules = frame(MODULE, {}, {"project_code": "p2", "first_year": "2024-2025"})
    table = headcount(frame(CELL, {}, {"academic_year": "2023-2024"}), modules)
    assert last_whole_year(table) == "2023-2024"
    assert last_whole_year(headcount(frame(CELL), frame(MODULE))) is None


def test_completion_leaves_out_those_still_enrolled() -> None:
    cells = frame(
        CELL,
        {"students": 100},
        {"status": "graduated", "students": 30},
        {"status": "graduated", "students": 15, "module_code": "m2"},
        {"status": "withdrawn", "students": 5},
    )
    assert row(completion(cells)) == {
        "academic_year": "2024-2025",
        "route": "full_course",
        "enrolled": 100,
        "graduated": 45,
        "withdrawn": 5,
        "denominator": 50,
        "projects_reporting": 1,
        "projects_expected": 1,
        "partial": False,
        "completion_rate": 90,
        "low": 79,
        "high": 96,
        "state": "shown",
        "reason": None,
    }


def test_completion_of_a_year_that_nobody_has_left_is_no_rate() -> None:
    found = row(completion(frame(CELL, {})))
    assert (found["completion_rate"], found["state"]) == (None, "none")


def test_completion_is_partial_while_a_project_has_no_outcome_or_has_sent_nothing() -> None:
    cells = frame(CELL, {"status": "graduated"}, {"project_code": "p2"}, {"project_code": "p2", "route": "awareness"})
    modules = frame(MODULE, {}, {"project_code": "p3"}, {"project_code": "p4", "first_year": "2025-2026"})
    found = row(completion(cells, modules), route="full_course")
    assert (found["projects_reporting"], found["projects_expected"], found["partial"]) == (1, 3, True)
    assert row(completion(cells), route="full_course")["projects_expected"] == 2


def test_a_year_whose_every_project_has_an_outcome_is_whole_though_some_students_stay() -> None:
    cells = frame(CELL, {}, {"status": "withdrawn"}, {"project_code": "p2", "status": "graduated", "students": 0})
    assert row(completion(cells, frame(MODULE, {})))["partial"] is False


def test_sums_are_those_of_a_plain_loop() -> None:
    draw = random.Random(7)
    lines: list[dict[str, Any]] = [
        {
            "project_code": f"p{draw.randrange(4)}",
            "academic_year": f"{(start := draw.randrange(2021, 2025))}-{start + 1}",
            "route": draw.choice(["full_course", "awareness"]),
            "status": draw.choice(["enrolled", "graduated", "withdrawn"]),
            "region": draw.choice(["11", "76", None]),
            "students": draw.randrange(90),
        }
        for _ in range(200)
    ]
    cells, modules = frame(CELL, *lines), frame(MODULE, {}, {"region": "11"})
    heads: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str, str], int] = {}
    sent: dict[tuple[str, str], set[str]] = {}
    known: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        key = (line["academic_year"], line["route"])
        heads[key] = heads.get(key, 0) + line["students"]
        left[(*key, line["status"])] = left.get((*key, line["status"]), 0) + line["students"]
        sent.setdefault(key, {"p1"} if key[1] == "full_course" and key[0] >= "2022-2023" else set())
        sent[key].add(line["project_code"])
        if line["status"] != "enrolled":
            known.setdefault(key, set()).add(line["project_code"])
    for (year, route), students in heads.items():
        assert row(headcount(cells, modules), academic_year=year, route=route)["students"] == students
        found = row(completion(cells, modules), academic_year=year, route=route)
        reporting, expected = len(known.get((year, route), ())), len(sent[(year, route)])
        assert (found["projects_reporting"], found["projects_expected"]) == (reporting, expected)
        assert found["partial"] == (reporting < expected)
        graduated, withdrawn = left.get((year, route, "graduated"), 0), left.get((year, route, "withdrawn"), 0)
        assert found["completion_rate"] == round(100 * graduated / (graduated + withdrawn))
        assert found["enrolled"] == left.get((year, route, "enrolled"), 0)


def test_all_eighteen_regions_are_listed_even_without_any_course() -> None:
    table = coverage(frame(CELL), frame(MODULE))
    assert len(table) == len(set(table["region"])) == 18
    assert set(table["state"]) == {"none"}
    assert table["students"].isna().all()
    assert set(regions()) == set(table["region"])


def test_a_region_counts_its_institutions_and_its_full_course_students_only() -> None:
    modules = frame(
        MODULE,
        {},
        {"module_code": "m2", "institution": "École B"},
        {"module_code": "m3", "route": "awareness", "institution": "École B"},
        {"module_code": "m4", "first_year": "2026-2027", "institution": "École C"},
    )
    cells = frame(CELL, {"students": 40}, {"module_code": "m3", "route": "awareness", "students": 500})
    found = row(coverage(cells, modules), region="76")
    assert (found["institutions"], found["full_course"], found["awareness"]) == (2, 2, 1)
    assert (found["students"], found["state"]) == (40, "value")


def test_a_region_whose_project_has_not_reported_is_partial_not_empty() -> None:
    modules = frame(MODULE, {}, {"project_code": "p2", "region": "11"}, {"project_code": "p2"})
    table = coverage(frame(CELL, {}), modules)
    assert row(table, region="11")["students"] is None
    assert row(table, region="11")["state"] == "partial"
    assert row(table, region="76")["students"] == 10
    assert row(table, region="76")["state"] == "partial"


def test_a_course_without_a_student_in_a_year_that_was_reported_is_a_true_zero() -> None:
    modules = frame(MODULE, {}, {"module_code": "m2", "region": "53"})
    exact = row(coverage(frame(CELL, {}), modules), region="53")
    assert (exact["students"], exact["state"]) == (0, "value")


def test_a_region_with_awareness_modules_only_has_no_full_course_student() -> None:
    cells = frame(CELL, {"route": "awareness"})
    found = row(coverage(cells, frame(MODULE, {"route": "awareness"})), region="76")
    assert (found["students"], found["state"], found["awareness"]) == (None, "none", 1)


def test_institutions_are_listed_with_their_courses_even_without_a_known_region() -> None:
    table = institutions(
        frame(CELL, {}),
        frame(
            MODULE,
            {},
            {"module_code": "m2"},
            {"module_code": "m3", "first_year": "2026-2027"},
            {"institution": "École B", "region": None},
        ),
    )
    assert row(table, institution="Université A")["full_course"] == 2
    assert row(table, institution="École B")["region"] == ""


def test_without_any_cell_every_table_is_empty() -> None:
    assert headcount(frame(CELL), frame(MODULE)).empty
    assert completion(frame(CELL)).empty
    assert institutions(frame(CELL), frame(MODULE)).empty
