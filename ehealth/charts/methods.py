"""How the figures are made, in plain words: definitions, due dates, editions, and the sources of the public facts."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ehealth import wording
from ehealth.charts.theme import Row, Setting
from ehealth.domain import COHORTS_DUE, FUNDED_PROJECTS, PLACEMENTS_DUE, STUDENTS_PER_YEAR
from ehealth.indicators.rates import FRAGILE_BELOW, FRAGILE_RESPONSE, HIDDEN_BELOW, SHOWN_FROM_PROTECTED
from ehealth.wording import Words

Entry = tuple[str, str]  # a term and what it means


def student_definitions(setting: Setting) -> list[Entry]:
    """What is counted of students, projects and money."""
    w = wording.of(setting.lang)
    return [*_students(w), *_projects_and_money(w)]


def graduate_definitions(setting: Setting) -> list[Entry]:
    """What is said of graduates, and how surely."""
    w = wording.of(setting.lang)
    return [*_rates(w), *_in_health(w), *_certainty(setting.protected, w)]


def _students(w: Words) -> list[Entry]:
    low, high = STUDENTS_PER_YEAR
    return [
        (
            w.say("Head count"),
            w.say(
                "Distinct students in a complete course during an academic year. Only they count towards the target of "
                "{low} to {high} a year. A student has at most one complete course per project and year.",
                low=low,
                high=high,
            ),
        ),
        (
            w.say("Totals instead of students"),
            w.say(
                "A project may send counts by module, year and status, or by outcome, in place of students: they make "
                "the same figures. That each student is counted once is then the sender’s promise; a second complete "
                "course in a year, or a survey of someone who did not graduate, cannot be seen."
            ),
        ),
        (
            w.say("Awareness"),
            w.say("Students of a module inside another degree: shown beside the head count, never added to it."),
        ),
        (
            w.say("Year in progress"),
            w.say(
                "A year that some expected project has not reported: drawn hatched, never judged against the target. "
                "Nor is a rounded count within 10 of an end of the target."
            ),
        ),
        (
            w.say("Completion"),
            w.say("Graduated ÷ (graduated + withdrawn). Students still enrolled are in neither count."),
        ),
    ]


def _projects_and_money(w: Words) -> list[Entry]:
    return [
        (
            w.say("Projects"),
            w.say("Those documented in the edition, set against the target of {n}.", n=FUNDED_PROJECTS),
        ),
        (
            w.say("Money"),
            w.say(
                "A grant is that of a whole project, which may serve other audiences. A share of an envelope always "
                "names the envelope, its status (announced, committed, paid) and its date. Totals of different sources "
                "are never added up."
            ),
        ),
        (
            w.say("Missing, hidden, zero"),
            w.say(
                "A figure of people that is not shown says why, and is never 0 or blank: too few (a handful or "
                "nobody), not surveyed yet (the date is ahead), not received (it has passed), not collected (nobody "
                "sends it). A public fact that was looked for in vain says “not found”."
            ),
        ),
    ]


def _rates(w: Words) -> list[Entry]:
    return [
        (w.say("Response rate"), w.say("Graduates who answered ÷ graduates surveyed.")),
        (w.say("Insertion rate"), w.say("Employed ÷ (employed + seeking work).")),
        (w.say("Employment rate"), w.say("Employed ÷ answered.")),
    ]


def _in_health(w: Words) -> list[Entry]:
    return [
        (
            w.say("In health, strict sense"),
            w.say(
                "The employer is a care provider, a health software publisher, a medical device maker, a "
                "pharmaceutical company, a health agency or a health research body. Out of those in employment, and "
                "out of all answers."
            ),
        ),
        (
            w.say("In health, broad sense"),
            w.say(
                "Strict sense, plus consulting for health and any employer for whom the graduate has health duties. "
                "The declared employer decides; an unknown one stays in the denominator and is shown."
            ),
        ),
    ]


def _certainty(protected: bool, w: Words) -> list[Entry]:
    return [
        (
            w.say("Interval"),
            w.say(
                "Each rate is given in whole points with its 95% interval (Wilson) and n. Rates are recomputed from "
                "counts, never averaged."
            )
            + (f" {_widened(w)}" if protected else ""),
        ),
        (w.say("Few answers"), _few_answers(protected, w)),
        (
            w.say("National reference"),
            w.say(
                "The ministry’s survey of master graduates, discipline Informatique, all universities. A discipline, "
                "not the health sector: it stands beside the insertion rate only."
            ),
        ),
    ]


def _widened(w: Words) -> str:
    return w.say(
        "Counts being rounded, each side of the interval is 500 ÷ n points wider: 10 points for n = 50, 2 for n = 250."
    )


def due_dates(setting: Setting) -> list[Row]:
    """The product's own calendar."""
    w = wording.of(setting.lang)
    return [
        {
            w.say("File"): w.say("Cohorts"),
            w.say("Due each year on"): w.day(date(2000, *COHORTS_DUE), "d MMMM"),
            w.say("For"): w.say("the academic year that opens, from the project’s first module on"),
        },
        {
            w.say("File"): w.say("Survey"),
            w.say("Due each year on"): w.day(date(2000, *PLACEMENTS_DUE), "d MMMM"),
            w.say("For"): w.say(
                "the class that graduated the year before, from the first class of a complete course on"
            ),
        },
    ]


