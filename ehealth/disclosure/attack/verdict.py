"""What the attack found, in tallies: no exact count and no cell's name, so that an edition can carry it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace


@dataclass(frozen=True)
class Finding:
    """One kind of knowledge tried on one table.

    cells: how many were attacked; fewer than the table has where linear programs were tried on a sample.
    pinned: cells with one value left, where the knowledge alone, without the table, leaves more.
    two: cells with two values left, where the knowledge alone leaves more.
    method: "closed" (a formula, exact for every cell), "lp" (linear programs), "replay" (the code with guessed keys).
    gate: the values that each cell must keep for the edition to be published, 2 or 3; 0 where it is only reported.
    """

    table: str
    knowledge: str
    cells: int
    pinned: int
    two: int
    method: str
    gate: int

    @classmethod
    def pooled(
        cls, table: str, knowledge: str, tallies: Iterable[tuple[int, int, int]], method: str, gate: int
    ) -> Finding:
        """One finding of several attacks of the same kind, each a tally of cells, pinned and two."""
        cells, pinned, two = (sum(side) for side in zip((0, 0, 0), *tallies, strict=True))
        return cls(table, knowledge, cells, pinned, two, method, gate)

    @property
    def fails(self) -> bool:
        return (self.gate >= 2 and self.pinned > 0) or (self.gate >= 3 and self.two > 0)


@dataclass(frozen=True)
class Verdict:
    """All findings, and by table the figures that are told and never refused."""

    findings: tuple[Finding, ...]
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.failure is None

    @property
    def failure(self) -> Finding | None:
        """The first finding that forbids publication."""
        return next((finding for finding in self.findings if finding.fails), None)

    def also(self, *findings: Finding) -> Verdict:
        """The verdict with the findings of an attack made elsewhere, as the replay is."""
        return replace(self, findings=self.findings + findings)

    def as_json(self) -> str:
        figures = {table: dict(values) for table, values in self.figures.items()}
        return json.dumps({"findings": [asdict(each) for each in self.findings], "figures": figures}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        read = json.loads(text)
        return cls(tuple(Finding(**each) for each in read["findings"]), read["figures"])
