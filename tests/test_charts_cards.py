"""The overview's cards and sentences: a verdict only on a whole year, nothing hidden or missing shown as 0."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from ehealth.charts import latest, overview
from ehealth.charts.cards import headcount_card, placement_card, projects_card, share_card
from ehealth.charts.theme import Setting
from ehealth.domain import DIGITAL_HEALTH, HUMAN_CAPITAL

TODAY = date(2026, 11, 22)


def setting(lang: str = "en", **changes: Any) -> Setting:
    usual = {"dark": False, "compact": False, "edition": 7, "made_on": date(2026, 11, 14), "demonstration": False}
    return Setting(**usual | {"lang": lang, "protected": False, "scope": "", "today": TODAY} | changes)


YEAR = {
    "academic_year": "2025-2026",
    "route": "full_course",
    "students": 287,
    "projects_reporting": 7,
    "projects_expected": 7,
    "partial": False,
    "position": "in",
    "reason": None,
}
BEFORE = {"academic_year": "2024-2025", "students": 184, "position": "below"}
NOW = {"academic_year": "2026-2027", "students": 203, "projects_reporting": 4, "partial": True, "position": None}


def headcount(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([YEAR | change for change in changes], columns=list(YEAR)).astype({"students": "Int64"})


def placement(state: str = "shown", months: int = 12, **changes: Any) -> pd.DataFrame:
    rate = (
        {"rate": 61, "low": 54, "high": 68} if state in ("shown", "fragile") else dict.fromkeys(("rate", "low", "high"))
    )
    row = {"months_after": months, "measure": "health_strict", "numerator": 114, "denominator": 186, "state": state}
    row |= {"reason": None if rate["rate"] else "not_received" if state == "none" else "too_few"}
    return pd.DataFrame([row | rate | changes]).astype(dict.fromkeys(("rate", "low", "high"), "Int64"))


def freshness(*states: str) -> pd.DataFrame:
    row = {"acronym": "Alpha", "cohorts_received": TODAY, "placements_received": None, "next_due": TODAY}
    never = {"cohorts_received": None}
    rows = [row | {"state": state} | (never if state == "never" else {}) for state in states]
    return pd.DataFrame(rows, columns=[*row, "state"], dtype=object)


def envelopes() -> pd.DataFrame:
    top = {"envelope_id": HUMAN_CAPITAL, "label_en": "Human capital", "label_fr": "Capital humain", "as_of": "2022"}
    part = {"envelope_id": DIGITAL_HEALTH, "label_en": "Digital health", "label_fr": "Santé numérique"}
    amounts = {"amount_cents": 250_000_000_000, "status": "announced", "share_of_top": float("nan")}
    small = {"amount_cents": 5_020_000_000, "status": "committed", "as_of": "2023-10", "share_of_top": 2.008}
    return pd.DataFrame([top | amounts, part | small])


def drawn(figure: dict[str, Any]) -> str:
    """Every word of a figure, once Plotly has accepted it; a card's chart is 56 pixels high."""
    assert go.Figure(figure).layout.height == 56
    return " ".join(note["text"] for note in figure["layout"]["annotations"])


def test_a_whole_year_is_judged_and_set_beside_the_year_before() -> None:
    card = headcount_card(headcount(BEFORE, {}), setting())
    assert (card.label, card.number) == ("Students trained, 2025-2026", "287")
    assert card.note == "Within the target of 200 to 400 a year. 184 the year before."
    assert drawn(card.figure) == "0 target 200 400"


def test_a_year_in_progress_gets_no_verdict_but_that_of_the_last_whole_year() -> None:
    card = headcount_card(headcount({}, NOW), setting())
    assert card.note == "In progress: 4 projects of 7. 2025-2026: 287, within 200 to 400."
    assert card.figure["data"][0]["marker"]["pattern"]["shape"] == "/"


def test_a_head_count_far_above_the_band_keeps_the_target_in_sight() -> None:
    card = headcount_card(headcount({"students": 650_000, "position": "above"}), setting())
    assert drawn(card.figure) == "target: 200 to 400"


def test_no_cohort_says_so_and_shows_the_target_not_a_zero() -> None:
    card = headcount_card(headcount(), setting("fr"))
    assert (card.number, card.note) == (
        "non reçu",
        "Aucune promotion reçue à ce jour. Cible\u00a0: 200 à 400 par an.",
    )
    assert [trace["type"] for trace in card.figure["data"]] == ["scatter"]


@pytest.mark.parametrize(("known", "number", "words"), [(7, "7 of 10", "to document"), (234, "234", "target: 10")])
def test_projects_are_set_against_the_target_of_ten(known: int, number: str, words: str) -> None:
    card = projects_card(freshness(*["late"] * known), setting())
    assert card.number == number and words in drawn(card.figure)
    assert len(card.figure["layout"]["shapes"]) == 10


def test_employment_in_health_comes_with_its_interval_and_n() -> None:
    card = placement_card(placement(), setting())
    assert (card.label, card.number) == ("Employed in health at 12 months", "61%")
    assert card.note == "Strict sense. 95% interval: 54 to 68. n\u00a0=\u00a0186."
    assert drawn(card.figure) == "0 100% 54 68"


def test_without_a_survey_at_twelve_months_the_nearest_one_is_named() -> None:
    card = placement_card(placement(months=18), setting("fr"))
    assert (card.label, card.number) == ("En emploi dans la santé à 18 mois", "61\u00a0%")