def about_editions(setting: Setting) -> list[str]:
    """How editions work, and what this one is, one sentence or two each."""
    w = wording.of(setting.lang)
    return [
        w.say("Every figure comes from an edition: numbered, frozen when it is published, never changed."),
        w.say("A file received or withdrawn later counts from the next edition on."),
        w.say("An address that ends in ?edition={n} shows edition {n} for ever.", n=setting.edition or 1),
        w.say("Every count of people in this edition is rounded to a multiple of 5.")
        if setting.protected
        else w.say("Figures are exact here: they are not for circulation."),
    ]


def source_rows(events: pd.DataFrame, envelopes: pd.DataFrame, projects: pd.DataFrame, setting: Setting) -> list[Row]:
    """Each source once, with its address where it is known and what it is the source of."""
    w = wording.of(setting.lang)
    used: dict[tuple[str, str], list[str]] = {}
    for table, name in ((events, f"label_{w.lang}"), (envelopes, f"label_{w.lang}"), (projects, "acronym")):
        addresses = table["source_url"] if "source_url" in table else [None] * len(table)
        for source, url, what in zip(table["source"], addresses, table[name], strict=True):
            used.setdefault((source, url if isinstance(url, str) else ""), []).append(what)
    return [
        {w.say("Source"): w.side(source), w.say("Used for"): _listed(facts, w), w.say("Address"): url or None}
        for (source, url), facts in used.items()
    ]


def table_words(setting: Setting) -> dict[str, str]:
    """What each table of an edition holds."""
    w = wording.of(setting.lang)
    return {
        "manifest": w.say("What this edition is"),
        "enrolment_cells": w.say("Students by module, year and status"),
        "placement_cells": w.say("Graduates by project, class, survey and outcome"),
        "events": w.say("Dated events"),
        "envelopes": w.say("Envelopes"),
        "projects": w.say("Projects"),
        "partners": w.say("Partners"),
        "modules": w.say("Modules"),
        "baseline": w.say("National reference"),
        "deliveries": w.say("Files received"),
    }


def _few_answers(protected: bool, w: Words) -> str:
    if protected:
        return w.say(
            "Under {hidden} in the denominator, nothing is shown; under {shown}, the two counts without a percentage. "
            "A response rate under {response} makes the survey’s rates fragile.",
            hidden=HIDDEN_BELOW,
            shown=SHOWN_FROM_PROTECTED,
            response=w.percent(FRAGILE_RESPONSE),
        )
    return w.say(
        "Under {hidden} in the denominator, no rate is shown. Under {fragile}, or with a response rate under "
        "{response}, it is marked fragile.",
        hidden=HIDDEN_BELOW,
        fragile=FRAGILE_BELOW,
        response=w.percent(FRAGILE_RESPONSE),
    )


def _listed(facts: list[str], w: Words) -> str:
    """The first facts that a source is used for, and how many more there are."""
    if len(facts) <= 3:
        return " · ".join(facts)
    return " · ".join(facts[:2]) + " · " + w.count("{n} more", "{n} more", len(facts) - 2)
