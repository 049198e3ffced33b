"""The theme, the call's timeline, the projects' running times, the nested shares and the grants."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import indicators
from ehealth.charts import Chart, Setting
from ehealth.charts.funding import shares_chart
from ehealth.charts.grants import grants_by_chart, grants_chart
from ehealth.charts.placing import ASIDE, Block, Place, placed
from ehealth.charts.running import running_times_chart
from ehealth.charts.stages import envelope_stages_chart, project_stages_chart
from ehealth.charts.theme import empty_chart, footer, palette
from ehealth.charts.waves import timeline_chart
from ehealth.domain import DATA

ENGLISH = Setting("en", False, False, 7, date(2026, 11, 14), False, False, "", date(2026, 11, 22))
FRENCH = replace(ENGLISH, lang="fr")
PHONE = replace(ENGLISH, compact=True)
DEMONSTRATION = replace(ENGLISH, demonstration=True)
EVERY_LOOK = [
    replace(ENGLISH, lang=lang, dark=dark, compact=compact, demonstration=demonstration)
    for lang, dark, compact, demonstration in product(("fr", "en"), (False, True), (False, True), (False, True))
]


def public(kind: str) -> pd.DataFrame:
    """A reference file as an edition gives it: text as text, money in whole cents."""
    rows = pd.read_csv(DATA / "reference" / f"{kind}.csv", dtype="str")
    for name in [name for name in rows.columns if name.endswith("_eur")]:
        cents = pd.to_numeric(rows.pop(name)).mul(100).round().astype("Int64")
        rows[name.replace("_eur", "_cents")] = cents
    return rows


EVENTS = indicators.events(public("events"))
ENVELOPES = indicators.envelopes(public("envelopes"))
PROJECTS = indicators.projects(public("projects"))


def invented(count: int, **changes: Any) -> pd.DataFrame:
    """So many projects with dates and amounts, spread over waves and regions."""
    rows = [
        dict.fromkeys(public("projects").columns)
        | {
            "project_code": f"demo-{n}",
            "acronym": f"DEMO {n:03}",
            "title": "Invented",
            "wave": ("1", "2", "3", "4", "rolling")[n % 5],
            "coordinator": f"University {n}",
            "region": ("11", "76", "84", "44")[n % 4],
            "grant_cents": 100_000_000 + n * 1_000_000,
            "committed_cents": 50_000_000,
            "paid_cents": 20_000_000,
            "start_date": "2023-09-01",
            "end_date": f"{2027 + n % 3}-08-31",
            "source": "invented",
        }
        | changes
        for n in range(count)
    ]
    table = pd.DataFrame(rows, columns=public("projects").columns)
    kinds = {name: "Int64" if name.endswith("_cents") else "str" for name in table.columns}
    return indicators.projects(table.astype(kinds))


def event(**changes: Any) -> pd.DataFrame:
    return indicators.events(public("events").head(1).assign(**changes))


def words(chart: Chart) -> str:
    return "\n".join(re.sub(r"<[^>]+>", " ", note["text"]) for note in chart.figure["layout"]["annotations"])


def figures(events: pd.DataFrame, envelopes: pd.DataFrame, projects: pd.DataFrame, look: Setting) -> list[Chart]:
    return [
        timeline_chart(events, look),
        running_times_chart(projects, look),
        shares_chart(envelopes, projects, look),
        grants_chart(projects, look),
        grants_by_chart(projects, "wave", look),
        grants_by_chart(projects, "region", look),
        envelope_stages_chart(envelopes, look),
        project_stages_chart(projects, look),
    ]


DATA_SETS: dict[str, Callable[[], tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]] = {
    "public": lambda: (EVENTS, ENVELOPES, PROJECTS),
    "one project": lambda: (EVENTS, ENVELOPES, PROJECTS.head(1)),
    "10 projects": lambda: (EVENTS, ENVELOPES, invented(10)),
    "24 projects": lambda: (EVENTS, ENVELOPES, invented(24)),
    "234 projects": lambda: (EVENTS, ENVELOPES, invented(234)),
    "nothing": lambda: (EVENTS.head(0), ENVELOPES.head(0), PROJECTS.head(0)),
}


@pytest.mark.parametrize("name", DATA_SETS)
@pytest.mark.parametrize("look", EVERY_LOOK)
def test_every_chart_is_plain_valid_and_complete_in_every_look(name: str, look: Setting) -> None:
    for chart in figures(*DATA_SETS[name](), look):
        assert json.loads(json.dumps(chart.figure)) == chart.figure
        go.Figure(chart.figure)
        assert len([word for word in chart.title.split() if re.search(r"\w", word)]) <= 15
        assert chart.alt
        assert (
            "Démonstration" in words(chart) or "démonstration" in words(chart) or "Demonstration" in words(chart)
        ) is (look.demonstration)
        assert "nan" not in f"{chart.title} {chart.alt} {chart.note} {words(chart)}".split()


@pytest.mark.parametrize("look", [ENGLISH, FRENCH])
def test_nothing_to_draw_is_a_sentence_and_no_row(look: Setting) -> None:
    for chart in figures(*DATA_SETS["nothing"](), look):
        assert chart.table == []
        assert all(value is None for trace in chart.figure["data"] for value in trace["x"])
        assert chart.alt in words(chart)


# The theme


def footer_text(**changes: Any) -> str:
    return str(footer(replace(ENGLISH, **changes), "uploads", 12)[0][0]["text"]).replace("\u00a0", " ")


def test_the_footer_names_source_edition_date_filters_and_n() -> None:
    assert footer_text(scope="SENS") == "Source: uploads · Edition 7, 14 Nov 2026 · Filters: SENS · n = 12"


def test_the_footer_says_when_nothing_was_filtered_and_when_it_is_a_draft() -> None:
    assert footer_text(edition=None) == "Source: uploads · Draft, 14 Nov 2026 · no filter · n = 12"


def test_the_footer_of_a_demonstration_says_so_first() -> None:
    assert footer_text(demonstration=True).startswith("Demonstration data · ")


def test_a_long_footer_wraps_and_asks_for_more_room() -> None:
    source = "a source with a name as long as a sentence, and another one that is even longer than that"
    (short,), low = footer(ENGLISH, source)
    (long,), high = footer(PHONE, source)
    assert "<br>" not in short["text"]
    assert long["text"].count("<br>") == 2
    assert high - low == 34


def test_text_of_a_file_cannot_become_markup() -> None:
    chart = empty_chart(ENGLISH, "name", "Title", "<b>nothing</b>", "<script>")
    assert chart.figure["layout"]["annotations"][0]["text"] == "&lt;b&gt;nothing&lt;/b&gt;"
    assert "&lt;script&gt;" in chart.figure["layout"]["annotations"][1]["text"]


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_and_marks_are_visible_on_the_page(dark: bool) -> None:
    colours = palette(dark)
    for ink in (colours.text, colours.muted, colours.broad_text, colours.today_text, colours.disputed):
        assert contrast(ink, colours.page) >= 4.5
    for mark in (colours.measured, colours.broad, colours.today, colours.other):
        assert contrast(mark, colours.page) >= 2.95
    for ground, ink in zip(colours.tiles, colours.tile_inks, strict=True):
        assert contrast(ink, ground) >= 4.5
    assert contrast(colours.on_measured, colours.measured) >= 4.5


# The timeline


def test_the_timeline_s_title_counts_cut_offs_and_months() -> None:
    assert timeline_chart(EVENTS, ENGLISH).title == "Four cut-offs in fifteen months, then a rolling call"
    assert timeline_chart(EVENTS, FRENCH).title == "Quatre relèves en quinze mois, puis un appel au fil de l’eau"


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
    assert "2 Nov 2022 (GNIUS, page « digital-health-specialists ») is the date kept" in chart.note.replace(
        "\u00a0", " "
    )


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
    assert row["Date"] == "31 Oct 2022"
    assert row["Disputed date"] == "disputed date, other source"


BLOCKS = st.lists(
    st.builds(Block, x=st.floats(0, 740), width=st.floats(30, 160), height=st.floats(20, 120)), min_size=1, max_size=9
)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_labels_never_cover_each_other(blocks: list[Block]) -> None:
    for one, other in combinations(placed(blocks, -100, 740), 2):
        assert one.level != other.level or one.right <= other.left or other.right <= one.left


def covers(place: Place, x: float) -> bool:
    return place.left + ASIDE < x < place.right - ASIDE


def test_a_label_leaves_the_stems_of_outer_labels_free() -> None:
    blocks = [Block(100, 120), Block(110, 120), Block(150, 120), Block(400, 120)]
    places = placed(blocks, 0, 740)
    for (inner, _), (outer, block) in product(zip(places, blocks, strict=True), repeat=2):
        assert inner.level >= outer.level or not covers(inner, block.x)


def test_labels_far_apart_share_one_level() -> None:
    assert [place.level for place in placed([Block(100, 80), Block(300, 80), Block(500, 80)], 0, 740)] == [0, 0, 0]


# Running times


def test_known_and_unknown_running_times_of_the_public_projects() -> None:
    chart = running_times_chart(PROJECTS, ENGLISH)
    assert chart.title == "Two projects of seven have known dates; they run until 2027 and 2028"
    assert words(chart).count("dates not found to date") == 5
    assert "Jan 2023 – Dec 2027" in words(chart)
    assert "2023 – 2028, month unknown" in words(chart)
    assert chart.table[0]["End"] == "31 Dec 2027"
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


# Nested shares


def test_the_headline_names_both_statuses() -> None:
    english, french = (shares_chart(ENVELOPES, PROJECTS, look).title for look in (ENGLISH, FRENCH))
    assert english == "CMA, digital health: 2 cents committed for one euro announced"
    assert french.replace("\u00a0", " ") == "CMA, santé numérique : 2 centimes engagés pour un euro annoncé"


def test_every_bar_carries_amount_status_and_date() -> None:
    said = words(shares_chart(ENVELOPES, PROJECTS, ENGLISH))
    for part in (
        "€2.5bn",
        "announced, 2022",
        "€2bn",
        "announced, Dec 2023",
        "€1.318bn",
        "€50.2m",
        "committed, Oct 2023",
    ):
        assert part in said


def test_each_slice_is_its_share_of_the_bar_above_and_the_grants_fill_part_of_the_last() -> None:
    bars = shares_chart(ENVELOPES, PROJECTS, ENGLISH).figure["data"]
    assert [round(bar["x"][0], 1) for bar in bars] == [80.0, 20.0, 65.9, 34.1, 3.8, 96.2, 8.1, 8.0, 5.0, 4.4, 74.6]
    assert bars[-1]["base"][0] + bars[-1]["x"][0] == pytest.approx(100)


def test_a_demonstration_s_grants_are_no_part_of_the_real_envelope() -> None:
    chart = shares_chart(ENVELOPES, invented(10), DEMONSTRATION)
    assert "DEMO 001" not in words(chart)
    assert len(chart.table) == len(ENVELOPES)
    assert "the invented grants of the demonstration are no part of them" in chart.note


def test_grants_that_exceed_their_envelope_are_not_drawn_in_it() -> None:
    assert len(shares_chart(ENVELOPES, invented(234), ENGLISH).table) == len(ENVELOPES)


def test_many_grants_become_twelve_slices_and_one_of_all_others() -> None:
    table = shares_chart(ENVELOPES, invented(24), ENGLISH).table
    assert [row["Envelope"] for row in table[len(ENVELOPES) :]][-1] == "12 other projects"
    assert len(table) == len(ENVELOPES) + 13


def test_an_envelope_that_is_only_announced_gets_no_finding() -> None:
    announced = ENVELOPES[ENVELOPES["status"] == "announced"]
    assert shares_chart(announced, PROJECTS, ENGLISH).title == "The envelope and its shares"


def test_a_sliver_is_said_in_percent() -> None:
    small = public("envelopes").assign(amount_cents=[1_000_000, 900_000, 500_000, 4_000])
    title = shares_chart(indicators.envelopes(small), PROJECTS, ENGLISH).title
    assert title == "CMA, digital health: 0.4% of what was announced is committed"


# Grants and stages


def test_grants_are_ranked_and_unknown_ones_are_words() -> None:
    chart = grants_chart(PROJECTS, ENGLISH)
    assert chart.title == "Four known grants, from €2.2m to €4.04m"
    assert chart.figure["data"][0]["x"] == [4_043_200, 4_000_000, 2_500_000, 2_200_000]
    assert words(chart).count("amount not found") == 3
    assert "which also serves other publics" in chart.note
    assert chart.table[4]["Grant"] == "not found"


def test_of_many_grants_the_largest_are_drawn_and_the_others_added_up_in_words() -> None:
    chart = grants_chart(invented(24), ENGLISH)
    assert len(chart.figure["data"][0]["x"]) == 12
    assert "€12.66m in all, not drawn" in words(chart)
    assert len(chart.table) == 24


def test_the_unit_stands_once_on_the_last_tick() -> None:
    assert grants_chart(PROJECTS, FRENCH).figure["layout"]["xaxis"]["ticktext"] == ["0", "1", "2", "3", "4\u00a0M€"]


def test_a_sum_that_lacks_projects_is_hatched_and_says_of_how_many() -> None:
    chart = grants_by_chart(PROJECTS, "wave", ENGLISH)
    solid, hatched = chart.figure["data"]
    assert (len(solid["x"]), hatched["x"]) == (2, [4_700_000])
    assert "pattern" in hatched["marker"]
    assert "2 of 5" in words(chart)
    assert chart.title == "Grants by cut-off"


def test_a_finding_by_region_needs_every_grant() -> None:
    assert grants_by_chart(PROJECTS, "region", ENGLISH).title == "Grants by region"
    assert grants_by_chart(invented(5), "region", ENGLISH).title == "Île-de-France comes first, with €2.04m in grants"


def test_envelopes_by_status_are_the_largest_of_each_and_paid_is_not_found() -> None:
    chart = envelope_stages_chart(ENVELOPES, ENGLISH)
    assert chart.title == "€2.5bn announced, €1.32bn committed; paid: not found"
    assert chart.figure["data"][0]["x"] == [2_500_000_000, 1_318_000_000]
    assert [row["Amount"] for row in chart.table] == ["€2.5bn", "€1.318bn", "not found"]


def test_projects_stages_add_up_only_what_is_known() -> None:
    table = project_stages_chart(PROJECTS, ENGLISH).table
    assert [row["Amount"] for row in table] == ["€12.743m", "not found", "not found"]
    assert table[0]["Projects known"] == "4 of 7"


def test_payments_known_for_every_project_make_a_finding() -> None:
    assert project_stages_chart(invented(2), ENGLISH).title == "€400k paid out of €2.01m granted"
