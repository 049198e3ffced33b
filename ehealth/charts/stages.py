"""Announced, committed, paid: of the envelopes, and of the projects' grants. What is not known stays in words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.amounts import Amount, amount, amounts_figure
from ehealth.charts.envelopes import envelope_name
from ehealth.charts.native import Native, drawable, euros
from ehealth.charts.rows import Rows
from ehealth.charts.sentences import (
    as_of,
    day_or_words,
    finding,
    in_parts,
    named_sources,
    of_part,
    partial_day,
    projects_counted,
    projects_source,
)
from ehealth.charts.theme import Chart, Row, Setting, empty_chart
from ehealth.domain import codes
from ehealth.indicators.reference import MONEY, known_parent
from ehealth.wording import Words

RIGHT = 96  # pixels for the amount after the longest bar


def envelope_stages_chart(envelopes: pd.DataFrame, setting: Setting) -> Chart:
    """The largest envelope of each status; envelopes are nested and their amounts are never added up."""
    w = wording.of(setting.lang)
    neutral, source = w.say("Announced, committed, paid"), named_sources(envelopes, w)
    if envelopes.empty:
        nothing = w.say("No envelope received yet.")
        return empty_chart(setting, "envelope_stages", neutral, nothing, w.say("public pages"), half=True)
    found = {code: _largest(envelopes, code) for code in codes("envelopes", "status")}
    amounts = [_of_status(code, row, w) for code, row in found.items()]
    cells = [_envelope_row(code, row, w) for code, row in found.items()]
    rows = Rows(len(amounts), setting, half=True, stacked=True)
    return Chart(
        name="envelope_stages",
        title=_envelope_title(found, envelopes, neutral, w),
        subtitle=w.say("Largest envelope of each status."),
        figure=amounts_figure(amounts, rows, source, "", RIGHT),
        alt=_alt(neutral, amounts, w),
        table=cells,
        note=w.say("Each amount is part of the one announced: they are not to be added up."),
        native=_native(cells, w),
    )


def _native(cells: list[Row], w: Words, known: tuple[str, str] | None = None) -> Native | None:
    return drawable(Native("bars", w.say("Status"), (w.say("Amount, €"),), unit="€", reported=known), cells)


def _largest(envelopes: pd.DataFrame, code: str) -> Any:
    of_status = envelopes[envelopes["status"] == code].sort_values("amount_cents", ascending=False)
    return next(of_status.itertuples(), None)


def _of_status(code: str, row: Any, w: Words) -> Amount:
    name = codes("envelopes", "status")[code][w.lang]
    if row is None:
        return Amount(name, "", None, w.say("amount not found"))
    said = in_parts(envelope_name(row, w))[0]
    return Amount(name, f"{said}, {partial_day(w, row.as_of, 'month')}", int(row.amount_cents))


def _envelope_title(found: dict[str, Any], envelopes: pd.DataFrame, neutral: str, w: Words) -> str:
    """Each amount with its date; only where each is part of the one before, as the chart's note says."""
    announced, committed, paid = (found.get(code) for code in ("announced", "committed", "paid"))
    chain = [row for row in (announced, committed, paid) if row is not None]
    if announced is None or committed is None or not all(_inside(a, b, envelopes) for a, b in pairwise(chain)):
        return neutral
    facts = {"announced": _dated(announced, w), "committed": _dated(committed, w)}
    if paid is None:
        return finding(w.say("{announced} announced, {committed} committed; paid: not found", **facts), neutral)
    said = w.say("{announced} announced, {committed} committed, {paid} paid", paid=_dated(paid, w), **facts)
    return finding(said, neutral)


def _inside(outer: Any, inner: Any, envelopes: pd.DataFrame) -> bool:
    """Whether an envelope is a part of another, at whatever depth."""
    code: str | None = inner.envelope_id
    while code is not None and code != outer.envelope_id:
        code = known_parent(envelopes, code)
    return code is not None


