"""The words of the field: kinds of file, targets, codes, the reader's selection, problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"

KINDS = (
    "events",
    "envelopes",
    "projects",
    "partners",
    "modules",
    "cohorts",
    "cohort_totals",
    "placements",
    "placement_totals",
    "baseline",
)
LANGUAGES = ("fr", "en")
INSTRUCTIONS_SHEET = "Mode d’emploi – Instructions"  # of our templates: written there, and not read as data
FAULTS_SHEET = "À corriger – To mend"  # of our annotated copies, likewise
EXAMPLE = "exemple-a-effacer"  # how the key of each example row in our templates begins (x-examples in data/schemas)

# Targets of the action, as published on its page (data/reference/events.csv names the source).
STUDENTS_PER_YEAR = (200, 400)
FUNDED_PROJECTS = 10
HUMAN_CAPITAL = "france2030_human_capital"  # envelope_id of the 2.5 bn euros
DIGITAL_HEALTH = "digital_health_cma"  # envelope_id of what reached digital health, the innermost share of it

DEFINITION_VERSION = "1"  # goes up with each entry of DEFINITION_CHANGES

STATUSES = ("enrolled", "graduated", "withdrawn")
ROUTES = ("full_course", "awareness")
MONTHS_AFTER = (6, 12, 18, 24, 30)

# The nine outcomes of a graduate at a survey date; each is one cell of the placement cube.
STRICT_OUTCOMES = ("care", "health_industry", "public_health")
BROAD_OUTCOMES = (*STRICT_OUTCOMES, "broad_only")
EMPLOYED_OUTCOMES = (*BROAD_OUTCOMES, "other_job", "unknown_employer")
ANSWERED_OUTCOMES = (*EMPLOYED_OUTCOMES, "seeking", "not_in_labour_force")
OUTCOMES = ("no_answer", *ANSWERED_OUTCOMES)

# When a project's files are due each year (month, day). The product's own calendar, not the programme's:
# enrolments are stable by the end of October, and surveys are in by mid-March.
COHORTS_DUE = (10, 31)
PLACEMENTS_DUE = (3, 15)

# Warnings that do not refuse a file, and that whoever sends it has to confirm.
CONFIRMED = ("fewer-rows", "rested-on", "other-form", "more-than-graduates")


@dataclass(frozen=True)
class DefinitionChange:
    """From an academic year on, an indicator (headcount, awareness, completion) counts something else: what changed."""

    indicator: str
    first_year: str
    fr: str
    en: str


# A series is drawn with a break before the first year of a change. None since version 1.
DEFINITION_CHANGES: tuple[DefinitionChange, ...] = ()


@dataclass(frozen=True)
class Selection:
    """What the reader chose. An empty choice means everything.

    years are academic years ("2024-2025"); the class of 2025 is the one of 2024-2025.
    """

    years: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    months_after: tuple[int, ...] = ()

    @property
    def graduation_years(self) -> tuple[int, ...]:
        return tuple(int(year[-4:]) for year in self.years)


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where, what, and the facts that its sentence needs (wording turns code into text).

    proposal: what the cell might hold instead, as one would write it in the file; None where nothing is near.
    """

    code: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    proposal: str | None = None


@dataclass(frozen=True)
class Group:
    """The same fault on several lines: the first of them, how many there are, the first five lines.

    key: (column, value as read) where writing something else for this value throughout its column may mend them all;
    None where each line has to be looked at.
    """

    problem: Problem
    count: int = 1
    lines: tuple[int, ...] = ()
    key: tuple[str, str] | None = None


class Refusal(Exception):
    """An action that was not carried out, for a reason that has a sentence of its own (see wording)."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@cache
def schema(kind: str) -> dict[str, Any]:
    """The Table Schema of a kind, as it stands in data/schemas."""
    loaded: dict[str, Any] = json.loads((DATA / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def codes(kind: str, name: str) -> dict[str, dict[str, str]]:
    """The codes of a field with their French and English labels; empty for a field without codes."""
    fields = {f["name"]: f for f in schema(kind)["fields"]}
    return dict(fields[name].get("x-codes", {}))


def subject(kind: str) -> str:
    """The kind whose slices a file replaces: that of the lines for a kind of totals, else the kind itself.

    A slice holds either lines or totals, so that the latest upload of either kind is the current one.
    """
    return str(schema(kind).get("x-subject", kind))


def sharing(kind: str) -> tuple[str, ...]:
    """The kinds that have the same subject, this one among them."""
    return tuple(other for other in KINDS if subject(other) == subject(kind))


def label(kind: str, name: str, code: str, lang: str) -> str:
    """A code's label in a language; the code itself where the schema does not know it."""
    return codes(kind, name).get(code, {}).get(lang, code)


def academic_year(start: int) -> str:
    """2024 is written 2024-2025, as the French ministry does."""
    return f"{start}-{start + 1}"
