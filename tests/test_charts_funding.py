"""The nested shares, the grants, and how much is announced, committed, paid."""

from __future__ import annotations

import pytest

from ehealth import indicators
from ehealth.charts import (
    Chart,
    envelope_stages_chart,
    grants_by_chart,
    grants_chart,
    project_stages_chart,
    shares_chart,
)
from tests.public_tables import DEMONSTRATION, ENGLISH, ENVELOPES, FRENCH, PHONE, PROJECTS, invented, public, words


def test_the_headline_names_both_statuses() -> None:
    english, french = (shares_chart(ENVELOPES, PROJECTS, look).title for look in (ENGLISH, FRENCH))
    assert english == "CMA, digital health: 2 cents committed (Oct 2023) for one euro announced (2022)"
    assert french.replace("\u00a0", " ") == (
        "CMA, santé numérique : 2 centimes engagés (oct. 2023) pour un euro annoncé (2022)"
    )


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


def test_the_footer_cites_the_projects_pages_where_their_grants_are_drawn() -> None:
    english, french = (cited(shares_chart(ENVELOPES, PROJECTS, look)) for look in (ENGLISH, FRENCH))
    assert "anr.fr; grants: projects’ own pages and releases, named in the table" in english
    assert "anr.fr ; aides : pages et communiqués des projets" in french
    assert "grants" not in cited(shares_chart(ENVELOPES, invented(234), ENGLISH)), "none is drawn"
    invented_only = cited(shares_chart(ENVELOPES, invented(10), DEMONSTRATION))
    assert invented_only.startswith("Demonstration data") and "projects" not in invented_only


def cited(chart: Chart) -> str:
    notes = chart.figure["layout"]["annotations"]
    footer = next(str(note["text"]) for note in notes if note.get("name") == "footer")
    return footer.replace("<br>", " ").replace("\u00a0", " ")


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
    assert title == "CMA, digital health: 0.4% committed (Oct 2023) of what was announced (2022)"


def test_grants_are_ranked_and_unknown_ones_are_words() -> None:
    chart = grants_chart(PROJECTS, ENGLISH)
    assert chart.title == "Four known grants as of 14 Nov 2026, from €2.2m to €4.04m"
    assert chart.figure["data"][0]["x"] == [4_043_200, 4_000_000, 2_500_000, 2_200_000]
    assert words(chart).count("amount not found") == 3
    assert "which also serves other audiences" in chart.note
    assert [row["Grant, €"] for row in chart.table][3:5] == [2_200_000, "not found"]


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


def test_one_project_is_not_several_in_either_language() -> None:
    one = PROJECTS[PROJECTS["grant_cents"].notna()].head(1)
    assert "known for 1 project of 1" in words(project_stages_chart(one, ENGLISH))
    assert "montant connu pour 1 projet sur 1" in words(project_stages_chart(one, FRENCH))


def test_the_short_name_of_an_envelope_is_not_cut_on_a_phone() -> None:
    assert "of which Skills and professions of the future (CMA)" in words(shares_chart(ENVELOPES, PROJECTS, PHONE))


def test_a_finding_by_region_needs_every_grant() -> None:
    assert grants_by_chart(PROJECTS, "region", ENGLISH).title == "Grants by region"
    title = grants_by_chart(invented(5), "region", ENGLISH).title
    assert title == "Largest sum of grants: Île-de-France, €2.04m as of 14 Nov 2026"


def test_envelopes_by_status_are_the_largest_of_each_and_paid_is_not_found() -> None:
    chart = envelope_stages_chart(ENVELOPES, ENGLISH)
    assert chart.title == "€2.5bn (2022) announced, €1.32bn (2025) committed; paid: not found"
    assert chart.figure["data"][0]["x"] == [2_500_000_000, 1_318_000_000]
    assert [row["Amount, €"] for row in chart.table] == [2_500_000_000, 1_318_000_000, "not found"]


def test_projects_stages_add_up_only_what_is_known() -> None:
    table = project_stages_chart(PROJECTS, ENGLISH).table
    assert [row["Amount, €"] for row in table] == [12_743_200, "not found", "not found"]
    assert (table[0]["Projects known"], table[0]["Projects"]) == (4, 7)


def test_payments_known_for_every_project_make_a_finding() -> None:
    assert project_stages_chart(invented(2), ENGLISH).title == "€400k paid of €2.01m granted, as of 14 Nov 2026"
