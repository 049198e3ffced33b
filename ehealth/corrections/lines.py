"""The records of a file, one by one, with what was accepted in place and no person's data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import headers, reading
from ehealth.intake.cells import BLANKS, hidden, judge
from ehealth.intake.closing import BEGINS, closes
from ehealth.intake.fault import Fault, Field
from ehealth.intake.headers import Header
from ehealth.intake.personal import PEOPLE, identifies, names_a_person
from ehealth.intake.reading import BrokenQuotes, Row, Text

Accepted = Mapping[tuple[str, str], str]
Reason = Callable[[str], str | None]
MEMORY = 10_000  # cells of a column


class Line(NamedTuple):
    """A record: the physical line where it starts, its cells, and the positions that were emptied, each with why:
    what stood there identified a `person`, or its column is `unknown`."""

    number: int
    cells: Row
    emptied: Mapping[int, str] = {}


def opened(kind: str, content: bytes) -> tuple[Text, Header]:
    """The file as intake reads it, and its header. Raises Refusal where intake does."""
    source = reading.read(content, frozenset(headers.known_names(kind)), headers.normal)
    return source, headers.find(kind, *reading.head(source))


def lines(
    kind: str, source: Text, header: Header, accepted: Accepted, removed: str = "", *, working: bool = False
) -> Iterator[Line]:
    """Every record, title lines and blank ones included. Raises Refusal("broken-quotes").

    removed: what stands in a row where a known column's cell was emptied.
    working: the copy is only to be checked again: unknown columns that name nobody stay, since they may be renamed yet.
    """
    instead: dict[int, dict[str, str]] = {}
    for i, name in enumerate(header.fields):
        found = {value: meant for (column, value), meant in accepted.items() if column == name}
        if found:
            instead[i] = found
    emptier = _Emptier(kind, header, accepted, working)
    try:
        for number, cells in reading.records(source):
            row = number > header.line and any(cell.strip(BLANKS) for cell in cells)
            if number == header.line:
                cells = _renamed(cells, header, accepted)
            elif row:
                cells = _mended(cells, instead, header)
            emptied = emptier.emptied(cells, row)
            if emptied:
                left = {
                    i: removed if why == "person" and row and not closes(cells, header) else ""
                    for i, why in emptied.items()
                }
                cells = [left.get(i, cell) for i, cell in enumerate(cells)]
            yield Line(number, cells, emptied)
    except BrokenQuotes as fault:
        raise Refusal("broken-quotes", line=fault.line) from fault


def _renamed(cells: Row, header: Header, accepted: Accepted) -> Row:
    unknown = [name is None for name in header.fields] + [False] * (len(cells) - len(header.fields))
    return [
        accepted.get((cell.strip(), cell.strip()), cell) if new else cell
        for cell, new in zip(cells, unknown, strict=True)
    ]


def _mended(cells: Row, instead: dict[int, dict[str, str]], header: Header) -> Row:
    """The row with other values for those that were accepted, found as written or without the spaces around.

    A total and the notes at the end are not filled in: they would pass for rows.
    """
    for i, meant in instead.items():
        cell = as_read(cells[i]) if i < len(cells) else None
        if cell is not None and (cell.strip(BLANKS) or not closes(cells, header)):
            cells[i] = meant.get(cell, meant.get(cell.strip(BLANKS), cells[i]))
    return cells


def as_read(cell: str) -> str:
    """A cell as the intake's problems repeat it."""
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


class _Emptier:
    """Says which cells a copy leaves out: what the door takes for a person's, and columns that the schema has not got.

    Most cells are alike, so that each column remembers its answers; they go with the copy.
    """

    def __init__(self, kind: str, header: Header, accepted: Accepted, working: bool) -> None:
        known, specs = headers.known_names(kind), {spec["name"]: spec for spec in domain.schema(kind)["fields"]}
        named = (accepted.get((label.strip(), label.strip()), "") for label in header.labels)
        fields = [field or known.get(headers.normal(new)) for field, new in zip(header.fields, named, strict=True)]
        self.anywhere = lru_cache(MEMORY)(lambda cell: "person" if identifies(cell.strip(BLANKS), kind) else None)
        kept = [working and not names_a_person(headers.normal(label)) for label in header.labels]
        self.columns: list[Reason] = [
            lru_cache(MEMORY)(_reason(kind, specs[name])) if name else self.anywhere if stays else _unknown
            for name, stays in zip(fields, kept, strict=True)
        ]
        self.beyond: Reason = _unknown if kind in PEOPLE else self.anywhere

    def emptied(self, cells: Row, row: bool) -> dict[int, str]:
        """Positions and reasons (see Line); `row` = the cells stand under the header."""
        if not row:
            return {i: why for i, cell in enumerate(cells) if cell and (why := self.anywhere(cell))}
        beyond = [self.beyond] * (len(cells) - len(self.columns))
        asked = zip(cells, self.columns + beyond, strict=False)  # a row may be shorter
        return {i: why for i, (cell, reason) in enumerate(asked) if cell and (why := reason(cell))}


def _unknown(cell: str) -> str | None:
    return "unknown" if cell.strip(BLANKS) else None


def _reason(kind: str, spec: Field) -> Reason:
    """Says why a cell of a known column is left out: as the door does, but a word for a total is nobody's name."""
    judged = judge(spec, kind)

    def reason(cell: str) -> str | None:
        fault = judged(cell)
        if not isinstance(fault, Fault) or not hidden(spec, fault) or not cell.strip(BLANKS):
            return None
        worded = fault.facts["rule"] in ("name", "identifier") and BEGINS.fullmatch(headers.normal(cell[:40]))
        return None if worded else "person"

    return reason