def test_a_rate_that_can_be_shown_goes_before_a_hidden_one() -> None:
    both = pd.concat([placement("hidden", denominator=12), placement(months=6)])
    assert placement_card(both, setting()).label == "Employed in health at 6 months"


@pytest.mark.parametrize(
    ("state", "number"), [("fragile", "61%"), ("hidden", "too few"), ("counts", "114 of 186"), ("none", "not received")]
)
def test_a_rate_says_when_it_is_fragile_hidden_or_absent(state: str, number: str) -> None:
    card = placement_card(placement(state), setting())
    assert card.number == number
    assert ("fragile" in card.note) == (state == "fragile")
    drawn(card.figure)


def test_a_narrow_interval_is_one_label_and_stays_within_the_card() -> None:
    card = placement_card(placement(rate=97, low=95, high=98), setting())
    assert drawn(card.figure) == "0 95 to 98"
    assert max(note["x"] for note in card.figure["layout"]["annotations"]) <= 90


def test_a_share_of_the_envelope_names_both_statuses_and_the_date() -> None:
    card = share_card(envelopes(), setting())
    assert (card.label, card.number) == ("Share of €2.5bn (announced)", "€50.2m")
    assert card.note == "Digital health: committed, Oct 2023."
    assert drawn(card.figure) == "2.0% €2.5bn"


def test_without_envelopes_there_is_no_share() -> None:
    card = share_card(envelopes().iloc[:0], setting())
    assert (card.number, card.note) == ("not received", "No envelope is recorded in this edition.")


@pytest.mark.parametrize(
    ("years", "title"),
    [
        ([{}], "287 students in 2025-2026: the target is met"),
        ([BEFORE], "184 students in 2024-2025: below the target"),
        ([{}, NOW], "203 students so far in 2026-2027; 287 in 2025-2026, on target"),
        ([NOW], "203 students so far in 2026-2027: 4 projects of 7"),
        ([], "7 documented projects, no cohort yet"),
    ],
)
def test_the_title_is_the_finding_of_the_latest_year(years: list[dict[str, Any]], title: str) -> None:
    assert overview.overview_title(headcount(*years), 7, setting()) == title


def test_an_awareness_module_never_makes_the_title() -> None:
    aside = headcount({"route": "awareness", "students": 1_240})
    assert overview.overview_title(aside, 1, setting()) == "1 documented project, no cohort yet"


def test_the_sentence_says_where_graduates_work_only_when_it_can_be_said() -> None:
    table = headcount({})
    assert overview.overview_sentence(table, 7, placement(), setting()) == (
        "Seven projects are documented, against a target of ten. "
        "A year after their degree, 61% of employed respondents work for a health employer."
    )
    assert overview.overview_sentence(table, 7, placement("fragile"), setting()) == (
        "Seven projects are documented, against a target of ten."
    )


@pytest.mark.parametrize(
    ("states", "title"),
    [
        (["late", "late", "never", "up_to_date"], "Freshness: two projects of four are late"),
        (["late", "up_to_date"], "Freshness: one project of two is late"),
        (["never", "up_to_date"], "Freshness: one project of two has never sent a file"),
        (["never", "never"], "Freshness: no project has sent a file"),
        (["up_to_date"], "Freshness: every project is up to date"),
        ([], "Freshness"),
    ],
)
def test_the_freshness_title_counts_the_late(states: list[str], title: str) -> None:
    assert overview.freshness_title(freshness(*states), setting()) == title


def test_a_phone_shows_the_project_its_next_date_and_its_state() -> None:
    rows = overview.freshness_rows(freshness("late"), setting(compact=True), lambda text, colour, icon: text)
    assert rows == [{"Project": "Alpha", "Next due": TODAY, "State": "late"}]


def test_news_are_sentences_with_the_names_of_projects_and_events() -> None:
    news = pd.DataFrame(
        [
            {"what": "edition", "edition": 7, "note": "Three more projects."},
            {"what": "head_count", "periods": ("2025-2026",), "before": 281, "after": 287},
            {"what": "upload", "kind": "cohorts", "projects": 1, "project_code": "alpha", "periods": ("2025-2026",)},
            {"what": "upload", "kind": "placements", "projects": 3, "project_code": None, "periods": ()},
            {"what": "disputed", "event_id": "w3b"},
        ],
        dtype=object,
    ).assign(date=TODAY)
    events = pd.DataFrame(
        [
            {"event_id": "w3", "label_en": "Cut-off 3", "date": "2022-11-02", "disputes": None},
            {"event_id": "w3b", "label_en": "Cut-off 3, elsewhere", "date": "2022-10-31", "disputes": "w3"},
        ]
    )
    projects = pd.DataFrame([{"project_code": "alpha", "acronym": "Alpha"}])
    lines = latest.news_lines(news, projects, events, setting(), limit=5)
    assert [line["What is new"] for line in lines] == [
        "Edition 7 published. Three more projects.",
        "2025-2026: the head count goes from 281 to 287.",
        "Alpha: cohorts of 2025-2026 received.",
        "Surveys received from 3 projects.",
        "Cut-off 3: disputed date, 2 Nov 2022 or 31 Oct 2022.",
    ]
    assert lines[0]["Day"] == "22\u00a0Nov"
