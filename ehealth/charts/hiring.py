"""Employers in words: their names, and what a title may say of them."""

from __future__ import annotations

import pandas as pd

from ehealth import domain, wording
from ehealth.charts.intervals import QUOTED_WITHIN
from ehealth.charts.sentences import lower
from ehealth.charts.theme import Row, Setting
from ehealth.indicators.rates import bounds, rate
from ehealth.wording import Words

TITLE_FROM = 50  # employed: under that, a title says nothing of employers


def employer_name(employer: str, w: Words) -> str:
    """A group of employers, or an employer type of a draft, in words."""
    if employer == "other_health_duties":
        return w.say("Other employer, health duties")
    kind, name = ("placement_totals", "outcome") if employer in domain.OUTCOMES else ("placements", "employer_type")
    return domain.label(kind, name, employer, w.lang)


def short_name(employer: str, w: Words) -> str:
    """The same in a title or on a phone, where one line must do."""
    groups = {"health_industry": w.say("Health industry"), "broad_only": w.say("Health consulting and duties")}
    return groups.get(employer) or employer_name(employer, w)


def employers_finding(rows: list[Row], total: int, months: int, setting: Setting) -> str:
    """The first group of health employers where it leaves all others behind, else what they add up to, else nothing."""
    w = wording.of(setting.lang)
    if total < TITLE_FROM:
        return ""
    first = _leading(rows, total, setting.protected)
    if first:
        facts = {"who": lower(short_name(first["employer"], w)), "share": w.percent(int(first["share"]))}
        return w.say("Main employers at {months} months: {who}, {share}", months=months, **facts)
    strict = sum(row["students"] or 0 for row in rows if row["bracket"] == "strict")
    share = rate(strict, total, protected=setting.protected)
    if share.points is None or share.low is None or share.high is None or share.high - share.low > QUOTED_WITHIN:
        return ""
    rated = w.percent(share.points)
    return w.say(
        "At {months} months, {share} of employed respondents have a health employer", months=months, share=rated
    )


def _leading(rows: list[Row], total: int, protected: bool) -> Row | None:
    """The largest group, in health, whose interval lies above every other's and which unnamed employers cannot undo."""
    named = [row for row in rows if row["bracket"] != "unknown"]
    unknown = sum(row["students"] or 0 for row in rows if row["bracket"] == "unknown")
    ranked = sorted(named, key=lambda row: -(row["students"] or 0))
    if not ranked or ranked[0]["bracket"] not in ("strict", "broad") or pd.isna(ranked[0]["share"]):
        return None
    first, second = ranked[0], ranked[1]["students"] or 0 if len(ranked) > 1 else 0
    lowest = bounds(first["students"], total, protected)[0]
    apart = lowest > bounds(second, total, protected)[1] and first["students"] > second + unknown
    return first if apart else None
