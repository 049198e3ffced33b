"""Every fault of a file is found: its line, its column, its code."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest

from ehealth import intake
from ehealth.domain import Problem
from ehealth.store import Store, create
from tests.files import STEWARD, Row, faults, file, send, students


def problems(kind: str, content: bytes) -> list[Problem]:
    with intake.check(kind, content) as checked:
        return checked.problems


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Knows projects p1 and p2; of p1 two full courses, an awareness module and one graduate, etu-1. Never changed."""
    store = create(tmp_path_factory.mktemp("known") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"module_code": "other"}, {"module_code": "aware", "route": "awareness"})
    send(store, "cohorts", {}, {"student_id": "etu-2", "status": "withdrawn"})
    return store


@pytest.mark.parametrize(
    ("kind", "change", "column", "code", "facts"),
    [
        ("cohorts", {"enrolled_on": "septembre"}, "enrolled_on", "type-error", {"type": "date"}),
        ("cohorts", {"enrolled_on": "31/02/2024"}, "enrolled_on", "type-error", {"type": "no-such-day"}),
        ("cohorts", {"enrolled_on": "01/09/24"}, "enrolled_on", "type-error", {"type": "date"}),
        ("cohorts", {"academic_year": "2024"}, "academic_year", "type-error", {"type": "academic_year"}),
        ("cohorts", {"academic_year": "2024-2026"}, "academic_year", "type-error", {"type": "academic_year"}),
        ("placements", {"graduation_year": "MMXXV"}, "graduation_year", "type-error", {"type": "integer"}),
        ("placements", {"graduation_year": "2025.5"}, "graduation_year", "type-error", {"type": "integer"}),
        ("placements", {"answered": "peut-être"}, "answered", "type-error", {"type": "boolean"}),
        ("modules", {"hours": "12h"}, "hours", "type-error", {"type": "number"}),
        ("modules", {"hours": "١٢"}, "hours", "type-error", {"type": "number"}),
        ("projects", {"grant_eur": "1,200,000"}, "grant_eur", "type-error", {"type": "number"}),
        ("projects", {"grant_eur": "12.345"}, "grant_eur", "constraint-error", {"rule": "cents"}),
        ("projects", {"grant_eur": "-5"}, "grant_eur", "constraint-error", {"rule": "minimum", "limit": 0}),
        ("projects", {"coordinator_uai": "abc"}, "coordinator_uai", "constraint-error", {"rule": "uai"}),
        ("modules", {"ects": "181"}, "ects", "constraint-error", {"rule": "maximum", "limit": 180}),
        ("cohorts", {"student_id": ""}, "student_id", "constraint-error", {"rule": "required"}),
        ("cohorts", {"level": ""}, "level", "constraint-error", {"rule": "required"}),
    ],
)
def test_a_cell_at_fault_is_named(kind: str, change: Row, column: str, code: str, facts: dict[str, Any]) -> None:
    content = file(kind, {}, change | {"module_code": "m2"} if kind in ("cohorts", "modules") else change)
    found = [replace(p, proposal=None) for p in problems(kind, content) if p.code != "primary-key"]
    value = next(iter(change.values())) or None
    assert found == [Problem(code, 3, column, value, facts)]


def test_a_code_that_is_not_listed_is_named_with_those_that_are() -> None:
    found = problems("cohorts", file("cohorts", {"status": "parti"}))
    allowed = ["enrolled", "graduated", "withdrawn"]
    assert found == [Problem("constraint-error", 2, "status", "parti", {"rule": "enum", "allowed": allowed})]


def test_months_after_are_five() -> None:
    found = problems("placements", file("placements", {"months_after": "7"}))
    assert [(p.line, p.column, p.facts["allowed"]) for p in found] == [
        (2, "months_after", ["6", "12", "18", "24", "30"])
    ]


def test_an_identifier_has_its_form() -> None:
    found = problems(
        "cohorts", file("cohorts", *({"student_id": x} for x in ("a1", "a1" * 33, "etu 1", "étu-1", "e/1")))
    )
    assert [(p.line, p.column, p.code, p.facts["rule"]) for p in found] == [
        (line, "student_id", "constraint-error", "identifier") for line in range(2, 7)
    ]


def test_dates_lie_between_2010_and_2040() -> None:
    days = ("2009-12-31", "2010-01-01", "31/12/2040", "01/01/2041")
    changes = [{"student_id": f"etu-{i}", "ended_on": day, "enrolled_on": "2010-01-01"} for i, day in enumerate(days)]
    found = problems("cohorts", file("cohorts", *changes))
    assert [(p.line, p.column, p.code, p.facts["rule"]) for p in found] == [
        (2, "ended_on", "personal-data", "birth"),
        (5, "ended_on", "constraint-error", "dates"),
    ]


PERSONAL = ("jean.dupont@univ.fr", "0123456789A", "123456789ab", "1850578006084", "2 85 05 2A 006 084 36")


@pytest.mark.parametrize("column", ["student_id", "module_code", "level", "enrolled_on"])
def test_what_identifies_a_person_is_refused_in_any_column_and_never_repeated(column: str) -> None:
    changes = [
        {"student_id": f"etu-{i}"} | {column: value} for i, value in enumerate((*PERSONAL, "1-85-05-78-006-084"))
    ]
    found = problems("cohorts", file("cohorts", *changes))
    assert [(p.line, p.column, p.code, p.value) for p in found] == [
        (line, column, "personal-data", None) for line in range(2, 8)
    ]
    assert not any(value in repr(found) for value in PERSONAL)


def test_an_address_hidden_in_a_text_is_refused() -> None:
    found = problems("projects", file("projects", {"title": "Contact : Jean <jean@univ.fr>, bureau 12"}))
    assert [(p.line, p.column, p.code, p.value) for p in found] == [(2, "title", "personal-data", None)]


