"""The overview's sentences and tables: its finding, the freshness of each project, what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.cards import last_complete, measured_years
from ehealth.charts.intervals import quotable
from ehealth.charts.reasons import about, students_in_words, why
from ehealth.charts.sentences import capital, spelled
from ehealth.charts.theme import Row, Setting
from ehealth.domain import COHORTS_DUE, FUNDED_PROJECTS, PLACEMENTS_DUE
from ehealth.wording import Words

Badge = Callable[[str, str, str], str]  # text, colour, icon


def overview_title(headcount: pd.DataFrame, projects: int, setting: Setting) -> str:
    """The head count of the latest year; a verdict only on a year that every expected project has reported."""
    w, years = wording.of(setting.lang), measured_years(headcount)
    if not years:
        return (
            w.count("{n} documented project, no cohort yet", "{n} documented projects, no cohort yet", projects)
            if projects
            else w.say("No project and no cohort yet")
        )
    last, whole = years[-1], last_complete(years)
    if last["students"] is None:
        return w.say("Too few students in {year} for a head count", year=last["academic_year"])
    facts = {"students": students_in_words(last["students"], setting), "year": last["academic_year"]}
    if not last["partial"]:
        return capital(_verdict(last["position"], facts, w))
    if whole is None:
        said = w.count(
            "{students} so far in {year}: {n} project of {m}",
            "{students} so far in {year}: {n} projects of {m}",
            last["projects_reporting"],
            m=w.number(last["projects_expected"]),
            **facts,
        )
        return capital(said)
    n = about(whole["students"], setting)
    judged = _judged(whole["position"], w).format(n=n, year=whole["academic_year"])
    return capital(w.say("{students} so far in {year}; {judged}", judged=judged, **facts))


def overview_sentence(headcount: pd.DataFrame, projects: int, placement: pd.DataFrame, setting: Setting) -> str:
    """How many projects stand behind the title, and where their graduates work a year later, if that can be said."""
    w = wording.of(setting.lang)
    if projects == 0:
        return w.say("Upload the list of projects, then their cohorts: their figures appear here once published.")
    known = w.count(
        "One project is documented, against a target of {target}.",
        "{known} projects are documented, against a target of {target}.",
        projects,
        known=capital(spelled(w, projects)),
        target=spelled(w, FUNDED_PROJECTS),
    )
    if not measured_years(headcount):
        return known + " " + w.say("Head counts appear here once cohorts are uploaded and an edition is published.")
    chosen = placement[(placement["measure"] == "health_strict") & (placement["months_after"] == 12)]
    rows = [row for row in chosen.to_dict("records") if quotable(row)]
    if not rows:
        return known
    share = w.percent(int(rows[0]["rate"]))
    work = w.say("A year after their degree, {share} of employed respondents work for a health employer.", share=share)
    return f"{known} {work}"


def freshness_title(freshness: pd.DataFrame, setting: Setting) -> str:
    """How many projects are late; else how many have never sent a file."""
    w, total = wording.of(setting.lang), len(freshness)
    late, never = (int((freshness["state"] == state).sum()) for state in ("late", "never"))
    if total == 0:
        return w.say("Freshness")
    if never == total:
        return w.say("Freshness: no project has sent a file")
    facts = {"m": spelled(w, total)}
    if late:
        return (
            w.say("Freshness: {n} projects of {m} are late", n=spelled(w, late), **facts)
            if late > 1
            else w.say("Freshness: one project of {m} is late", **facts)
        )
    if never:
        return (
            w.say("Freshness: {n} projects of {m} have never sent a file", n=spelled(w, never), **facts)
            if never > 1
            else w.say("Freshness: one project of {m} has never sent a file", **facts)
        )
    return w.say("Freshness: every project is up to date")


def freshness_rows(freshness: pd.DataFrame, setting: Setting, badge: Badge) -> list[Row]:
    """The table's rows; on a phone only the project, its next date and its state. `badge` draws the state."""
    return [_freshness_row(row, setting, badge) for row in freshness.to_dict("records")]


def freshness_note(setting: Setting) -> str:
    """What the dates are and what late means."""
    w = wording.of(setting.lang)
    return w.say(
        "Dates: last accepted file. “Late”: due on {cohorts} (cohorts) or {survey} (survey) and not received.",
        cohorts=_day_of_year(COHORTS_DUE, w),
        survey=_day_of_year(PLACEMENTS_DUE, w),
    )


def state_badge(state: str, setting: Setting, badge: Badge) -> str:
    """A project's state in a word and, but for one that never sent anything, a sign."""
    w = wording.of(setting.lang)
    if state == "late":
        return badge(w.say("late"), "orange", "schedule")
    if state == "never":
        return badge(w.say("never filed"), "gray", "")
    return badge(w.say("up to date"), "green", "check")


def everything(projects: int, setting: Setting) -> str:
    """The words of the switch that shows every project, not only the first ones."""
    return wording.of(setting.lang).count("Show the {n} project", "Show all {n} projects", projects)


def _verdict(position: str, facts: dict[str, str], w: Words) -> str:
    return {
        "in": w.say("{students} in {year}: the target is met", **facts),
        "below": w.say("{students} in {year}: below the target", **facts),
        "above": w.say("{students} in {year}: above the target", **facts),
        "near": w.say("{students} in {year}: close to an end of the target", **facts),
    }[position]


def _judged(position: str, w: Words) -> str:
    """The same for the last whole year, short, beside a year in progress."""
    return {
        "in": w.say("{n} in {year}, on target"),
        "below": w.say("{n} in {year}, below target"),
        "above": w.say("{n} in {year}, above target"),
        "near": w.say("{n} in {year}, close to an end of the target"),
    }[position]


def _freshness_row(row: dict[str, Any], setting: Setting, badge: Badge) -> Row:
    w = wording.of(setting.lang)
    never = why("not_received", w)
    received = {
        w.say("Cohorts"): row["cohorts_received"] or never,
        w.say("Placements"): row["placements_received"] or never,
    }
    shown: Row = {w.say("Project"): row["acronym"]} | ({} if setting.compact else received)
    due = row["next_due"] or w.say("project over")
    return shown | {w.say("Next due"): due, w.say("State"): state_badge(row["state"], setting, badge)}


def _day_of_year(due: tuple[int, int], w: Words) -> str:
    return w.day(date(2000, *due), "d MMMM")
