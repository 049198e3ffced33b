"""Grants of the projects: one bar each, by cut-off or region, and how much is granted, committed, paid."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.amounts import Amount, amount, amounts_figure
from ehealth.charts.native import Native, drawable, euros
from ehealth.charts.rows import Rows
from ehealth.charts.runs import wave_name
from ehealth.charts.sentences import as_of, capital, finding, of_part, projects_counted, projects_source, spelled
from ehealth.charts.theme import Chart, Row, Setting, bold, empty_chart, safe
from ehealth.domain import label as code_label
from ehealth.indicators.reference import grants_by
from ehealth.wording import Words

CLEARLY = 0.95  # of the first sum at most, for a second one that is clearly behind: sources give millions to a tenth
MOST, TOP = 15, 12  # projects drawn one by one; beyond, the largest and a line for the others


def grants_chart(projects: pd.DataFrame, setting: Setting) -> Chart:
    """Each project's whole grant, largest first; beyond 15 projects, the 12 largest and what the others add up to."""
    w = wording.of(setting.lang)
    source = projects_source(setting, w)
    if projects.empty:
        nothing = w.say("No project in this selection.")
        return empty_chart(setting, "grants", w.say("Grants of the projects"), nothing, source)
    amounts, rows = _one_by_one(_ranked(projects), w), _project_rows(projects, w)
    return Chart(
        name="grants",
        title=_grants_title(projects, setting),
        subtitle=w.say("Grant of the whole project, in euros."),
        figure=amounts_figure(amounts, Rows(len(amounts), setting), source, projects_counted(len(projects), w), 96),
        alt=" ".join([w.say("Bars of the projects’ grants."), *(_said(one, w) for one in amounts)]),
        table=rows,
        note=_whole_grants(w) + " " + w.say("Where a source rounds or is unclear, the table says so."),
        native=drawable(Native("bars", w.say("Project"), (w.say("Grant, €"),), unit="€", first=_first(projects)), rows),
    )


def _first(projects: pd.DataFrame) -> int:
    """How many projects are drawn one by one, the largest first; 0 for all of them."""
    return 0 if len(projects) <= MOST else min(TOP, int(projects["grant_cents"].notna().sum()))


def _whole_grants(w: Words) -> str:
    return w.say(
        "A grant is that of a whole project, which also serves other audiences: it is not to be divided by the "
        "students of this action alone."
    )


def _ranked(projects: pd.DataFrame) -> pd.DataFrame:
    return projects.sort_values(["grant_cents", "acronym"], ascending=[False, True], na_position="last")


def _one_by_one(ranked: pd.DataFrame, w: Words) -> list[Amount]:
    shown = ranked if len(ranked) <= MOST else ranked[ranked["grant_cents"].notna()].head(TOP)
    amounts = [_of_project(row, w) for row in shown.itertuples()]
    rest = ranked.drop(shown.index)
    return amounts + _others(rest[rest["grant_cents"].notna()], rest[rest["grant_cents"].isna()], w)


def _of_project(row: Any, w: Words) -> Amount:
    if pd.isna(row.grant_cents):
        return Amount(str(row.acronym), str(row.coordinator), None, w.say("amount not found"))
    cents = int(row.grant_cents)
    hover = f"{bold(safe(row.acronym))}<br>{amount(w, cents)}<br>{safe(w.side(row.source))}"
    return Amount(str(row.acronym), str(row.coordinator), cents, hover=hover)


def _others(known: pd.DataFrame, unknown: pd.DataFrame, w: Words) -> list[Amount]:
    """What is not drawn one by one, in words: a bar would flatten all the others."""
    lines = []
    if len(known):
        total = amount(w, int(known["grant_cents"].sum()))
        name = w.count("{n} other project", "{n} other projects", len(known))
        lines.append(Amount(name, "", None, w.say("{amount} in all, not drawn", amount=total)))
    if len(unknown):
        name = w.count("{n} other project", "{n} other projects", len(unknown))
        lines.append(Amount(name, "", None, w.say("amount not found")))
    return lines


def _grants_title(projects: pd.DataFrame, setting: Setting) -> str:
    """How many are known, and between what; of many, only the largest are drawn, so that the smallest is not named."""
    w = wording.of(setting.lang)
    neutral = w.say("Grants of the projects")
    known = projects["grant_cents"].dropna()
    if known.empty:
        return w.say("Grants of the projects: not found yet")
    low, high = amount(w, int(known.min())), amount(w, int(known.max()))
    facts = {"number": spelled(w, len(known)), "low": low, "high": high, "date": as_of(setting, w)}
    if len(known) == 1:
        said = w.say("One known grant as of {date}: {high}", **facts)
    elif low == high:
        said = w.say("{number} known grants as of {date}, of {high} each", **facts)
    elif len(projects) > MOST:
        said = w.say("{number} known grants as of {date}, up to {high}", **facts)
    else:
        said = w.say("{number} known grants as of {date}, from {low} to {high}", **facts)
    return finding(of_part(capital(said), setting, w), neutral)


