"""What the charts of dates and money claim in their titles: status and date of every amount, nothing that is disputed."""
# ruff: noqa: E501 (a case is one line: what, its table, its setting, the title in English and in French)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ehealth import indicators
from ehealth.charts import (
    envelope_stages_chart,
    grants_by_chart,
    grants_chart,
    project_stages_chart,
    running_times_chart,
    shares_chart,
    timeline_chart,
)
from ehealth.charts.theme import Setting
from tests.public_tables import DEMONSTRATION, ENGLISH, ENVELOPES, EVENTS, PROJECTS, invented, public
from tests.test_titles import plain

Draw = Callable[[Setting], str]
PART = replace(ENGLISH, scope="Relève 1")


def dates(table: pd.DataFrame) -> Draw:
    return lambda s: timeline_chart(table, s).title


def called(**changes: Any) -> pd.DataFrame:
    """The public events, the last cut-off changed."""
    table = public("events")
    return indicators.events(table.mask(table["event_id"].eq("wave-4"), table.assign(**changes)))


def disputed(day: str) -> pd.DataFrame:
    """The public events, and another source's date of the last cut-off."""
    table = public("events")
    other = table[table["event_id"] == "wave-4"].assign(event_id="wave-4-other", date=day, disputes="wave-4")
    return indicators.events(pd.concat([table, other], ignore_index=True))


def shares(table: pd.DataFrame) -> Draw:
    return lambda s: shares_chart(table, PROJECTS, s).title


def stages(table: pd.DataFrame) -> Draw:
    return lambda s: envelope_stages_chart(table, s).title


def apart() -> pd.DataFrame:
    """The largest committed envelope is part of no announced one."""
    return indicators.envelopes(
        public("envelopes").assign(parent_id=[None, "france2030_human_capital", None, "cma_committed"])
    )


def grants(projects: pd.DataFrame) -> Draw:
    return lambda s: grants_chart(projects, s).title


def grouped(projects: pd.DataFrame, by: str = "region") -> Draw:
    return lambda s: grants_by_chart(projects, by, s).title


def paid(projects: pd.DataFrame) -> Draw:
    return lambda s: project_stages_chart(projects, s).title


def runs(projects: pd.DataFrame) -> Draw:
    return lambda s: running_times_chart(projects, s).title


NEARLY = invented(2).assign(grant_cents=[200_000_000, 191_000_000])  # less than a source's rounding apart
UNPLACED = invented(3).assign(region=["11", "76", None])

