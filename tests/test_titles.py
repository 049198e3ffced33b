"""What each chart of people claims in its title, and where it claims nothing: a table of cases in both languages."""
# ruff: noqa: E501 (a case is one line: what, its table, its setting, the title in English and in French)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from ehealth.charts import overview, project
from ehealth.charts.completion import completion_chart
from ehealth.charts.coverage import coverage_chart
from ehealth.charts.employers import employers_chart
from ehealth.charts.insertion import insertion_chart
from ehealth.charts.placement import placement_chart
from ehealth.charts.response import response_chart
from ehealth.charts.sentences import finding
from ehealth.charts.surveys import firm, quoted
from ehealth.charts.theme import Setting
from ehealth.charts.training import awareness_chart, headcount_chart
from tests.titles import (
    BRITTANY,
    EXACT,
    ROUNDED,
    SEVERAL,
    employed,
    heads,
    left,
    no_reference,
    reference,
    regions,
    surveyed,
)

Draw = Callable[[Setting], str]
MANY = {"care": 60, "health_industry": 50, "broad_only": 30, "other_job": 40, "unknown_employer": 10, "seeking": 10}
LED = {"care": 120, "health_industry": 20, "other_job": 40, "unknown_employer": 10, "no_answer": 20}


def counted(whole: bool = True, expected: int = 1, **years: int) -> Draw:
    return lambda s: headcount_chart(heads(s, expected=expected, **years), s, whole=whole).title


def aside(expected: int = 1, **years: int) -> Draw:
    return lambda s: awareness_chart(heads(s, "awareness", expected, **years), s).title


def completed(expected: int = 1, **years: tuple[int, int]) -> Draw:
    return lambda s: completion_chart(left(s, expected, **years), s).title


def covered(*codes: str, whole: bool = True, year: str | None = "2024-2025") -> Draw:
    return lambda s: coverage_chart(*regions(*codes, year=year), s, whole=whole).title


def placed(**outcomes: int) -> Draw:
    return lambda s: placement_chart(surveyed(s, m12=outcomes), s).title


def hired(**outcomes: int) -> Draw:
    def title(s: Setting) -> str:
        table = surveyed(s, m12=outcomes)
        return employers_chart(employed(s, m12=outcomes), quoted(table), s, firm=firm(table, quoted(table))).title

    return title


def answered(**outcomes: int) -> Draw:
    return lambda s: response_chart(surveyed(s, m12=outcomes), s).title


def inserted(beside: pd.DataFrame, months: int = 18, **outcomes: int) -> Draw:
    return lambda s: insertion_chart(surveyed(s, **{f"m{months}": outcomes}), beside, s).title


def opening(expected: int = 1, **years: int) -> Draw:
    return lambda s: overview.overview_title(heads(s, expected=expected, **years), 3, s)


def one(**years: int) -> Draw:
    return lambda s: project.project_title({"acronym": "SENS"}, heads(s, **years), s)


NO_HEAD = ("Head count by academic year", "Effectif par année universitaire")
NO_PLACE = ("Employed in health, by time since the degree", "En emploi dans la santé, par délai")
NO_REGION = ("Regions that have a course", "Régions dotées d’un parcours")
NO_EMPLOYER = ("Employers at 12 months", "Qui les emploie, à 12 mois")