def _said(one: Amount, w: Words) -> str:
    value = one.says if one.cents is None else " ".join(part for part in (amount(w, one.cents), one.says) if part)
    return ", ".join(part for part in (one.name, one.more, value) if part) + "."


def _project_rows(projects: pd.DataFrame, w: Words) -> list[Row]:
    return [
        {
            w.say("Project"): str(row.acronym),
            w.say("Coordinator"): str(row.coordinator),
            w.say("Cut-off"): wave_name(row.wave, w),
            w.say("Region"): _region_name(row.region, w),
            w.say("Grant, €"): _or_not_found(row.grant_cents, w),
            w.say("Committed, €"): _or_not_found(row.committed_cents, w),
            w.say("Paid, €"): _or_not_found(row.paid_cents, w),
            w.say("Source"): w.side(row.source),
        }
        for row in _ranked(projects).itertuples()
    ]


def _or_not_found(cents: Any, w: Words) -> int | float | str:
    return w.say("not found") if pd.isna(cents) else euros(int(cents))


def _region_name(region: Any, w: Words) -> str:
    return w.say("Region not found") if pd.isna(region) else code_label("projects", "region", str(region), w.lang)


def grants_by_chart(projects: pd.DataFrame, group: str, setting: Setting) -> Chart:
    """Known grants added up by "wave" (in order) or "region" (largest first); hatched where some are not known."""
    w = wording.of(setting.lang)
    name, source = f"grants_by_{group}", projects_source(setting, w)
    neutral = w.say("Grants by cut-off") if group == "wave" else w.say("Grants by region")
    if projects.empty:
        return empty_chart(setting, name, neutral, w.say("No project in this selection."), source, half=True)
    table = grants_by(projects, group)
    if group == "region":
        table = table.sort_values("grant_cents", ascending=False, na_position="last", kind="stable")
    named = wave_name if group == "wave" else _region_name
    amounts = [_of_group(row, named(getattr(row, group), w), w) for row in table.itertuples()]
    rows = [_group_row(row, one, group, w) for row, one in zip(table.itertuples(), amounts, strict=True)]
    partial = any(one.partial for one in amounts)
    unknown = next((one.says for one in amounts if one.partial), "")
    return Chart(
        name=name,
        title=_group_title(table, amounts, neutral, setting),
        subtitle=_group_subtitle(partial, w),
        figure=amounts_figure(
            amounts,
            Rows(len(amounts), setting, half=True),
            source,
            projects_counted(len(projects), w),
            126 if partial else 86,
        ),
        alt=" ".join([neutral + ".", *(_said(one, w) for one in amounts)]),
        table=rows,
        note=w.say("“{share}”: the projects whose grant is known, out of all.", share=unknown) if partial else "",
        native=drawable(_group_native(group, w), rows),
    )


def _group_native(group: str, w: Words) -> Native:
    known = (w.say("Grants known"), w.say("Projects"))
    return Native("bars", _group_heading(group, w), (w.say("Grants, €"),), unit="€", reported=known)


def _group_subtitle(partial: bool, w: Words) -> str:
    if partial:
        return w.say("Known grants of whole projects; hatched where some are not known.")
    return w.say("Known grants of whole projects, in euros.")


def _of_group(row: Any, name: str, w: Words) -> Amount:
    if pd.isna(row.grant_cents):
        return Amount(name, "", None, w.say("amount not found"))
    partial = bool(row.grant_known < row.projects)
    says = w.say("{known} of {all}", known=w.number(row.grant_known), all=w.number(row.projects)) if partial else ""
    return Amount(name, "", int(row.grant_cents), says, partial)


def _group_title(table: pd.DataFrame, amounts: list[Amount], neutral: str, setting: Setting) -> str:
    """A finding only where every grant and group is known and one group is clearly first: sources round."""
    w = wording.of(setting.lang)
    ranked = sorted((one for one in amounts if one.cents is not None), key=lambda one: -(one.cents or 0))
    complete = (table["grant_known"] == table["projects"]).all() and table.iloc[:, 0].notna().all()
    if len(ranked) < 2 or not complete or (ranked[1].cents or 0) >= CLEARLY * (ranked[0].cents or 0):
        return neutral
    facts = {"name": ranked[0].name, "amount": amount(w, ranked[0].cents or 0), "date": as_of(setting, w)}
    return finding(of_part(w.say("Largest sum of grants: {name}, {amount} as of {date}", **facts), setting, w), neutral)


def _group_heading(group: str, w: Words) -> str:
    return w.say("Cut-off") if group == "wave" else w.say("Region")


def _group_row(row: Any, one: Amount, group: str, w: Words) -> Row:
    return {
        _group_heading(group, w): one.name,
        w.say("Projects"): int(row.projects),
        w.say("Grants known"): int(row.grant_known),
        w.say("Grants, €"): _or_not_found(row.grant_cents, w),
        w.say("Committed, €"): _or_not_found(row.committed_cents, w),
        w.say("Paid, €"): _or_not_found(row.paid_cents, w),
    }
