"""An edition never changes; what it is drawn from are literal counts, which a draft shows."""

from __future__ import annotations

import json
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ehealth import editions
from ehealth.access import operator
from ehealth.domain import OUTCOMES, Selection
from ehealth.editions import numbers, open_edition
from ehealth.publishing import publish, uploads_since
from ehealth.store import Store, create
from tests.files import Row, copied, exact, refusal, send, students

BY = operator("steward@example.org")
OTHER = {"project_code": "p2"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two projects in two regions and waves; p1 has a full course and an awareness module at a partner elsewhere."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {"region": "76", "wave": "1"}, OTHER | {"region": "11", "wave": "2"})
    send(store, "partners", {"name": "École fictive", "identifier": "0000002B", "region": "93"})
    aware = {"module_code": "aware", "route": "awareness", "institution": "0000002B"}
    send(store, "modules", {}, aware, OTHER | {"institution": "Lycée"})
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def counts(table: pd.DataFrame, *columns: str) -> dict[Any, int]:
    """What stands in the columns → students."""
    keys = table[columns[0]] if len(columns) == 1 else zip(*(table[name] for name in columns), strict=True)
    return dict(zip(keys, table["students"], strict=True))


def test_enrolment_is_counted_by_module_year_and_status(known: Store) -> None:
    first = [*students(5), {"student_id": "etu-9", "status": "withdrawn"}]
    send(known, "cohorts", *first, {"module_code": "aware"}, *students(2, academic_year="2023-2024"))
    read = exact(known).read("enrolment").query("students > 0")
    assert counts(read, "module_code", "route", "academic_year", "status") == {
        ("aware", "awareness", "2024-2025", "graduated"): 1,
        ("full", "full_course", "2023-2024", "graduated"): 2,
        ("full", "full_course", "2024-2025", "graduated"): 5,
        ("full", "full_course", "2024-2025", "withdrawn"): 1,
    }


OUTCOME_OF: dict[str, list[Row]] = {
    "no_answer": [{"answered": "non", "situation": "", "employer_type": ""}],
    "care": [{"employer_type": "care"}, {"employer_type": "care", "health_duties": "oui"}],
    "health_industry": [{"employer_type": e} for e in ("health_software", "medical_device", "pharma")],
    "public_health": [{"employer_type": "health_agency"}, {"employer_type": "health_research"}],
    "broad_only": [
        {"employer_type": "consulting_health"},
        {"employer_type": "other", "health_duties": "oui"},
        {"employer_type": "unknown", "health_duties": "oui"},
        {"employer_type": "", "health_duties": "oui"},
    ],
    "other_job": [{"employer_type": "other"}, {"employer_type": "other", "health_duties": "non"}],
    "unknown_employer": [{"employer_type": "unknown"}, {"employer_type": ""}],
    "seeking": [{"situation": "seeking", "employer_type": ""}],
    "not_in_labour_force": [{"situation": "studying", "employer_type": ""}, {"situation": "inactive"}],
}


def test_every_placement_is_one_of_nine_outcomes(known: Store) -> None:
    answers = [change for listed in OUTCOME_OF.values() for change in listed]
    graduates = students(len(answers))
    send(known, "cohorts", *graduates)
    send(known, "placements", *(who | change for who, change in zip(graduates, answers, strict=True)))
    read = exact(known).read("placement")
    assert counts(read, "outcome") == {outcome: len(OUTCOME_OF[outcome]) for outcome in OUTCOMES}
    assert {
        tuple(row) for row in read[["project_code", "region", "wave", "graduation_year", "months_after"]].values
    } == {("p1", "76", "1", 2025, 6)}


def test_employers_are_in_drafts_only(known: Store) -> None:
    send(known, "cohorts", *students(3))
    send(known, "placements", *students(2, employer_type="pharma"), {"student_id": "etu-3", "employer_type": ""})
    publish(known, BY)
    draft, edition = exact(known), open_edition(known.path)
    assert counts(draft.read("employer"), "module_code", "employer_type") == {
        ("full", "pharma"): 2,
        ("full", "unknown"): 1,
    }
    assert edition.read("employer").empty
    assert list(edition.read("employer")) == list(draft.read("employer"))
    draft.close()


def test_a_module_is_where_its_institution_is_else_where_its_project_is(known: Store) -> None:
    publish(known, BY)
    read = open_edition(known.path).read("modules")
    assert dict(zip(read["module_code"] + read["project_code"], read["region"], strict=True)) == {
        "awarep1": "93",
        "fullp1": "76",
        "fullp2": "11",
    }


def test_a_selection_keeps_what_was_chosen(known: Store) -> None:
    send(known, "cohorts", *students(2), *students(3, module_code="aware"), *students(1, academic_year="2023-2024"))
    send(known, "cohorts", *students(4, **OTHER))
    edition = exact(known)
    left = {
        Selection(): 10,
        Selection(years=("2023-2024",)): 1,
        Selection(years=("2023-2024", "2024-2025")): 10,
        Selection(projects=("p2",)): 4,
        Selection(waves=("1",)): 6,
        Selection(regions=("93",)): 3,
        Selection(routes=("full_course",)): 7,
        Selection(routes=("full_course",), regions=("76",), years=("2024-2025",)): 2,
        Selection(projects=("nobody",)): 0,
        Selection(projects=("p2' OR 1=1 --",)): 0,
        Selection(months_after=(6,)): 10,
    }
    assert {chosen: edition.read("enrolment", chosen)["students"].sum() for chosen in left} == left


def test_a_class_is_selected_by_the_academic_year_that_it_ended(known: Store) -> None:
    send(known, "cohorts", *students(3))
    late = students(2, graduation_year="2024", months_after="18")
    send(known, "placements", *students(3), *late)
    edition = exact(known)
    chosen = [
        Selection(years=("2023-2024",)),
        Selection(months_after=(6,)),
        Selection(regions=("11",)),
        Selection(routes=("x",)),
    ]
    assert [edition.read("placement", selection)["students"].sum() for selection in chosen] == [2, 3, 0, 5]


def test_the_manifest_says_what_the_edition_is(known: Store) -> None:
    assert publish(known, BY, "Première", datetime.fromisoformat("2026-11-22T09:30:00")) == 1
    manifest = open_edition(known.path).manifest
    told, key = json.loads(manifest.pop("audit")), manifest.pop("key")
    assert manifest == {
        "edition": "1",
        "made_at": "2026-11-22T09:30:00Z",
        "protected": "true",
        "demonstration": "false",
        "definition_version": "1",
        "ledger": "3",
        "note": "Première",
        "format": "1",
        "closing": "false",
    }
    assert told["findings"]
    assert key not in known.key.hex() and len(key) == 16


def test_an_edition_has_the_tables_of_the_contract(known: Store) -> None:
    publish(known, BY)
    edition = open_edition(known.path)
    assert list(edition.table("enrolment_cells")) == [
        "project_code",
        "module_code",
        "academic_year",
        "status",
        "students",
    ]
    assert list(edition.table("placement_cells")) == [
        "project_code", "graduation_year", "months_after", "outcome", "students",
    ]  # fmt: skip
    assert {name for name in editions.TABLES if edition.table(name) is not None} == set(editions.TABLES)
    assert refusal(edition.table, "cohorts_rows") == "no-such-table"


def test_money_is_whole_cents_and_missing_money_is_missing(store: Store) -> None:
    send(store, "projects", {"grant_eur": "4 000 000,50"}, OTHER)
    publish(store, BY)
    read = open_edition(store.path).read("projects")
    assert str(read["grant_cents"].dtype) == "Int64"
    assert read["grant_cents"].tolist() == [400_000_050, pd.NA]


def test_deliveries_tell_what_is_current(known: Store) -> None:
    send(known, "cohorts", *students(1))
    second = send(known, "cohorts", *students(2))
    with known.registry() as registry:
        registry.withdraw(second.receipt, BY, "wrong")
    publish(known, BY)
    read = open_edition(known.path).read("deliveries").query("kind == 'cohorts'")
    assert [tuple(row) for row in read[["ledger", "action", "project_code", "period", "current"]].values] == [
        (4, "upload", "p1", "2024-2025", True),
        (5, "upload", "p1", "2024-2025", False),
        (6, "withdraw", "p1", "2024-2025", False),
    ]


def test_a_published_edition_never_changes(known: Store) -> None:
    send(known, "cohorts", *students(30))
    publish(known, BY)
    path = known.editions / "0001.duckdb"
    before = path.read_bytes()
    send(known, "cohorts", *students(40))
    assert publish(known, BY) == 2
    assert [open_edition(known.path, n).read("enrolment")["students"].sum() for n in (1, 2)] == [30, 40]
    assert open_edition(known.path).number == 2
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert numbers(known.path) == [1, 2]


def test_what_came_since_an_edition_is_listed(known: Store) -> None:
    assert [entry.number for entry in uploads_since(known, None)] == [1, 2, 3]
    publish(known, BY)
    sent = send(known, "cohorts")
    assert uploads_since(known, open_edition(known.path)) == [sent]


def test_what_a_reader_does_to_a_table_reaches_no_other_reader(known: Store) -> None:
    publish(known, operator("steward@example.org"))
    edition = editions.open_edition(known.path)
    shown = edition.read("projects")
    shown["acronym"] = "changed"
    assert "changed" not in set(edition.read("projects")["acronym"])
    edition.close()
