"""Faults of the table around the cells: its header, its rows' width, what stands above and below, its bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path
from typing import Any

import pytest

from ehealth import domain, intake
from ehealth.domain import Problem, Refusal
from tests.files import faults, file, rows, students

EXAMPLES = Path(__file__).parent / "examples"
HEADER = ",".join(rows("cohorts")[0])
LINE = ",".join(rows("cohorts")[0].values())


def problems(kind: str, content: bytes) -> list[Problem]:
    with intake.check(kind, content) as checked:
        return checked.problems


def refusal(content: bytes, kind: str = "cohorts") -> Refusal:
    with pytest.raises(Refusal) as caught, intake.check(kind, content):
        pass
    return caught.value


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    found = problems("cohorts", table("p1,full,2024-2025", header="project_code,module_code,academic_year"))
    assert [(p.line, p.column, p.code) for p in found] == [
        (1, "student_id", "missing-label"),
        (1, "level", "missing-label"),
        (1, "status", "missing-label"),
        (1, "enrolled_on", "missing-label"),
    ]
    assert found[0].facts == {"kind": "cohorts", "found": ["project_code", "module_code", "academic_year"]}


def test_a_column_that_nobody_asked_for_is_named_as_written() -> None:
    found = problems("cohorts", table(f"{LINE},x", header=f"{HEADER}, Boursier ? "))
    assert found == [Problem("extra-label", 1, "Boursier ?", "Boursier ?", {"kind": "cohorts"})]


@pytest.mark.parametrize(
    "name", ["Nom", "PRÉNOM", "e-mail", "Courriel", "INE", "NIR", "Date de naissance", "Nom patronymique"]
)
def test_a_column_that_names_a_person_is_refused_whatever_it_holds(name: str) -> None:
    found = problems("cohorts", table(f"{LINE},Curie", header=f"{HEADER},{name}"))
    assert found == [Problem("personal-data", 1, name, None, {"header": True})]


def test_partners_have_names() -> None:
    assert problems("partners", file("partners").replace(b"name", b"Nom", 1)) == []


def test_two_columns_that_mean_the_same_are_named() -> None:
    found = problems("cohorts", table(f"{LINE},p1", header=f"{HEADER},Projet"))
    assert [(p.line, p.column, p.code, p.facts) for p in found] == [
        (1, "project_code", "duplicate-label", {"first": "project_code", "second": "Projet"})
    ]


def test_a_column_without_a_name_is_counted() -> None:
    found = problems("cohorts", table(f"x,{LINE}", header=f",{HEADER}"))
    assert found == [Problem("blank-label", 1, None, None, {"position": 1})]


def test_faults_of_the_header_come_alone() -> None:
    assert faults("cohorts", table("?,?,?,?,?,?,?,?", header=HEADER.replace("level", "niveau scolaire"))) == [
        (1, "niveau scolaire", "extra-label"),
        (1, "level", "missing-label"),
    ]


@pytest.mark.parametrize("kind", domain.KINDS)
def test_a_file_of_another_kind_is_one_problem(kind: str) -> None:
    for other in domain.KINDS:
        expected = [] if other == kind else [Problem("wrong-header", 1, facts={"looks_like": other})]
        assert problems(kind, (EXAMPLES / f"{other}.csv").read_bytes()) == expected


@pytest.mark.parametrize("content", [b"a;b;c\n1;2;3\n", b"hello\nworld\n", LINE.encode(), b"\xff\xd8\xe9\xe0 JFIF"])
def test_a_file_of_no_known_kind_is_one_problem(content: bytes) -> None:
    assert problems("cohorts", content) == [Problem("wrong-header", 1, facts={"looks_like": None})]


def test_a_misspelt_header_is_told_once() -> None:
    found = problems("cohorts", table(LINE, header=HEADER.replace("level", "Nivau")))
    assert [(p.code, p.value, p.proposal) for p in found] == [("extra-label", "Nivau", "Niveau")]


def test_a_long_row_shows_the_first_cell_too_many_unless_the_file_is_one_of_people() -> None:
    found = problems("cohorts", table(LINE, f"{LINE.replace('etu-1', 'etu-2')},,DUPONT Jean"))
    assert found == [Problem("extra-cell", 3, None, None, {"width": 8, "found": 10})]
    found = problems("cohort_totals", file("cohort_totals").rstrip() + b",,oui")
    assert found == [Problem("extra-cell", 2, None, "oui", {"width": 5, "found": 7})]


def test_a_cell_too_many_is_not_shown_where_it_identifies_a_person() -> None:
    found = problems("cohorts", table(f"{LINE},jean.dupont@univ.fr"))
    assert found == [Problem("extra-cell", 2, None, None, {"width": 8, "found": 9})]


def test_a_quote_that_does_not_close_is_shown_where_it_opens() -> None:
    opened = LINE.replace("etu-1", '"etu-2')
    assert faults("cohorts", table(LINE, opened, *[LINE] * 5)) == [(3, None, "broken-quotes")]
    assert faults("cohorts", table(LINE, opened, *[LINE] * 5000)) == [(3, None, "broken-quotes")]


def test_text_after_a_closing_quote_is_shown() -> None:
    assert faults("cohorts", table(LINE, LINE.replace("etu-1", '"etu"-2'))) == [(3, None, "broken-quotes")]


def test_rows_above_a_broken_quote_are_judged_too() -> None:
    bad = LINE.replace("graduated", "parti")
    assert faults("cohorts", table(bad, LINE.replace("etu-1", '"etu-2'))) == [
        (2, "status", "constraint-error"),
        (3, None, "broken-quotes"),
    ]


@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", "empty-file", {}),
        (b"\xef\xbb\xbf\r\n \n", "empty-file", {}),
        (b";;;\n;;;\n", "empty-file", {}),
        (b"PK\x03\x04 half an archive", "not-csv", {"kind": "archive"}),
        (b"\xd0\xcf\x11\xe0 an old workbook", "not-csv", {"kind": "old-workbook"}),
        (b"%PDF-1.7", "not-csv", {"kind": "pdf"}),
        (bz2.compress(table(LINE)), "not-csv", {"kind": "archive"}),
        (lzma.compress(table(LINE)), "not-csv", {"kind": "archive"}),
        (gzip.compress(table(LINE)), "not-csv", {"kind": "archive"}),
        (b"\x28\xb5\x2f\xfd\x24", "not-csv", {"kind": "archive"}),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "not-csv", {"kind": "archive"}),
        (b"Rar!\x1a\x07\x01\x00", "not-csv", {"kind": "archive"}),
        (b"SQLite format 3\x00\x10", "not-csv", {"kind": "database"}),
        (b"PAR1\x15\x04", "not-csv", {"kind": "database"}),
        (b"\x89PNG\r\n\x1a\n\x00", "not-csv", {"kind": "picture"}),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not-csv", {"kind": "picture"}),
        (b"<!DOCTYPE html>\n<html>", "not-csv", {"kind": "web-page"}),
        (b"\xef\xbb\xbf\r\n<html lang='fr'><body>", "not-csv", {"kind": "web-page"}),
        ("<table><tr><td>Année".encode("utf-16"), "not-csv", {"kind": "web-page"}),
        (b'<?xml version="1.0"?><a/>', "not-csv", {"kind": "xml"}),
        (b'{"project_code": "p1"}', "not-csv", {"kind": "json"}),
        (b'[\n  {"project_code": "p1"}]', "not-csv", {"kind": "json"}),
        (b'[["project_code","module_code"]]', "not-csv", {"kind": "json"}),
        (bytes(range(256)) * 40, "not-text", {}),
        (table(LINE.replace("etu", "e\0tu")), "not-text", {}),
        (table(*[LINE] * 3000, "\0"), "not-text", {}),
        (b'"' + HEADER.encode(), "broken-quotes", {"line": 1}),
        (table("x" * 100_001), "cell-too-long", {"line": 2, "limit": 100_000}),
        (table(LINE, f'{LINE},"{"x" * 100_001}"'), "cell-too-long", {"line": 3, "limit": 100_000}),
    ],
)
def test_a_file_that_cannot_be_read_gets_its_one_reason(content: bytes, code: str, facts: dict[str, Any]) -> None:
    refused = refusal(content)
    assert (refused.code, refused.facts) == (code, facts)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ehealth.intake.reading.MAX_BYTES", 1 << 20)
    refused = refusal(file("cohorts", *students(20_000)))
    assert (refused.code, refused.facts) == ("too-large", {"limit": 1})


@pytest.mark.parametrize("text", ["{}", "{}\nTotal,,,3,,,,\n"])  # as it stands, and record by record
def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("ehealth.intake.bodies.MAX_ROWS", 2)
    refused = refusal(text.format(file("cohorts", *students(3)).decode().strip()).encode())
    assert (refused.code, refused.facts) == ("too-many-rows", {"limit": 2})
    with intake.check("cohorts", text.format(file("cohorts", *students(2)).decode().strip()).encode()) as checked:
        assert checked.rows == 2


def test_more_than_two_hundred_columns_are_refused() -> None:
    header = ",".join([HEADER, *(f"colonne {number}" for number in range(193))])
    assert (refusal(header.encode()).code, refusal(header.encode()).facts) == (
        "too-many-columns",
        {"found": 201, "limit": 200},
    )


def test_a_kind_that_does_not_exist_is_refused() -> None:
    assert refusal(table(LINE), "cats").code == "unknown-kind"


def test_a_cell_of_a_hundred_kilobytes_is_read() -> None:
    with intake.check("modules", file("modules", {"title": "é" * 100_000})) as checked:
        assert checked.preview()[0]["title"] == "é" * 100_000


def test_a_line_of_ten_megabytes_is_a_sentence_too() -> None:
    assert faults("cohorts", table(LINE, ",".join(["x" * 90_000] * 110))) == [(3, None, "extra-cell")]


def test_two_hundred_columns_are_two_hundred_names() -> None:
    more = [f"colonne {number}" for number in range(192)]
    found = problems("cohorts", table(LINE + ",x" * 192, header=",".join([HEADER, *more])))
    assert [p.column for p in found] == more