def test_a_web_address_with_an_at_sign_is_no_e_mail() -> None:
    assert problems("events", file("events", {"source_url": "https://social.example/@ministere.fr/12"})) == []


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"ended_on": ""}, "ended_on", "ended-missing"),
        ({"status": "withdrawn", "ended_on": ""}, "ended_on", "ended-missing"),
        ({"ended_on": "2024-09-01"}, "ended_on", "ended-before-enrolled"),
    ],
)
def test_an_end_goes_with_its_status_and_its_start(change: Row, column: str, code: str) -> None:
    assert faults("cohorts", file("cohorts", {}, {"student_id": "etu-2"} | change)) == [(3, column, code)]


def test_an_end_while_enrolled_is_a_warning_that_refuses_nothing() -> None:
    with intake.check("cohorts", file("cohorts", {"status": "enrolled"})) as checked:
        assert checked.ok
        assert [(p.line, p.column, p.code) for p in checked.warnings] == [
            (None, None, "codes-not-checked"),
            (2, "ended_on", "ended-while-enrolled"),
        ]


def test_a_second_line_with_the_same_key_names_the_first() -> None:
    content = file("cohorts", {}, {"student_id": "etu-2"}, {"status": "enrolled", "ended_on": ""}, {})
    found = problems("cohorts", content)
    assert [(p.line, p.column, p.code, p.facts["first"]) for p in found] == [
        (4, None, "primary-key", 2),
        (5, None, "primary-key", 2),
    ]


def test_the_same_key_in_two_spellings_is_the_same_key() -> None:
    assert faults("cohorts", file("cohorts", {}, {"academic_year": "2024/25"})) == [(3, None, "primary-key")]


def test_a_student_follows_one_full_course_a_year(known: Store) -> None:
    content = file("cohorts", {}, {"module_code": "aware"}, {"module_code": "other"}, {"student_id": "etu-9"})
    assert faults("cohorts", content, known) == [(4, None, "second-full-course")]
    other_year = file("cohorts", {}, {"module_code": "other", "academic_year": "2023-2024"})
    assert faults("cohorts", other_year, known) == []


def test_a_repeated_full_course_is_one_fault_only(known: Store) -> None:
    assert faults("cohorts", file("cohorts", {}, {}), known) == [(3, None, "primary-key")]


@pytest.mark.parametrize(
    ("kind", "change", "column", "code"),
    [
        ("cohorts", {"project_code": "p9"}, "project_code", "foreign-key"),
        ("cohorts", {"module_code": "m9"}, "module_code", "foreign-key"),
        ("placements", {"project_code": "p9"}, "project_code", "foreign-key"),
        ("placements", {"student_id": "etu-9"}, "student_id", "not-a-graduate"),
        ("placements", {"student_id": "etu-2"}, "student_id", "not-a-graduate"),
        ("modules", {"project_code": "p9"}, "project_code", "foreign-key"),
        ("events", {"event_id": "e2", "disputes": "e9"}, "disputes", "foreign-key"),
        ("envelopes", {"envelope_id": "v2", "parent_id": "v9"}, "parent_id", "foreign-key"),
    ],
)
def test_codes_must_be_known(known: Store, kind: str, change: Row, column: str, code: str) -> None:
    assert faults(kind, file(kind, {}, change), known) == [(3, column, code)]


def test_an_event_may_contradict_another_of_its_own_file(known: Store) -> None:
    assert faults("events", file("events", {"disputes": "e2"}, {"event_id": "e2"}), known) == []


def test_an_unknown_code_is_shown_with_those_that_are_known(known: Store) -> None:
    with (
        known.registry() as registry,
        registry.examine("cohorts", file("cohorts", {"module_code": "m9"}), b"k", by=STEWARD) as found,
    ):
        assert found.problems[0].value == "m9"
        assert found.problems[0].facts["known"] == ["p1 · aware", "p1 · full", "p1 · other"]


def test_a_file_announced_for_one_project_holds_no_other(known: Store) -> None:
    content = file("partners", {}, {"project_code": "p2"})
    with (
        known.registry() as registry,
        registry.examine("partners", content, known.key, project="p1", by=STEWARD) as checked,
    ):
        assert [(p.line, p.code, p.value) for p in checked.problems] == [(3, "other-project", "p2")]


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines() -> None:
    content = file("cohorts", {"status": "parti"}, {"student_id": "x1", "level": "b3"}, {"ended_on": ""})
    assert faults("cohorts", content) == [
        (2, "status", "constraint-error"),
        (3, "student_id", "constraint-error"),
        (3, "level", "constraint-error"),
        (4, None, "primary-key"),
        (4, "ended_on", "ended-missing"),
    ]


def test_the_first_thousand_faults_are_listed_and_all_are_counted() -> None:
    with intake.check("cohorts", file("cohorts", *students(1200, level="b3", status="parti"))) as checked:
        assert checked.problem_count == 2400
        assert len(checked.problems) == 1000
        assert checked.problems[-1].line == 501


def test_a_long_value_is_cut() -> None:
    assert problems("cohorts", file("cohorts", {"status": "x" * 5000}))[0].value == "x" * 200 + "…"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_line_is_counted_as_an_editor_counts_it(newline: str, quoting: int) -> None:
    changes = ({"module_code": "a", "title": "x\ny"}, {"module_code": "b"}, {"module_code": "c", "ects": "douze"})
    content = file("modules", *changes, quoting=quoting).decode()
    assert faults("modules", ("\n\n" + content).replace("\n", newline).encode()) == [(7, "ects", "type-error")]
