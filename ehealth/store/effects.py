"""What an entry of the ledger would change, or break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from ehealth import domain
from ehealth.domain import Problem, Refusal
from ehealth.intake import Checked
from ehealth.store.tables import HELD_SLICES, PARTS

RESTING = ("modules", "cohorts", "cohort_totals", "placements", "placement_totals")


@dataclass(frozen=True)
class Replaced:
    """A slice that a file holds: its rows now (None where nothing was received for it yet) and with this file.

    counts: "students" where the rows now or those of the file are totals, so that what is compared is alike.
    instead_of: the kind of the rows now, where totals replace lines or lines totals.
    """

    project_code: str | None
    period: str | None
    months_after: int | None
    before: int | None
    after: int
    counts: str = "rows"
    instead_of: str | None = None


def replaced(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[Replaced]:
    """The slices that a checked file would replace or add, in the order of their codes."""
    columns = domain.schema(checked.kind)["x-slice"]
    now = con.execute(
        f"SELECT project_code, period, months_after, line_count, kind FROM ({HELD_SLICES}) "
        "WHERE current AND kind IN (SELECT unnest(?))",
        [domain.sharing(checked.kind)],
    ).fetchall()
    before = {tuple(parts): (rows, kind) for *parts, rows, kind in now}
    found = []
    for *values, after in checked.count_by(columns):
        held = dict(zip((PARTS[name] for name in columns), values, strict=True))
        period = str(held["period"]) if "period" in held else None
        key = (held.get("project_code"), period, held.get("months_after"))
        rows, kind = before.get(key, (None, checked.kind))
        totals = any(domain.subject(one) != one for one in (kind, checked.kind))
        other = kind if kind != checked.kind else None
        found.append(Replaced(*key, rows, after, "students" if totals else "rows", other))
    return found


def shrinking(slices: list[Replaced]) -> list[Problem]:
    """A warning for each slice that would hold fewer rows than now: most often a file that is not whole."""
    return [
        Problem("fewer-rows", facts={"before": one.before, "after": one.after} | _name(one) | _rule(one.counts))
        for one in slices
        if one.before is not None and one.after < one.before
    ]


def _rule(counts: str) -> dict[str, str]:
    return {"rule": counts} if counts != "rows" else {}


def changing_form(slices: list[Replaced]) -> list[Problem]:
    """A warning for each slice whose lines would give way to totals, or the reverse."""
    return [
        Problem("other-form", facts={"rule": "lines" if domain.subject(kind) != kind else "totals"} | _name(one))
        for one in slices
        if (kind := one.instead_of)
    ]


def _name(one: Replaced) -> dict[str, Any]:
    parts = [part for part in (one.project_code, one.period) if part is not None]
    return {"slice": " · ".join(parts), "months": one.months_after}


def unrested(con: duckdb.DuckDBPyConnection, checked: Checked) -> list[Problem]:
    """A warning for each kind whose rows rest on a project or a module that the file would take away."""
    warnings = []
    for kind, fields in _resting(checked.kind):
        rows = checked.count_by(fields)
        kept, projects = {row[:-1] for row in rows}, {row[0] for row in rows}
        needed = con.execute(f"SELECT DISTINCT {', '.join(fields)} FROM current_{kind} ORDER BY ALL").fetchall()
        whole = not domain.schema(checked.kind)["x-slice"]
        lost = [code for code in needed if code not in kept and (whole or code[0] in projects)]
        if lost:
            warnings.append(Problem("rested-on", facts={"missing": [" · ".join(code) for code in lost], "by": kind}))
    return warnings


def refuse_orphans(con: duckdb.DuckDBPyConnection, withdrawn: str) -> None:
    """Raises Refusal("still-needed") where rows now rest on a project or a module of the kind just withdrawn."""
    for kind, fields in _resting(withdrawn):
        own = ", ".join(fields)
        lost = con.execute(
            f"SELECT DISTINCT {own} FROM current_{kind} ANTI JOIN current_{withdrawn} USING ({own}) "
            "ORDER BY ALL LIMIT 1"
        ).fetchall()
        if lost:
            raise Refusal("still-needed", missing=" · ".join(lost[0]), by=kind)


def _resting(needed: str) -> list[tuple[str, list[str]]]:
    """(kind, its columns) of what counts students or courses by the codes of a kind; partners are only named."""
    return [
        (kind, rule["fields"])
        for kind in RESTING
        for rule in domain.schema(kind)["x-foreignKeys"]
        if rule["reference"]["kind"] == needed and "where" not in rule["reference"]
    ]
