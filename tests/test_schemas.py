"""The Table Schemas: valid, bilingual, and in the order that the design lists."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Dialect, Resource, Schema

from ehealth import domain

EXAMPLES = Path(__file__).parent / "examples"
ORDER = {
    "events": "event_id* date* label_fr* label_en* category* wave scope* amount_eur source* source_url disputes",
    "envelopes": "envelope_id* parent_id label_fr* label_en* amount_eur* status* as_of* source* source_url",
    "projects": "project_code* acronym* title* wave coordinator* coordinator_kind* coordinator_uai region grant_eur"
    " committed_eur paid_eur total_cost_eur start_date end_date learners_target source*",
    "partners": "project_code* name* partner_kind* identifier region",
    "modules": "project_code* module_code* title* route* host_degree* level* ects hours first_year* institution*"
    " places_per_year",
    "cohorts": "project_code* module_code* academic_year* student_id* level* status* enrolled_on* ended_on",
    "cohort_totals": "project_code* module_code* academic_year* status* students*",
    "placements": "project_code* student_id* graduation_year* months_after* surveyed_on* answered* situation"
    " employer_type health_duties contract job_region first_job_on",
    "placement_totals": "project_code* graduation_year* months_after* outcome* students*",
}
CODES = {
    ("events", "category"): "call_opening wave_cutoff selection reopening milestone",
    ("events", "scope"): "action digital_health cma strategy",
    ("events", "wave"): "1 2 3 4 rolling",
    ("envelopes", "status"): "announced committed paid",
    ("projects", "wave"): "1 2 3 4 rolling",
    ("projects", "coordinator_kind"): "university engineering_school other",
    ("partners", "partner_kind"): "higher_education care digital_training company other",
    ("partners", "region"): "01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94",
    ("modules", "route"): "full_course awareness",
    ("modules", "host_degree"): "master engineering",
    ("modules", "level"): "m1 m2 eng1 eng2 eng3",
    ("cohorts", "level"): "m1 m2 eng1 eng2 eng3",
    ("cohorts", "status"): "enrolled graduated withdrawn",
    ("cohort_totals", "status"): " ".join(domain.STATUSES),
    ("placements", "situation"): "employed seeking studying inactive",
    ("placements", "employer_type"): "care health_software medical_device pharma health_agency health_research"
    " consulting_health other unknown",
    ("placements", "contract"): "permanent fixed_term other",
    ("placement_totals", "outcome"): " ".join(domain.OUTCOMES),
}
each_kind = pytest.mark.parametrize("kind", domain.KINDS)


def fields(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = domain.schema(kind)["fields"]
    return found


def faults(kind: str, text: str | None = None) -> list[str]:
    """What frictionless finds wrong in a kind's example, or in other text of that kind."""
    delimiter = ";" if kind == "baseline" else ","
    source = (EXAMPLES / f"{kind}.csv").read_bytes() if text is None else text.encode()
    dialect = Dialect.from_descriptor({"csv": {"delimiter": delimiter}})
    schema = Schema.from_descriptor(json.loads((domain.DATA / "schemas" / f"{kind}.json").read_text("utf-8")))
    report = Resource(source, format="csv", encoding="utf-8", dialect=dialect, schema=schema).validate()
    return [row[0] for row in report.flatten(["type"])]


