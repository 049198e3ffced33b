"""Graduates after their degree: response, insertion, employment in health, employers, national reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ehealth.domain import (
    ANSWERED_OUTCOMES,
    BROAD_OUTCOMES,
    EMPLOYED_OUTCOMES,
    OUTCOMES,
    STRICT_OUTCOMES,
)
from ehealth.indicators.rates import FRAGILE_BELOW, rate, with_rate
from ehealth.indicators.reasons import Reason, reason, stands_for_few

# measure → the outcomes counted, out of which outcomes. Whoever did not name an employer stays in the denominator.
MEASURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "response": (ANSWERED_OUTCOMES, OUTCOMES),
    "insertion": (EMPLOYED_OUTCOMES, (*EMPLOYED_OUTCOMES, "seeking")),
    "employment": (EMPLOYED_OUTCOMES, ANSWERED_OUTCOMES),
    "health_strict": (STRICT_OUTCOMES, EMPLOYED_OUTCOMES),
    "health_broad": (BROAD_OUTCOMES, EMPLOYED_OUTCOMES),
    "health_strict_all": (STRICT_OUTCOMES, ANSWERED_OUTCOMES),
    "health_broad_all": (BROAD_OUTCOMES, ANSWERED_OUTCOMES),
}

STRICT_TYPES = ("care", "health_software", "medical_device", "pharma", "health_agency", "health_research")
OTHER_WITH_DUTIES = "other_health_duties"  # any further employer, for health duties: broad
BRACKETS = {
    **dict.fromkeys((*STRICT_OUTCOMES, *STRICT_TYPES), "strict"),
    **dict.fromkeys(("broad_only", "consulting_health", OTHER_WITH_DUTIES), "broad"),
    **dict.fromkeys(("other_job", "other"), "other"),
    **dict.fromkeys(("unknown_employer", "unknown"), "unknown"),
}
SURVEY = ["project_code", "graduation_year", "months_after"]
EMPLOYERS_COLUMNS = ("months_after", "employer", "bracket", "students", "share", "reason")

DISCIPLINE, ALL_UNIVERSITIES = "disc16", "UNIV"  # Informatique, and the ministry's line for the whole country
BASELINE_MEASURES = {
    "response": "taux_de_reponse",
    "insertion": "taux_dinsertion",
    "stable": "emplois_stables",
    "executive": "emplois_cadre_ou_professions_intermediaires",
    "full_time": "emplois_a_temps_plein",
}
BASELINE_COLUMNS = ("graduation_year", "months_after", "measure", "value", "reason", "answers")


def placement(
    cells: pd.DataFrame, protected: bool = False, awaited: Mapping[int, Reason] | None = None
) -> pd.DataFrame:
    """Every rate of the action at each survey, all classes at hand counted together.

    Args:
        cells: placement cells (months_after, outcome, students).
        protected: whether the counts were rounded when the edition was made.
        awaited: the surveys to list too though nothing came, in state "none", and why (`reasons.awaited`).

    Returns:
        One row per months_after and measure (see MEASURES): numerator, denominator, rate, low, high (points), state,
        reason (why there is no rate, None where there is one).
        A rate rests on answers, so it is fragile when under half of those surveyed answered; response itself is then
        fragile too, and under 30 answers, whatever the number surveyed: so are the rates that rest on it.
    """
    awaited, sent = awaited or {}, set(cells["months_after"])
    listed, counted = sorted({*awaited, *sent}), dict[int, dict[str, int]]()
    for (after, outcome), students in cells.groupby(["months_after", "outcome"])["students"].sum().items():
        counted.setdefault(after, {})[outcome] = int(students)
    rows = [row for after in listed for row in _measures(counted.get(after, {}), after)]
    columns = ["months_after", "measure", "numerator", "denominator", "response"]
    table = with_rate(pd.DataFrame(rows, columns=columns), "numerator", "rate", protected=protected)
    few = (table["measure"] == "response") & (table["state"] == "shown") & (table["numerator"] < FRAGILE_BELOW)
    reasons = [
        why if after in sent else awaited[after]
        for after, why in zip(table["months_after"], table["reason"], strict=True)
    ]
    fragile = table["state"].mask(few, "fragile")
    return table.assign(state=fragile, reason=pd.Series(reasons, dtype=object)).drop(columns="response")


def employers(cells: pd.DataFrame, employer: pd.DataFrame, protected: bool = False) -> pd.DataFrame:
    """Who employs the graduates, by months_after: employer, bracket, students, share and reason.

    bracket is strict, broad, other or unknown. employer is a group of outcomes, or an employer type where the
    draft's `employer` table holds them: of the surveys that were sent as totals it holds none, and of those the
    groups stay. share is whole points of all employed, those of unknown employers included; missing below the
    denominator that a rate needs. students is missing too where a protected 0 stands for a few; reason says why
    either is (None where both are there). An exact 0 is no row.
    """
    named = pd.concat([_types(employer), _groups(cells[~_typed(cells, employer)])]) if len(employer) else _groups(cells)
    counted = named.groupby(["months_after", "employer"], as_index=False)["students"].sum()
    counted = counted if protected else counted[counted["students"] > 0]
    totals = counted.groupby("months_after")["students"].transform("sum")
    shares = [
        rate(int(n), int(total), protected=protected).points
        for n, total in zip(counted["students"], totals, strict=True)
    ]
    few = pd.Series([stands_for_few(int(n), protected) for n in counted["students"]], index=counted.index, dtype=bool)
    table = counted.assign(
        bracket=counted["employer"].map(BRACKETS),
        students=counted["students"].astype("Int64").mask(few),
        share=pd.array(shares, dtype="Int64"),
        reason=pd.Series([reason(share is not None) for share in shares], index=counted.index, dtype=object),
    )
    order = table["employer"].map({name: rank for rank, name in enumerate(BRACKETS)})
    return table.assign(order=order).sort_values(["months_after", "order"], ignore_index=True)[list(EMPLOYERS_COLUMNS)]


def baseline(table: pd.DataFrame) -> pd.DataFrame:
    """The national reference: masters in Informatique, all universities, from the ministry's file as published.

    A discipline, not the health sector: it may stand beside an insertion rate, never beside health employment.
    Returns graduation_year, months_after, measure (see BASELINE_MEASURES), value (float, NaN when missing), reason (why
    it is missing, as published: ns, nd, ".", fe or ""; None when there is a value), answers.
    """
    national = table[
        (table["code_de_la_discipline"] == DISCIPLINE) & (table["numero_de_l_etablissement"] == ALL_UNIVERSITIES)
    ]
    rows = [row for line in national.to_dict("records") for row in _published(line)]
    found = pd.DataFrame(rows, columns=list(BASELINE_COLUMNS)).astype({"value": "float64", "answers": "Int64"})
    return found.sort_values(["graduation_year", "months_after"], kind="stable", ignore_index=True)


def _measures(by_outcome: dict[str, int], after: int) -> list[dict[str, Any]]:
    counts = {outcome: by_outcome.get(outcome, 0) for outcome in OUTCOMES}
    asked, answered = sum(counts.values()), _total(counts, ANSWERED_OUTCOMES)
    return [
        {
            "months_after": after,
            "measure": measure,
            "numerator": _total(counts, counted),
            "denominator": _total(counts, out_of),
            "response": 100 * answered / asked if asked else None,
        }
        for measure, (counted, out_of) in MEASURES.items()
    ]


def _total(counts: dict[str, int], outcomes: Iterable[str]) -> int:
    return sum(counts[outcome] for outcome in outcomes)


def _typed(cells: pd.DataFrame, employer: pd.DataFrame) -> pd.Series:
    """Whether a cell is of a survey whose employer types are known."""
    surveys = pd.MultiIndex.from_frame(employer[SURVEY])
    return pd.Series(pd.MultiIndex.from_frame(cells[SURVEY]).isin(surveys), index=cells.index)


def _groups(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells["outcome"].isin(EMPLOYED_OUTCOMES)].rename(columns={"outcome": "employer"})


def _types(employer: pd.DataFrame) -> pd.DataFrame:
    kind, duties = employer["employer_type"], employer["health_duties"].fillna(False).astype(bool)
    return employer.assign(employer=kind.mask(duties & kind.isin(["other", "unknown"]), OTHER_WITH_DUTIES))


def _published(line: dict[str, Any]) -> list[dict[str, Any]]:
    answers, _ = _figure(line["nombre_de_reponses"])
    where = {"graduation_year": int(line["annee"]), "months_after": int(str(line["situation"]).split()[0])}
    read = {measure: _figure(line.get(column)) for measure, column in BASELINE_MEASURES.items()}
    return [
        where | {"measure": measure, "value": value, "reason": reason, "answers": answers}
        for measure, (value, reason) in read.items()
    ]


def _figure(published: Any) -> tuple[float | None, str | None]:
    """A figure as published, or None and the reason that stands in its place."""
    text = "" if pd.isna(published) else str(published).replace("\u00a0", "").replace("\u202f", "").strip()
    try:
        return float(text.replace(",", ".")), None
    except ValueError:
        return None, text
