"""What moves between two protected editions: a 0 there stands for a few people, and is never compared as a number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth.domain import OUTCOMES
from ehealth.indicators import moves
from tests.test_indicators_training import CELL, MODULE

PLACED = pd.DataFrame(columns=["project_code", "graduation_year", "months_after", "outcome", "students"])


def cells(enrolled: int, graduated: int = 0, **outcomes: int) -> dict[str, pd.DataFrame]:
    counts = {"enrolled": enrolled, "graduated": graduated, "withdrawn": 0}
    survey = {"project_code": "p1", "graduation_year": 2024, "months_after": 6}
    placed = [{**survey, "outcome": name, "students": outcomes.get(name, 0)} for name in OUTCOMES]
    return {
        "enrolment": pd.DataFrame([{**CELL, "status": status, "students": n} for status, n in counts.items()]),
        "modules": pd.DataFrame([MODULE]),
        "placement": pd.DataFrame(placed) if outcomes else PLACED,
    }


def figures(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame], *projects: str) -> list[list[Any]]:
    found = moves(before, after, projects, protected=True)
    return found[["indicator", "project_code", "before", "after", "before_state", "after_state"]].values.tolist()


def test_a_head_count_that_falls_under_what_is_shown_is_hidden_and_not_0() -> None:
    assert figures(cells(60), cells(0)) == [["head_count", None, 60, None, "shown", "hidden"]]


def test_a_head_count_is_compared_for_the_action_and_for_each_project_asked_for() -> None:
    assert figures(cells(60), cells(85), "p1") == [
        ["head_count", None, 60, 85, "shown", "shown"],
        ["head_count", "p1", 60, 85, "shown", "shown"],
    ]


def test_two_editions_that_show_the_same_differ_in_nothing() -> None:
    assert figures(cells(0), cells(0), "p1") == []


def test_a_rate_that_a_protected_edition_gives_no_percentage_of_has_counts() -> None:
    few, many = cells(60, care=20, seeking=20), cells(60, care=60, seeking=20)
    assert ["insertion", None, None, 75, "counts", "shown"] in figures(few, many)
