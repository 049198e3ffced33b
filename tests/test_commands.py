"""The command line's contract, through the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ehealth.commands import main
from ehealth.store import Store

EXAMPLES = Path(__file__).parent / "examples"
BY = ["--by", "lead@example.org"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the two example projects, their modules, one cohort file and its survey, all published."""
    path = tmp_path_factory.mktemp("published") / "store"
    assert run(path, "init").exit_code == 0
    for kind in ("projects", "partners", "modules", "cohorts", "placements"):
        done = run(path, "upload", kind, str(EXAMPLES / f"{kind}.csv"), *BY)
        assert done.exit_code == 0, done.output
    assert run(path, "publish", *BY, "--note", "the examples").exit_code == 0
    return path


@pytest.fixture
def store(published: Path, copy_of: Callable[[Path], Store]) -> Path:
    """A copy of the published store, for this test alone."""
    return copy_of(published).path


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store), *words], env={"LANG": "en_GB.UTF-8", "LC_ALL": ""})


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def cohorts(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The example cohorts file with some of its text replaced."""
    text = (EXAMPLES / "cohorts.csv").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "cohorts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_init_ends_with_edition_1_of_the_real_events_and_no_cohort(tmp_path: Path) -> None:
    made = run(tmp_path / "new", "init")
    assert made.exit_code == 0
    assert "edition 1 is published" in made.stdout
    events = rows(run(tmp_path / "new", "show", "events", "--edition", "1"))
    assert [row["date"] for row in events if row["wave"] == "3"] == ["2022-10-31", "2022-11-02"]
    assert rows(run(tmp_path / "new", "show", "headcount")) == []


def test_init_refuses_a_folder_that_already_holds_a_store(store: Path) -> None:
    again = run(store, "init")
    assert again.exit_code == 2
    assert "already holds something" in again.stderr


def test_students_and_seed_go_with_demo(tmp_path: Path) -> None:
    assert run(tmp_path / "x", "init", "--students", "10").exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_demonstration_says_so_and_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(tmp_path / name, "init", "--demo", "--students", "60", "--seed", "7").exit_code == 0
    shown = [run(tmp_path / name, "show", "headcount").stdout for name in ("one", "two")]
    assert shown[0] == shown[1]
    assert len(shown[0].splitlines()) > 1
    received = [sorted((tmp_path / name / "received").iterdir()) for name in ("one", "two")]
    assert [file.read_bytes() for file in received[0]] == [file.read_bytes() for file in received[1]]


def test_check_finds_nothing_wrong_in_the_example(store: Path) -> None:
    checked = run(store, "check", "cohorts", str(EXAMPLES / "cohorts.csv"), "--format", "json")
    assert checked.exit_code == 0
    report = json.loads(checked.stdout)
    assert report["problems"] == [] and report["problem_count"] == 0 and report["warnings"] == []
    assert (report["kind"], report["encoding"], report["delimiter"], report["rows"]) == ("cohorts", "utf-8", ",", 6)


def test_check_names_line_column_value_code_and_how_to_mend_it(store: Path, tmp_path: Path) -> None:
    faulty = cohorts(tmp_path, ("graduated", "gratuated"))
    checked = run(store, "check", "cohorts", str(faulty), "--format", "json", "--lang", "en")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["problems"] == [
        {
            "line": 3,
            "column": "status",
            "value": "gratuated",
            "proposal": "graduated",
            "code": "constraint-error",
            "message": "“gratuated” is not one of the values of “Status”.",
            "remedy": "Write one of: enrolled (Enrolled), graduated (Graduated), withdrawn (Withdrawn).",
        }
    ]


def test_check_speaks_french_when_asked(store: Path, tmp_path: Path) -> None:
    faulty = cohorts(tmp_path, ("graduated", "gratuated"))
    checked = run(store, "check", "cohorts", str(faulty), "--lang", "fr")
    assert checked.exit_code == 1
    assert "« gratuated » n’est pas une valeur de « Statut »" in checked.stdout.replace("\u00a0", " ")


def test_check_works_without_a_store_and_says_what_it_could_not_check(tmp_path: Path) -> None:
    checked = run(tmp_path / "none", "check", "cohorts", str(EXAMPLES / "cohorts.csv"), "--format", "json")
    assert checked.exit_code == 0
    assert [warning["code"] for warning in json.loads(checked.stdout)["warnings"]] == ["codes-not-checked"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04rest", "not-csv"),
        (b"%PDF-1.7", "not-csv"),
        (bytes(range(256)) * 4, "not-text"),
    ],
)
def test_a_file_that_cannot_be_read_exits_2_with_its_one_reason(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    checked = run(tmp_path / "none", "check", "cohorts", str(path), "--format", "json")
    assert checked.exit_code == 2
    problems = json.loads(checked.stdout)["problems"]
    assert [problem["code"] for problem in problems] == [code]
    assert problems[0]["message"] and problems[0]["remedy"]


@pytest.mark.parametrize(
    "words", [["check", "cats", "x.csv"], ["check"], ["show", "happiness"], ["upload", "events", "x"]]
)
def test_wrong_usage_exits_2_with_a_sentence_on_standard_error(tmp_path: Path, words: list[str]) -> None:
    wrong = run(tmp_path / "none", *words)
    assert wrong.exit_code == 2
    assert "Error:" in wrong.stderr and "Traceback" not in wrong.output


def test_a_faulty_upload_is_refused_whole(store: Path, tmp_path: Path) -> None:
    before = run(store, "log").stdout
    refused = run(store, "upload", "cohorts", str(cohorts(tmp_path, ("graduated", "gratuated"))), *BY)
    assert refused.exit_code == 1
    assert run(store, "log").stdout == before
    assert not list((store / "received").glob("intake-*"))


def test_an_upload_gives_a_receipt_that_withdraws_it(store: Path) -> None:
    sent = run(store, "upload", "cohorts", str(EXAMPLES / "cohorts.csv"), *BY, "--format", "json")
    receipt = json.loads(sent.stdout)
    assert (receipt["line_count"], receipt["done_by"], receipt["kind"]) == (6, "lead@example.org", "cohorts")
    assert run(store, "withdraw", receipt["receipt"], *BY, "--why", "wrong year").exit_code == 0
    again = run(store, "withdraw", receipt["receipt"], *BY, "--why", "wrong year")
    assert again.exit_code == 2 and "withdrawn already" in again.stderr
    unknown = run(store, "withdraw", "999999", *BY, "--why", "x")
    assert unknown.exit_code == 2 and "999999" in unknown.stderr


def test_figures_move_only_when_an_edition_is_published(store: Path, tmp_path: Path) -> None:
    before = run(store, "show", "headcount").stdout
    text = (EXAMPLES / "cohorts.csv").read_text(encoding="utf-8")
    first = text.splitlines()[1]
    student = first.split(",")[3]
    path = tmp_path / "more.csv"
    path.write_text(text + "".join(first.replace(student, f"more-{n}") + "\n" for n in range(30)), encoding="utf-8")
    assert run(store, "upload", "cohorts", str(path), *BY).exit_code == 0
    assert run(store, "show", "headcount").stdout == before
    draft = run(store, "show", "headcount", "--draft").stdout
    assert draft != before
    assert run(store, "publish", *BY).exit_code == 0
    assert run(store, "show", "headcount").stdout not in (before, draft), "small counts are protected"
    assert run(store, "show", "headcount", "--edition", "2").stdout == before


def test_a_year_may_be_an_academic_year_or_the_year_of_a_class(store: Path) -> None:
    academic = run(store, "show", "placement", "--year", "2024-2025").stdout
    assert run(store, "show", "placement", "--year", "2025").stdout == academic
    wrong = run(store, "show", "placement", "--year", "2025-2027")
    assert wrong.exit_code == 2 and "neither an academic year" in wrong.stderr


def test_money_is_shown_in_euros_to_the_cent(store: Path) -> None:
    shown = {row["project_code"]: row for row in rows(run(store, "show", "projects"))}
    assert shown["demo-01"]["grant_eur"] == "4000000"
    assert shown["demo-01"]["paid_eur"] == "1200000.50"
    assert shown["demo-02"]["grant_eur"] == ""


def test_every_indicator_is_shown_as_csv_and_as_json(store: Path) -> None:
    for indicator in (
        "events",
        "envelopes",
        "projects",
        "headcount",
        "completion",
        "coverage",
        "placement",
        "employers",
    ):
        table = rows(run(store, "show", indicator, "--draft"))
        assert len(json.loads(run(store, "show", indicator, "--draft", "--format", "json").stdout)) == len(table) > 0


def test_a_file_or_an_edition_that_does_not_exist_is_a_sentence(store: Path, tmp_path: Path) -> None:
    checked = run(store, "check", "cohorts", str(tmp_path / "absent.csv"))
    assert checked.exit_code == 2 and "does not exist" in checked.stderr
    missing = run(store, "show", "events", "--edition", "99")
    assert missing.exit_code == 2 and "Edition 99 does not exist." in missing.stderr


def test_a_damaged_registry_is_a_sentence_and_is_made_again(store: Path) -> None:
    before = run(store, "log").stdout
    (store / "registry.duckdb").write_bytes(b"not a database")
    refused = run(store, "log")
    assert refused.exit_code == 2 and "made again from what was received" in refused.stderr
    assert run(store, "log").stdout == before
    assert "11 entries" in run(store, "rebuild").stdout
    assert run(store, "log").stdout == before


def test_schema_and_template_name_the_same_columns(store: Path, tmp_path: Path) -> None:
    schema = json.loads(run(store, "schema", "cohorts").stdout)
    out = tmp_path / "cohorts-template.csv"
    assert run(store, "template", "cohorts", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    header = out.read_text(encoding="utf-8-sig").strip().split(";")
    assert header == [field["name"] for field in schema["fields"]]
    assert run(store, "check", "cohorts", str(out)).exit_code == 1  # a header and no rows is a problem


def test_the_log_holds_every_entry_and_no_student(store: Path) -> None:
    lines = run(store, "log").stdout.splitlines()
    assert [line.split("\t")[2] for line in lines[1:]] == ["upload"] * 4 + ["publish"] + ["upload"] * 5 + ["publish"]
    students = {line.split(",")[3] for line in (EXAMPLES / "cohorts.csv").read_text().splitlines()[1:]}
    assert not [student for student in students if student in "\n".join(lines)]
