"""Totals in place of students make the same figures, and a slice is either lines or totals."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain, editions, publishing
from ehealth.access import operator
from ehealth.commands.shown import INDICATORS
from ehealth.domain import OUTCOMES, Selection
from ehealth.store import Store, create, rebuild
from tests.files import STEWARD, Row, copied, exact, file, send, students

AT = datetime.fromisoformat("2026-10-12T09:00")
Y1, Y2 = "2023-2024", "2024-2025"
MODULES = {"full": "full_course", "second": "full_course", "aware": "awareness"}
CELLS = [(p, m, y, s) for p in ("p1", "p2") for m in MODULES for y in (Y1, Y2) for s in domain.STATUSES]
NO_JOB = {"employer_type": ""}
ANSWER_OF: dict[str, Row] = {
    "no_answer": {"answered": "non", "situation": ""} | NO_JOB,
    "care": {},
    "health_industry": {"employer_type": "pharma"},
    "public_health": {"employer_type": "health_agency"},
    "broad_only": {"employer_type": "other", "health_duties": "oui"},
    "other_job": {"employer_type": "other"},
    "unknown_employer": {"employer_type": "unknown"},
    "seeking": {"situation": "seeking"} | NO_JOB,
    "not_in_labour_force": {"situation": "studying"} | NO_JOB,
}

Cells = dict[tuple[Any, ...], int]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Knows p1 and p2, each with two full courses and an awareness module."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    codes = [{"project_code": p, "module_code": m, "route": r} for p in ("p1", "p2") for m, r in MODULES.items()]
    send(store, "modules", *codes)
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


@st.composite
def years(draw: st.DrawFn) -> tuple[Cells, Cells]:
    """(students of every module, year and status, graduates surveyed of every outcome); each slice has somebody."""
    enrolled: Cells = {cell: draw(st.integers(0, 3)) for cell in CELLS}
    enrolled |= {(p, "full", y, "graduated"): draw(st.integers(1, 30)) for p in ("p1", "p2") for y in (Y1, Y2)}
    surveyed: Counter[tuple[Any, ...]] = Counter()
    for project, months in (("p1", 6), ("p1", 12), ("p2", 6)):
        graduates = enrolled[project, "full", Y2, "graduated"]
        outcomes = draw(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=graduates))
        surveyed.update((project, 2025, months, outcome) for outcome in outcomes)
    return enrolled, {(*survey, o): surveyed[*survey, o] for survey in {s[:3] for s in surveyed} for o in OUTCOMES}


def cohort_lines(enrolled: Cells) -> list[Row]:
    """A line a student; who follows an awareness module follows a full course too, under the same identifier."""
    rows: list[Row] = []
    numbers: Counter[tuple[str, ...]] = Counter()
    order = sorted(enrolled, key=lambda cell: (cell[1] != "full", cell[3] != "graduated"))  # etu-1, … graduate
    for project, module, year, status in order:
        for _ in range(enrolled[project, module, year, status]):
            numbers[project, MODULES[module], year] += 1
            who = {"student_id": f"etu-{numbers[project, MODULES[module], year]}", "status": status}
            end = {"ended_on": ""} if status == "enrolled" else {}
            rows.append({"project_code": project, "module_code": module, "academic_year": year} | who | end)
    return rows


def placement_lines(surveyed: Cells) -> list[Row]:
    rows: list[Row] = []
    numbers: Counter[tuple[Any, ...]] = Counter()
    for project, year, months, outcome in surveyed:
        for _ in range(surveyed[project, year, months, outcome]):
            numbers[project, months] += 1
            who = {"project_code": project, "student_id": f"etu-{numbers[project, months]}", "months_after": months}
            rows.append(who | ANSWER_OF[outcome])
    return rows


def totals(kind: str, cells: Cells) -> list[Row]:
    names = domain.schema(kind)["primaryKey"]
    return [dict(zip(names, cell, strict=True)) | {"students": n} for cell, n in cells.items()]


def receive(store: Store, kind: str, rows: list[Row]) -> str:
    """Sends a file on a day of its own, so that two stores can be compared; gives the receipt."""
    with store.registry() as registry, registry.examine(kind, file(kind, *rows), store.key, by=STEWARD) as checked:
        assert checked.problems == []
        return registry.accept(checked, store.key, operator("lead@example.org"), "x.csv", AT).receipt


def shown(store: Store) -> dict[str, str]:
    """Every table of the next edition but its manifest, and every indicator of the command line, as text."""
    publishing.publish(store, operator("steward@example.org"), at=AT)
    edition = editions.open_edition(store.path)
    try:
        tables = {name: edition.table(name) for name in editions.TABLES if name != "manifest"}
        tables |= {f"show {name}": made(edition, Selection()) for name, made in INDICATORS.items()}
        return {name: table.to_csv() for name, table in tables.items()}
    finally:
        edition.close()


@settings(max_examples=4, deadline=None)
@given(years())
def test_the_same_people_as_lines_and_as_totals_give_the_same_edition(made: Store, people: tuple[Cells, Cells]) -> None:
    enrolled, surveyed = people
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        lines, counts = copied(made, Path(one)), copied(made, Path(other))
        receive(lines, "cohorts", cohort_lines(enrolled))
        receive(lines, "placements", placement_lines(surveyed))
        receive(counts, "cohort_totals", totals("cohort_totals", enrolled))
        receive(counts, "placement_totals", totals("placement_totals", surveyed))
        assert shown(lines) == shown(counts)


def cells(store: Store, name: str = "enrolment_cells") -> list[tuple[Any, ...]]:
    """The rows of a draft's table; of cells, those that count somebody."""
    table = exact(store).table(name)
    counted = table[table["students"] > 0] if "students" in table else table
    return [tuple(row) for row in counted.itertuples(index=False)]


