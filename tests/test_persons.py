"""What identifies a person is refused, and repeated nowhere: no problem, group, sentence, copy or receipt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain, intake
from ehealth.access import operator
from ehealth.corrections import annotated, corrected, corrected_workbook
from ehealth.domain import Problem, Refusal
from ehealth.intake import headers, without_persons
from ehealth.intake.personal import PEOPLE, identifies, names_a_person
from ehealth.store import Store
from ehealth.wording.problems import tell
from tests.dialects import DIALECTS, Dialect, in_order, orders
from tests.files import STEWARD, file, send, students
from tests.planting import changed, each, example


def problems(kind: str, content: bytes) -> list[Problem]:
    with intake.check(kind, content) as checked:
        return checked.problems


def unzipped(book: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(book))
    return "".join(archive.read(name).decode() for name in archive.namelist())


def everything_said(kind: str, content: bytes) -> Iterator[str]:
    """All that a check says and hands out."""
    with intake.check(kind, content) as checked:
        yield repr([checked.problems, checked.groups, checked.warnings, checked.sheet, checked.accented])
        for lang in domain.LANGUAGES:
            yield "\n".join(tell(group, kind, lang) for group in (*checked.groups, *checked.warning_groups))
            yield unzipped(annotated(kind, content, checked, lang))
    accepted = {group.key: group.problem.proposal for group in checked.groups if group.key and group.problem.proposal}
    yield unzipped(corrected_workbook(kind, content, accepted, "fr"))
    yield corrected(kind, content, accepted).decode("utf-8-sig")
    yield corrected(kind, content, accepted, to_open=True).decode("utf-8-sig")


SECRETS = (
    "jean.dupont@univ-demo.fr", "1234567890A", "123456789ab", "1234567890 A", "1850578006084", "2 85 05 2A 006 084 36",
    "1 85 05 974 12 345", "285057800608436",
)  # fmt: skip
BORN = ("12/03/1999", "1999-03-12", "12.03.2001", "2001/3/12", "12 mars 2001")
ROUND = ("{}", "INE {}", "Dossier de {}, bureau B", "n° {} ", "=({})", "Total {}")


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(domain.KINDS), DIALECTS, st.sampled_from(ROUND), st.data())
def test_what_identifies_is_said_nowhere(kind: str, dialect: Dialect, around: str, data: st.DataObject) -> None:
    secret = data.draw(st.sampled_from(SECRETS + (BORN if kind in PEOPLE else ())), label="secret")
    table = in_order(example(kind), data.draw(orders(example(kind))))
    text, width = around.format(secret), len(table[0])
    where = data.draw(st.sampled_from(["cell", "header", "title", "total", "extra", "unknown"]), label="where")
    row, column = data.draw(st.integers(1, len(table) - 1)), data.draw(st.integers(0, width - 1))
    planted = {
        "cell": changed(table, row, column, text),
        "header": changed(table, 0, column, text),
        "title": [[text], *table],
        "total": [*table, ["Total", text, *[""] * (width - 2)]],
        "extra": each(table, lambda cells, i: [*cells, text] if i == row else cells),
        "unknown": each(table, lambda cells, i: [*cells, text if i else "note"]),
    }[where]
    content, _ = dialect.written(kind, planted)
    try:
        said = list(everything_said(kind, content))
    except Refusal as refused:
        said = [repr(refused.facts)]
    assert [text for text in said if secret in text] == []


@pytest.mark.parametrize("name", SECRETS[:3] + SECRETS[4:7] + BORN[:2])
def test_the_name_of_a_file_keeps_nothing_that_identifies(store: Store, name: str) -> None:
    content = file("projects")
    with store.registry() as registry, registry.examine("projects", content, store.key, by=STEWARD) as checked:
        entry = registry.accept(checked, store.key, operator("lead"), f"Promo {name.replace('/', '-')} v2.csv")
        assert entry.file_name == "Promo … v2.csv"
        assert registry.log()[-1].file_name == "Promo … v2.csv"
        receipt = (store.received / f"{entry.number:06d}.json").read_text(encoding="utf-8")
    assert json.loads(receipt)["file_name"] == "Promo … v2.csv"


def test_a_name_without_anything_personal_stays() -> None:
    assert without_persons("Promotion 2024-2025 (étudiants) v3.xlsx") == "Promotion 2024-2025 (étudiants) v3.xlsx"


REFUSED = [
    ("DUPONT Jean", "personal-data", "name"),
    ("DUPONT", "personal-data", "name"),
    ("DUPONT.Jean", "personal-data", "name"),
    ("Léa", "personal-data", "name"),
    ("1234567890 A", "personal-data", "number"),
    ("INE1234567890A", "personal-data", "number"),
    ("INE_1234567890A", "personal-data", "number"),
    ("etu-1234567890a", "personal-data", "number"),
    ("1999-03-12", "personal-data", "birth"),
    ("etu_12.03.1999", "personal-data", "birth"),
    ("12/03/1999", "personal-data", "birth"),
    ("etu 1", "constraint-error", "identifier"),
    ("DUPONT Jean 0", "constraint-error", "identifier"),
    ("[retiré]", "personal-data", "removed"),
]


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize(("value", "code", "rule"), REFUSED)
def test_a_refused_identifier_is_never_repeated(kind: str, value: str, code: str, rule: str) -> None:
    content = file(kind, {}, {"student_id": value}, {"student_id": f" {value}"})
    found = [p for p in problems(kind, content) if p.column == "student_id"]
    assert [(p.line, p.code, p.value, p.facts["rule"]) for p in found] == [(n, code, None, rule) for n in (3, 4)]
    said = [text for text in everything_said(kind, content) if value in text and value != "[retiré]"]
    assert said == []


def test_refused_identifiers_are_told_together_by_what_is_wrong_with_them() -> None:
    content = file("cohorts", *({"student_id": value} for value, *_ in REFUSED))
    with intake.check("cohorts", content) as checked:
        counts = [(group.count, group.problem.facts["rule"], group.key) for group in checked.groups]
    expected = ((4, "name"), (4, "number"), (3, "birth"), (2, "identifier"), (1, "removed"))
    assert counts == [(count, rule, None) for count, rule in expected]


@pytest.mark.parametrize(
    "value",
    ["etu-1", "NV00001", "22004567", "12031999", "2024-10-12-7", "DUPONT.Jean.0", "a" * 63 + "1", "0a1b2c3d4e5f"],
)
def test_an_identifier_that_means_nothing_is_accepted(value: str) -> None:
    assert problems("cohorts", file("cohorts", {"student_id": value})) == []


@pytest.mark.parametrize(
    "date", ["12/03/2001", "2001-03-12", "2009-12-31", "12/03/01", "12032001", "20010312", "36962", "le 12 mars 2001"]
)
def test_an_old_date_in_a_file_of_people_could_be_that_of_a_birth(date: str) -> None:
    content = file("cohorts", {"enrolled_on": date})
    found = problems("cohorts", content)
    assert [(p.code, p.value, p.facts) for p in found] == [("personal-data", None, {"header": False, "rule": "birth"})]
    assert "date de naissance" in tell(intake.found.in_groups(found)[0], "cohorts", "fr")
    assert [text for text in everything_said("cohorts", content) if date in text] == []


@pytest.mark.parametrize("date", ["0204-09-02", "2024", "02/09/24", "45537", "20240902", "31/02/2024"])
def test_another_date_that_is_refused_is_shown(date: str) -> None:
    assert [p.value for p in problems("cohorts", file("cohorts", {"enrolled_on": date}))] == [date]


def test_an_old_date_in_another_file_is_a_date_to_check() -> None:
    found = problems("projects", file("projects", {"start_date": "2009-12-31", "title": "Décret du 12/03/2001"}))
    assert [(p.column, p.code, p.value) for p in found] == [("start_date", "constraint-error", "2009-12-31")]


PERSONAL = """LIB_NOM_PAT_IND LIB_PR1_IND DATE_NAI_IND COD_NNE_IND Nom NOM_USUEL Prénoms Prénom·s Patronyme Identité
Né(e)_le Née_le Nom_de_famille Nom_d’usage Nom_de_jeune_fille Date_naiss. Lieu_de_naissance E-mail_étudiant
Mail_universitaire Courriel_personnel Numéro_INE_étudiant Numéro_de_sécurité_sociale Tél._portable Étudiant_(nom)
Student_name Last_name NNE Nom_de_l’étudiant_du_projet Date_of_birth NIR N°_INSEE Adresse Surname INE2"""
THINGS = """nom_du_projet nom_du_module Nom_de_l’établissement Nom_du_diplôme intitulé coordinateur identifiant_étudiant
code_étudiant N°_étudiant region source label_fr project_name Connaissances_acquises Dénomination Nombre
Code_INSEE_commune Machine Ligne Domaine Mobilité Téléservice Note Boursier"""


@pytest.mark.parametrize("header", PERSONAL.split())
def test_a_column_that_names_a_person_is_known_by_any_of_its_words(header: str) -> None:
    assert names_a_person(headers.normal(header.replace("_", " ")))


@pytest.mark.parametrize("header", THINGS.split())
def test_a_column_that_names_a_thing_is_only_unknown(header: str) -> None:
    assert not names_a_person(headers.normal(header.replace("_", " ")))


def test_no_column_that_is_asked_for_names_a_person_but_a_partners() -> None:
    known = {name for kind in domain.KINDS for name in headers.known_names(kind)}
    of_things = {"name", "nom", "nom_court", "short_name", "adresse_web"}  # a known column is never judged by its name
    assert {name for name in known if names_a_person(name)} == of_things


@pytest.mark.parametrize(
    "text",
    ["SIREN 130025265 du siège", "130 018 310 00012", "13001831000012", "0751717J", "https://x.fr/a/JORFTEXT000043814533",
     "1 234 567 890 123 €", "1.20 M€ en 2024", "Arrêté du 12 mars 2001"],
)  # fmt: skip
def test_a_number_that_is_nobodys_is_let_through(text: str) -> None:
    assert identifies(text, "projects") is None


def test_where_a_name_of_a_column_identifies_the_column_is_told_by_its_place() -> None:
    content = file("cohorts", {"1234567890A": "x"})
    assert problems("cohorts", content) == [
        Problem("personal-data", 1, None, None, {"header": False, "rule": "label", "position": 9})
    ]
    with intake.check("cohorts", content) as checked:
        assert tell(checked.groups[0], "cohorts", "fr").startswith(
            "ligne 1 — La colonne 9 porte, à la place de son nom"
        )


def test_a_cell_too_many_that_identifies_gets_a_sentence_without_it() -> None:
    with intake.check("projects", file("projects").rstrip() + b",1234567890A") as checked:
        assert tell(checked.groups[0], "projects", "en") == (
            "line 2 — This line has 7 cells where the header has 6. "
            "Delete the cell, or put double quotes around a text that holds the separator."
        )


def test_the_reason_of_a_removed_value_outlives_the_corrected_copy() -> None:
    content = file("cohorts", {"student_id": "1234567890A"}, {"student_id": "etu-2", "enrolled_on": "12/03/2001"})
    copy = corrected("cohorts", content, {})
    assert copy.decode("utf-8-sig").count("[retiré]") == 2
    assert [(p.line, p.column, p.code, p.facts["rule"]) for p in problems("cohorts", copy)] == [
        (2, "student_id", "personal-data", "removed"),
        (3, "enrolled_on", "personal-data", "removed"),
    ]


def test_an_unknown_column_is_left_out_of_a_copy_unless_it_gets_a_name_that_is_known() -> None:
    content = file("cohorts", {"note": "DUPONT Jean"}).replace(b"module_code", b"modul_code")
    assert b"DUPONT" not in corrected("cohorts", content, {}, to_open=True)
    assert b"full" not in corrected("cohorts", content, {}, to_open=True)
    assert b";full;" in corrected("cohorts", content, {})  # to be checked again: it may get its name then
    named = content.replace(b",note", b",nom")
    assert b"DUPONT" not in corrected("cohorts", named, {})
    assert b";full;" in corrected("cohorts", content, {("modul_code", "modul_code"): "module_code"})


def test_a_student_who_is_no_graduate_is_told_by_the_line_alone(store: Store) -> None:
    send(store, "projects", {})
    send(store, "modules", {})
    send(store, "cohorts", *students(2))
    content = file("placements", {"student_id": "etu-77"})
    with store.registry() as registry, registry.examine("placements", content, store.key, by=STEWARD) as checked:
        assert [(p.line, p.code, p.value) for p in checked.problems] == [(2, "not-a-graduate", None)]
        assert "etu-77" not in repr([astuple(group) for group in checked.groups])
