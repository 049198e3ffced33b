"""A template that is filled in and sent is accepted: its lists, dates and examples are what the door takes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from ehealth import domain, intake, templates
from ehealth.commands import main
from ehealth.intake import cells
from ehealth.store import Store
from tests.files import faults
from tests.workbooks import part

each_kind = pytest.mark.parametrize("kind", domain.KINDS)
WITH_EXAMPLES = [kind for kind in domain.KINDS if "x-examples" in domain.schema(kind)["fields"][0]]


def fields(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = domain.schema(kind)["fields"]
    return found


def sheets(kind: str) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(templates.workbook(kind)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def plain(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@each_kind
def test_the_csv_template_is_the_header_for_a_french_excel(kind: str) -> None:
    header = ";".join(field["name"] for field in fields(kind))
    assert templates.template(kind).decode("utf-8") == f"\ufeff{header}\r\n"


@each_kind
def test_every_value_of_every_list_is_accepted_and_means_its_code(kind: str) -> None:
    for field in fields(kind):
        judge, listed = cells.judge(field), templates.choices(field)
        meant = [judge(value) for value in listed]
        codes = field.get("x-codes", {"true": 0, "false": 0} if field["type"] == "boolean" else listed)
        assert meant == list(codes) if listed else not field.get("x-codes")


@each_kind
def test_the_workbook_has_its_lists_and_explains_every_column(kind: str) -> None:
    first, explained, lists = sheets(kind).items()
    assert (first[0], explained[0]) == (domain.schema(kind)["title"], domain.INSTRUCTIONS_SHEET)
    assert first[1][0] == [field["name"] for field in fields(kind)]
    assert [row[0] for row in explained[1][12:]] == [field["name"] for field in fields(kind)]
    offered = [templates.choices(field) for field in fields(kind)]
    written = (
        [[plain(cell) for cell in column if cell != ""] for column in zip(*lists[1], strict=True)] if lists[1] else []
    )
    assert [column for column in written if column] == [column for column in offered if column]


@pytest.mark.parametrize("kind", WITH_EXAMPLES)
def test_both_example_rows_are_good_ones_of_their_kind(kind: str) -> None:
    with intake.check(kind, templates.workbook(kind)) as checked:
        assert (checked.problems, checked.rows) == ([], 2)
        assert [warning.code for warning in checked.warnings if warning.code != "codes-not-checked"] == []
        assert checked.sheet == domain.schema(kind)["title"]


@pytest.mark.parametrize("kind", WITH_EXAMPLES)
def test_an_example_row_that_was_forgotten_is_named(kind: str, store: Store) -> None:
    key = "numero_de_l_etablissement" if kind == "baseline" else domain.schema(kind)["primaryKey"][0]
    assert faults(kind, templates.workbook(kind), store) == [(2, key, "example-row"), (3, key, "example-row")]


def test_a_kind_without_examples_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = [{name: value for name, value in field.items() if name != "x-examples"} for field in fields("cohorts")]
    monkeypatch.setattr(domain, "schema", lambda kind: {**SCHEMA, "fields": bare})
    assert len(sheets("cohorts")["Promotions"]) == 1


SCHEMA = domain.schema("cohorts")


def test_a_list_or_a_date_warns_and_does_not_forbid() -> None:
    rules = part(templates.workbook("cohorts"), "sheet1.xml").decode()
    listed = '<dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
    assert rules.count(listed) == 2
    assert "<formula1>Listes!$F$1:$F$3</formula1>" in rules
    assert 'type="date" errorStyle="warning"' in rules
    assert "<formula1>40179</formula1><formula2>51501</formula2>" in rules  # 2010-01-01, 2040-12-31
    assert 'sqref="G2:G1048576"' in rules and 'state="frozen"' in rules


def test_identifiers_and_years_are_text_and_days_are_days() -> None:
    rows = sheets("cohorts")["Promotions"]
    assert [str(cell) for cell in rows[1]] == [
        "exemple-a-effacer", "parcours-m2", "2024-2025", "etu-0001", "Master 2", "Diplômé", "2024-09-09",
        "2025-09-26",
    ]  # fmt: skip
    assert b'formatCode="dd/mm/yyyy"' in part(templates.workbook("cohorts"), "styles.xml")


@each_kind
def test_nothing_in_a_template_is_a_formula(kind: str) -> None:
    assert all(b"<f>" not in part(templates.workbook(kind), f"sheet{number}.xml") for number in (1, 2, 3))


def test_the_instructions_say_in_both_languages_what_is_never_sent() -> None:
    text = "\n".join(str(cell) for row in sheets("cohorts")[domain.INSTRUCTIONS_SHEET] for cell in row)
    for said in ("N’envoyez jamais", "Never send names", "lignes d’exemple", "example rows", "Promotions – Cohorts"):
        assert said in text
    assert "graduated = Diplômé – Graduated" in text


@pytest.mark.parametrize(("name", "start"), [("c.csv", b"\xef\xbb\xbf"), ("c.xlsx", b"PK"), ("C.XLSX", b"PK")])
def test_the_command_line_writes_the_template_that_the_name_asks_for(name: str, start: bytes, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["template", "cohorts", "--out", str(tmp_path / name)])
    assert (done.exit_code, (tmp_path / name).read_bytes()[: len(start)]) == (0, start)


def test_a_template_of_another_sort_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["template", "cohorts", "--out", str(tmp_path / "c.ods")])
    assert done.exit_code == 2
    assert ".csv or .xlsx" in done.output
