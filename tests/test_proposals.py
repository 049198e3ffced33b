"""A value near an accepted one is proposed, as its author would write it; nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain, intake
from ehealth.domain import Problem
from ehealth.intake import cells
from ehealth.intake.fault import Fault
from ehealth.intake.proposals import proposal
from ehealth.store import Store, create
from tests.files import STEWARD, Row, file, send, students

PROPOSED = [
    ("cohorts", "enrolled_on", "31/02/2024", "29/02/2024"),
    ("cohorts", "enrolled_on", "31.04.2024", "30.04.2024"),
    ("cohorts", "enrolled_on", "2023-02-30", "2023-02-28"),
    ("cohorts", "enrolled_on", "O1/09/2024", "01/09/2024"),
    ("cohorts", "enrolled_on", "0I/O9/2O24", "01/09/2024"),
    ("cohorts", "enrolled_on", "01/09/24", "01/09/2024"),
    ("cohorts", "enrolled_on", "01-09-24", "01-09-2024"),
    ("cohorts", "enrolled_on", "2024.09.01", "2024-09-01"),
    ("cohorts", "enrolled_on", "20240901", "2024-09-01"),
    ("cohorts", "enrolled_on", "01092024", "01/09/2024"),
    ("cohorts", "enrolled_on", "1er septembre 2024", "01/09/2024"),
    ("cohorts", "enrolled_on", "Lundi 2 sept. 2024", "02/09/2024"),
    ("cohorts", "enrolled_on", "1-févr-24", "01/02/2024"),
    ("cohorts", "enrolled_on", "September 1st, 2024", "01/09/2024"),
    ("cohorts", "enrolled_on", "45536", "01/09/2024"),
    ("cohorts", "enrolled_on", "09/30/2024", "30/09/2024"),
    ("cohorts", "enrolled_on", "01/09/2024 14:30", "01/09/2024"),
    ("events", "date", "septembre 2024", "09/2024"),
    ("events", "date", "2O24", "2024"),
    ("cohorts", "academic_year", "2O23-2024", "2023-2024"),
    ("cohorts", "academic_year", "23-24", "2023-2024"),
    ("cohorts", "academic_year", "23/24", "2023/2024"),
    ("cohorts", "academic_year", "2024-2023", "2023-2024"),
    ("cohorts", "academic_year", "20232024", "2023-2024"),
    ("cohorts", "status", "diplômés", "Diplômé"),
    ("cohorts", "status", "gratuated", "graduated"),
    ("cohorts", "status", "Gratuated", "Graduated"),
    ("cohorts", "level", "M 2", "m2"),
    ("cohorts", "level", "Master l", "Master 1"),
    ("projects", "region", "Ile de Frnace", "Île-de-France"),
    ("projects", "region", "Rhône-Alpes", "Auvergne-Rhône-Alpes"),
    ("projects", "region", "Normandi", "Normandie"),
    ("placements", "answered", "0ui", "oui"),
    ("placements", "answered", "Vraie", "vrai"),
    ("placements", "months_after", "6 mois", "6"),
    ("placements", "graduation_year", "2O25", "2025"),
    ("modules", "ects", "12 ECTS", "12"),
    ("modules", "ects", "6,5 crédits", "6,5"),
    ("projects", "grant_eur", "1,200,000", "1200000"),
    ("projects", "grant_eur", "1 200,50 euros", "1 200,50"),
    ("projects", "coordinator_uai", "O751717J", "0751717J"),
    ("projects", "coordinator_uai", "075 1717 J", "0751717J"),
]

NOT_GUESSED = [
    ("cohorts", "enrolled_on", "32/01/2024"),
    ("cohorts", "enrolled_on", "09/31/2024"),
    ("cohorts", "enrolled_on", "24-09-15"),
    ("cohorts", "enrolled_on", "3 jui 2024"),
    ("cohorts", "enrolled_on", "99999"),
    ("cohorts", "enrolled_on", "septembre 2024"),
    ("cohorts", "academic_year", "2024"),
    ("cohorts", "academic_year", "2023/2025"),
    ("cohorts", "academic_year", "12/2013"),
    ("cohorts", "status", "non inscrit"),
    ("cohorts", "status", "parti"),
    ("cohorts", "level", "m3"),
    ("cohorts", "level", "Master 3"),
    ("cohorts", "student_id", "etu 1"),
    ("projects", "region", "Loire"),
    ("placements", "answered", "peut-être"),
    ("placements", "situation", "actif"),
    ("placements", "months_after", "7 mois"),
    ("modules", "ects", "181"),
    ("modules", "places_per_year", "1.234"),
    ("projects", "grant_eur", "1O00"),
    ("projects", "grant_eur", "1200 k€"),
    ("projects", "grant_eur", "-5"),
    ("projects", "grant_eur", "12.345"),
    ("projects", "coordinator_uai", "O751717K"),
    ("projects", "coordinator_uai", "0751717"),
]


def field(kind: str, name: str) -> dict[str, Any]:
    return next(spec for spec in domain.schema(kind)["fields"] if spec["name"] == name)


@pytest.mark.parametrize(("kind", "name", "value", "expected"), PROPOSED)
def test_a_value_near_an_accepted_one_is_proposed(kind: str, name: str, value: str, expected: str) -> None:
    assert isinstance(cells.judge(field(kind, name))(value), Fault)
    assert proposal(field(kind, name), value) == expected


@pytest.mark.parametrize(("kind", "name", "value"), NOT_GUESSED)
def test_what_may_mean_two_things_or_none_is_not_guessed(kind: str, name: str, value: str) -> None:
    assert isinstance(cells.judge(field(kind, name))(value), Fault)
    assert proposal(field(kind, name), value) is None


FIELDS = [spec for kind in domain.KINDS for spec in domain.schema(kind)["fields"]]
SPELLINGS = [value for *_, value, _ in PROPOSED] + [value for *_, value in NOT_GUESSED]
MESSY = st.text("0123456789OoIl/-. ,:jeanmsépurtbiqv€", max_size=14)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), st.sampled_from(SPELLINGS) | MESSY)
def test_what_is_proposed_is_accepted_by_the_same_rule(spec: dict[str, Any], value: str) -> None:
    if (found := proposal(spec, value)) is not None:
        assert isinstance(cells.judge(spec)(found), str)


@pytest.mark.parametrize("value", ["jean.dupont@univ.fr", "0123456789A", "1850578006084"])
def test_nothing_is_proposed_for_a_persons_data(value: str) -> None:
    assert [spec["name"] for spec in FIELDS if proposal(spec, value) is not None] == []


def listed(kind: str, content: bytes) -> list[Problem]:
    with intake.check(kind, content) as checked:
        return checked.problems


@pytest.mark.parametrize(
    ("written", "label", "proposed"),
    [
        ("module_code", "modul_code", "module_code"),
        ("module_code", "Code modul", "Code module"),
        ("ended_on", "Date de fni", "Date de fin"),
        ("student_id", "Identifiant étudiants", "Identifiant étudiant"),
    ],
)
def test_an_unknown_column_near_a_missing_one_gets_its_name(written: str, label: str, proposed: str) -> None:
    content = file("cohorts").replace(written.encode(), label.encode(), 1)
    found = [(p.line, p.column, p.value, p.proposal) for p in listed("cohorts", content) if p.code == "extra-label"]
    assert found == [(1, label, label, proposed)]


def test_two_columns_that_look_like_the_same_missing_one_get_no_name() -> None:
    content = file("cohorts", {"modul_code": "full", "module_cod": "full"}).replace(b"module_code,", b"x_y,", 1)
    assert {p.column: p.proposal for p in listed("cohorts", content) if p.code == "extra-label"} == {
        "x_y": None,
        "modul_code": None,
        "module_cod": None,
    }


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Projects sante-2024 and demo-num, with two modules of the first and one of the second."""
    store = create(tmp_path_factory.mktemp("near") / "store")
    codes = ("sante-2024", "demo-num")
    send(store, "projects", *({"project_code": code} for code in codes))
    pairs = ((codes[0], "ia-sante"), (codes[0], "donnees"), (codes[1], "telemedecine"))
    send(store, "modules", *({"project_code": project, "module_code": module} for project, module in pairs))
    return store


