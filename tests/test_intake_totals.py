"""What totals cannot tell is said at the door, and so is what they replace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ehealth.commands import main
from ehealth.domain import Problem
from ehealth.store import Replaced, Store, create
from ehealth.wording.problems import explain
from tests.files import STEWARD, Row, copied, file, send, students

Y1, Y2 = "2023-2024", "2024-2025"
MODULES = {"full": "full_course", "second": "full_course", "aware": "awareness"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Knows p1, with two full courses and an awareness module, and p2."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", *({"module_code": m, "route": r} for m, r in MODULES.items()), {"project_code": "p2"})
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def effect(store: Store, kind: str, *rows: Row) -> tuple[list[Replaced], list[tuple[str, str, str]]]:
    """The slices that a file would replace, and its warnings: (code, what, remedy)."""
    with store.registry() as registry, registry.examine(kind, file(kind, *rows), store.key, by=STEWARD) as checked:
        assert checked.ok, checked.problems
        said = [(warning.code, *explain(warning, kind, "en")) for warning in checked.warnings]
        return registry.replaced(checked), said


def test_students_are_compared_with_students_whatever_the_form(known: Store) -> None:
    send(known, "cohorts", *students(30))
    replaced, said = effect(known, "cohort_totals", {"students": 24}, {"status": "withdrawn", "students": 2})
    assert replaced == [Replaced("p1", Y2, None, 30, 26, "students", "cohorts")]
    assert [(code, what) for code, what, _ in said] == [
        ("other-form", "p1 · 2024-2025: totals replace lines."),
        ("fewer-rows", "p1 · 2024-2025: 26 students replace 30."),
    ]
    send(known, "cohort_totals", {"students": 24})
    assert effect(known, "cohort_totals", {"students": 20})[0] == [Replaced("p1", Y2, None, 24, 20, "students")]
    replaced, said = effect(known, "cohorts", *students(30))
    assert replaced == [Replaced("p1", Y2, None, 24, 30, "students", "cohort_totals")]
    assert [what for _, what, _ in said] == ["p1 · 2024-2025: lines replace totals."]


def test_a_module_that_totals_rest_on_is_missed(known: Store) -> None:
    send(known, "cohort_totals", {"module_code": "second"})
    assert [what for _, what, _ in effect(known, "modules", {}, {"module_code": "aware"})[1]] == [
        "p1: 2 rows replace 3.",
        "Other files rest on what this one leaves out (cohort totals): p1 · second.",
    ]


def test_several_full_courses_as_totals_are_one_warning(known: Store) -> None:
    both = [{"academic_year": y, "module_code": m} for y in (Y1, Y2) for m in ("full", "second", "aware")]
    assert [what for _, what, _ in effect(known, "cohort_totals", *both)[1]] == [
        "Several full courses in p1 · 2023-2024, p1 · 2024-2025: "
        "a student who follows two of them would be counted twice."
    ]
    assert effect(known, "cohort_totals", {"module_code": "full"}, {"module_code": "aware"})[1] == []


@pytest.mark.parametrize("form", ["cohorts", "cohort_totals", None])
def test_more_people_surveyed_than_graduates_is_a_warning(known: Store, form: str | None) -> None:
    if form:
        send(known, form, *(students(5) if form == "cohorts" else [{"students": 5}, {"status": "enrolled"}]))
    survey = [{"outcome": "care", "students": 3}, {"outcome": "seeking", "students": 3}, {"months_after": 12}]
    warned = [(code, what) for code, what, _ in effect(known, "placement_totals", *survey)[1]]
    graduates = 5 if form else 0
    sentence = f"p1 · 2025 · at 6 months: 6 graduates surveyed, and {graduates} are known for 2024-2025."
    assert warned[0] == ("more-than-graduates", sentence)
    assert len(warned) == (1 if form else 2)


def test_why_a_student_surveyed_is_no_graduate_is_told(known: Store) -> None:
    send(known, "cohorts", {}, {"student_id": "etu-2", "status": "withdrawn"})
    send(known, "cohort_totals", {"project_code": "p2"})
    rows = [{"student_id": "etu-2"}, {"student_id": "etu-3"}, {"project_code": "p2"}]
    with (
        known.registry() as registry,
        registry.examine("placements", file("placements", {}, *rows), known.key, by=STEWARD) as found,
    ):
        said = [(p.line, p.code, " ".join(explain(p, "placements", "en"))) for p in found.problems]
    assert said == [
        (
            3,
            "not-a-graduate",
            "This identifier was received for this project, but never as that of a graduate. "
            "Correct the identifier, or send the cohort again with this student as graduated.",
        ),
        (
            4,
            "not-a-graduate",
            "No student with this identifier has been received for this project. "
            "Correct the identifier, or send the cohort in which this student graduated first.",
        ),
        (
            5,
            "not-a-graduate",
            "This project’s cohort was sent as totals: no graduate of it has an identifier. "
            "Send placements as totals too.",
        ),
    ]


def test_a_count_is_a_whole_number_from_zero_on(known: Store) -> None:
    wrong = [{"status": s, "students": n} for s, n in (("enrolled", -1), ("graduated", "2,5"), ("withdrawn", ""))]
    with (
        known.registry() as registry,
        registry.examine("cohort_totals", file("cohort_totals", *wrong), b"k", by=STEWARD) as found,
    ):
        assert found.problems == [
            Problem("constraint-error", 2, "students", "-1", {"rule": "minimum", "limit": 0}),
            Problem("type-error", 3, "students", "2,5", {"type": "integer"}),
            Problem("constraint-error", 4, "students", None, {"rule": "required"}),
        ]


def run(store: Store, *words: str) -> str:
    done = CliRunner().invoke(main, ["--store", str(store.path), *words], env={"LANG": "en_GB.UTF-8", "LC_ALL": ""})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_totals_are_checked_uploaded_and_shown_from_the_command_line(known: Store, tmp_path: Path) -> None:
    sent = tmp_path / "effectifs.csv"
    sent.write_text(
        "Code projet;Code module;Année universitaire;Statut;Effectif\np1;full;2024/2025;Diplômé;1 200\n", "utf-8"
    )
    report = json.loads(run(known, "check", "cohort_totals", str(sent), "--format", "json"))
    assert (report["kind"], report["rows"], report["problem_count"], report["warnings"]) == ("cohort_totals", 1, 0, [])
    by = ["--by", "lead@example.org"]
    assert run(known, "upload", "cohort_totals", str(sent), *by).startswith("Received: cohort totals, 1 row. Receipt ")
    run(known, "publish", *by)
    assert run(known, "show", "headcount").splitlines()[1].startswith("2024-2025,full_course,1200,")