def test_totals_replace_lines_lines_totals_and_a_withdrawal_brings_the_earlier_back(known: Store) -> None:
    receive(known, "cohorts", students(3))
    receive(known, "cohort_totals", [{"students": 7}, {"academic_year": Y1, "students": 4}])
    first, now = ("p1", "full", Y1, "graduated", 4), ("p1", "full", Y2, "graduated")
    assert cells(known) == [first, (*now, 7)]
    last = receive(known, "cohorts", students(2))
    assert cells(known) == [first, (*now, 2)]
    with known.registry() as registry:
        registry.withdraw(last, operator("lead@example.org"), "wrong")
    assert cells(known) == [first, (*now, 7)]
    with known.registry() as registry:
        registry.withdraw("4", operator("lead@example.org"), "totals were not agreed")
    assert cells(known) == [(*now, 3)]


def test_placement_totals_replace_the_survey_s_lines_and_no_other_survey(known: Store) -> None:
    receive(known, "cohorts", students(3))
    receive(known, "placements", [*students(3), {"months_after": 12}])
    sent = receive(known, "placement_totals", [{"outcome": "seeking", "students": 2}])
    twelve = ("p1", 2025, 12, "care", 1)
    assert cells(known, "placement_cells") == [("p1", 2025, 6, "seeking", 2), twelve]
    with known.registry() as registry:
        registry.withdraw(sent, operator("lead@example.org"), "wrong")
    assert cells(known, "placement_cells") == [("p1", 2025, 6, "care", 3), twelve]


def test_a_registry_with_both_kinds_is_made_again_as_it_was(known: Store) -> None:
    receive(known, "cohorts", [*students(3), *students(2, academic_year=Y1)])
    receive(known, "cohort_totals", [{"students": 7}])
    before, old = cells(known), known.registry_file
    old.unlink()
    assert cells(rebuild(known.path)) == before == [
        ("p1", "full", Y1, "graduated", 2),
        ("p1", "full", Y2, "graduated", 7),
    ]  # fmt: skip


def test_totals_of_nobody_count_nobody_and_count_as_received(known: Store) -> None:
    receive(known, "cohort_totals", [{"status": status, "students": 0} for status in domain.STATUSES])
    assert cells(known) == []
    received = [row for row in cells(known, "deliveries") if row[0] == 3]
    assert [(kind, project, year, current) for _, _, kind, project, year, _, _, current in received] == [
        ("cohorts", "p1", Y2, True)
    ]


def test_a_draft_names_the_employers_of_lines_and_keeps_the_groups_of_totals(known: Store) -> None:
    receive(known, "cohorts", [*students(2), {"project_code": "p2"}])
    receive(known, "placements", students(2, employer_type="pharma"))
    receive(known, "placement_totals", [{"project_code": "p2", "outcome": "health_industry", "students": 4}])
    table = INDICATORS["employers"](exact(known), Selection())
    assert dict(zip(table["employer"], table["students"], strict=True)) == {"health_industry": 4, "pharma": 2}