CASES: list[tuple[str, Draw, Setting, str, str]] = [
    ("dates", dates(EVENTS), ENGLISH, "Four cut-offs in thirteen months, then a rolling call", "Quatre relèves en treize mois, puis un appel au fil de l’eau"),
    ("dates, the last one disputed", dates(disputed("2023-05-30")), ENGLISH, "Four cut-offs, then a rolling call", "Quatre relèves, puis un appel au fil de l’eau"),
    ("dates, disputed by a day that changes nothing", dates(disputed("2023-03-31")), ENGLISH, "Four cut-offs in thirteen months, then a rolling call", "Quatre relèves en treize mois, puis un appel au fil de l’eau"),
    ("dates, a day unknown", dates(called(date="2023")), ENGLISH, "Dates of the call", "Les dates de l’appel"),
    ("dates, one cut-off", dates(EVENTS[EVENTS["wave"].ne("1") | EVENTS["category"].ne("wave_cutoff")].query("wave != '2' and wave != '3'")), ENGLISH, "Dates of the call", "Les dates de l’appel"),
    ("shares", shares(ENVELOPES), ENGLISH, "CMA, digital health: 2 cents committed (Oct 2023) for one euro announced (2022)", "CMA, santé numérique : 2 centimes engagés (oct. 2023) pour un euro annoncé (2022)"),
    ("shares of one status", shares(ENVELOPES[ENVELOPES["status"] == "announced"]), ENGLISH, "The envelope and its shares", "L’enveloppe et ses parts"),
    ("stages of envelopes", stages(ENVELOPES), ENGLISH, "€2.5bn (2022) announced, €1.32bn (2025) committed; paid: not found", "2,5 Md€ (2022) annoncés, 1,32 Md€ (2025) engagés ; payé : non trouvé"),
    ("stages of envelopes that are not nested", stages(apart()), ENGLISH, "Announced, committed, paid", "Annoncé, engagé, payé"),
    ("grants", grants(PROJECTS), ENGLISH, "Four known grants as of 14 Nov 2026, from €2.2m to €4.04m", "Quatre aides connues au 14 nov. 2026, de 2,2 M€ à 4,04 M€"),
    ("one grant", grants(PROJECTS.head(1)), ENGLISH, "One known grant as of 14 Nov 2026: €4.04m", "Une seule aide connue au 14 nov. 2026 : 4,04 M€"),
    ("two equal grants", grants(invented(2, grant_cents=100_000_000)), ENGLISH, "Two known grants as of 14 Nov 2026, of €1m each", "Deux aides connues au 14 nov. 2026, de 1 M€ chacune"),
    ("more grants than are drawn", grants(invented(24)), ENGLISH, "24 known grants as of 14 Nov 2026, up to €1.23m", "24 aides connues au 14 nov. 2026, jusqu’à 1,23 M€"),
    ("grants of a part", grants(PROJECTS.head(2)), PART, "Relève 1 – two known grants as of 14 Nov 2026, from €4m to €4.04m", "Relève 1 – deux aides connues au 14 nov. 2026, de 4 M€ à 4,04 M€"),
    ("no grant known", grants(PROJECTS.tail(3)), ENGLISH, "Grants of the projects: not found yet", "Aides aux projets : non trouvées à ce jour"),
    ("by region", grouped(invented(5)), ENGLISH, "Largest sum of grants: Île-de-France, €2.04m as of 14 Nov 2026", "Plus forte somme d’aides : Île-de-France, 2,04 M€ au 14 nov. 2026"),
    ("by region, nearly equal", grouped(NEARLY), ENGLISH, "Grants by region", "Les aides par région"),
    ("by region, one region unknown", grouped(UNPLACED), ENGLISH, "Grants by region", "Les aides par région"),
    ("by region, a grant unknown", grouped(PROJECTS), ENGLISH, "Grants by region", "Les aides par région"),
    ("by cut-off, a tie", grouped(invented(2, grant_cents=100_000_000), "wave"), ENGLISH, "Grants by cut-off", "Les aides par relève"),
    ("paid", paid(invented(2)), ENGLISH, "€400k paid of €2.01m granted, as of 14 Nov 2026", "400 k€ payés sur 2,01 M€ accordés, au 14 nov. 2026"),
    ("paid, not all known", paid(PROJECTS), ENGLISH, "Granted, committed, paid to the projects", "Accordé, engagé et payé aux projets"),
    ("paid, more than granted", paid(invented(2, paid_cents=900_000_000)), ENGLISH, "Granted, committed, paid to the projects", "Accordé, engagé et payé aux projets"),
    ("running times", runs(invented(3)), DEMONSTRATION, "The three projects have known dates, ending from 2027 to 2029", "Les trois projets ont des dates connues, fin entre 2027 et 2029"),
    ("running times, two of seven", runs(PROJECTS), ENGLISH, "Two projects of seven have known dates, until 2027 and 2028", "Deux projets sur sept ont des dates connues, jusqu’en 2027 et 2028"),
    ("running time of one", runs(PROJECTS.head(1)), replace(ENGLISH, scope="ESNbyUM"), "ESNbyUM – one project, until 2027", "ESNbyUM – un projet, jusqu’en 2027"),
    ("no running time known", runs(PROJECTS.tail(3)), ENGLISH, "Dates of the projects: not found yet", "Dates des projets : non trouvées à ce jour"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draw", "setting", "english", "french"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_title_of_money_or_dates_holds(draw: Draw, setting: Setting, english: str, french: str) -> None:
    assert plain(draw(setting)) == english
    assert plain(draw(replace(setting, lang="fr"))) == french


def test_french_money_has_its_no_break_spaces() -> None:
    french = envelope_stages_chart(ENVELOPES, replace(ENGLISH, lang="fr")).title
    assert french.startswith("2,5\u00a0Md€ (2022) annoncés, 1,32\u00a0Md€ (2025) engagés\u00a0; payé\u00a0: ")
