"""The call's timeline, and when the projects run."""

from __future__ import annotations

from datetime import date

import pytest

from ehealth.charts import running_times_chart, timeline_chart
from ehealth.charts.sentences import balanced
from ehealth.charts.theme import palette
from tests.public_tables import ENGLISH, EVENTS, FRENCH, PHONE, PROJECTS, event, invented, words


def test_the_timeline_s_title_counts_cut_offs_and_months() -> None:
    assert timeline_chart(EVENTS, ENGLISH).title == "Four cut-offs in thirteen months, then a rolling call"
    assert timeline_chart(EVENTS, FRENCH).title == "Quatre relèves en treize mois, puis un appel au fil de l’eau"


def test_without_cut_offs_the_title_claims_nothing() -> None:
    assert timeline_chart(EVENTS[EVENTS["category"] != "wave_cutoff"], ENGLISH).title == "Dates of the call"


def test_the_disputed_date_is_two_marks_hollow_and_solid_with_both_sources() -> None:
    chart = timeline_chart(EVENTS, ENGLISH)
    colours = palette(False)
    magnified = chart.figure["data"][-1]
    assert magnified["marker"]["color"] == [colours.page, colours.disputed]
    assert "31 Oct" in magnified["text"][0] and "ehealth-specialists" in magnified["text"][0]
    assert "2 Nov" in magnified["text"][1] and "digital-health-specialists" in magnified["text"][1]
    assert "Under the magnifier: 29 October – 4 November 2022" in words(chart)
    assert "2 Nov 2022 (GNIUS, page “digital-health-specialists”) is the date kept" in chart.note.replace("\u00a0", " ")


def test_a_timeline_without_dispute_has_no_magnifier() -> None:
    assert "magnifier" not in words(timeline_chart(EVENTS[~EVENTS["disputed"]], ENGLISH))


def test_a_close_whose_day_is_not_known_is_a_dotted_span_over_its_whole_year() -> None:
    shapes = timeline_chart(EVENTS, ENGLISH).figure["layout"]["shapes"]
    dotted = [shape for shape in shapes if shape.get("line", {}).get("dash") == "dot"]
    assert [(shape["x0"], shape["x1"]) for shape in dotted] == [("2025-01-01", "2025-12-31")]
    assert "2025, day unknown" in words(timeline_chart(EVENTS, ENGLISH))


def test_the_two_seasons_run_from_opening_to_last_cut_off_and_from_reopening_to_close() -> None:
    colours = palette(False)
    shapes = timeline_chart(EVENTS, ENGLISH).figure["layout"]["shapes"]
    solid = {shape["fillcolor"]: (shape["x0"], shape["x1"]) for shape in shapes if shape["type"] == "rect"}
    assert solid[colours.measured] == ("2021-12-16", "2023-03-30")
    assert solid[colours.broad] == ("2023-06-20", "2025-01-01")


def test_a_season_that_has_not_closed_runs_until_today() -> None:
    chart = timeline_chart(EVENTS[EVENTS["event_id"] != "season-2-close"], ENGLISH)
    ends = [shape["x1"] for shape in chart.figure["layout"]["shapes"] if shape.get("fillcolor") == palette(False).broad]
    assert ends == ["2026-11-22"]


def test_today_is_a_line_with_its_word() -> None:
    chart = timeline_chart(EVENTS, ENGLISH)
    lines = [s for s in chart.figure["layout"]["shapes"] if s.get("line", {}).get("color") == palette(False).today]
    assert [line["x0"] for line in lines] == ["2026-11-22"]
    assert "today" in words(chart)


def test_the_reopening_says_that_one_source_calls_it_wave_5() -> None:
    assert "« vague 5 »" in words(timeline_chart(EVENTS, FRENCH)).replace("\u00a0", " ")


def test_one_event_alone_is_drawn() -> None:
    chart = timeline_chart(event(date="2022-06"), ENGLISH)
    assert "Jun 2022, day unknown" in words(chart)
    assert len(chart.table) == 1


def test_an_amount_is_not_written_twice_when_the_words_already_say_it() -> None:
    label = "Season closes: €5m in all"
    said = words(timeline_chart(event(label_en=label, amount_cents=500_000_000), ENGLISH))
    assert said.count("€5m") == 1


def test_a_phone_s_table_has_date_event_and_dispute() -> None:
    row = timeline_chart(EVENTS, PHONE).table[6]
    assert list(row) == ["Date", "Event", "Disputed date"]
    assert row["Date"] == date(2022, 10, 31)
    assert row["Disputed date"] == "disputed date, other source"


def test_known_and_unknown_running_times_of_the_public_projects() -> None:
    chart = running_times_chart(PROJECTS, ENGLISH)
    assert chart.title == "Two projects of seven have known dates, until 2027 and 2028"
    assert words(chart).count("dates not found yet") == 5
    assert "Jan 2023 – Dec 2027" in words(chart)
    assert "2023 – 2028, month unknown" in words(chart)
    assert [row["End"] for row in chart.table][:2] == [date(2027, 12, 31), "2028"]
    assert chart.table[2]["Start"] == "not found"


def test_an_unknown_running_time_has_no_bar() -> None:
    whole, elapsed = running_times_chart(PROJECTS, ENGLISH).figure["data"]
    assert (len(whole["x"]), len(elapsed["x"])) == (2, 2)


def test_what_has_elapsed_ends_today_and_a_project_to_come_has_elapsed_nothing() -> None:
    whole, elapsed = running_times_chart(invented(1, start_date="2026-11-20"), ENGLISH).figure["data"]
    assert elapsed["x"] == [3 * 86_400_000]
    whole, elapsed = running_times_chart(invented(1, start_date="2026-12-01"), ENGLISH).figure["data"]
    assert (len(whole["x"]), len(elapsed["x"])) == (1, 0)


@pytest.mark.parametrize("count", [24, 234])
def test_too_many_projects_are_grouped_by_cut_off_and_a_sentence_says_so(count: int) -> None:
    chart = running_times_chart(invented(count), ENGLISH)
    assert len(chart.figure["data"][0]["x"]) == 5
    assert chart.note == f"{count} projects are grouped by cut-off; the table has each one’s dates."
    assert len(chart.table) == count


def test_a_start_without_an_end_is_said_and_not_drawn() -> None:
    chart = running_times_chart(invented(1, end_date=None), ENGLISH)
    assert "from Sept 2023, end not found" in words(chart)
    assert chart.figure["data"][0]["x"] == []


def test_lines_of_a_label_are_even() -> None:
    assert balanced("one source calls it “wave 5”", 26) == ["one source calls", "it “wave 5”"]
    assert balanced("a-very-long-word-that-does-not-fit", 10)[0] == "a-very-lon"
    assert balanced("", 10) == []
