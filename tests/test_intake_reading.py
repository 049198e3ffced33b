"""Whatever a project's spreadsheet writes, the door reads the same rows."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehealth import intake
from tests.files import file, rows, students, understood

EXAMPLES = Path(__file__).parent / "examples"
ACCENTED = {"title": "Diplômé·e : « santé » à l’Œuvre, 5 €", "institution": "École d’ingénieurs"}
COHORT = {
    "project_code": "p1",
    "module_code": "full",
    "academic_year": "2024-2025",
    "student_id": "etu-1",
    "level": "m2",
    "status": "graduated",
    "enrolled_on": date(2024, 9, 2),
    "ended_on": date(2025, 7, 4),
}


def encoding_of(content: bytes, kind: str = "modules") -> str:
    with intake.check(kind, content) as checked:
        return checked.encoding


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str, mark: str) -> None:
    content = (mark + file("modules", ACCENTED).decode()).encode(encoding)
    assert understood("modules", content)[0]["title"] == ACCENTED["title"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp1252", "Diplômé : « santé » à l’Œuvre, 5 €"),
        ("iso8859-15", "Diplômé : « santé » à l'œuvre, 5 €"),
        ("mac-roman", "Diplômé : « santé » à l’œuvre, 5 €"),
        ("cp850", "Diplômé : « santé » à l'école"),
    ],
)
def test_old_encodings_are_told_from_each_other(encoding: str, title: str) -> None:
    content = file("modules", {"title": title, "institution": "École fictive"}).decode().encode(encoding)
    assert encoding_of(content) == encoding
    assert understood("modules", content)[0]["title"] == title


def test_an_accent_far_down_the_file_is_read_too() -> None:
    many = [{"module_code": f"m{number}"} for number in range(3000)]
    content = file("modules", *many, {"title": "Été"}).decode().encode("cp1252")
    assert understood("modules", content, limit=4000)[-1]["title"] == "Été"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_separator_and_line_end_is_found(delimiter: str, newline: str) -> None:
    assert understood("cohorts", file("cohorts", delimiter=delimiter, newline=newline)) == [COHORT]


def test_line_ends_may_be_mixed() -> None:
    content = file("cohorts", *students(3)).replace(b"\n", b"\r\n", 1).replace(b"etu-2,", b"etu-2,", 1)
    cr = content.replace(b"\n", b"\r", 3).replace(b"\r\r", b"\r\n", 1)
    assert [row["student_id"] for row in understood("cohorts", content)] == ["etu-1", "etu-2", "etu-3"]
    assert [row["student_id"] for row in understood("cohorts", cr)] == ["etu-1", "etu-2", "etu-3"]


@pytest.mark.parametrize("title", ["Santé, numérique; suite", "deux\nlignes", 'dit « "oui" »', '"', "a|b\tc"])
def test_a_quoted_cell_may_hold_separators_line_breaks_and_quotes(title: str) -> None:
    assert understood("modules", file("modules", {"title": title}))[0]["title"] == title


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_line_break_in_a_cell_is_the_same_however_the_file_ends_its_lines(newline: str) -> None:
    content = file("modules", {"title": "deux\nlignes"}).decode().replace("\n", newline).encode()
    assert understood("modules", content)[0]["title"] == "deux\nlignes"


def test_a_file_may_quote_every_cell() -> None:
    assert understood("cohorts", file("cohorts", quoting=csv.QUOTE_ALL)) == [COHORT]


def test_columns_stand_in_any_order() -> None:
    turned = dict(reversed(rows("cohorts")[0].items()))
    content = "\n".join([";".join(turned), ";".join(turned.values())])
    assert understood("cohorts", content.encode()) == [COHORT]


@pytest.mark.parametrize(
    "header",
    [
        "Code projet;Code module;Année universitaire;Identifiant étudiant;Niveau;Statut;Date d’inscription;Date de fin",
        "code PROJET;code module;annee_universitaire;identifiant-etudiant;niveau;statut;date d'inscription;DATE DE FIN",
        "Project code;Module code;Academic year;Student identifier;Level;Status;Enrolled on;Ended on",
        " PROJECT_CODE ;module_code;academic_year;student_id;level;status;enrolled_on;ended_on",
    ],
)
def test_a_header_is_french_or_english_with_or_without_accents(header: str) -> None:
    content = f"{header}\np1;full;2024-2025;etu-1;m2;graduated;2024-09-02;2025-07-04\n"
    assert understood("cohorts", content.encode()) == [COHORT]


@pytest.mark.parametrize(
    ("kind", "column", "spellings"),
    [
        (
            "cohorts",
            "status",
            {"graduated": ["Diplômé", "DIPLOME", "Diplômé·e"], "withdrawn": ["abandon", "Withdrawn"]},
        ),
        ("cohorts", "level", {"m2": ["Master 2", " M2 "], "eng2": ["cycle ingénieur 2e année", "ING2"]}),
        ("cohorts", "academic_year", {"2024-2025": ["2024/2025", "2024-25", "2024/25", "2024 – 2025"]}),
        ("cohorts", "enrolled_on", {date(2024, 9, 2): ["02/09/2024", "2.9.2024", "2024-09-02 00:00:00", "2-9-2024"]}),
        ("cohorts", "student_id", {"etu-9": ["\u00a0etu-9 ", "etu-9\t", "\u202fetu-9"]}),
        ("cohorts", "project_code", {"p9": [" p9\t", "p9\ufeff"]}),
        ("placements", "health_duties", {True: ["oui", "O", "vrai", "1", "yes"], False: ["non", "n", "Faux", "0"]}),
        ("placements", "months_after", {6: ["6", "06", "6,0", "6.0"]}),
        ("events", "date", {"2023": ["2023"], "2023-06": ["06/2023", "2023-06"], "2023-06-20": ["20/06/2023"]}),
        ("partners", "region", {"11": ["Île-de-France", "ile de france"], "01": ["1", "Guadeloupe"], "93": ["PACA"]}),
        ("modules", "hours", {400.5: ["400,5", "400.50"], 1200.0: ["1 200", "1\u202f200,0"]}),
        ("modules", "places_per_year", {1200: ["1200", "1 200", "1\u00a0200"], None: ["", " "]}),
    ],
)
def test_a_value_may_be_spelt_in_many_ways(kind: str, column: str, spellings: dict[Any, list[str]]) -> None:
    key = {"cohorts": "module_code", "placements": "graduation_year", "events": "event_id", "partners": "name"}
    written = [(meant, spelling) for meant, listed in spellings.items() for spelling in listed]
    changes = [
        {key.get(kind, "module_code"): str(2011 + number), column: spelling}
        for number, (_, spelling) in enumerate(written)
    ]
    assert [row[column] for row in understood(kind, file(kind, *changes))] == [meant for meant, _ in written]


def test_money_is_read_as_whole_cents() -> None:
    spellings = {
        "4000000": 400_000_000,
        "4 000 000": 400_000_000,
        "4\u00a0000\u00a0000,5": 400_000_050,
        "4\u202f043\u202f200,25 €": 404_320_025,
        "1200000.50": 120_000_050,
        "0": 0,
        "": None,
    }
    changes = [{"project_code": f"p{i}", "grant_eur": written} for i, written in enumerate(spellings, 1)]
    read = understood("projects", file("projects", *changes))
    assert [row["grant_cents"] for row in read] == list(spellings.values())


@pytest.mark.parametrize(
    ("kind", "column", "written", "read"),
    [
        ("partners", "identifier", "751717J", "0751717J"),
        ("partners", "identifier", "751717j", "0751717J"),
        ("partners", "identifier", "10016M", "0010016M"),
        ("partners", "identifier", "751717K", "751717K"),
        ("partners", "identifier", "13002993700012", "13002993700012"),
        ("modules", "institution", "751717J", "0751717J"),
        ("modules", "institution", "Université Paris 1", "Université Paris 1"),
        ("modules", "institution", "3A", "3A"),
    ],
)
def test_where_a_uai_or_a_name_may_stand_the_letter_tells(kind: str, column: str, written: str, read: str) -> None:
    assert understood(kind, file(kind, {column: written}))[0][column] == read


def test_a_uai_gets_back_the_zeros_that_a_spreadsheet_ate() -> None:
    read = understood("projects", file("projects", {"coordinator_uai": "751717j"}))
    assert read[0]["coordinator_uai"] == "0751717J"


def test_text_is_kept_as_it_is_but_for_its_edges() -> None:
    read = understood("events", file("events", {"label_fr": " =1+1\u00a0: 日本 🎓\u202f", "source": "@SUM(A1)"}))
    assert (read[0]["label_fr"], read[0]["source"]) == ("=1+1\u00a0: 日本 🎓", "@SUM(A1)")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\n\n"),
        lambda text: "\n\n \n" + text,
        lambda text: text + "\n\n\n",
        lambda text: text + ",,,,,,,\n ,\u00a0,,,,,,\n",
        lambda text: text.replace("\n", ",,,\n"),
        lambda text: text.replace("\n", ", ,\n"),
        lambda text: "sep=,\n" + text,
        lambda text: text.rstrip("\n"),
    ],
    ids=["blank between", "blank above", "blank below", "separators", "empty columns", "spaces", "sep=", "no end"],
)
def test_blank_lines_and_empty_columns_are_skipped(change: Any) -> None:
    content = change(file("cohorts", *students(2)).decode()).encode()
    assert [row["student_id"] for row in understood("cohorts", content)] == ["etu-1", "etu-2"]
