"""Which cells of a file are marked, how, and with what words."""

from __future__ import annotations

from ehealth import wording
from ehealth.corrections.lines import Line, as_read
from ehealth.domain import Problem
from ehealth.intake import Checked
from ehealth.intake.cells import BLANKS
from ehealth.intake.headers import Header
from ehealth.wording.problems import explain, propose


class Marks:
    """The problems and warnings of a checked file by line and cell.

    Comments go to those that are listed one by one; a value that is at fault wherever it stands is coloured everywhere.
    """

    def __init__(self, checked: Checked, header: Header, lang: str) -> None:
        self.header, self.kind, self.lang = header, checked.kind, lang
        say = wording.of(lang).say
        self.emptied = {
            "person": say("What stood here identifies a person: it was taken out of this copy."),
            "unknown": say("The file format does not know this column: what stands in it is left out of this copy."),
        }
        self._levels: dict[int, dict[int | None, str]] = {}
        self._notes: dict[int, dict[int, list[str]]] = {}
        self._values: dict[int, set[str]] = {}
        for level, problems in (("warning", checked.warnings), ("fault", checked.problems)):
            for problem in problems:
                self._add(problem, level)
        for column, value in (group.key for group in checked.groups if group.key):
            if column in header.fields:
                self._values.setdefault(header.fields.index(column), set()).add(value)

    def levels(self, line: Line) -> dict[int, str]:
        """The marked positions of a line, each a fault or a warning; of a faulty row, all of them."""
        marked = self._levels.get(line.number, {})
        found = {position: level for position, level in marked.items() if position is not None}
        if line.number > self.header.line and any(cell.strip(BLANKS) for cell in line.cells):
            for position, values in self._values.items():
                cell = as_read(line.cells[position]) if position < len(line.cells) else None
                if cell is not None and (cell in values or cell.strip(BLANKS) in values):
                    found[position] = "fault"
        if None in marked:
            width = max(len(line.cells), len(self.header.labels))
            found = dict.fromkeys(range(width), marked[None]) | found
        return found | dict.fromkeys(line.emptied, "fault")

    def notes(self, line: Line) -> dict[int, str]:
        """The comments of a line by position; those on the whole row stand on its first cell."""
        return {position: "\n\n".join(texts) for position, texts in self._notes.get(line.number, {}).items()}

    def _add(self, problem: Problem, level: str) -> None:
        if problem.line is None:
            return
        position = self._position(problem)
        self._levels.setdefault(problem.line, {})[position] = level
        note = " ".join(filter(None, (*explain(problem, self.kind, self.lang), propose(problem, self.lang))))
        self._notes.setdefault(problem.line, {}).setdefault(position or 0, []).append(note)

    def _position(self, problem: Problem) -> int | None:
        """The cell that is meant; None for the whole row."""
        labels, fields = [label.strip() for label in self.header.labels], self.header.fields
        if problem.line == self.header.line:
            if "position" in problem.facts:
                return int(problem.facts["position"]) - 1
            if problem.code == "duplicate-label":
                return len(fields) - 1 - fields[::-1].index(problem.column)
            return labels.index(problem.column) if problem.column in labels else None
        return fields.index(problem.column) if problem.column in fields and problem.code != "missing-cell" else None
