"""What is new, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.reasons import about
from ehealth.charts.sentences import partial_day
from ehealth.charts.theme import Setting
from ehealth.wording import NBSP, Words

Events = dict[str, dict[str, Any]]


def news_lines(
    news: pd.DataFrame, projects: pd.DataFrame, events: pd.DataFrame, setting: Setting, limit: int
) -> list[dict[str, str]]:
    """The newest lines of `indicators.news` as rows of a day and a sentence; projects and events name its codes."""
    w = wording.of(setting.lang)
    acronyms = dict(zip(projects["project_code"], projects["acronym"], strict=True))
    known = {row["event_id"]: row for row in events.to_dict("records")}
    rows = news.head(limit).to_dict("records")
    day, said = w.say("Day"), w.say("What is new")
    return [{day: _day(row["date"], setting), said: _sentence(row, acronyms, known, setting)} for row in rows]


def news_title(setting: Setting) -> str:
    """The heading above the lines."""
    return wording.of(setting.lang).say("What is new")


def years_in_words(periods: Sequence[str], w: Words) -> str:
    """Each year, or the first and the last of more than two."""
    if len(periods) > 2:
        return w.say("{first} to {last}", first=periods[0], last=periods[-1])
    return w.listing(list(periods))


def _day(day: date, setting: Setting) -> str:
    """The day without its year while no other year can be meant, else the month."""
    said = wording.of(setting.lang).day(day, "daymonth" if (setting.today - day).days < 300 else "month")
    return said.replace(" ", NBSP)


def _sentence(row: dict[str, Any], acronyms: dict[str, str], events: Events, setting: Setting) -> str:
    w, what = wording.of(setting.lang), row["what"]
    if what == "edition":
        said = w.say("Edition {number} published.", number=row["edition"])
        return f"{said} {row['note']}" if row["note"] else said
    if what == "head_count":
        return _moved(row, setting)
    if what == "disputed":
        return _disputed(row, events, w)
    if row["project_code"] in acronyms and row["periods"]:
        return _one_file(row, acronyms[row["project_code"]], w)
    return _received(row, w) if what == "upload" else _withdrawn(row, w)


def _moved(row: dict[str, Any], setting: Setting) -> str:
    w, after = wording.of(setting.lang), about(row["after"], setting)
    if row["before"] is None:
        return w.say("{year}: first head count, {after}.", year=row["periods"][0], after=after)
    before = about(row["before"], setting)
    return w.say(
        "{year}: the head count goes from {before} to {after}.", year=row["periods"][0], before=before, after=after
    )


def _disputed(row: dict[str, Any], events: Events, w: Words) -> str:
    other = events[row["event_id"]]
    kept = events.get(other["disputes"], other)
    return w.say(
        "{what}: disputed date, {kept} or {other}.",
        what=kept[f"label_{w.lang}"],
        kept=partial_day(w, kept["date"]),
        other=partial_day(w, other["date"]),
    )


def _one_file(row: dict[str, Any], project: str, w: Words) -> str:
    facts = {"project": project, "periods": years_in_words(row["periods"], w)}
    withdrawn = row["what"] == "withdraw"
    if row["kind"] == "cohorts":
        return (
            w.say("{project}: cohorts of {periods} withdrawn.", **facts)
            if withdrawn
            else w.say("{project}: cohorts of {periods} received.", **facts)
        )
    return (
        w.say("{project}: survey of the classes of {periods} withdrawn.", **facts)
        if withdrawn
        else w.say("{project}: survey of the classes of {periods} received.", **facts)
    )


def _received(row: dict[str, Any], w: Words) -> str:
    if row["kind"] == "cohorts":
        return w.count("Cohorts received from {n} project.", "Cohorts received from {n} projects.", row["projects"])
    if row["kind"] == "placements":
        return w.count("Surveys received from {n} project.", "Surveys received from {n} projects.", row["projects"])
    return w.count("{n} reference file received.", "{n} reference files received.", row["files"])


def _withdrawn(row: dict[str, Any], w: Words) -> str:
    if row["kind"] == "cohorts":
        return w.count("Cohorts withdrawn for {n} project.", "Cohorts withdrawn for {n} projects.", row["projects"])
    if row["kind"] == "placements":
        return w.count("Surveys withdrawn for {n} project.", "Surveys withdrawn for {n} projects.", row["projects"])
    return w.count("{n} reference file withdrawn.", "{n} reference files withdrawn.", row["files"])
