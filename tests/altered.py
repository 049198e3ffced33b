"""Editions with other amounts of data than the demonstration's, for whoever reads one: few, many, exact, crowded."""

from __future__ import annotations

import pandas as pd

from ehealth.domain import Selection
from ehealth.editions import Edition
from tests.public_tables import invented
from tests.test_indicators_placement import PUBLISHED


class Altered(Edition):
    """The demonstration's edition with other amounts of data: pages and charts see no difference."""

    share, exact = 1.0, False

    @property
    def protected(self) -> bool:
        return not self.exact

    def read(self, view: str, selection: Selection | None = None) -> pd.DataFrame:
        table = super().read(view, selection)
        if view in ("enrolment", "placement"):
            step = 1 if self.exact else 5
            return table.assign(students=(table["students"] * self.share / step).round().astype("int64") * step)
        return table


class Crowded(Altered):
    """24 projects, some of whose dates and amounts are not known; thousands of students; the national reference."""

    share = 40.0

    def read(self, view: str, selection: Selection | None = None) -> pd.DataFrame:
        if view == "projects":
            return pd.concat(_projects(), ignore_index=True)
        if view == "baseline":
            return pd.DataFrame(
                [PUBLISHED, PUBLISHED | {"situation": "30 mois après le diplôme", "taux_dinsertion": "95,5"}]
            )
        return super().read(view, selection)


def _projects() -> list[pd.DataFrame]:
    known = invented(24)
    odd = dict.fromkeys(("wave", "region", "grant_cents"))
    odd |= {"start_date": "2024", "end_date": "2026-05", "acronym": "ODD"}
    cents = {"acronym": "CENTS", "grant_cents": 123_456_789_01, "end_date": None}
    early = {"acronym": "EARLY", "start_date": "2022-02-15", "end_date": "2031-06-30"}
    return [known, *(known.head(1).assign(**changes) for changes in (odd, cents, early))]


class Small(Altered):
    """A tenth of the students: most counts and rates are hidden."""

    share = 0.1


class Exact(Altered):
    """A quarter of them, as a draft has them: exact, some rates fragile."""

    share, exact = 0.27, True
