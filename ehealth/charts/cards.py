"""The overview's four cards on one skeleton: label, number, 56-pixel chart that always shows the target, note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts import micro
from ehealth.charts.breaks import changes
from ehealth.charts.reasons import about, why
from ehealth.charts.sentences import capital, partial_day
from ehealth.charts.surveys import no_survey, received
from ehealth.charts.theme import Figure, Setting
from ehealth.charts.years import progress
from ehealth.domain import DIGITAL_HEALTH, FUNDED_PROJECTS, HUMAN_CAPITAL, STUDENTS_PER_YEAR, label
from ehealth.wording import Words

TWELVE_MONTHS_FIRST = (12, 18, 6, 24, 30)  # the target is read at a year; else the nearest survey that was made


@dataclass(frozen=True)
class Card:
    """One figure of the overview. `page` is the address of the page that says more; `alt` says what the chart shows."""

    label: str
    number: str
    figure: Figure
    alt: str
    note: str
    page: str


def headcount_card(headcount: pd.DataFrame, setting: Setting) -> Card:
    """The head count of the latest year with data, in the band of 200 to 400; hatched while projects are missing."""
    w = wording.of(setting.lang)
    years = measured_years(headcount)
    if not years:
        return Card(
            w.say("Students trained"),
            why("not_received", w),
            micro.band(None, False, setting),
            w.say("No head count yet. Target: 200 to 400 students a year."),
            w.say("No cohort received yet. Target: 200 to 400 a year."),
            "training",
        )
    last = years[-1]
    note = _headcount_note(years, setting)
    number = why(last["reason"], w) if last["students"] is None else w.number(last["students"])
    title = w.say("Students trained, {year}", year=last["academic_year"])
    figure = micro.band(last["students"], last["partial"], setting)
    return Card(title, number, figure, _alt(title, number, note, w), note, "training")


def measured_years(headcount: pd.DataFrame) -> list[dict[str, Any]]:
    """The years of full courses for which a cohort came, oldest first, as rows of `indicators.headcount`.

    students and position are None where there is none to tell.
    """
    came = headcount["students"].notna() | (headcount["reason"] == "too_few")
    full = headcount[(headcount["route"] == "full_course") & came]
    return [
        row
        | {
            "students": None if pd.isna(row["students"]) else int(row["students"]),
            "position": row["position"] if isinstance(row["position"], str) else None,
            "partial": bool(row["partial"]),
        }
        for row in full.sort_values("academic_year").to_dict("records")
    ]


def last_complete(years: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last year that every expected project has reported and that has a count: the only one that is judged."""
    return next((year for year in reversed(years) if not year["partial"] and year["position"]), None)


def projects_card(freshness: pd.DataFrame, setting: Setting) -> Card:
    """Projects known to the store against the target of 10, and how many have sent a cohort."""
    w = wording.of(setting.lang)
    known, filed = len(freshness), int(freshness["cohorts_received"].notna().sum())
    title = w.say("Documented projects")
    number = w.say("{n} of {target}", n=w.number(known), target=FUNDED_PROJECTS)
    if known > FUNDED_PROJECTS:
        number = w.number(known)
    note = (
        w.count(
            "Target: 10 projects. {n} has sent a cohort.",
            "Target: 10 projects. {n} have sent a cohort.",
            filed,
        )
        if filed
        else w.say("Target: 10 projects. None has sent a cohort yet.")
    )
    return Card(title, number, micro.squares(known, setting), _alt(title, number, note, w), note, "waves")


def placement_card(placement: pd.DataFrame, setting: Setting) -> Card:
    """Employed in health, strict sense, at 12 months or the nearest survey made; hidden where answers are few."""
    w = wording.of(setting.lang)
    row = _best_survey(placement)
    if row is None:
        title, note = w.say("Employed in health at 12 months"), no_survey(placement, w)
        asked = placement.loc[placement["months_after"] == 12, "reason"]
        reason = next(iter(asked), "not_received")
        number = w.say("not yet") if reason == "not_yet" else why(reason, w)  # a metric cuts what is long
        return Card(title, number, micro.interval(None, setting), note, note, "placement")
    title = w.say("Employed in health at {months} months", months=int(row["months_after"]))
    number, note = _placement_words(row, setting)
    return Card(title, number, micro.interval(row, setting), _alt(title, number, note, w), note, "placement")


