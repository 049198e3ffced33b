"""The records of a file, one by one, with what was accepted in place and no person's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ehealth.domain import Refusal
from ehealth.intake import headers, reading
from ehealth.intake.cells import BLANKS
from ehealth.intake.closing import closes
from ehealth.intake.headers import Header
from ehealth.intake.personal import SHORTEST_NUMBER, identifies, names_a_person
from ehealth.intake.reading import BrokenQuotes, Row, Text

Accepted = Mapping[tuple[str, str], str]


class Line(NamedTuple):
    """A record: the physical line where it starts, its cells, and the positions that were emptied."""

    number: int
    cells: Row
    emptied: frozenset[int] = frozenset()


def opened(kind: str, content: bytes) -> tuple[Text, Header]:
    """The file as intake reads it, and its header. Raises Refusal where intake does."""
    source = reading.read(content, frozenset(headers.known_names(kind)), headers.normal)
    return source, headers.find(kind, *reading.head(source))


def lines(kind: str, source: Text, header: Header, accepted: Accepted) -> Iterator[Line]:
    """Every record, title lines and blank ones included. Raises Refusal("broken-quotes")."""
    instead: dict[int, dict[str, str]] = {}
    for i, name in enumerate(header.fields):
        found = {value: meant for (column, value), meant in accepted.items() if column == name}
        if found:
            instead[i] = found
    named = frozenset(
        i
        for i, label in enumerate(header.labels)
        if header.fields[i] is None and names_a_person(kind, headers.normal(label))
    )
    try:
        for number, cells in reading.records(source):
            if number == header.line:
                cells = _renamed(cells, header, accepted)
            elif number > header.line and any(cell.strip(BLANKS) for cell in cells):
                cells = _mended(cells, instead, header)
            yield _without_persons(number, cells, named if number > header.line else frozenset())
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


def _without_persons(number: int, cells: Row, named: frozenset[int]) -> Line:
    emptied = frozenset(i for i, cell in enumerate(cells) if cell and (i in named or _identifies(cell)))
    return Line(number, ["" if i in emptied else cell for i, cell in enumerate(cells)] if emptied else cells, emptied)


def _identifies(cell: str) -> bool:
    """As `identifies`, which most cells need not be asked."""
    return (len(cell) >= SHORTEST_NUMBER or "@" in cell) and identifies(cell.strip(BLANKS))
