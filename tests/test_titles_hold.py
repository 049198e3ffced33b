"""Random tables: no title claims what a plain second reading of its table denies."""

from __future__ import annotations

import re
from dataclasses import replace
from math import sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth.charts import grants_by_chart
from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.surveys import firm, quoted
from ehealth.charts.theme import Setting
from ehealth.charts.training import awareness_chart, headcount_chart
from tests.public_tables import ENGLISH, invented
from tests.titles import EXACT, ROUNDED, employed, heads, reference, surveyed

STRICT = ("care", "health_industry", "public_health")
BROAD = (*STRICT, "broad_only")
EMPLOYED = (*BROAD, "other_job", "unknown_employer")
LEADER = {
    "care organisation": "care",
    "health industry": "health_industry",
    "health consulting and duties": "broad_only",
}
LEADER |= {"health agency or research": "public_health"}
ASKED = (*EMPLOYED, "seeking", "not_in_labour_force", "no_answer")

looks = st.sampled_from([EXACT, ROUNDED])
fives = st.integers(0, 60).map(lambda n: 5 * n)
counts = st.fixed_dictionaries(dict.fromkeys(ASKED, fives))
often = settings(max_examples=150, deadline=None)


def total(answers: dict[str, int], outcomes: tuple[str, ...]) -> int:
    return sum(answers[outcome] for outcome in outcomes)


def percents(title: str) -> list[int]:
    return [int(found) for found in re.findall(r"(\d+)%", title)]


def nearest(part: int, whole: int) -> int:
    return int(100 * part / whole + 0.5)


def reach(part: int, whole: int, setting: Setting) -> tuple[float, float]:
    """Wilson's interval in points, from the textbook, and what rounding may add."""
    p, z, n = part / whole, 1.96, whole
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    more = 5 / n if setting.protected else 0
    return 100 * ((middle - half) / (1 + z * z / n) - more), 100 * ((middle + half) / (1 + z * z / n) + more)


@often
@given(students=st.integers(0, 700), expected=st.integers(1, 2), look=looks)
def test_no_verdict_on_the_target_that_rounding_could_undo(students: int, expected: int, look: Setting) -> None:
    title = headcount_chart(heads(look, expected=expected, y2024=students), look).title
    off = 10 if look.protected else 0
    if "above" in title:
        assert students - off > 400
    if "below" in title:
        assert students + off < 200
    if "met" in title:
        assert students - off >= 200 and students + off <= 400
    if expected == 2 or (look.protected and not students):
        assert not re.search(r"\d", title)


@often
@given(students=st.integers(0, 700), look=looks, part=st.sampled_from(["Bretagne", "2024-2025 · SENS · Bretagne"]))
def test_a_title_of_a_part_never_speaks_for_the_whole(students: int, look: Setting, part: str) -> None:
    chosen = replace(look, scope=part)
    titles = [
        headcount_chart(heads(chosen, y2024=students), chosen, whole=False).title,
        awareness_chart(heads(chosen, "awareness", y2024=students), chosen).title,
    ]
    for title in titles:
        assert "target" not in title.lower()
        assert not re.search(r"\d", title) or title.startswith(("Bretagne – ", "This selection – "))


@often
@given(answers=counts, look=looks)
def test_no_rate_of_few_of_a_low_response_or_of_a_wide_interval(answers: dict[str, int], look: Setting) -> None:
    title = placement_chart(surveyed(look, m12=answers), look).title
    if not percents(title):
        return
    asked, work = total(answers, ASKED), total(answers, EMPLOYED)
    assert work >= (50 if look.protected else 30)
    assert 2 * (asked - answers["no_answer"]) >= asked
    for quoted_rate, outcomes in zip(percents(title), (STRICT, BROAD), strict=True):
        low, high = reach(total(answers, outcomes), work, look)
        assert quoted_rate == nearest(total(answers, outcomes), work)
        assert min(high, 100) - max(low, 0) < 21.5  # whole points each


@often
@given(answers=counts, look=looks, value=st.integers(40, 100))
def test_insertion_is_above_or_below_the_reference_only_beyond_its_interval(
    answers: dict[str, int], look: Setting, value: int
) -> None:
    title = insertion_chart(surveyed(look, m18=answers), reference(value), look).title
    work = total(answers, EMPLOYED)
    if percents(title):
        low, high = reach(work, work + answers["seeking"], look)
        assert percents(title) == [nearest(work, work + answers["seeking"])]
        assert ("above" not in title) or low > value - 0.6
        assert ("below" not in title) or high < value + 0.6


@often
@given(answers=counts, look=looks)
def test_a_main_employer_is_ahead_of_all_others_and_of_those_unknown(answers: dict[str, int], look: Setting) -> None:
    table = surveyed(look, m12=answers)
    months = quoted(table)
    title = employers_chart(employed(look, m12=answers), months, look, firm=firm(table, months)).title
    found = re.match(r"Main employers at 12 months: (.+), \d+%", title)
    if found:
        first = LEADER[found[1]]
        others = [answers[outcome] for outcome in EMPLOYED[:-1] if outcome != first]
        assert answers[first] > max(others) + answers["unknown_employer"]
        assert percents(title) == [nearest(answers[first], total(answers, EMPLOYED))]
    elif percents(title):
        assert percents(title) == [nearest(total(answers, STRICT), total(answers, EMPLOYED))]


@often
@given(answers=counts, look=looks)
def test_response_says_the_rate_or_surely_under_half(answers: dict[str, int], look: Setting) -> None:
    title = response_chart(surveyed(look, m12=answers), look).title
    asked = total(answers, ASKED)
    if percents(title):
        assert percents(title) == [nearest(asked - answers["no_answer"], asked)]
    if "fewer than half" in title:
        assert 2 * (asked - answers["no_answer"]) < asked


@often
@given(cents=st.lists(st.integers(0, 500).map(lambda n: n * 1_000_000), min_size=1, max_size=8))
def test_the_largest_sum_of_grants_is_largest_by_more_than_sources_round(cents: list[int]) -> None:
    projects = invented(len(cents)).assign(grant_cents=cents)
    title = grants_by_chart(projects, "wave", ENGLISH).title
    sums = sorted(projects.groupby("wave")["grant_cents"].sum(), reverse=True)
    if title.startswith("Largest"):
        assert len(sums) > 1 and sums[0] - sums[1] >= 0.05 * sums[0] > 0
    else:
        assert title == "Grants by cut-off"
