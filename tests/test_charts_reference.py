"""Every chart of waves and funding, in every look and with every amount of data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pandas as pd
import plotly.graph_objects as go
import pytest

from ehealth.charts import (
    Chart,
    Setting,
    envelope_stages_chart,
    grants_by_chart,
    grants_chart,
    project_stages_chart,
    running_times_chart,
    shares_chart,
    timeline_chart,
)
from tests.public_tables import ENGLISH, ENVELOPES, EVENTS, FRENCH, PROJECTS, invented, words

EVERY_LOOK = [
    replace(ENGLISH, lang=lang, dark=dark, compact=compact, demonstration=demonstration)
    for lang, dark, compact, demonstration in product(("fr", "en"), (False, True), (False, True), (False, True))
]


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


# Every look on the real data; the amounts of data on a few looks, which do not change how much there is to draw.
CASES = [(name, look) for name in DATA_SETS for look in EVERY_LOOK[:: 1 if name == "public" else 5]]


@pytest.mark.parametrize(("name", "look"), CASES)
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