def _dated(row: Any, w: Words) -> str:
    date = partial_day(w, row.as_of, "month")
    return w.say("{amount} ({date})", amount=amount(w, int(row.amount_cents)), date=date)


def _envelope_row(code: str, row: Any, w: Words) -> Row:
    label = None if row is None else str(row.label_fr if w.lang == "fr" else row.label_en)
    return {
        w.say("Status"): codes("envelopes", "status")[code][w.lang],
        w.say("Amount, €"): w.say("not found") if row is None else euros(int(row.amount_cents)),
        w.say("Envelope"): label,
        w.say("As of"): None if row is None else day_or_words(w, row.as_of),
        w.say("Source"): None if row is None else w.side(row.source),
    }


def project_stages_chart(projects: pd.DataFrame, setting: Setting) -> Chart:
    """What is granted, committed and paid to the projects whose amount is known; hatched where some are not known."""
    w = wording.of(setting.lang)
    neutral, source = w.say("Granted, committed, paid to the projects"), projects_source(setting, w)
    if projects.empty:
        nothing = w.say("No project in this selection.")
        return empty_chart(setting, "project_stages", neutral, nothing, source, half=True)
    names = dict(zip(MONEY, (w.say("Grant"), w.say("Committed"), w.say("Paid")), strict=True))
    amounts = [_of_stage(projects[column], name, w) for column, name in names.items()]
    cells = [_stage_row(projects[column], name, w) for column, name in names.items()]
    rows = Rows(len(amounts), setting, half=True, stacked=True)
    return Chart(
        name="project_stages",
        title=_project_title(projects, neutral, setting),
        subtitle=w.say("Sums over the projects whose amount is known; hatched where some are not."),
        figure=amounts_figure(amounts, rows, source, projects_counted(len(projects), w), RIGHT),
        alt=_alt(neutral, amounts, w),
        table=cells,
        note=_comparable(projects, w),
        native=_native(cells, w, (w.say("Projects known"), w.say("Projects"))),
    )


def _comparable(projects: pd.DataFrame, w: Words) -> str:
    known = [tuple(projects[column].notna()) for column in MONEY if projects[column].notna().any()]
    if len(set(known)) < 2:
        return ""
    return w.say("The known projects differ from one bar to the next: the bars are not to be compared.")


def _of_stage(cents: pd.Series, name: str, w: Words) -> Amount:
    known = int(cents.notna().sum())
    if not known:
        return Amount(name, "", None, w.say("amount not found"))
    more = w.count("known for {n} project of {all}", "known for {n} projects of {all}", known, all=w.number(len(cents)))
    return Amount(name, more, int(cents.sum()), partial=known < len(cents))


def _project_title(projects: pd.DataFrame, neutral: str, setting: Setting) -> str:
    """A finding only where grants and payments are known for every project."""
    w, granted, paid = wording.of(setting.lang), projects["grant_cents"], projects["paid_cents"]
    if granted.isna().any() or paid.isna().any() or paid.sum() > granted.sum():
        return neutral
    facts = {"paid": amount(w, int(paid.sum())), "granted": amount(w, int(granted.sum())), "date": as_of(setting, w)}
    return finding(of_part(w.say("{paid} paid of {granted} granted, as of {date}", **facts), setting, w), neutral)


def _stage_row(cents: pd.Series, name: str, w: Words) -> Row:
    known = int(cents.notna().sum())
    return {
        w.say("Status"): name,
        w.say("Amount, €"): euros(int(cents.sum())) if known else w.say("not found"),
        w.say("Projects known"): known,
        w.say("Projects"): len(cents),
    }


def _alt(start: str, amounts: list[Amount], w: Words) -> str:
    said = [f"{one.name}, {one.says if one.cents is None else amount(w, one.cents)}" for one in amounts]
    return f"{start}. {'; '.join(said)}."
