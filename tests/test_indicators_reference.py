"""Public facts made ready to draw: dates known in part, nested envelopes, projects and grants."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from ehealth import indicators
from ehealth.indicators.reference import first_day, last_day, precision

EVENT = {"event_id": "one", "date": "2022-11-02", "category": "wave_cutoff", "disputes": None}
ENVELOPE = {"envelope_id": "top", "parent_id": None, "amount_cents": 100}
PROJECT = {
    "project_code": "a",
    "wave": "1",
    "region": "76",
    "grant_cents": None,
    "committed_cents": None,
    "paid_cents": None,
    "start_date": None,
    "end_date": None,
}


def table(default: dict[str, Any], *changes: dict[str, Any]) -> pd.DataFrame:
    rows = pd.DataFrame([default | change for change in changes], columns=list(default))
    money = {name: "Int64" for name in default if name.endswith("_cents")}
    texts = {name: "str" for name in default if name not in money}
    return rows.astype(texts | money)


@pytest.mark.parametrize(
    ("partial", "first", "last", "known"),
    [
        ("2023-06-20", date(2023, 6, 20), date(2023, 6, 20), "day"),
        ("2023-06", date(2023, 6, 1), date(2023, 6, 30), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("", None, None, None),
        (None, None, None, None),
        (float("nan"), None, None, None),
    ],
)
def test_a_date_known_in_part_covers_all_it_may_mean(partial: Any, first: Any, last: Any, known: Any) -> None:
    assert (first_day(partial), last_day(partial), precision(partial)) == (first, last, known)


def test_the_vaguer_of_two_dates_decides_their_precision() -> None:
    assert precision("2023-01-01", "2028") == "year"


def test_events_stand_in_order_of_date() -> None:
    found = indicators.events(table(EVENT, {"event_id": "late"}, {"event_id": "early", "date": "2022"}))
    assert list(found["event_id"]) == ["early", "late"]


def test_both_sides_of_a_contradiction_are_disputed_and_one_is_retained() -> None:
    found = indicators.events(
        table(
            EVENT,
            {"event_id": "wave-3"},
            {"event_id": "wave-3-other", "date": "2022-10-31", "disputes": "wave-3"},
            {"event_id": "wave-4", "date": "2023-03-30"},
        )
    ).set_index("event_id")
    assert found["disputed"].to_dict() == {"wave-3-other": True, "wave-3": True, "wave-4": False}
    assert found["retained"].to_dict() == {"wave-3-other": False, "wave-3": True, "wave-4": True}


def test_of_two_events_that_contradict_each_other_one_is_still_retained() -> None:
    found = indicators.events(table(EVENT, {"event_id": "a", "disputes": "b"}, {"event_id": "b", "disputes": "a"}))
    assert found.set_index("event_id")["retained"].to_dict() == {"a": True, "b": False}


def test_an_event_that_disputes_nobody_known_is_not_disputed() -> None:
    found = indicators.events(table(EVENT, {"disputes": "gone"}))
    assert found["disputed"].tolist() == [False]
    assert found["retained"].tolist() == [True]


def test_envelopes_follow_the_one_they_are_a_share_of() -> None:
    found = indicators.envelopes(
        table(
            ENVELOPE,
            {"envelope_id": "small", "parent_id": "part", "amount_cents": 2},
            {"envelope_id": "part", "parent_id": "top", "amount_cents": 80},
            {"envelope_id": "other", "parent_id": "top", "amount_cents": 10},
            {},
        )
    )
    assert found["envelope_id"].tolist() == ["top", "part", "small", "other"]
    assert found["depth"].tolist() == [0, 1, 2, 1]
    assert found["share_of_parent"].tolist()[1:] == [80.0, 2.5, 10.0]
    assert found["share_of_top"].tolist()[1:] == [80.0, 2.0, 10.0]
    assert found.loc[0, ["share_of_parent", "share_of_top"]].isna().all()


def test_a_share_of_nothing_is_no_share() -> None:
    found = indicators.envelopes(
        table(ENVELOPE, {"amount_cents": 0}, {"envelope_id": "part", "parent_id": "top", "amount_cents": 0})
    )
    assert found["share_of_parent"].isna().all()


def test_an_envelope_inside_an_unknown_one_stands_by_itself() -> None:
    assert indicators.envelopes(table(ENVELOPE, {"parent_id": "gone"}))["depth"].tolist() == [0]


def test_envelopes_that_hold_each_other_are_left_out() -> None:
    circle = table(ENVELOPE, {"envelope_id": "a", "parent_id": "b"}, {"envelope_id": "b", "parent_id": "a"}, {})
    assert indicators.envelopes(circle)["envelope_id"].tolist() == ["top"]


def test_a_project_without_dates_has_none_rather_than_a_guess() -> None:
    found = indicators.projects(table(PROJECT, {}))
    assert found.loc[0, ["start_first", "end_last", "dates_precision"]].tolist() == [None, None, None]


def test_a_project_runs_from_the_first_to_the_last_day_its_dates_may_mean() -> None:
    found = indicators.projects(table(PROJECT, {"start_date": "2023", "end_date": "2028-06"}))
    assert found.loc[0, ["start_first", "end_last", "dates_precision"]].tolist() == [
        date(2023, 1, 1),
        date(2028, 6, 30),
        "year",
    ]


def test_grants_add_up_what_is_known_and_say_of_how_many() -> None:
    found = indicators.grants_by(table(PROJECT, {"grant_cents": 300}, {"grant_cents": 200}, {}), "wave")
    assert found.loc[0, ["wave", "projects", "grant_cents", "grant_known"]].tolist() == ["1", 3, 500, 2]


def test_a_group_with_no_known_amount_has_a_missing_sum_not_zero() -> None:
    found = indicators.grants_by(table(PROJECT, {"grant_cents": 300}), "region")
    assert found["paid_cents"].isna().tolist() == [True]
    assert found["paid_known"].tolist() == [0]


def test_projects_whose_wave_was_not_found_are_a_group_of_their_own_and_the_last() -> None:
    found = indicators.grants_by(table(PROJECT, {"wave": None, "grant_cents": 1}, {"grant_cents": 2}), "wave")
    assert found["wave"].isna().tolist() == [False, True]
    assert found["grant_cents"].tolist() == [2, 1]


def test_empty_tables_stay_empty() -> None:
    assert indicators.events(table(EVENT)).empty
    assert indicators.envelopes(table(ENVELOPE)).empty
    assert indicators.projects(table(PROJECT)).empty
    assert indicators.grants_by(table(PROJECT), "wave").empty
