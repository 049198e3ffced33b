"""Placement, employers and the national reference, each sum against a plain loop."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ehealth.indicators.placement import baseline, employers, placement

MINISTRY = Path(__file__).resolve().parents[2] / "shared" / "samples" / "mesr-master-2010-2018.csv"

CELL = {
    "project_code": "p1",
    "acronym": "P1",
    "wave": "1",
    "region": "76",
    "graduation_year": 2025,
    "months_after": 12,
    "outcome": "care",
    "students": 10,
}
EMPLOYER = {
    "project_code": "p1",
    "module_code": "m1",
    "graduation_year": 2025,
    "months_after": 12,
    "employer_type": "care",
    "health_duties": False,
    "students": 10,
}
PUBLISHED = {
    "annee": "2018",
    "diplome": "MASTER LMD",
    "numero_de_l_etablissement": "UNIV",
    "etablissement": "Toutes universités et établissements assimilés",
    "code_de_la_discipline": "disc16",
    "discipline": "Informatique",
    "situation": "18 mois après le diplôme",
    "nombre_de_reponses": "1737",
    "taux_de_reponse": "75",
    "taux_dinsertion": "96",
    "emplois_cadre_ou_professions_intermediaires": "98",
    "emplois_stables": "91",
    "emplois_a_temps_plein": "98",
}


def frame(defaults: dict[str, Any], *changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([defaults | change for change in changes], columns=list(defaults))


def outcomes(after: int = 12, **students: int) -> list[dict[str, Any]]:
    return [{"months_after": after, "outcome": name, "students": n} for name, n in students.items()]


def measure(table: pd.DataFrame, name: str, after: int = 12) -> tuple[Any, ...]:
    line = table[(table["measure"] == name) & (table["months_after"] == after)].to_dict("records")[0]
    found = (line[c] for c in ("numerator", "denominator", "rate", "low", "high", "state"))
    return tuple(None if pd.isna(value) else value for value in found)


EVERYBODY = outcomes(
    no_answer=17, care=44, health_industry=50, public_health=20, broad_only=24, other_job=34, unknown_employer=14,
    seeking=10, not_in_labour_force=7,
)  # fmt: skip


def test_each_measure_has_its_own_denominator() -> None:
    table = placement(frame(CELL, *EVERYBODY))
    assert measure(table, "response")[:3] == (203, 220, 92)
    assert measure(table, "insertion")[:3] == (186, 196, 95)
    assert measure(table, "employment")[:3] == (186, 203, 92)
    assert measure(table, "health_strict") == (114, 186, 61, 54, 68, "shown")
    assert measure(table, "health_broad")[:3] == (138, 186, 74)
    assert measure(table, "health_strict_all")[:3] == (114, 203, 56)
    assert measure(table, "health_broad_all")[:3] == (138, 203, 68)


def test_unknown_employers_stay_in_the_denominator() -> None:
    table = placement(frame(CELL, *outcomes(care=30, unknown_employer=30)))
    assert measure(table, "health_strict")[:3] == (30, 60, 50)


def test_classes_are_counted_together_never_averaged() -> None:
    small = {"graduation_year": 2024, "outcome": "care", "students": 30}
    large = {"graduation_year": 2025, "outcome": "other_job", "students": 270}
    assert measure(placement(frame(CELL, small, large)), "health_strict")[:3] == (30, 300, 10)


def test_few_answers_are_hidden_then_fragile() -> None:
    assert measure(placement(frame(CELL, {"students": 19})), "health_strict")[2:] == (None, None, None, "hidden")
    assert measure(placement(frame(CELL, {"students": 29})), "health_strict")[-1] == "fragile"
    assert measure(placement(frame(CELL, {"students": 30})), "health_strict")[-1] == "shown"


def test_a_protected_edition_needs_fifty() -> None:
    assert measure(placement(frame(CELL, {"students": 45}), protected=True), "employment")[-1] == "counts"
    assert measure(placement(frame(CELL, {"students": 50}), protected=True), "employment")[-1] == "shown"


def test_a_survey_that_under_half_answered_is_fragile() -> None:
    table = placement(frame(CELL, *outcomes(care=40, no_answer=41)))
    assert measure(table, "health_strict")[-1] == "fragile"
    assert measure(table, "response") == (40, 81, 49, 39, 60, "fragile")


def test_a_response_under_thirty_answers_is_fragile_however_many_were_asked() -> None:
    response = [
        measure(placement(frame(CELL, *outcomes(care=n, no_answer=10))), "response")[-1] for n in (9, 14, 29, 30)
    ]
    assert response == ["hidden", "fragile", "fragile", "shown"]


def test_nobody_employed_gives_no_rate_rather_than_zero() -> None:
    assert measure(placement(frame(CELL, *outcomes(seeking=25))), "health_strict")[2:] == (None, None, None, "none")


def test_a_month_asked_for_without_a_survey_is_listed_in_state_none() -> None:
    table = placement(frame(CELL, {"students": 30}), awaited={12: "not_received", 30: "not_yet"})
    assert measure(table, "response", 30) == (0, 0, None, None, None, "none")
    assert set(table.loc[table["months_after"] == 30, "reason"]) == {"not_yet"}
    assert set(table.loc[table["measure"] == "response", "reason"]) == {None, "not_yet"}
    assert placement(frame(CELL)).empty


def test_rates_are_those_of_a_plain_loop() -> None:
    draw = random.Random(3)
    names = [cell["outcome"] for cell in EVERYBODY]
    lines = [{"months_after": 6, "outcome": draw.choice(names), "students": draw.randrange(60)} for _ in range(150)]
    strict = employed = answered = 0
    for line in lines:
        strict += line["students"] * (line["outcome"] in ("care", "health_industry", "public_health"))
        answered += line["students"] * (line["outcome"] != "no_answer")
        employed += line["students"] * (line["outcome"] not in ("no_answer", "seeking", "not_in_labour_force"))
    table = placement(frame(CELL, *lines))
    assert measure(table, "health_strict", 6)[:3] == (strict, employed, round(100 * strict / employed))
    assert measure(table, "health_strict_all", 6)[:3] == (strict, answered, round(100 * strict / answered))


def test_employers_are_outcome_groups_bracketed_to_the_shares() -> None:
    table = employers(frame(CELL, *EVERYBODY), frame(EMPLOYER))
    assert list(table["employer"]) == [
        "care", "health_industry", "public_health", "broad_only", "other_job", "unknown_employer"
    ]  # fmt: skip
    assert list(table["bracket"]) == ["strict", "strict", "strict", "broad", "other", "unknown"]
    assert list(table["students"]) == [44, 50, 20, 24, 34, 14]
    assert list(table["share"]) == [24, 27, 11, 13, 18, 8]


def test_a_draft_names_employer_types_and_health_duties_elsewhere_are_broad() -> None:
    typed = frame(
        EMPLOYER,
        {"employer_type": "pharma", "students": 20},
        {"employer_type": "other", "health_duties": True, "students": 6},
        {"employer_type": "unknown", "health_duties": True, "students": 2},
        {"employer_type": "other", "students": 8},
        {"employer_type": "unknown", "students": 4},
        {"employer_type": "consulting_health", "health_duties": True, "students": 10},
    )
    table = employers(frame(CELL, *EVERYBODY), typed)
    assert dict(zip(table["employer"], table["students"], strict=True)) == {
        "pharma": 20, "consulting_health": 10, "other_health_duties": 8, "other": 8, "unknown": 4
    }  # fmt: skip
    assert list(table["bracket"]) == ["strict", "broad", "broad", "other", "unknown"]


def test_shares_of_too_few_employed_are_hidden() -> None:
    assert employers(frame(CELL, {"students": 19}), frame(EMPLOYER))["share"].isna().all()
    assert employers(frame(CELL), frame(EMPLOYER)).empty


def test_the_reference_is_computing_in_all_universities_only() -> None:
    table = baseline(
        frame(
            PUBLISHED,
            {},
            {"numero_de_l_etablissement": "0370800U", "etablissement": "Tours", "taux_dinsertion": "80"},
            {"code_de_la_discipline": "disc05", "taux_dinsertion": "70"},
        )
    )
    insertion = table[table["measure"] == "insertion"].to_dict("records")
    assert insertion == [
        {
            "graduation_year": 2018,
            "months_after": 18,
            "measure": "insertion",
            "value": 96.0,
            "reason": None,
            "answers": 1737,
        }
    ]


@pytest.mark.parametrize("reason", ["ns", "nd", ".", "fe", ""])
def test_a_figure_that_was_not_published_keeps_its_reason(reason: str) -> None:
    table = baseline(frame(PUBLISHED, {"taux_dinsertion": reason}))
    line = table[table["measure"] == "insertion"].to_dict("records")[0]
    assert pd.isna(line["value"])
    assert line["reason"] == reason


def test_thousands_and_decimal_commas_are_read_as_published() -> None:
    table = baseline(frame(PUBLISHED, {"nombre_de_reponses": "1\u00a0737", "taux_dinsertion": "95,5"}))
    line = table[table["measure"] == "insertion"].to_dict("records")[0]
    assert (line["answers"], line["value"]) == (1737, 95.5)


@pytest.mark.skipif(not MINISTRY.exists(), reason="the ministry's file is not beside this clone")
def test_the_ministry_publishes_96_per_cent_for_the_class_of_2018() -> None:
    table = baseline(pd.read_csv(MINISTRY, sep=";", dtype=str, keep_default_na=False))
    latest = table[(table["graduation_year"] == 2018) & (table["measure"] == "insertion")]
    assert list(zip(latest["months_after"], latest["value"], latest["answers"], strict=True)) == [
        (18, 96.0, 1737),
        (30, 95.0, 1737),
    ]