def folded(header: str) -> str:
    """A header as the door compares it: no case, no accents, no punctuation."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9%]+", "", plain)


@each_kind
def test_frictionless_loads_each_schema(kind: str) -> None:
    schema = Schema.from_descriptor(str(domain.DATA / "schemas" / f"{kind}.json"))
    assert [f.name for f in schema.fields] == [f["name"] for f in fields(kind)]


@each_kind
def test_frictionless_accepts_each_example(kind: str) -> None:
    assert faults(kind) == []


def test_frictionless_refuses_a_code_that_the_schema_does_not_know() -> None:
    text = (EXAMPLES / "cohorts.csv").read_text("utf-8").replace("withdrawn", "vanished")
    assert faults("cohorts", text) == ["constraint-error"]


@pytest.mark.parametrize("kind", ORDER)
def test_columns_stand_in_the_order_of_the_design_and_the_same_ones_are_required(kind: str) -> None:
    written = [f["name"] + ("*" if f.get("constraints", {}).get("required") else "") for f in fields(kind)]
    assert written == ORDER[kind].split()


def test_the_baseline_has_the_33_columns_of_the_ministry_and_may_lack_the_newer_one() -> None:
    names = [f["name"] for f in fields("baseline")]
    assert len(names) == 33
    assert names[:5] == ["annee", "diplome", "numero_de_l_etablissement", "etablissement", "etablissementactuel"]
    assert "required" not in fields("baseline")[4].get("constraints", {})


@each_kind
def test_every_title_description_and_code_is_french_and_english(kind: str) -> None:
    for thing in (domain.schema(kind), *fields(kind)):
        assert all(thing[key].strip() for key in ("title", "x-title-en", "description", "x-description-en"))
    labels = [
        label for f in fields(kind) for key in ("x-codes", "x-missing-reasons") for label in f.get(key, {}).values()
    ]
    assert all(set(label) == {"fr", "en"} and label["fr"] and label["en"] for label in labels)


@each_kind
def test_the_french_is_typeset_as_french(kind: str) -> None:
    texts = [domain.schema(kind)["description"], *(f["description"] for f in fields(kind))]
    assert [text for text in texts if "'" in text or re.search(r"(?<!\u00a0)[:;!?%€]", text)] == []


@pytest.mark.parametrize(("kind", "name"), CODES)
def test_codes_are_those_of_the_design(kind: str, name: str) -> None:
    found = next(f for f in fields(kind) if f["name"] == name)
    assert list(found["x-codes"]) == CODES[kind, name].split() == found["constraints"]["enum"]


@each_kind
def test_no_two_columns_answer_to_the_same_header(kind: str) -> None:
    names = [
        {folded(h) for h in (f["name"], f["title"], f["x-title-en"], *f.get("x-header-synonyms", []))}
        for f in fields(kind)
    ]
    assert sum(map(len, names)) == len(set().union(*names))


@each_kind
def test_no_two_codes_of_a_column_share_a_spelling(kind: str) -> None:
    for f in fields(kind):
        spellings = [
            {folded(s) for s in (code, *label.values(), *f.get("x-synonyms", {}).get(code, []))}
            for code, label in f.get("x-codes", {}).items()
        ]
        assert sum(map(len, spellings)) == len(set().union(*spellings)), f["name"]
        assert set(f.get("x-synonyms", {})) <= set(f.get("x-codes", {}))


@each_kind
def test_keys_slices_and_rules_name_columns_that_exist(kind: str) -> None:
    schema, names = domain.schema(kind), {f["name"] for f in fields(kind)}
    named = [*schema["primaryKey"], *schema["x-slice"], *(rule["column"] for rule in schema["x-rules"])]
    named += [column for key in schema["x-foreignKeys"] for column in key["fields"]]
    assert set(named) <= names
    for key in schema["x-foreignKeys"]:
        target = {f["name"] for f in fields(key["reference"]["kind"])}
        assert set(key["reference"]["fields"]) <= target


@pytest.mark.parametrize("kind", [kind for kind in domain.KINDS if domain.subject(kind) != kind])
def test_totals_have_the_slice_of_their_lines_and_example_rows_that_the_schema_accepts(kind: str) -> None:
    assert domain.schema(kind)["x-slice"] == domain.schema(domain.subject(kind))["x-slice"]
    names = ",".join(f["name"] for f in fields(kind))
    rows = zip(*(f["x-examples"] for f in fields(kind)), strict=True)
    lines = [",".join(row) for row in rows]
    assert len(lines) == 2 and all(line.startswith("exemple-a-effacer,") for line in lines)
    assert faults(kind, "\n".join([names, *lines, ""])) == []


def test_money_has_at_most_two_decimals_in_its_name_and_type() -> None:
    money = [f for kind in domain.KINDS for f in fields(kind) if f.get("x-type") == "money"]
    assert len(money) == 6
    assert all(f["name"].endswith("_eur") and f["type"] == "number" and f["constraints"]["minimum"] == 0 for f in money)


def test_the_twenty_line_baseline_holds_every_reason_for_a_missing_figure() -> None:
    lines = (EXAMPLES / "baseline.csv").read_text("utf-8").splitlines()
    seen = {cell for line in lines[1:] for cell in line.split(";")}
    assert len(lines) == 21
    assert {"ns", "nd", "nc", ".", "fe", ""} <= seen
    reasons = next(f for f in fields("baseline") if f["name"] == "taux_dinsertion")["x-missing-reasons"]
    assert set(reasons) == {"ns", "nd", "nc", ".", "fe", ""}


GOOD: dict[str, dict[str, Any]] = {
    "events": {"event_id": "a"},
    "envelopes": {"envelope_id": "a"},
    "projects": {"start_date": "2023-01-15", "end_date": "2023"},
    "modules": {"host_degree": "master", "level": "m2"},
    "cohorts": {"status": "graduated", "enrolled_on": "2024-09-09", "ended_on": "2025-09-26"},
    "placements": {"answered": True, "situation": "employed", "employer_type": "care", "health_duties": True}
    | {"contract": "permanent", "job_region": "76", "graduation_year": 2025}
    | {"surveyed_on": "2026-03-16", "first_job_on": "2025-11-03"},
}
NO_ANSWER: dict[str, Any] = dict.fromkeys(
    ("situation", "employer_type", "health_duties", "contract", "job_region", "first_job_on")
)
NO_ANSWER |= {"answered": False}
NO_JOB = NO_ANSWER | {"answered": True, "situation": "seeking"}
BAD = [
    ("events", {"disputes": "a"}, ["disputes-itself"]),
    ("envelopes", {"parent_id": "a"}, ["parent-itself"]),
    ("projects", {"end_date": "2022"}, ["end-before-start"]),
    ("projects", {"end_date": "2023-01-14"}, ["end-before-start"]),
    ("modules", {"level": "eng3"}, ["level-not-in-degree"]),
    ("modules", {"host_degree": "engineering"}, ["level-not-in-degree"]),
    ("cohorts", {"ended_on": None}, ["ended-missing"]),
    ("cohorts", {"status": "enrolled"}, ["ended-while-enrolled"]),
    ("cohorts", {"ended_on": "2024-09-08"}, ["ended-before-enrolled"]),
    ("placements", NO_ANSWER, []),
    ("placements", NO_JOB, []),
    ("placements", NO_JOB | {"situation": None}, ["situation-missing"]),
    ("placements", NO_ANSWER | {"situation": "seeking"}, ["situation-unanswered"]),
    ("placements", {"employer_type": None}, ["employer-missing"]),
    ("placements", NO_JOB | {"employer_type": "other"}, ["employer-unexpected"]),
    ("placements", NO_JOB | {"health_duties": True}, ["duties-unexpected"]),
    ("placements", NO_JOB | {"contract": "other"}, ["contract-unexpected"]),
    ("placements", NO_JOB | {"job_region": "76"}, ["job-region-unexpected"]),
    ("placements", NO_ANSWER | {"first_job_on": "2025-11-03"}, ["first-job-unanswered"]),
    ("placements", {"first_job_on": "2026-03-17"}, ["first-job-after-survey"]),
    ("placements", {"surveyed_on": "2024-12-31", "first_job_on": None}, ["survey-before-graduation"]),
]


def broken(kind: str, row: dict[str, Any]) -> list[str]:
    """The codes of the rules that a typed row breaks."""
    types = {"string": "VARCHAR", "date": "DATE", "boolean": "BOOLEAN", "integer": "INTEGER", "number": "DECIMAL(18,2)"}
    columns = ", ".join(f"${f['name']}::{types[f['type']]} AS {f['name']}" for f in fields(kind))
    sums = [f'({rule["when"]}) AS "{rule["code"]}"' for rule in domain.schema(kind)["x-rules"]]
    values = {f["name"]: row.get(f["name"]) for f in fields(kind)}
    found = duckdb.connect().execute(f"SELECT {', '.join(sums)} FROM (SELECT {columns})", values)
    return [rule for (rule, *_), bad in zip(found.description or [], found.fetchall()[0], strict=True) if bad]


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_row_breaks_no_rule(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize(("kind", "changes", "codes"), BAD)
def test_each_rule_finds_the_row_that_breaks_it(kind: str, changes: dict[str, Any], codes: list[str]) -> None:
    assert broken(kind, GOOD[kind] | changes) == codes
