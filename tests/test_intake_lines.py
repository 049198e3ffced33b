"""Lines that are no rows of the table, and rows that lack cells: what is left out, taken or told."""

from __future__ import annotations

import pytest

from ehealth import intake
from ehealth.domain import Problem
from tests.files import faults, file, rows

HEADER = ",".join(rows("cohorts")[0])
LINE = ",".join(rows("cohorts")[0].values())


def problems(kind: str, content: bytes) -> list[Problem]:
    with intake.check(kind, content) as checked:
        return checked.problems


def table(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def test_lines_above_the_header_are_one_problem() -> None:
    content = b"Promotions 2024-2025;;\n\nExport du 12/10/2025\n" + table(LINE)
    found = problems("cohorts", content)
    assert found == [Problem("title-lines", 1, facts={"first": 1, "last": 3, "count": 2, "header": 4})]


@pytest.mark.parametrize(
    "total",
    [
        "Total,,,240,,,,",
        "TOTAL GÉNÉRAL : 240,,,,,,,",
        "Sous-total,,,,,,,",
        "Subtotal,,,,,,,",
        "Grand total,,,,,,,",
        ",,,Somme,,,,",
        "Nombre d'étudiants,4,,,,,,",
        "Nombre total d’étudiants,4",
        "Nb étudiants,,,4,,,,",
        "Number of students,4,,,,,,",
        "Effectif total,4",
        "Effectifs,,,4,,,,",
        "NB TOTAL,,,4,,,,",
        "Total général,,,4,,,,",
        "Totaux,,,4,,,,",
        "Moyenne,,,,,,,",
        "Average,,,,,,,",
    ],
)
def test_a_total_below_the_table_is_one_problem(total: str) -> None:
    assert faults("cohorts", table(LINE, total)) == [(3, None, "total-line")]
    assert faults("cohorts", table(LINE, "", f"{total},,")) == [(4, None, "total-line")]


def test_a_total_and_the_notes_below_it_are_one_problem() -> None:
    notes = ("Total,,,240,,,,", "", "Source : Apogée,,,,,,,", '"Extrait le 12/10/2025, pour la DGESIP",,,,,,,')
    assert faults("cohorts", table(LINE, *notes)) == [(3, None, "total-line")]


@pytest.mark.parametrize("note", ["Source : Apogée", "Source;Apogée", "Source,Apogée,2025", "Extrait le 12/10/2025"])
def test_a_note_need_not_be_as_wide_as_the_table(note: str) -> None:
    content = table(LINE, "Total,,,240,,,,", note)
    assert problems("cohorts", content) == [
        Problem("total-line", 3, facts={"first": 3, "last": 4, "count": 2}),
    ]
    with intake.check("cohorts", content, skip=frozenset({"total-line"})) as checked:
        assert (checked.problems, checked.rows, checked.left_out) == ([], 1, [3, 4])


@pytest.mark.parametrize("code", ["Total-sante", "total", "moyenne", "nombre"])
@pytest.mark.parametrize("status", ["graduated", ""])
def test_a_last_row_that_begins_like_a_total_is_never_left_out(code: str, status: str) -> None:
    last = ",".join(rows("cohorts", {"project_code": code, "status": status})[0].values())
    with intake.check("cohorts", table(LINE, last), skip=frozenset(intake.SKIPPABLE)) as checked:
        assert (checked.rows, checked.left_out) == (2, [])
        assert checked.ok == bool(status)


def test_half_a_row_at_the_end_is_no_note() -> None:
    assert faults("cohorts", table(LINE, "demo-01,,,,,,,")) != [(3, None, "total-line")]


def test_lines_that_are_no_rows_are_skipped_once_the_sender_agrees() -> None:
    content = b"Promotions 2024-2025;;\n" + table(LINE, "Total,,,1,,,,", "Source : Apogée,,,,,,,")
    with intake.check("cohorts", content, skip=frozenset(intake.SKIPPABLE)) as checked:
        assert (checked.problems, checked.rows, checked.left_out) == ([], 1, [1, 4, 5])
    with intake.check("cohorts", content, skip=frozenset({"title-lines"})) as checked:
        assert checked.left_out == [1]
        assert [(p.line, p.code) for p in checked.problems] == [(4, "total-line")]


def test_a_project_whose_code_starts_like_a_total_is_none() -> None:
    assert faults("cohorts", file("cohorts", {"project_code": "somme-sante"})) == []


@pytest.mark.parametrize("content", [table(), table("", ",,,", " ,"), HEADER.encode(), table().replace(b"\n", b"\r\n")])
def test_a_header_without_rows_is_a_problem(content: bytes) -> None:
    assert problems("cohorts", content) == [Problem("no-rows", 1)]


def test_a_short_row_names_the_first_cell_that_it_lacks() -> None:
    found = problems("cohorts", table(LINE, "p1,full,2024-2025,etu-2", LINE.replace("etu-1", "etu-3")))
    assert found == [Problem("missing-cell", 3, "level", None, {"width": 8, "found": 4})]


def test_empty_cells_at_the_end_may_be_left_out() -> None:
    short = rows("placements", {"answered": "false"})[0]
    header, line = ",".join(short), ",".join(list(short.values())[:6])
    for end in ("\n", "\r\n"):
        with intake.check("placements", f"{header}{end}{line}{end}".encode()) as checked:
            assert (checked.problems, checked.rows) == ([], 1)
            assert [checked.preview()[0][name] for name in ("answered", "situation")] == [False, None]


def test_a_last_row_that_nothing_ends_may_have_been_cut() -> None:
    cut = LINE.replace("graduated", "enrolled").rsplit(",", 1)[0]
    assert faults("cohorts", f"{HEADER}\n{cut}".encode()) == [(2, "ended_on", "missing-cell")]
    assert faults("cohorts", f"{HEADER}\n{cut}\n".encode()) == []


@pytest.mark.parametrize("others", [[], ["", LINE.replace("etu-1", "etu-3")]])
def test_a_header_that_is_repeated_is_one_problem_a_line(others: list[str]) -> None:
    lines = [LINE, HEADER, LINE.replace("etu-1", "etu-2"), HEADER, *others]
    assert problems("cohorts", table(*lines)) == [
        Problem("repeated-header", 3, facts={"first": 1}),
        Problem("repeated-header", 5, facts={"first": 1}),
    ]
