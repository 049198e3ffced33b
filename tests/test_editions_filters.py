"""Whatever a reader chooses: parts add up to the total that is shown, and no count is of one to four people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from ehealth.domain import MONTHS_AFTER, OUTCOMES, STATUSES, Selection
from ehealth.editions import Edition, open_edition
from ehealth.indicators import completion, employers, headcount, placement

CUBES = {
    "enrolment": ("years", "projects", "waves", "regions", "routes"),
    "placement": ("years", "projects", "waves", "regions", "months_after"),
}
RANDOM, SEED = 60, 11

Values = dict[str, list[str | int]]


@pytest.fixture(scope="module")
def edition(demo_store: Path) -> Edition:
    return open_edition(demo_store)


@pytest.fixture(scope="module")
def values(edition: Edition) -> Values:
    """Every value that a filter offers, all of which some row has: none is left out of a sum of parts."""
    enrolment = edition.read("enrolment")
    columns = {"years": "academic_year", "projects": "project_code", "waves": "wave", "regions": "region"}
    found: Values = {name: sorted(enrolment[column].unique()) for name, column in columns.items()}
    assert not enrolment[list(columns.values())].isna().any(axis=None)
    return found | {"routes": ["full_course", "awareness"], "months_after": list(MONTHS_AFTER)}


def singles(view: str, values: Values) -> Iterator[Selection]:
    """Everything, and every value of every filter by itself."""
    yield Selection()
    yield from (Selection(**{name: (value,)}) for name in CUBES[view] for value in values[name])


def at_random(view: str, values: Values) -> Iterator[Selection]:
    """Any values of any two or more filters."""
    dice = random.Random(SEED)
    several = [names for size in range(2, 6) for names in combinations(CUBES[view], size)]
    for _ in range(RANDOM):
        names = dice.choice(several)
        picked = {name: dice.sample(values[name], dice.randint(1, min(4, len(values[name])))) for name in names}
        yield Selection(**{name: tuple(sorted(some)) for name, some in picked.items()})


def states(view: str, values: Values) -> Iterator[Selection]:
    yield from singles(view, values)
    yield from at_random(view, values)


@pytest.mark.parametrize("view", CUBES)
def test_parts_add_up_in_every_state_of_the_filters(edition: Edition, values: Values, view: str) -> None:
    """By each further filter: the parts that the reader would see one after the other, and the total before."""
    people = 0
    for chosen in states(view, values):
        whole = edition.read(view, chosen)
        total = int(whole["students"].sum())
        people += total
        assert (whole["students"] % 5 == 0).all()
        for name in CUBES[view]:
            parts = getattr(chosen, name) or tuple(values[name])
            each = [edition.read(view, replace(chosen, **{name: (part,)}))["students"].sum() for part in parts]
            assert sum(each) == total, (chosen, name)
    assert people > 10_000


def test_students_add_up_over_years_and_routes_and_statuses(edition: Edition, values: Values) -> None:
    modules = edition.read("modules")
    for chosen in states("enrolment", values):
        cells = edition.read("enrolment", chosen)
        head = headcount(cells, modules, protected=True)["students"]
        of_statuses = completion(cells, modules, protected=True)
        total = int(cells["students"].sum())
        assert int(head.sum()) == total == int(of_statuses[list(STATUSES)].to_numpy().sum())
        assert (of_statuses["denominator"] == of_statuses["graduated"] + of_statuses["withdrawn"]).all()
        assert_in_fives(head, *(of_statuses[name] for name in (*STATUSES, "denominator")))


def test_outcomes_and_employers_add_up_at_each_survey(edition: Edition, values: Values) -> None:
    for chosen in states("placement", values):
        cells = edition.read("placement", chosen)
        rates = placement(cells, protected=True)
        by_measure = rates.set_index(["months_after", "measure"])
        named = employers(cells, edition.read("employer", chosen), protected=True)
        by_survey = {months: rows.set_index("outcome")["students"] for months, rows in cells.groupby("months_after")}
        for months, rows in by_survey.items():
            outcomes = {outcome: int(rows[rows.index == outcome].sum()) for outcome in OUTCOMES}
            asked, answered = sum(outcomes.values()), sum(outcomes.values()) - outcomes["no_answer"]
            employed = int(named.loc[named["months_after"] == months, "students"].sum())
            assert tuple(by_measure.loc[(months, "response"), ["numerator", "denominator"]]) == (answered, asked)
            assert tuple(by_measure.loc[(months, "employment"), ["numerator", "denominator"]]) == (employed, answered)
        assert_in_fives(rates["numerator"], rates["denominator"], named["students"])


def assert_in_fives(*columns: pd.Series) -> None:
    """Multiples of five, or missing; so none from one to four."""
    for column in columns:
        assert (column.dropna().astype(int) % 5 == 0).all()
