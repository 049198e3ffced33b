"""A workbook's first sheet is read like any file; what a spreadsheet hides is said."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner
from hypothesis import given

from ehealth import domain, intake
from ehealth.commands import main
from ehealth.wording.problems import explain
from tests.files import Row, faults, file, rows, students, understood
from tests.test_intake_properties import FEW, cohorts
from tests.test_intake_reading import COHORT, EXAMPLES
from tests.workbooks import drawn, in_sheet, repacked, workbook


def test_a_workbook_is_read_and_named_like_any_file() -> None:
    with intake.check("cohorts", workbook("cohorts")) as checked:
        assert (checked.problems, checked.warnings[1:], checked.preview()) == ([], [], [COHORT])
        assert (checked.encoding, checked.delimiter, checked.sheet) == ("xlsx", "", "Feuil1")


def test_a_workbook_that_libreoffice_saved_says_the_same_as_its_csv() -> None:
    saved = (EXAMPLES / "cohorts-libreoffice.xlsx").read_bytes()
    assert understood("cohorts", saved) == understood("cohorts", (EXAMPLES / "cohorts.csv").read_bytes())


@FEW
@given(cohorts())
def test_a_table_reads_the_same_from_a_workbook(table: list[Row]) -> None:
    assert understood("cohorts", workbook("cohorts", *table), len(table)) == table


@pytest.mark.parametrize("options", [{"constant_memory": True}, {"date_1904": True}, {"use_zip64": True}])
def test_it_does_not_matter_how_the_workbook_was_written(options: Row) -> None:
    days = {"enrolled_on": date(2024, 9, 2), "ended_on": datetime.fromisoformat("2025-07-04")}
    assert understood("cohorts", workbook("cohorts", days, **options)) == [COHORT]


@pytest.mark.parametrize(
    ("kind", "column", "cell", "meant"),
    [
        ("modules", "places_per_year", 24.0, 24),
        ("modules", "hours", 12.5, 12.5),
        ("modules", "hours", 0.1 + 0.2, 0.3),
        ("modules", "title", "deux\nlignes ; « à, b »", "deux\nlignes ; « à, b »"),
        ("projects", "coordinator_uai", "0751717J", "0751717J"),
        ("projects", "grant_eur", 4_043_200.25, 404_320_025),
        ("placements", "months_after", "6", 6),
        ("partners", "region", 1, "01"),
        ("events", "date", 2023, "2023"),
        ("events", "date", date(2023, 6, 20), "2023-06-20"),
    ],
)
def test_a_cell_means_what_the_spreadsheet_shows(kind: str, column: str, cell: Any, meant: Any) -> None:
    if isinstance(meant, int) and column == "grant_eur":
        assert understood(kind, workbook(kind, {column: cell}))[0]["grant_cents"] == meant
    else:
        assert understood(kind, workbook(kind, {column: cell}))[0][column] == meant


@pytest.mark.parametrize("cell", [True, "Oui", 1])
def test_a_truth_of_the_spreadsheet_is_one_here(cell: Any) -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for j, (name, value) in enumerate(rows("placements")[0].items()):
            sheet.write_string(0, j, name)
            sheet.write(1, j, cell if name == "answered" else value)

    assert understood("placements", drawn(draw))[0]["answered"] is True


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("enrolled_on", datetime.fromisoformat("2024-09-02 13:45"), "type-error"),
        ("enrolled_on", time(10, 30), "type-error"),
        ("enrolled_on", 45537, "type-error"),
        ("student_id", 1234567890123456789, "constraint-error"),  # Excel kept fifteen digits of it
    ],
)
def test_a_cell_that_lost_its_meaning_is_refused_by_its_row(column: str, cell: Any, code: str) -> None:
    content = workbook("cohorts", *students(2), {"student_id": "etu-3", column: cell}, top=4)
    assert faults("cohorts", content) == [(8, column, code)]


@pytest.mark.parametrize(
    ("formula", "result", "found"),
    [
        ("=1+1", "abc", []),
        ("=NA()", "#N/A", [(2, "title", "type-error")]),
        ("=#REF!", "#REF!", [(2, "title", "type-error")]),
        ("=1/0", "#DIV/0!", [(2, "title", "type-error")]),
    ],
)
def test_a_formula_is_its_last_result_and_an_error_is_no_text(formula: str, result: str, found: list[Any]) -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for j, (name, value) in enumerate(rows("modules")[0].items()):
            sheet.write_string(0, j, name)
            sheet.write_formula(1, j, formula, None, result) if name == "title" else sheet.write_string(1, j, value)

    assert faults("modules", drawn(draw)) == found


def test_an_error_in_a_column_that_may_be_empty_is_not_read_as_empty() -> None:
    content = repacked(
        workbook("modules", {"ects": 6}), in_sheet(b'<c r="I2"><v>6</v>', b'<c r="I2" t="e"><v>#REF!</v>')
    )
    assert faults("modules", content) == [(2, "ects", "type-error")]


def test_a_formula_that_was_never_calculated_is_not_read_as_empty() -> None:
    six = b'<c r="I2"><v>6</v>'
    unknown, blank = b'<c r="I2"><f>3+3</f><v />', b'<c r="I2" t="str"><f>""</f><v></v>'
    content = workbook("modules", {"ects": 6})
    assert faults("modules", repacked(content, in_sheet(six, unknown))) == [(2, "ects", "type-error")]
    assert understood("modules", repacked(content, in_sheet(six, blank)))[0]["ects"] is None


def test_rich_text_merged_cells_and_hidden_rows_are_read() -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for j, name in enumerate(rows("modules")[0]):
            sheet.write_string(0, j, name)
        for i in (1, 2):
            for j, value in enumerate(rows("modules", {"module_code": f"m{i}"})[0].values()):
                sheet.write_string(i, j, value)
        sheet.write_rich_string(1, 2, "Santé ", book.add_format({"bold": True}), "numérique")
        sheet.merge_range(2, 7, 2, 8, "Université fictive")
        sheet.set_row(2, None, None, {"hidden": True})

    read = understood("modules", drawn(draw))
    assert [(row["module_code"], row["title"], row["institution"]) for row in read] == [
        ("m1", "Santé numérique", "Université fictive"),
        ("m2", "Santé numérique", "Université fictive"),
    ]


def test_a_line_is_the_sheets_row_and_a_table_may_start_anywhere() -> None:
    content = workbook("cohorts", {"status": "parti"}, {"student_id": "etu-2", "level": "x\ny"}, top=9, left=3)
    assert faults("cohorts", content) == [(11, "status", "constraint-error"), (12, "level", "constraint-error")]


def test_title_lines_and_a_total_are_told_by_the_sheets_rows() -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_string(0, 0, "Promotions 2024")
        for j, (name, value) in enumerate(rows("cohorts")[0].items()):
            sheet.write_string(2, j, name)
            sheet.write_string(3, j, value)
        sheet.write_string(5, 0, "Total")

    assert faults("cohorts", drawn(draw)) == [(1, None, "title-lines")]


def test_a_wrong_first_sheet_says_that_there_are_others() -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_string(0, 0, "Bonjour")
        book.add_worksheet("Données").write_string(0, 0, "project_code")

    with intake.check("cohorts", drawn(draw)) as checked:
        assert [problem.code for problem in [*checked.problems, *checked.warnings]] == ["wrong-header", "other-sheets"]
        assert checked.problems[0].facts == {"looks_like": None, "sheet": checked.sheet}
        assert explain(checked.problems[0], "cohorts", "en") == (
            f"None of the first lines of the sheet “{checked.sheet}” holds the column names of this kind of file.",
            "Only the first sheet is read: move the sheet that holds the table to the first place.",
        )


@pytest.mark.parametrize(
    ("name", "told"), [("Promotion 2023", [1]), (domain.INSTRUCTIONS_SHEET, []), (domain.FAULTS_SHEET, [])]
)
def test_other_sheets_that_hold_something_are_counted(name: str, told: list[int]) -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for j, (title, value) in enumerate(rows("cohorts")[0].items()):
            sheet.write_string(0, j, title)
            sheet.write_string(1, j, value)
        book.add_worksheet(name).write_string(5, 5, "x")
        book.add_worksheet("Feuil3").write_blank(0, 0, None, book.add_format({"bold": True}))

    with intake.check("cohorts", drawn(draw)) as checked:
        assert [warning.facts["others"] for warning in checked.warnings if warning.code == "other-sheets"] == told


def test_a_hidden_first_sheet_is_passed_over() -> None:
    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_string(0, 0, "listes")
        shown = book.add_worksheet("Données")
        for j, (title, value) in enumerate(rows("cohorts")[0].items()):
            shown.write_string(0, j, title)
            shown.write_string(1, j, value)
        shown.activate()
        sheet.hide()

    assert understood("cohorts", drawn(draw)) == [COHORT]


def test_the_command_line_says_which_sheet_it_read(tmp_path: Path) -> None:
    named = tmp_path / "export.csv"  # content decides, not the name
    named.write_bytes(workbook("cohorts"))
    options = ["--store", str(tmp_path / "none"), "check", "cohorts", str(named), "--lang", "fr"]
    text, form = (CliRunner().invoke(main, [*options, *more]) for more in ([], ["--format", "json"]))
    assert text.output.splitlines()[0].replace("\u00a0", " ") == "1 ligne lue · classeur Excel, feuille « Feuil1 »"
    said = json.loads(form.output)
    assert (said["encoding"], said["delimiter"], said["rows"], form.exit_code) == ("xlsx", None, 1, 0)


def test_a_csv_that_is_named_xlsx_is_a_csv(tmp_path: Path) -> None:
    named = tmp_path / "export.xlsx"
    named.write_bytes(file("cohorts"))
    done = CliRunner().invoke(main, ["--store", str(tmp_path), "check", "cohorts", str(named), "--format", "json"])
    assert json.loads(done.output)["encoding"] == "utf-8"
