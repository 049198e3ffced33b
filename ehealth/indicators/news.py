"""What has changed: editions published, files received and withdrawn, head counts that moved, disputed dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

NEWS = [
    "date",
    "what",
    "edition",
    "kind",
    "projects",
    "project_code",
    "periods",
    "files",
    "before",
    "after",
    "note",
    "event_id",
]
# Within one day, the edition first: it is what makes the rest visible.
WITHIN_A_DAY = {"edition": 0, "head_count": 1, "withdraw": 2, "upload": 3, "disputed": 4}


def news(
    deliveries: pd.DataFrame,
    manifests: Iterable[Mapping[str, str]],
    moves: pd.DataFrame,
    events: pd.DataFrame,
) -> pd.DataFrame:
    """What is new, newest first; a day's files of one kind make one row, all but cohorts and placements together.

    Args:
        manifests: of the published editions, in any order.
        moves: what head_count_moves found between the last two of them; dated as the newest edition.

    Returns:
        date, what ("edition", "head_count", "withdraw", "upload", "disputed") and, None where they mean nothing,
        edition, kind ("cohorts", "placements", "reference"), projects (how many the files are about), project_code
        (only when it is one), periods (tuple: academic or graduation years), files, before and after (students of the
        one period; before is None for a year that is new), note, event_id.
    """
    published = sorted(manifests, key=lambda manifest: int(manifest["edition"]), reverse=True)
    rows = [*_editions(published), *_files(deliveries), *_disputes(events, deliveries)]
    if published:
        rows += _moved(moves, _day(published[0]["made_at"]))
    rows.sort(key=lambda row: (-row["date"].toordinal(), WITHIN_A_DAY[row["what"]]))
    return pd.DataFrame([{name: row.get(name) for name in NEWS} for row in rows], columns=NEWS, dtype=object)


def head_count_moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The years whose head count differs between two editions: academic_year, before (NaN if new), after.

    Both tables are those of `headcount`. A year that is no longer there is left out: its files were withdrawn, and
    that is news of its own.
    """
    kept = [table.loc[table["route"] == "full_course", ["academic_year", "students"]] for table in (before, after)]
    both = kept[0].merge(kept[1], on="academic_year", how="right", suffixes=("_before", "_after"))
    both = both.rename(columns={"students_before": "before", "students_after": "after"}).dropna(subset=["after"])
    return both[both["before"].isna() | (both["before"] != both["after"])].reset_index(drop=True)


def _editions(published: list[Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "date": _day(manifest["made_at"]),
            "what": "edition",
            "edition": int(manifest["edition"]),
            "note": manifest.get("note") or None,
        }
        for manifest in published
    ]


def _files(deliveries: pd.DataFrame) -> list[dict[str, Any]]:
    families = deliveries["kind"].where(deliveries["kind"].isin(["cohorts", "placements"]), "reference")
    dated = deliveries.assign(date=deliveries["received_at"].map(_day), family=families)
    rows = []
    for (day, action, family), files in dated.groupby(["date", "action", "family"], sort=False):
        row = {"date": day, "what": action, "kind": family, "files": files["ledger"].nunique()}
        row |= {"projects": files["project_code"].nunique(), "project_code": _shared(files["project_code"])}
        rows.append(row | {"periods": tuple(sorted(files["period"].dropna().unique()))})
    return rows


def _shared(values: pd.Series) -> Any:
    """The value that all the files share, None when they differ or have none."""
    return values.iloc[0] if values.nunique(dropna=False) == 1 and pd.notna(values.iloc[0]) else None


def _moved(moves: pd.DataFrame, day: date) -> list[dict[str, Any]]:
    return [
        {
            "date": day,
            "what": "head_count",
            "periods": (move.academic_year,),
            "before": None if pd.isna(move.before) else int(move.before),
            "after": int(move.after),
        }
        for move in moves.itertuples()
    ]


def _disputes(events: pd.DataFrame, deliveries: pd.DataFrame) -> list[dict[str, Any]]:
    """The events that contradict another's date, on the day that the events file was received."""
    received = deliveries[(deliveries["kind"] == "events") & deliveries["current"].astype(bool)]
    disputed = events[events["disputes"].notna()]
    if received.empty:
        return []
    day = _day(received.sort_values("ledger")["received_at"].iloc[-1])
    return [{"date": day, "what": "disputed", "event_id": event} for event in disputed["event_id"]]


def _day(timestamp: str) -> date:
    return date.fromisoformat(timestamp[:10])