def share_card(envelopes: pd.DataFrame, setting: Setting) -> Card:
    """What reached digital health, out of the 2.5 billion announced; both statuses are named, for they differ."""
    w = wording.of(setting.lang)
    rows = {row["envelope_id"]: row for row in envelopes.to_dict("records")}
    top, part = rows.get(HUMAN_CAPITAL), rows.get(DIGITAL_HEALTH)
    if top is None or part is None:
        title, note = w.say("Share of the envelope"), w.say("No envelope is recorded in this edition.")
        return Card(title, why("not_received", w), micro.share(None, "", setting), note, note, "funding")
    whole = w.money(top["amount_cents"])
    title = w.say("Share of {amount} ({status})", amount=whole, status=_status(top, setting.lang))
    number = w.money(part["amount_cents"])
    note = w.say(
        "{what}: {status}, {date}.",
        what=part[f"label_{setting.lang}"],
        status=_status(part, setting.lang),
        date=partial_day(w, part["as_of"]),
    )
    figure = micro.share(float(part["share_of_top"]), whole, setting)
    alt = _alt(title, f"{number} ({w.percent(part['share_of_top'], 1)})", note, w)
    return Card(title, number, figure, alt, note, "funding")


def _alt(title: str, number: str, note: str, w: Words) -> str:
    return w.say("{what}: {number}. {note}", what=title, number=number, note=note)


def _headcount_note(years: list[dict[str, Any]], setting: Setting) -> str:
    w, last, whole = wording.of(setting.lang), years[-1], last_complete(years)
    if last["partial"]:
        known = capital(" ".join(progress(last, setting))) + "."
        return f"{known} {_year_and_verdict(whole, w)}" if whole else known
    parted = changes("headcount", [year["academic_year"] for year in years[-2:]])  # they do not count the same
    before = years[-2] if len(years) > 1 and years[-2]["students"] is not None and not parted else None
    verdict = _verdict(last, w)
    return f"{verdict} {_year_before(before, setting)}" if before else verdict


def _verdict(year: dict[str, Any], w: Words) -> str:
    low, high = STUDENTS_PER_YEAR
    return {
        "in": w.say("Within the target of {low} to {high} a year.", low=low, high=high),
        "below": w.say("Below the target of {low} to {high} a year.", low=low, high=high),
        "above": w.say("Above the target of {low} to {high} a year.", low=low, high=high),
        "near": w.say("Close to an end of the target of {low} to {high} a year.", low=low, high=high),
        None: w.say("Target: {low} to {high} a year.", low=low, high=high),
    }[year["position"]]


def _year_before(year: dict[str, Any], setting: Setting) -> str:
    w, n = wording.of(setting.lang), capital(about(year["students"], setting))
    if year["partial"]:
        return w.say("{n} the year before, not every project counted.", n=n)
    return w.say("{n} the year before.", n=n)


def _year_and_verdict(year: dict[str, Any], w: Words) -> str:
    facts = {"year": year["academic_year"], "n": w.number(year["students"])}
    return {
        "in": w.say("{year}: {n}, within 200 to 400.", **facts),
        "below": w.say("{year}: {n}, below 200 to 400.", **facts),
        "above": w.say("{year}: {n}, above 200 to 400.", **facts),
        "near": w.say("{year}: {n}, close to an end of 200 to 400.", **facts),
    }[year["position"]]


def _best_survey(placement: pd.DataFrame) -> dict[str, Any] | None:
    """The survey to show: at 12 months, else the nearest, a figure that can be shown going before a hidden one."""
    strict = placement[placement["measure"] == "health_strict"]
    found = {int(row["months_after"]): row for row in strict.to_dict("records") if received(row)}
    ranked = [found[months] for months in TWELVE_MONTHS_FIRST if months in found]
    return min(ranked, key=lambda row: row["state"] in ("hidden", "none"), default=None)


def _placement_words(row: dict[str, Any], setting: Setting) -> tuple[str, str]:
    w = wording.of(setting.lang)
    n, out_of = w.number(row["numerator"]), w.number(row["denominator"])
    if row["state"] in ("hidden", "none"):
        return why("too_few", w), w.say("Strict sense. Too few graduates in employment: no rate is shown.")
    if row["state"] == "counts":
        return w.say("{n} of {m}", n=n, m=out_of), w.say("Strict sense. Too few answers for a percentage.")
    interval = w.say("95% interval, rounding included") if setting.protected else w.say("95% interval")
    facts = {"low": int(row["low"]), "high": int(row["high"]), "n": out_of, "interval": interval}
    if row["state"] == "fragile":
        note = w.say("Strict sense, fragile: few answers. {interval}: {low} to {high}. n\u00a0=\u00a0{n}.", **facts)
    else:
        note = w.say("Strict sense. {interval}: {low} to {high}. n\u00a0=\u00a0{n}.", **facts)
    return w.percent(int(row["rate"])), note


def _status(row: dict[str, Any], lang: str) -> str:
    return label("envelopes", "status", row["status"], lang).lower()
