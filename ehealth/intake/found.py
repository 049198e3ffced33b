"""What was found wrong with a file: the first thousand faults one by one, all counted, the like ones together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ehealth import domain
from ehealth.domain import Group, Problem
from ehealth.intake.cells import BLANKS
from ehealth.intake.personal import PEOPLE, identifies
from ehealth.intake.proposals import propose

LISTED = 1000  # problems, and groups of them, that are listed one by one; all are counted
LINES = 5  # lines of a group that are named
SHOWN = 200  # characters of a value that are worth repeating
# Faults of a value as such: another value in its place may mend them wherever it stands.
OF_THE_VALUE = ("type-error", "constraint-error", "foreign-key", "extra-label")

Row = Sequence[Any]


@dataclass(frozen=True)
class Taken:
    """Rows at fault: the first thousand, how many there are, and (first row, count, first records) of those alike."""

    rows: list[tuple[Any, ...]]
    count: int
    groups: list[tuple[Row, int, list[int]]]


@dataclass
class Found:
    """The faults found so far. `lines` gives the physical line of a record."""

    kind: str
    lines: Sequence[int]
    count: int = 0
    _problems: list[Problem] = field(default_factory=list)
    _groups: list[Group] = field(default_factory=list)
    _said: dict[tuple[str | None, ...], str | None] = field(default_factory=dict)

    def add(self, taken: Taken, make: Callable[[Row], Problem | None]) -> None:
        """Takes the faults of one sort; `make` turns a row into its problem."""
        self._problems += (problem for row in taken.rows if (problem := make(row)))
        made = ((make(row), count, records) for row, count, records in taken.groups)
        self._groups += (
            Group(problem, count, tuple(self.lines[record] for record in records))
            for problem, count, records in made
            if problem
        )
        self.count += taken.count

    def add_each(self, problems: Sequence[Problem]) -> None:
        """Takes problems that were not found in SQL: of rows that are none, or of the file."""
        alike: dict[tuple[Any, ...], list[Problem]] = {}
        problems = [self._said_of(problem) for problem in problems]
        for problem in problems:
            key = (problem.code, problem.column, _shown(problem.value), str(problem.facts))
            alike.setdefault(key, []).append(problem)
        self._groups += (
            Group(same[0], len(same), tuple(p.line for p in same[:LINES] if p.line)) for same in alike.values()
        )
        self._problems += problems[:LISTED]
        self.count += len(problems)

    def _said_of(self, problem: Problem) -> Problem:
        """The problem without a value that names somebody, or may: an identifier, a cell beyond a list of people."""
        names = (problem.column, *problem.facts.get("key", ()))
        people = problem.code == "extra-cell" and self.kind in PEOPLE
        hidden = people or "student_id" in names or identifies((problem.value or "").strip(BLANKS), self.kind)
        return replace(problem, value=None) if hidden else problem

    def listed(self) -> list[Problem]:
        """The first thousand by line and column; long values are cut, and what identifies a person is left out."""
        return [self._told(self._said_of(p)) for p in sorted(self._problems, key=self._place)[:LISTED]]

    def grouped(self) -> list[Group]:
        """The first thousand groups by their first line, as `listed`."""
        found = sorted(self._groups, key=lambda group: self._place(group.problem))[:LISTED]
        said = ((group, self._said_of(group.problem)) for group in found)
        return [replace(group, problem=self._told(problem), key=_key(problem)) for group, problem in said]

    def _place(self, problem: Problem) -> tuple[int, int]:
        names = [spec["name"] for spec in domain.schema(self.kind)["fields"]]
        return problem.line or 0, names.index(problem.column) if problem.column in names else -1

    def _told(self, problem: Problem) -> Problem:
        """The problem as it is shown. Proposals are looked for here only: a million bad cells cost nothing more."""
        asked = (problem.code, problem.column, problem.value, problem.proposal)
        if asked not in self._said:
            spec = next((s for s in domain.schema(self.kind)["fields"] if s["name"] == problem.column), None)
            self._said[asked] = propose(problem, spec)
        return replace(problem, value=_shown(problem.value), proposal=self._said[asked])


def in_groups(problems: Sequence[Problem]) -> list[Group]:
    """Each problem by itself, as those of a header and of a whole file are."""
    return [Group(p, 1, (p.line,) if p.line else (), _key(p)) for p in problems]


def _key(problem: Problem) -> tuple[str, str] | None:
    value = problem.value or ""
    alone = problem.facts.get("elsewhere") or problem.facts.get("rule") == "identifier"  # which is not shown
    fits = problem.code in OF_THE_VALUE and problem.column and not alone
    return (problem.column, value) if problem.column and fits and _shown(value) == value else None


def _shown(value: str | None) -> str | None:
    if value is None or identifies(value.strip(BLANKS)):
        return None
    return value[:SHOWN] + "…" if len(value) > SHOWN else value
