"""One project whole: its title and its tables in words. What is not known says so, and is never 0."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.cards import measured_years
from ehealth.charts.latest import years_in_words
from ehealth.charts.reasons import students_in_words, tellable, why
from ehealth.charts.sentences import partial_day
from ehealth.charts.theme import Row, Setting
from ehealth.domain import label
from ehealth.wording import Words

Fact = tuple[str, str]  # what, and its value in words
MONEY = ("grant_cents", "committed_cents", "paid_cents", "total_cost_cents")


def project_title(project: Row, headcount: pd.DataFrame, setting: Setting) -> str:
    """The project's last head count in complete courses, as a finding."""
    w, years = wording.of(setting.lang), measured_years(headcount)
    if not years:
        return w.say("{project}: no cohort of a complete course yet", project=project["acronym"])
    facts, last = {"project": project["acronym"], "year": years[-1]["academic_year"]}, years[-1]["students"]
    if last is None:
        return w.say("{project}: too few students in {year} for a head count", **facts)
    if not tellable(last, setting) or years[-1]["partial"]:
        return w.say("{project}: head count by academic year", **facts)
    return w.say("{project}: {students} in {year}", students=students_in_words(last, setting), **facts)


def project_sentence(project: Row, setting: Setting) -> str:
    """Its full title, and who coordinates it."""
    return wording.of(setting.lang).say(
        "{title}, coordinated by {coordinator}.", title=project["title"], coordinator=project["coordinator"]
    )


def identity(project: Row, partners: pd.DataFrame, setting: Setting) -> list[Fact]:
    """Who, where, when and with whom."""
    w = wording.of(setting.lang)
    kind = label("projects", "coordinator_kind", project["coordinator_kind"], w.lang)
    region = _known(project["region"], lambda code: label("projects", "region", code, w.lang), w)
    wave = _known(project["wave"], lambda code: label("projects", "wave", code, w.lang), w)
    target = _known(project["learners_target"], lambda n: w.say("{n}, all audiences", n=w.number(n)), w)
    return [
        (w.say("Coordinator"), f"{project['coordinator']} ({_small(kind)})"),
        (w.say("Region"), region),
        (w.say("Cut-off"), wave),
        (w.say("Dates"), _dates(project, w)),
        (w.say("Partners found"), w.listing(list(partners["name"])) if len(partners) else w.say("none found")),
        (w.say("Learners targeted"), target),
        (w.say("Source"), w.side(project["source"])),
    ]


def money(project: Row, setting: Setting) -> list[Fact]:
    """What was granted, committed, paid, and what the whole costs."""
    w = wording.of(setting.lang)
    names = (w.say("Grant"), w.say("Committed"), w.say("Paid"), w.say("Total cost"))
    return [
        (name, _known(project[column], lambda cents: _euros(cents, w), w))
        for name, column in zip(names, MONEY, strict=True)
    ]


def money_note(setting: Setting) -> str:
    """Why these amounts must not be divided by this action's students."""
    return wording.of(setting.lang).say(
        "Of the whole project, which may serve other audiences too: "
        "never to be divided by this action’s students alone."
    )


def module_rows(modules: pd.DataFrame, setting: Setting) -> list[Row]:
    """One row a module, complete courses first; on a phone only title, route, level and first year."""
    w = wording.of(setting.lang)
    ordered = modules.sort_values(["route", "level", "title"], ascending=[False, True, True])
    rows = [_module(module, w) for module in ordered.to_dict("records")]
    few = (w.say("Module"), w.say("Route"), w.say("First year"))
    return [{name: row[name] for name in few} for row in rows] if setting.compact else rows


def delivery_rows(deliveries: pd.DataFrame, setting: Setting) -> list[Row]:
    """What was received and withdrawn, file by file, newest first."""
    w = wording.of(setting.lang)
    files = deliveries.sort_values("ledger", ascending=False).groupby(["ledger", "action", "kind"], sort=False)
    return [_delivery(str(action), str(kind), slices, w) for (_, action, kind), slices in files]


def freshness_words(fresh: Row, setting: Setting) -> str:
    """When the next file is due, or which one was missed."""
    w = wording.of(setting.lang)
    if fresh["next_due"] is None:
        return w.say("The project has ended: no file is expected any more.")
    due = w.day(fresh["next_due"])
    missed = fresh["next_due"] < setting.today
    if fresh["next_kind"] == "cohorts":
        return w.say("Cohorts were due on {due}.", due=due) if missed else w.say("Cohorts are due on {due}.", due=due)
    return w.say("A survey was due on {due}.", due=due) if missed else w.say("A survey is due on {due}.", due=due)


def _known(value: Any, words: Callable[[Any], str], w: Words) -> str:
    return w.say("not found") if pd.isna(value) or value == "" else words(value)


def _euros(cents: int, w: Words) -> str:
    """To the euro: a project's own page is where its exact grant is looked up."""
    return w.say("€{amount}", amount=w.number(cents / 100))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _dates(project: Row, w: Words) -> str:
    start, end = (partial_day(w, project[name]) for name in ("start_date", "end_date"))
    if not start and not end:
        return w.say("not found")
    return w.say("{start} to {end}", start=start or w.say("not found"), end=end or w.say("not found"))


def _module(module: dict[str, Any], w: Words) -> Row:
    ects, hours, places = (
        why("not_received", w) if pd.isna(module[name]) else module[name]
        for name in ("ects", "hours", "places_per_year")
    )
    return {
        w.say("Module"): module["title"],
        w.say("Route"): label("modules", "route", module["route"], w.lang),
        w.say("Level"): label("modules", "level", module["level"], w.lang),
        w.say("Institution"): module["institution"],
        w.say("First year"): module["first_year"],
        w.say("ECTS"): ects,
        w.say("Hours"): hours,
        w.say("Places a year"): places,
    }


def _delivery(action: str, kind: str, slices: pd.DataFrame, w: Words) -> Row:
    what = {
        "cohorts": w.say("Cohorts"),
        "placements": w.say("Survey"),
        "modules": w.say("Modules"),
        "partners": w.say("Partners"),
    }.get(kind, w.say("Reference data"))
    months = sorted({int(value) for value in slices["months_after"].dropna()})
    if months:
        what = w.say("{what} at {months} months", what=what, months=w.listing([str(number) for number in months]))
    periods = sorted(slices["period"].dropna().unique())
    return {
        w.say("Received"): date.fromisoformat(slices["received_at"].iloc[0][:10]),
        w.say("File"): what,
        w.say("Years"): years_in_words(periods, w) if periods else w.say("All years"),
        w.say("Status"): _in_use(action, slices, w),
    }


def _in_use(action: str, slices: pd.DataFrame, w: Words) -> str:
    if action == "withdraw":
        return w.say("withdrawal")
    used = int(slices["current"].astype(bool).sum())
    if used == len(slices):
        return w.say("in use")
    return w.say("partly replaced") if used else w.say("replaced or withdrawn")
