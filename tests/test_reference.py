"""The public facts that ship with the program: all there, sourced, and nothing invented."""

import csv
from copy import deepcopy
from pathlib import Path

import pytest
from frictionless import Resource, Schema

from ehealth import domain

KINDS = ("events", "envelopes", "projects", "partners")


def rows(kind: str) -> list[dict[str, str]]:
    with (domain.DATA / "reference" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", KINDS)
def test_each_reference_file_follows_its_schema(kind: str) -> None:
    path: Path = domain.DATA / "reference" / f"{kind}.csv"
    schema = Schema.from_descriptor(deepcopy(domain.schema(kind)))
    report = Resource(path.read_bytes(), format="csv", encoding="utf-8", schema=schema).validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []


@pytest.mark.parametrize("kind", ["events", "envelopes", "projects"])
def test_every_fact_names_its_source(kind: str) -> None:
    assert [row for row in rows(kind) if not row["source"].strip()] == []


def test_the_dated_events_are_those_that_the_sources_give() -> None:
    found = [(row["date"], row["category"], row["scope"], row["wave"], row["amount_eur"]) for row in rows("events")]
    assert found == [
        ("2021-10-18", "milestone", "strategy", "", "650000000"),
        ("2021-12-16", "call_opening", "cma", "", ""),
        ("2022-02-24", "wave_cutoff", "cma", "1", ""),
        ("2022-07-05", "wave_cutoff", "cma", "2", ""),
        ("2022-07-28", "selection", "cma", "1", "304000000"),
        ("2022-07-28", "selection", "digital_health", "1", "22000000"),
        ("2022-10-31", "wave_cutoff", "cma", "3", ""),
        ("2022-11-02", "wave_cutoff", "cma", "3", ""),
        ("2022-11-21", "selection", "digital_health", "", "36000000"),
        ("2023-03-30", "wave_cutoff", "cma", "4", ""),
        ("2023-06-20", "reopening", "cma", "rolling", "700000000"),
        ("2023-10-09", "selection", "digital_health", "", "14200000"),
        ("2024-11-26", "selection", "cma", "", "1000000000"),
        ("2025", "milestone", "cma", "", "1318000000"),
    ]


def test_both_dates_of_wave_3_stand_and_the_earlier_one_disputes_the_retained_one() -> None:
    wave_3 = {row["date"]: row for row in rows("events") if row["wave"] == "3"}
    assert set(wave_3) == {"2022-10-31", "2022-11-02"}
    assert wave_3["2022-10-31"]["disputes"] == wave_3["2022-11-02"]["event_id"]
    assert wave_3["2022-11-02"]["disputes"] == ""
    assert [row["event_id"] for row in rows("events") if row["disputes"]] == [wave_3["2022-10-31"]["event_id"]]


def test_the_reopening_says_that_one_source_calls_it_wave_5() -> None:
    (reopening,) = [row for row in rows("events") if row["category"] == "reopening"]
    assert "vague 5" in reopening["label_fr"]
    assert "wave 5" in reopening["label_en"]


def test_envelopes_are_nested_in_the_human_capital_of_france_2030() -> None:
    found = [(r["envelope_id"], r["parent_id"], r["amount_eur"], r["status"], r["as_of"]) for r in rows("envelopes")]
    assert found == [
        ("france2030_human_capital", "", "2500000000", "announced", "2022"),
        ("cma", "france2030_human_capital", "2000000000", "announced", "2023-12-19"),
        ("cma_committed", "cma", "1318000000", "committed", "2025"),
        ("digital_health_cma", "cma_committed", "50200000", "committed", "2023-10-09"),
    ]
    assert rows("envelopes")[0]["envelope_id"] == domain.HUMAN_CAPITAL


def test_the_derived_and_the_disputed_envelopes_say_so() -> None:
    by_id = {row["envelope_id"]: row for row in rows("envelopes")}
    assert "derived" in by_id["digital_health_cma"]["label_en"]
    assert "dérivée" in by_id["digital_health_cma"]["label_fr"]
    assert "TICsanté 6015" in by_id["cma"]["source"]


def test_only_the_four_known_grants_and_the_one_undisputed_cost_are_given() -> None:
    assert {row["project_code"]: row["grant_eur"] for row in rows("projects")} == {
        "esnbyum": "4043200",
        "snsu": "4000000",
        "sens": "2500000",
        "imt-5p": "2200000",
        "cinerg-e-sante": "",
        "sanu-rn": "",
        "capsul": "",
    }
    assert {row["project_code"]: row["total_cost_eur"] for row in rows("projects") if row["total_cost_eur"]} == {
        "sens": "4200000"
    }


def test_what_was_not_found_about_projects_stays_empty() -> None:
    projects = {row["project_code"]: row for row in rows("projects")}
    assert {code: row["wave"] for code, row in projects.items() if row["wave"]} == {"esnbyum": "1", "snsu": "2"}
    assert {code: row["learners_target"] for code, row in projects.items() if row["learners_target"]} == {
        "esnbyum": "20000",
        "snsu": "35000",
    }
    assert [code for code, row in projects.items() if not row["region"]] == ["imt-5p"]
    assert not any(row[name] for row in projects.values() for name in ("committed_eur", "paid_eur", "coordinator_uai"))


def test_projects_whose_part_is_not_established_say_so() -> None:
    said = {row["project_code"] for row in rows("projects") if "not established" in row["source"]}
    assert said == {"sens", "sanu-rn"}


def test_the_named_partners_belong_to_known_projects() -> None:
    named = [(row["project_code"], row["name"]) for row in rows("partners")]
    assert len(named) == 14
    assert {code for code, _ in named} <= {row["project_code"] for row in rows("projects")}
    assert ("cinerg-e-sante", "3iL Ingénieurs") in named
    assert not any(row["identifier"] for row in rows("partners"))
