"""The public facts, made ready to draw: dated events, nested envelopes, projects and their grants."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import pandas as pd

MONEY = ("grant_cents", "committed_cents", "paid_cents")
PRECISIONS = {4: "year", 7: "month", 10: "day"}  # by the length of an ISO date that may stop early


def first_day(partial: object) -> date | None:
    """The first day that "2025", "2025-06" or "2025-06-20" may mean; None where nothing is known."""
    if not isinstance(partial, str) or not partial:
        return None
    year, month, day = (*(int(part) for part in partial.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(partial: object) -> date | None:
    """The last day that a date known only in part may mean; None where nothing is known."""
    first = first_day(partial)
    if first is None or len(str(partial)) == 10:
        return first
    month = first.month if len(str(partial)) == 7 else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def precision(*partials: object) -> str | None:
    """How much is known of dates, the vaguest deciding: "day", "month", "year"; None where none is known."""
    known = [len(text) for text in partials if isinstance(text, str) and text]
    return PRECISIONS[min(known)] if known else None


def events(table: pd.DataFrame) -> pd.DataFrame:
    """The events in order of date.

    Adds date_first, date_last (datetime.date), precision (day | month | year), disputed (another source gives
    another date) and retained (False for the event that contradicts the date kept).
    """
    known = table.assign(
        date_first=_each(table["date"], first_day),
        date_last=_each(table["date"], last_day),
        precision=_each(table["date"], precision),
    )
    contradicts = known["disputes"].isin(known["event_id"])
    known["disputed"] = contradicts | known["event_id"].isin(known["disputes"].dropna())
    known["retained"] = ~contradicts | _first_of_two(known)
    return known.sort_values(["date_first", "date_last", "event_id"], kind="stable", ignore_index=True)


def _first_of_two(table: pd.DataFrame) -> pd.Series:
    """Of two events that contradict each other, the one that comes first by its identifier: one must be kept."""
    against = dict(zip(table["event_id"], table["disputes"], strict=True))
    pairs = zip(table["event_id"], table["disputes"], strict=True)
    first = [against.get(other) == code and code < other for code, other in pairs]
    return pd.Series(first, index=table.index, dtype=bool)


def envelopes(table: pd.DataFrame) -> pd.DataFrame:
    """The envelopes, each after the one it is a share of, the largest share first.

    Adds depth (0 for an envelope in no other), share_of_parent and share_of_top (percent; NaN for depth 0 and
    where the containing amount is 0).
    """
    order = _nested(table)
    known = table.set_index("envelope_id").loc[[code for code, _, _ in order]].reset_index()
    amounts = dict(zip(table["envelope_id"], table["amount_cents"], strict=True))
    known["depth"] = [depth for _, depth, _ in order]
    known["share_of_parent"] = [_share(amounts, code, known_parent(table, code)) for code, _, _ in order]
    known["share_of_top"] = [_share(amounts, code, top if top != code else None) for code, _, top in order]
    return known[[*table.columns, "depth", "share_of_parent", "share_of_top"]]


def projects(table: pd.DataFrame) -> pd.DataFrame:
    """The projects; adds start_first, end_last (datetime.date or None) and dates_precision (the vaguer of the two)."""
    pairs = list(zip(table["start_date"], table["end_date"], strict=True))
    return table.assign(
        start_first=_each(table["start_date"], first_day),
        end_last=_each(table["end_date"], last_day),
        dates_precision=pd.Series([precision(*pair) for pair in pairs], index=table.index, dtype=object),
    )


def grants_by(table: pd.DataFrame, group: str) -> pd.DataFrame:
    """Grants by "wave" or "region" (missing where not found, last): projects, then for each money column its known sum
    (cents, missing where no project's amount is known) and how many projects that sum holds (grant_known, …)."""
    grouped = table.groupby(group, dropna=False, sort=True)
    counted: dict[str, Any] = {"projects": grouped.size()}
    for column in MONEY:
        counted[column] = grouped[column].sum(min_count=1).astype("Int64")
        counted[column.replace("cents", "known")] = grouped[column].count()
    return pd.DataFrame(counted).rename_axis(group).reset_index()


def known_parent(table: pd.DataFrame, code: str) -> str | None:
    """The envelope that holds this one; None where it is in no other or names one that is not there."""
    parents = dict(zip(table["envelope_id"], table["parent_id"], strict=True))
    parent = parents.get(code)
    return parent if isinstance(parent, str) and parent in parents else None


def _nested(table: pd.DataFrame) -> list[tuple[str, int, str]]:
    """(envelope, depth, outermost envelope), depth first, larger amounts first; a circle of parents is left out."""
    ranked = table.sort_values(["amount_cents", "envelope_id"], ascending=[False, True])["envelope_id"]
    inside: dict[str | None, list[str]] = {}
    for code in ranked:
        inside.setdefault(known_parent(table, code), []).append(code)

    def walk(code: str, depth: int, top: str) -> list[tuple[str, int, str]]:
        below = [step for child in inside.get(code, []) for step in walk(child, depth + 1, top)]
        return [(code, depth, top), *below]

    return [step for top in inside.get(None, []) for step in walk(top, 0, top)]


def _share(amounts: dict[str, int], code: str, of: str | None) -> float:
    if of is None or not amounts[of]:
        return float("nan")
    return float(100 * amounts[code] / amounts[of])


def _each(column: pd.Series, function: Any) -> pd.Series:
    """A function of each value, kept as Python objects, so that dates stay dates."""
    return pd.Series([function(value) for value in column], index=column.index, dtype=object)
