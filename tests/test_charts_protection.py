"""The explanation of the protection, its limits, and what the audit of an edition found, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ehealth.charts.protection import accuracy_lines, attack_rows, explanation, limits
from ehealth.charts.theme import Setting
from ehealth.disclosure import KNOWLEDGE

EN = Setting("en", False, False, 7, date(2026, 11, 14), False, True, "", date(2026, 11, 22))
FR = replace(EN, lang="fr")

FOUND = {"table": "enrolment", "knowledge": "K4", "cells": 1250, "pinned": 0, "two": 0, "method": "closed", "gate": 3}
FIGURES = {"mean_error": 1.9, "relative_error": 0.041, "five_is_one_or_two": 0.57, "zero_is_zero": 0.63, "averaged": 24}


def audit(*found: dict[str, Any], **figures: dict[str, float]) -> str:
    return json.dumps({"findings": [FOUND | change for change in found], "figures": figures})


@pytest.mark.parametrize("setting", [EN, FR], ids=["en", "fr"])
def test_the_explanation_has_five_sentences(setting: Setting) -> None:
    assert len(re.findall(r"[.?!]( |$)", explanation(setting))) == 5


def test_the_limits_are_said() -> None:
    assert limits(EN)[0] == "A shown 5 is often one or two people."
    assert limits(FR)[0] == "Un 5 affiché, ce sont souvent une ou deux personnes."
    assert [line.split(",")[0] for line in limits(EN)[1:]] == [
        "The presence of a group can show",
        "Exact figures published elsewhere weaken it.",
        "It is not differential privacy: a count cannot be worked out",
    ]


@pytest.mark.parametrize("setting", [EN, FR], ids=["en", "fr"])
def test_every_kind_of_knowledge_has_words(setting: Setting) -> None:
    kinds = {*KNOWLEDGE, "replay"}
    rows = attack_rows(audit(*({"knowledge": kind} for kind in kinds)), setting)
    said = {next(iter(row.values())) for row in rows}
    assert len(said) == len(kinds)
    assert not said & kinds


def test_a_row_tells_what_both_tables_gave_away_and_what_was_asked_of_them() -> None:
    found = audit({}, {"table": "placement", "cells": 310, "pinned": 1, "two": 12}, {"knowledge": "K6", "gate": 0})
    assert attack_rows(found, EN) == [
        {
            "What the attacker knows besides": "exact totals of each project and year",
            "Students": "0 of 1,250 worked out",
            "Graduates": "1 of 310 worked out, 12 down to two values",
            "Values each count must keep": "three or more",
        },
        {
            "What the attacker knows besides": "exact totals by project and year, and the national total of each "
            "status or outcome",
            "Students": "0 of 1,250 worked out",
            "Graduates": "not tried",
            "Values each count must keep": "only told",
        },
    ]


def test_accuracy_is_told_where_the_audit_tells_it() -> None:
    assert accuracy_lines(audit(enrolment=FIGURES, placement={}), EN) == [
        "Students: totals are off by 1.9 people on average; those of 23 people or more by 4.1%; "
        "57% of the shown 5 are one or two people; 63% of the zeros are true zeros."
    ]
    french = accuracy_lines(audit(enrolment={"relative_error": 0.041}), FR)[0]
    assert french == "Étudiants\u00a0: ceux de 23 personnes ou plus, de 4,1\u00a0%."


def test_an_edition_without_an_audit_shows_none() -> None:
    assert (attack_rows("", EN), accuracy_lines("", EN)) == ([], [])
