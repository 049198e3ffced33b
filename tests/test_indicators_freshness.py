"""Freshness and news: what is due, what came, what changed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ehealth.indicators import freshness, head_count_moves, news

TODAY = date(2026, 11, 22)
DELIVERY = {
    "ledger": 1,
    "action": "upload",
    "kind": "cohorts",
    "project_code": "alpha",
    "period": "2026-2027",
    "months_after": None,
    "received_at": "2026-10-12T09:30:00+00:00",
    "current": True,
}
PROJECT = {"project_code": "alpha", "acronym": "Alpha", "end_date": None}
MODULE = {"project_code": "alpha", "route": "full_course", "level": "m2", "first_year": "2024-2025"}
SURVEY = {"ledger": 2, "kind": "placements", "period": "2025", "received_at": "2026-03-02T08:00:00+00:00"}


def table(defaults: dict, *changes: dict) -> pd.DataFrame:
    return pd.DataFrame([defaults | change for change in changes], columns=list(defaults))


def state_of(*deliveries: dict, project: dict | None = None, module: dict | None = None, today: date = TODAY) -> dict:
    modules = table(MODULE, module or {}) if module != {"none": True} else table(MODULE)
    found = freshness(table(DELIVERY, *deliveries), table(PROJECT, project or {}), modules, today)
    return found.iloc[0].to_dict()


def test_a_project_that_sent_everything_is_up_to_date_and_told_its_next_date():
    assert state_of({}, SURVEY) == {
        "project_code": "alpha",
        "acronym": "Alpha",
        "cohorts_received": date(2026, 10, 12),
        "placements_received": date(2026, 3, 2),
        "next_due": date(2027, 3, 15),
        "next_kind": "placements",
        "state": "up_to_date",
    }


def test_a_project_without_this_year_s_cohorts_is_late_from_the_day_after_31_october():
    late = state_of({"period": "2025-2026"}, SURVEY)
    assert (late["state"], late["next_due"], late["next_kind"]) == ("late", date(2026, 10, 31), "cohorts")
    on_the_day = state_of({"period": "2025-2026"}, SURVEY, today=date(2026, 10, 31))
    assert (on_the_day["state"], on_the_day["next_due"]) == ("up_to_date", date(2026, 10, 31))


def test_a_project_without_the_survey_of_its_last_class_is_late():
    late = state_of({}, SURVEY | {"period": "2024"}, module={"first_year": "2023-2024"})
    assert (late["state"], late["next_due"], late["next_kind"]) == ("late", date(2026, 3, 15), "placements")


def test_a_first_class_that_has_not_left_is_not_asked_about():
    assert state_of({}, module={"first_year": "2025-2026"})["next_due"] == date(2027, 3, 15)
    assert state_of({}, module={"first_year": "2025-2026", "level": "m1"})["next_due"] == date(2027, 10, 31)


def test_awareness_modules_owe_cohorts_but_no_survey():
    found = state_of({}, module={"route": "awareness"})
    assert (found["state"], found["next_due"], found["next_kind"]) == ("up_to_date", date(2027, 10, 31), "cohorts")


def test_a_project_that_never_sent_anything_says_so_and_keeps_its_missed_date():
    found = state_of()
    assert (found["state"], found["next_due"], found["cohorts_received"]) == ("never", date(2026, 3, 15), None)


def test_a_project_without_modules_owes_nothing_yet():
    found = state_of(module={"none": True})
    assert (found["state"], found["next_due"], found["next_kind"]) == ("never", date(2027, 10, 31), "cohorts")


def test_a_withdrawn_file_no_longer_counts():
    assert state_of({"current": False}, SURVEY)["state"] == "late"


def test_a_project_that_has_ended_owes_no_further_cohorts():
    ended = state_of({"period": "2024-2025"}, SURVEY, project={"end_date": "2025"})
    assert (ended["state"], ended["next_due"], ended["next_kind"]) == ("up_to_date", None, None)


def test_late_projects_come_first_then_those_never_heard_of():
    projects = table(PROJECT, {}, *({"project_code": code, "acronym": code} for code in ("beta", "gamma")))
    modules = table(MODULE, {"first_year": "2025-2026"}, {"project_code": "beta", "first_year": "2025-2026"})
    deliveries = table(DELIVERY, {}, {"project_code": "beta", "period": "2025-2026"})
    found = freshness(deliveries, projects, modules, TODAY)
    assert list(zip(found["project_code"], found["state"], strict=True)) == [
        ("beta", "late"),
        ("gamma", "never"),
        ("alpha", "up_to_date"),
    ]


def test_no_project_gives_an_empty_table_with_its_columns():
    found = freshness(table(DELIVERY), table(PROJECT), table(MODULE), TODAY)
    assert found.empty and list(found.columns)[:2] == ["project_code", "acronym"]


EVENT = {"event_id": "wave_3", "disputes": None}
EDITIONS = [
    {"edition": "1", "made_at": "2026-10-13T10:00:00+00:00", "note": ""},
    {"edition": "2", "made_at": "2026-11-14T10:00:00+00:00", "note": "Three more projects"},
]
NO_MOVE = pd.DataFrame({"academic_year": [], "before": [], "after": []})


def test_news_are_newest_first_and_carry_the_edition_s_note():
    found = news(table(DELIVERY, {}), EDITIONS, NO_MOVE, table(EVENT))
    assert list(zip(found["date"], found["what"], found["edition"], found["note"], strict=True)) == [
        (date(2026, 11, 14), "edition", 2, "Three more projects"),
        (date(2026, 10, 13), "edition", 1, None),
        (date(2026, 10, 12), "upload", None, None),
    ]


def test_the_files_of_one_day_and_kind_make_one_line():
    beta = {"ledger": 2, "project_code": "beta"}
    found = news(table(DELIVERY, {}, beta, SURVEY | {"ledger": 3}), [], NO_MOVE, table(EVENT))
    assert found[["kind", "projects", "project_code", "periods", "files"]].values.tolist() == [
        ["cohorts", 2, None, ("2026-2027",), 2],
        ["placements", 1, "alpha", ("2025",), 1],
    ]


def test_reference_files_of_one_day_make_one_line_whatever_their_kind():
    reference = {"project_code": None, "period": None}
    files = [reference | {"ledger": n, "kind": kind} for n, kind in enumerate(("events", "projects", "envelopes"))]
    found = news(table(DELIVERY, *files), [], NO_MOVE, table(EVENT))
    assert found[["kind", "projects", "files"]].values.tolist() == [["reference", 0, 3]]


def test_a_withdrawal_is_news():
    found = news(table(DELIVERY, {"action": "withdraw", "current": False}), [], NO_MOVE, table(EVENT))
    assert found[["what", "project_code", "files"]].values.tolist() == [["withdraw", "alpha", 1]]


def test_a_disputed_date_is_news_on_the_day_the_events_were_received():
    received = {"kind": "events", "project_code": None, "period": None}
    found = news(table(DELIVERY, received), [], NO_MOVE, table(EVENT, {}, {"event_id": "w3b", "disputes": "wave_3"}))
    disputed = found[found["what"] == "disputed"]
    assert disputed[["date", "event_id"]].values.tolist() == [[date(2026, 10, 12), "w3b"]]


HEAD = {"academic_year": "2025-2026", "route": "full_course", "students": 281}


def test_a_head_count_that_moved_is_news_old_and_new():
    before = table(HEAD, {}, {"academic_year": "2024-2025", "students": 184})
    after = table(
        HEAD,
        {"students": 287},
        {"academic_year": "2024-2025", "students": 184},
        {"academic_year": "2026-2027", "students": 203},
        {"route": "awareness", "students": 9},
    )
    found = news(table(DELIVERY), EDITIONS, head_count_moves(before, after), table(EVENT))
    moved = found[found["what"] == "head_count"]
    assert moved[["date", "periods", "before", "after"]].values.tolist() == [
        [date(2026, 11, 14), ("2025-2026",), 281, 287],
        [date(2026, 11, 14), ("2026-2027",), None, 203],
    ]


def test_nothing_received_is_no_news():
    assert news(table(DELIVERY), [], NO_MOVE, table(EVENT)).empty