CASES: list[tuple[str, Draw, Setting, str, str]] = [
    ("head count in the band", counted(y2024=287), EXACT, "Target met: 287 students in 2024-2025", "La cible est atteinte : 287 étudiants en 2024-2025"),
    ("its ends are in it", counted(y2024=400), EXACT, "Target met: 400 students in 2024-2025", "La cible est atteinte : 400 étudiants en 2024-2025"),
    ("above", counted(y2024=1240), EXACT, "1,240 students in 2024-2025: above the target of 200 to 400", "1 240 étudiants en 2024-2025 : au-dessus de la cible de 200 à 400"),
    ("below", counted(y2024=2), EXACT, "2 students in 2024-2025: below the target of 200 to 400", "2 étudiants en 2024-2025 : sous la cible de 200 à 400"),
    ("one", counted(y2024=1), EXACT, "1 student in 2024-2025: below the target of 200 to 400", "1 étudiant en 2024-2025 : sous la cible de 200 à 400"),
    ("none", counted(y2024=0), EXACT, "0 students in 2024-2025: below the target of 200 to 400", "0 étudiant en 2024-2025 : sous la cible de 200 à 400"),
    ("rounded, beyond the error", counted(y2024=415), ROUNDED, "About 415 students in 2024-2025: above the target of 200 to 400", "Environ 415 étudiants en 2024-2025 : au-dessus de la cible de 200 à 400"),
    ("rounded, within the error", counted(y2024=410), ROUNDED, "About 410 students in 2024-2025: close to an end of the target", "Environ 410 étudiants en 2024-2025 : près d’une borne de la cible"),
    ("rounded, inside but near", counted(y2024=210), ROUNDED, "About 210 students in 2024-2025: close to an end of the target", "Environ 210 étudiants en 2024-2025 : près d’une borne de la cible"),
    ("a partial year", counted(expected=2, y2024=410), EXACT, *NO_HEAD),
    ("a part is not judged", counted(False, y2024=40), BRITTANY, "Bretagne – 40 students in 2024-2025", "Bretagne – 40 étudiants en 2024-2025"),
    ("a part of several filters", counted(False, y2024=1), SEVERAL, "This selection – 1 student in 2024-2025", "Cette sélection – 1 étudiant en 2024-2025"),
    ("a small rounded part", counted(False, y2024=15), replace(BRITTANY, protected=True), *NO_HEAD),
    ("a part without a name", counted(False, y2024=40), EXACT, *NO_HEAD),
    ("awareness", aside(y2024=1), EXACT, "Apart: 1 student took an awareness module in 2024-2025", "À part : 1 étudiant en module de sensibilisation en 2024-2025"),
    ("awareness of a part", aside(y2024=1240), BRITTANY, "Bretagne – apart: 1,240 students took an awareness module in 2024-2025", "Bretagne – à part : 1 240 étudiants en module de sensibilisation en 2024-2025"),
    ("awareness of that year alone", aside(y2024=12), replace(EXACT, scope="2024-2025"), "Apart: 12 students took an awareness module in 2024-2025", "À part : 12 étudiants en module de sensibilisation en 2024-2025"),
    ("awareness, partial", aside(expected=2, y2024=1240), EXACT, "Awareness modules, counted apart", "Modules de sensibilisation, comptés à part"),
    ("awareness, few and rounded", aside(y2024=5), ROUNDED, "Awareness modules, counted apart", "Modules de sensibilisation, comptés à part"),
    ("completion", completed(y2023=(209, 27)), EXACT, "89% of those who left in 2023-2024 had graduated", "89 % des sortants de 2023-2024 sont diplômés"),
    ("completion of a part", completed(y2023=(209, 27)), BRITTANY, "Bretagne – 89% of those who left in 2023-2024 had graduated", "Bretagne – 89 % des sortants de 2023-2024 sont diplômés"),
    ("completion, partial", completed(expected=2, y2023=(209, 27)), EXACT, "Completion by academic year", "Réussite par année universitaire"),
    ("completion of few", completed(y2023=(20, 5)), EXACT, "Completion by academic year", "Réussite par année universitaire"),
    ("coverage", covered("53", "11"), EXACT, "2 regions of 18 have a complete course in 2024-2025", "2 régions sur 18 ont un parcours complet en 2024-2025"),
    ("coverage of one", covered("53"), EXACT, "1 region of 18 has a complete course in 2024-2025", "1 région sur 18 a un parcours complet en 2024-2025"),
    ("coverage, a region unknown", covered("53", ""), EXACT, "At least 1 region of 18 has a complete course in 2024-2025", "Au moins 1 région sur 18 a un parcours complet en 2024-2025"),
    ("coverage, no region known", covered(""), EXACT, *NO_REGION),
    ("coverage without a year", covered("53", year=None), EXACT, *NO_REGION),
    ("coverage of a part", covered("53", "11", whole=False), replace(EXACT, scope="SENS"), "SENS – complete courses in 2 regions in 2024-2025", "SENS – parcours complets dans 2 régions en 2024-2025"),
    ("coverage of a part, one region", covered("53", whole=False), BRITTANY, "Regions reached by this selection", "Régions touchées par cette sélection"),
    ("placement", placed(**MANY), EXACT, "At 12 months, 58% of employed respondents work in health; broad sense: 74%", "À 12 mois, santé : 58 % des répondants en emploi ; sens large : 74 %"),
    ("placement of a part", placed(**MANY), SEVERAL, "This selection – at 12 months, 58% of employed respondents work in health; broad sense: 74%", "Cette sélection – à 12 mois, santé : 58 % des répondants en emploi ; sens large : 74 %"),
    ("placement of few", placed(care=20, other_job=15), EXACT, *NO_PLACE),
    ("placement, few answered", placed(**MANY, no_answer=210), EXACT, *NO_PLACE),
    ("placement, rounded counts", placed(care=25, other_job=20), ROUNDED, *NO_PLACE),
    ("employers, one far ahead", hired(**LED), EXACT, "Main employers at 12 months: care organisation, 63%", "Premier débouché à 12 mois : établissement de soins, 63 %"),
    ("employers, none ahead", hired(**MANY), EXACT, "At 12 months, 58% of employed respondents have a health employer", "À 12 mois, 58 % des répondants en emploi ont un employeur de santé"),
    ("employers, unknown ones could undo it", hired(**LED | {"unknown_employer": 90}), EXACT, "At 12 months, 52% of employed respondents have a health employer", "À 12 mois, 52 % des répondants en emploi ont un employeur de santé"),
    ("employers, few answered", hired(**LED | {"no_answer": 300}), EXACT, *NO_EMPLOYER),
    ("employers of few", hired(care=40, other_job=5), EXACT, *NO_EMPLOYER),
    ("response", answered(care=80, no_answer=20), EXACT, "At 12 months, 80% answered", "À 12 mois, 80 % ont répondu"),
    ("response under half", answered(care=80, no_answer=220), EXACT, "At 12 months, fewer than half answered: its rates are fragile", "À 12 mois, moins de la moitié a répondu : taux fragiles"),
    ("response near half", answered(care=40, no_answer=41), EXACT, "Response to the surveys", "Réponse aux enquêtes"),
    ("response of few", answered(care=20, no_answer=5), EXACT, "Response to the surveys", "Réponse aux enquêtes"),
    ("insertion above", inserted(reference(80), care=190, seeking=10), EXACT, "Insertion at 18 months: 95%, above the national reference", "Insertion à 18 mois : 95 %, au-dessus de la référence nationale"),
    ("insertion below", inserted(reference(), care=100, seeking=30), EXACT, "Insertion at 18 months: 77%, below the national reference", "Insertion à 18 mois : 77 %, au-dessous de la référence nationale"),
    ("insertion across it", inserted(reference(), care=190, seeking=10), EXACT, "Insertion at 18 months: 95%, not clearly different from the reference", "Insertion à 18 mois : 95 %, sans écart net avec la référence"),
    ("insertion, reference of another month", inserted(reference(months=30), care=190, seeking=10), EXACT, "Insertion at 18 months: 95%", "Insertion à 18 mois : 95 %"),
    ("insertion, reference not published", inserted(reference(None), care=190, seeking=10), EXACT, "Insertion at 18 months: 95%", "Insertion à 18 mois : 95 %"),
    ("insertion of few", inserted(no_reference(), care=20, seeking=5), EXACT, "Insertion, all sectors", "Insertion, tous secteurs"),
    ("overview, whole year", opening(y2024=410), EXACT, "410 students in 2024-2025: above the target", "410 étudiants en 2024-2025 : au-dessus de la cible"),
    ("overview, partial year", opening(expected=2, y2024=1), EXACT, "1 student so far in 2024-2025: 1 project of 2", "1 étudiant à ce jour en 2024-2025 : 1 projet sur 2"),
    ("overview, rounded near an end", opening(y2024=405), ROUNDED, "About 405 students in 2024-2025: close to an end of the target", "Environ 405 étudiants en 2024-2025 : près d’une borne de la cible"),
    ("overview, too few", opening(y2024=0), ROUNDED, "Too few students in 2024-2025 for a head count", "Trop peu d’étudiants en 2024-2025 pour donner un effectif"),
    ("one project", one(y2024=2), EXACT, "SENS: 2 students in 2024-2025", "SENS : 2 étudiants en 2024-2025"),
    ("one small rounded project", one(y2024=5), ROUNDED, "SENS: head count by academic year", "SENS : effectif par année universitaire"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draw", "setting", "english", "french"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_title_says_what_its_table_holds_and_no_more(draw: Draw, setting: Setting, english: str, french: str) -> None:
    assert plain(draw(setting)) == english
    assert plain(draw(replace(setting, lang="fr"))) == french


def plain(title: str) -> str:
    return title.replace("\u00a0", " ").replace("\u202f", " ")


def test_french_titles_have_their_no_break_spaces() -> None:
    french = replace(EXACT, lang="fr")
    above = counted(y2024=1240)(french)
    assert above == "1\u202f240 étudiants en 2024-2025\u00a0: au-dessus de la cible de 200 à 400"
    assert completed(y2023=(209, 27))(french).startswith("89\u00a0% des sortants")


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_title_is_longer_than_fifteen_words(case: tuple[str, Draw, Setting, str, str], lang: str) -> None:
    title = case[1](replace(case[2], lang=lang, scope=case[2].scope and "Provence-Alpes-Côte d’Azur"))
    assert finding(title, "") == title
