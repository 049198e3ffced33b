"""The rows under the header, written as a UTF-8 CSV that DuckDB loads without guessing, and the line of each."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ehealth.domain import Problem, Refusal
from ehealth.intake.headers import Header, normal
from ehealth.intake.reading import Row, Text, records

NEWLINE = 10
BLOCK = 8 << 20  # bytes looked at together, so that positions of separators never fill the memory
TOTAL = ("total", "totaux", "somme", "sum", "grand_total", "sous_total")


@dataclass
class Body:
    """Where the rows were written. lines[i] is the physical line on which record i starts."""

    path: Path
    delimiter: str
    quoted: bool
    lines: Sequence[int]
    problems: list[Problem] = field(default_factory=list)


def write(source: Text, header: Header, path: Path) -> Body:
    """Writes the records under the header to `path`; records of a wrong width become problems and are padded."""
    return _write_as_is(source, header, path) or _write_checked(source, header, path)


def _write_as_is(source: Text, header: Header, path: Path) -> Body | None:
    """The whole rest of the file in one go, where no quote, no blank line and no odd width stands in the way."""
    text = source.text
    if '"' in text or text.count("\r") != text.count("\r\n") or len(header.labels) == 1:
        return None
    content = text.encode()
    if "\r" in text:
        content = content.replace(b"\r\n", b"\n")
    start = 0
    for _ in range(header.line):
        start = content.find(b"\n", start) + 1
        if not start:
            return None
    rows = memoryview(content)[start:]
    count = _even_rows(rows, ord(source.delimiter), len(header.labels) - 1)
    last = bytes(rows[-4096:]).rstrip(b"\n").rpartition(b"\n")[2].decode(errors="replace")
    if not count or _is_total(last.split(source.delimiter)):
        return None
    path.write_bytes(rows)
    return Body(path, source.delimiter, False, range(header.line + 1, header.line + 1 + count))


def _even_rows(content: memoryview, delimiter: int, expected: int) -> int:
    """How many lines there are if each holds exactly the expected separators, else 0. Bytes are counted by blocks."""
    total, carried = 0, 0  # carried: separators seen since the last line end
    for start in range(0, len(content), BLOCK):
        block = np.frombuffer(content[start : start + BLOCK], dtype=np.uint8)
        separators, ends = np.flatnonzero(block == delimiter), np.flatnonzero(block == NEWLINE)
        seen = np.searchsorted(separators, ends)
        widths = np.diff(seen, prepend=-carried)
        if (widths != expected).any():
            return 0
        carried = len(separators) - int(seen[-1]) if len(ends) else carried + len(separators)
        total += len(ends)
    if content and content[-1] != NEWLINE:
        return total + 1 if carried == expected else 0
    return total


def _write_checked(source: Text, header: Header, path: Path) -> Body:
    """Record by record: quotes, blank lines, line breaks inside cells, rows of a wrong width, a total line."""
    lines = array("q")
    body = Body(path, ",", True, lines)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, row, is_last in _with_last(_rows(source, header, body.problems)):
            if is_last and _is_total(row):
                body.problems.append(Problem("total-line", line))
                continue
            writer.writerow(_fit(row, header, line, body.problems))
            lines.append(line)
    return body


def _rows(source: Text, header: Header, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    """The records under the header that are not blank; a fault in the quotes ends them with a problem."""
    try:
        for line, row in records(source.text, source.delimiter):
            if line > header.line and any(cell.strip() for cell in row):
                yield line, row
    except Refusal as fault:
        problems.append(Problem("broken-quotes", fault.facts["line"]))


def _with_last(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row, bool]]:
    waiting = next(rows, None)
    while waiting:
        following = next(rows, None)
        yield *waiting, following is None
        waiting = following


def _fit(row: Row, header: Header, line: int, problems: list[Problem]) -> Row:
    """The row at the header's width; cells beyond it, or missing ones, are a problem."""
    width = len(header.labels)
    extra = [cell for cell in row[width:] if cell.strip()]
    if extra:
        problems.append(Problem("extra-cell", line, None, extra[0], {"width": width, "found": len(row)}))
    if len(row) < width:
        missing = header.fields[len(row)] or header.labels[len(row)]
        problems.append(Problem("missing-cell", line, missing, None, {"width": width, "found": len(row)}))
    return row[:width] + [""] * (width - len(row))


def _is_total(row: Row) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    return normal(first.strip()[:40]).startswith(TOTAL)
