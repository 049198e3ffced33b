"""What was found wrong with a file: the first thousand faults one by one, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake.personal import identifies

LISTED = 1000  # problems that are listed one by one; all are counted
SHOWN = 200  # characters of a value that are worth repeating


@dataclass
class Found:
    """The faults found so far. `lines` gives the physical line of a record."""

    lines: Sequence[int]
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problems: Iterable[Problem], count: int) -> None:
        """Takes `count` faults of one sort, of which the first thousand are given in the order of their lines."""
        self.problems += islice(problems, LISTED)
        self.count += count

    def listed(self, kind: str) -> list[Problem]:
        """The first thousand by line and column; long values are cut, and what identifies a person is left out."""
        order = {spec["name"]: i for i, spec in enumerate(domain.schema(kind)["fields"])}
        found = sorted(self.problems, key=lambda p: (p.line or 0, order.get(p.column or "", -1)))
        return [replace(problem, value=_shown(problem.value)) for problem in found[:LISTED]]


def _shown(value: str | None) -> str | None:
    if value is None or identifies(value):
        return None
    return value[:SHOWN] + "…" if len(value) > SHOWN else value
