"""The figures that a file would move, as a table and as bars, in the reader's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from ehealth import wording
from ehealth.charts.effect import effect_chart, effect_rows
from ehealth.charts.native import series
from ehealth.charts.theme import Setting
from ehealth.indicators.moves import MOVES

FR, EN = wording.of("fr"), wording.of("en")
SETTING = Setting("en", False, False, None, date(2026, 11, 25), False, False, "", date(2026, 11, 25))


def moved(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=MOVES, dtype=object)


HEADS = ("head_count", "full_course", "p1", "2024-2025", None, 1200, 1260, "shown", "partial")
NEW = ("head_count", "full_course", None, "2025-2026", None, None, 40, "none", "shown")
RATE = ("health_strict", None, None, "2025", 12, None, 62, "hidden", "shown")


def test_a_row_says_what_moves_in_each_language() -> None:
    assert list(effect_rows(moved(HEADS), FR)[0].values()) == [
        "Effectif",
        "p1",
        "2024-2025",
        "1\u202f200",
        "1\u202f260, année partielle",
        "+\u202f60",
    ]
    assert list(effect_rows(moved(RATE), EN)[0].values()) == [
        "In health, strict, over the employed, at 12 months",
        "Whole action",
        "2025",
        "under 20 answers",
        "62%",
        None,
    ]


def test_a_hidden_completion_speaks_of_students() -> None:
    few = ("completion", "full_course", "p1", "2024-2025", None, None, 80, "hidden", "shown")
    assert "under 20 students" in effect_rows(moved(few), EN)[0].values()
    assert "moins de 20 étudiants" in effect_rows(moved(few), FR)[0].values()


def test_a_rate_moves_by_points() -> None:
    fell = ("completion", "full_course", None, "2024-2025", None, 81, 80, "shown", "shown")
    assert effect_rows(moved(fell), EN)[0]["Change"] == "−\u202f1 point"
    assert effect_rows(moved(fell), FR)[0]["Écart"] == "−\u202f1 point"


def test_head_counts_are_drawn_as_what_stays_what_comes_and_what_goes() -> None:
    fewer = ("head_count", "full_course", None, "2024-2025", None, 300, 280, "shown", "shown")
    chart = effect_chart(moved(NEW, fewer, RATE), SETTING)
    assert chart
    assert [trace["x"] for trace in chart.figure["data"]] == [[0, 280], [40, 0], [0, 20]]
    said = [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert "→ <b>40</b>" in said
    assert "300 → <b>280</b>" in said
    assert chart.alt == (
        "Head counts before and after. Whole action, 2025-2026: → 40. Whole action, 2024-2025: 300 → 280."
    )
    assert [list(row.values()) for row in chart.table] == [
        ["Whole action", "2025-2026", None, 40, None, None],
        ["Whole action", "2024-2025", 300, 280, -20, None],
    ]
    assert chart.native
    assert [one.values for one in series(chart.native, chart.table)] == [(None, 300), (40, 280)]


def test_a_head_count_of_which_nothing_is_left_is_not_received_and_no_zero() -> None:
    gone = ("head_count", "full_course", None, "2024-2025", None, 60, None, "shown", "none")
    chart = effect_chart(moved(gone), SETTING)
    assert chart
    assert chart.alt == "Head counts before and after. Whole action, 2024-2025: 60 → not received."
    assert "60 → <b>not received</b>" in [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert list(chart.table[0].values())[2:] == [60, None, None, None]


def test_the_footer_says_that_it_is_a_draft() -> None:
    chart = effect_chart(moved(NEW), replace(SETTING, demonstration=True))
    assert chart
    footer = next(note["text"] for note in chart.figure["layout"]["annotations"] if note.get("name") == "footer")
    warning, rest = footer.split("<br>", 1)
    assert "EXACT FIGURES" in warning
    assert rest.replace("\u00a0", " ").startswith("Demonstration data · Source: cohorts sent by the projects · Draft")


def test_there_is_no_chart_where_no_head_count_moves() -> None:
    assert effect_chart(moved(RATE), SETTING) is None


def test_a_head_count_that_is_too_small_to_show_is_named_and_not_drawn_as_zero() -> None:
    gone = ("head_count", "full_course", None, "2024-2025", None, 60, None, "shown", "hidden")
    come = ("head_count", "full_course", None, "2025-2026", None, None, 60, "hidden", "shown")
    protected = replace(SETTING, protected=True)
    assert [list(row.values())[3:] for row in effect_rows(moved(gone, come), EN)] == [
        ["60", "too few", None],
        ["too few", "60", None],
    ]
    assert effect_chart(moved(gone, come), protected) is None
    chart = effect_chart(moved(gone, NEW), protected)
    assert chart
    assert [trace["x"] for trace in chart.figure["data"]] == [[0], [40], [0]]
    assert chart.note == "Grey: in both. Blue: more. Hatched: fewer. Band: target of 200 to 400 for the whole action."


def test_a_protected_rate_of_few_people_says_that_there_is_none() -> None:
    rate = ("completion", "full_course", None, "2024-2025", None, None, 80, "counts", "shown")
    assert list(effect_rows(moved(rate), EN)[0].values())[3] == "no rate under 50"
