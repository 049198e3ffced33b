"""What is known of when projects run, in dates and in words: one line each, or one for each cut-off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ehealth.charts.sentences import partial_day
from ehealth.domain import label as code_label
from ehealth.wording import Words


@dataclass(frozen=True)
class Run:
    """One row: its name, what goes with it, its dates (None = not found) and what its bar says."""

    name: str
    more: str
    start: date | None
    end: date | None
    says: str


def ordered(projects: pd.DataFrame) -> Iterable[Any]:
    """Those with dates first, by start, then by name."""
    far = date.max
    return sorted(projects.itertuples(), key=lambda row: (row.start_first or far, row.end_last or far, row.acronym))


def run_of(row: Any, w: Words) -> Run:
    return Run(str(row.acronym), str(row.coordinator), row.start_first, row.end_last, _dates(row, w))


def _dates(row: Any, w: Words) -> str:
    start, end = (partial_day(w, partial, "month") for partial in (row.start_date, row.end_date))
    if not start and not end:
        return w.say("dates not found yet")
    if not end:
        return w.say("from {start}, end not found", start=start)
    if not start:
        return w.say("until {end}, start not found", end=end)
    if row.dates_precision == "year":
        return w.say("{start} – {end}, month unknown", start=start, end=end)
    return f"{start} – {end}"


def grouped(projects: pd.DataFrame, w: Words) -> list[Run]:
    """One run per cut-off, from the first start to the last end of its projects."""
    return [_group(wave, group, w) for wave, group in projects.groupby("wave", dropna=False)]


def _group(wave: Any, group: pd.DataFrame, w: Words) -> Run:
    known = [(a, b) for a, b in zip(group["start_first"], group["end_last"], strict=True) if a and b]
    more = w.count("{n} project", "{n} projects", len(group))
    if not known:
        return Run(wave_name(wave, w), more, None, None, w.say("dates not found yet"))
    start, end = min(a for a, _ in known), max(b for _, b in known)
    says = f"{w.day(start, 'month')} – {w.day(end, 'month')}"
    if missing := len(group) - len(known):
        says += w.count(" ({n} without dates)", " ({n} without dates)", missing)
    return Run(wave_name(wave, w), more, start, end, says)


def wave_name(wave: Any, w: Words) -> str:
    """A cut-off's name; the words for one that was not found."""
    return w.say("Cut-off not found") if pd.isna(wave) else code_label("projects", "wave", str(wave), w.lang)