@pytest.mark.parametrize(
    ("change", "column", "proposed"),
    [
        ({"project_code": "SANTE_2024", "module_code": "donnees"}, "project_code", "sante-2024"),
        ({"project_code": "sante-2O24", "module_code": "donnees"}, "project_code", "sante-2024"),
        ({"project_code": "sante-2025", "module_code": "donnees"}, "project_code", None),
        ({"project_code": "sante-2024", "module_code": "IA_Sante"}, "module_code", "ia-sante"),
        ({"project_code": "sante-2024", "module_code": "donees"}, "module_code", "donnees"),
        ({"project_code": "sante-2024", "module_code": "telemedecine"}, "module_code", None),
    ],
)
def test_an_unknown_code_gets_the_nearest_known_one(
    known: Store, change: Row, column: str, proposed: str | None
) -> None:
    content = file("cohorts", change)
    with known.registry() as registry, registry.examine("cohorts", content, known.key, by=STEWARD) as checked:
        assert [(p.column, p.code, p.proposal) for p in checked.problems] == [(column, "foreign-key", proposed)]


@pytest.mark.parametrize("status", ["graduated", "Diplômé"])  # as it stands in the file, and as it is understood
@pytest.mark.parametrize("project", [None, "sante-2024"])
def test_a_code_in_other_capitals_is_the_known_one(known: Store, status: str, project: str | None) -> None:
    rows = students(3, project_code="SANTE-2024", module_code="IA-Sante", status=status)
    content = file("cohorts", *rows, {"project_code": "sante-2024", "module_code": "donnees", "student_id": "etu-4"})
    with (
        known.registry() as registry,
        registry.examine("cohorts", content, known.key, project=project, by=STEWARD) as checked,
    ):
        assert checked.problems == []
        assert [(row["project_code"], row["module_code"], row["student_id"]) for row in checked.preview()] == [
            ("sante-2024", "ia-sante", "etu-1"),
            ("sante-2024", "ia-sante", "etu-2"),
            ("sante-2024", "ia-sante", "etu-3"),
            ("sante-2024", "donnees", "etu-4"),
        ]


def test_two_lines_whose_codes_differ_by_capitals_are_the_same(known: Store) -> None:
    content = file(
        "cohorts", *({"project_code": code, "module_code": "donnees"} for code in ("sante-2024", "Sante-2024"))
    )
    with known.registry() as registry, registry.examine("cohorts", content, known.key, by=STEWARD) as checked:
        assert [(p.line, p.code) for p in checked.problems] == [(3, "primary-key")]


def test_capitals_that_may_mean_two_codes_are_not_settled(store: Store) -> None:
    send(store, "projects", {"project_code": "Sante"}, {"project_code": "sante"})
    content = file("partners", {"project_code": "SANTE"})
    with store.registry() as registry, registry.examine("partners", content, store.key, by=STEWARD) as found:
        assert [(p.column, p.code, p.proposal) for p in found.problems] == [("project_code", "foreign-key", None)]
