"""The rows under the header → a table of text in DuckDB, and the line on which each stands."""

from __future__ import annotations

import csv
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np

from ehealth.domain import Problem, Refusal
from ehealth.intake.cells import BLANKS
from ehealth.intake.closing import closes
from ehealth.intake.engine import quoted
from ehealth.intake.headers import Header, required
from ehealth.intake.reading import MAX_CELL, BrokenQuotes, Row, Text, line_ends, records

QUOTE, NEWLINE = 34, 10
BLOCK = 1 << 20  # bytes looked at together, so that positions of quotes never fill the memory
LARGE = 4 << 20  # bytes of rows for which it is worth to make types of the good values
MAX_ROWS = 2_000_000
CLOSING = 10  # records at the end among which a total and the notes below it stand


@dataclass
class Body:
    """The rows: lines[i] is the physical line on which record i starts; `count` leaves blank rows out.

    `closing` are the lines of a total and notes at the end, which are not among the rows. `good` are the fields of
    which no cell need be judged, with the types that they were read with.
    """

    lines: Sequence[int]
    count: int
    problems: list[Problem] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)
    good: Mapping[str, str] = field(default_factory=dict)


def load(
    con: duckdb.DuckDBPyConnection,
    source: Text,
    header: Header,
    folder: Path,
    words: Callable[[], Mapping[str, str]],
    *,
    totalled: bool = False,
) -> Body:
    """Fills the table `raw` (c0, c1, … as text; rowid = record number) with the rows that are not blank.

    words: gives the types of fields that a large file may be read with (see vocabulary).
    A total at the end, and notes below it, are one problem, unless `totalled` says that they may stand there.
    A row of a wrong width is a problem and is left out: its cells may stand under the wrong names.
    Raises Refusal (cell-too-long, too-many-rows).
    """
    path = folder / "rows.csv"
    try:
        body = _load_whole(con, source, header, path, words) or _load_checked(con, source, header, path, totalled)
    finally:
        path.unlink(missing_ok=True)
    if not body.good:
        _delete_blank_rows(con, body, len(header.labels))
    return body


def _load_whole(
    con: duckdb.DuckDBPyConnection, source: Text, header: Header, path: Path, words: Callable[[], Mapping[str, str]]
) -> Body | None:
    """The rest of the file as it stands, where DuckDB finds one row on each line; else None.

    It refuses a row of an odd width and skips a blank line, so the count tells whether every line is a row.
    """
    content = _plain_lines(source)
    if not content or any("\n" in label for label in header.labels):
        return None
    begin = start = 0
    for _ in range(header.line):
        begin, start = start, content.find(b"\n", start) + 1 or len(content)
    try:
        end, last = _last_row(content, start, source.delimiter)
        if start == end or closes(last, header):
            return None
        expected = line_ends(content, start, end) + 1
        _refuse_more_than_fit(expected)
        path.write_bytes(memoryview(content)[start:end])
        good = _read_good(con, path, source.delimiter, header, words()) if end - start >= LARGE else {}
        if not good and content.find(b"\n" + content[begin:start].rstrip(), start - 1) >= 0:  # a header once more
            return None
        found = _rows_of_raw(con) if good else _read(con, path, source.delimiter, ["VARCHAR"] * len(header.labels))
    except (csv.Error, duckdb.Error):  # the other way finds out what is wrong
        return None
    return Body(range(header.line + 1, header.line + 1 + found), found, good=good) if found == expected else None


def _read_good(
    con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, header: Header, words: Mapping[str, str]
) -> Mapping[str, str]:
    """Reads the file with these types; gives them where it holds nothing else and no cell is empty that must not be.

    No header can be among the rows then: of no kind are all the names of such columns good values.
    """
    types = [words.get(name or "", "VARCHAR") for name in header.fields]
    good = {name: words[name] for name in header.fields if name and name in words}
    must = [f"count(c{i})" for i, name in enumerate(header.fields) if name in good and name in required(header.kind)]
    if not must:
        return {}
    try:
        rows = _read(con, path, delimiter, types)
    except duckdb.Error:  # another value, or spelled otherwise
        return {}
    filled = con.execute(f"SELECT {', '.join(must)} FROM raw").fetchall()[0]
    return good if all(count == rows for count in filled) else {}


def _refuse_more_than_fit(rows: int) -> None:
    if rows > MAX_ROWS:
        raise Refusal("too-many-rows", limit=MAX_ROWS)


def _last_row(content: bytes, start: int, delimiter: str) -> tuple[int, Row]:
    """(where its line ends, its cells) of the last row that is not blank; (start, []) where there is none."""
    end = len(content)
    while end > start:
        begin = content.rfind(b"\n", start, end) + 1 or start
        row = next(csv.reader([content[begin:end].decode()], delimiter=delimiter, strict=True), [])
        if any(cell.strip(BLANKS) for cell in row):
            return end, row
        end = begin - 1
    return start, []


def _plain_lines(source: Text) -> bytes:
    """The file with \\n at each line's end; nothing where a lone \\r is one, or a line end stands inside quotes."""
    content = source.content
    if b"\r" in content:  # looking for two characters takes ten times as long as for one
        if content.count(b"\r") != content.count(b"\r\n"):
            return b""
        content = content.replace(b"\r\n", b"\n")
    return content if b'"' not in content or _quotes_close_on_their_line(content) else b""


def _quotes_close_on_their_line(content: bytes) -> bool:
    """Whether no line end stands inside quotes: each has an even number of them before it."""
    before = 0
    for start in range(0, len(content), BLOCK):
        block = np.frombuffer(content, np.uint8, min(BLOCK, len(content) - start), start)
        quotes, ends = np.flatnonzero(block == QUOTE), np.flatnonzero(block == NEWLINE)
        if ((np.searchsorted(quotes, ends) + before) % 2).any():
            return False
        before += len(quotes)
    return before % 2 == 0


def _load_checked(con: duckdb.DuckDBPyConnection, source: Text, header: Header, path: Path, totalled: bool) -> Body:
    """Record by record: blank lines, line breaks inside cells, rows of a wrong width, a total line, broken quotes."""
    lines, longest, width = array("q"), 0, len(header.labels)
    body, short = Body(lines, 0), None
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, row in _rows(source, header, body, totalled):
            if _fits(row, header, line, body.problems):
                lines.append(line)
                _refuse_more_than_fit(len(lines))
                short = _missing(row, header, line) if len(row) < width else None
                cells = row[:width] + [""] * (width - len(row))
                longest = max(longest, writer.writerow(map(_same_breaks, cells)))
    if short and not body.closing and not source.ended:  # nothing ends the last line: the file may be cut there
        body.problems.append(short)
    body.count = _read(con, path, ",", ["VARCHAR"] * width, 4 * longest)  # a character has up to four bytes
    if body.count != len(lines):
        raise AssertionError(f"{len(lines)} records were written, {body.count} were loaded")
    return body


def _rows(source: Text, header: Header, body: Body, totalled: bool) -> Iterator[tuple[int, Row]]:
    """The records under the header that are not blank, without what closes them; a broken quote is where they end."""
    last: deque[tuple[int, Row]] = deque()
    try:
        for line, row in records(source):
            if line > header.line and any(cell.strip(BLANKS) for cell in row):
                last.append((line, row))
                if len(last) > CLOSING:
                    yield last.popleft()
    except BrokenQuotes as fault:
        body.problems.append(Problem("broken-quotes", fault.line))
    end = len(last)
    while end and closes(last[end - 1][1], header):
        end -= 1
    yield from islice(last, end)
    body.closing = [line for line, _ in islice(last, end, None)]
    if body.closing and not totalled:
        facts = {"first": body.closing[0], "last": body.closing[-1], "count": len(body.closing)}
        body.problems.append(Problem("total-line", body.closing[0], facts=facts))


def _fits(row: Row, header: Header, line: int, problems: list[Problem]) -> bool:
    """Whether the row can be one of the table; else a problem: the header once more, a cell beyond it or missing.

    A spreadsheet leaves out empty cells at the end: where none of them has to be filled, nothing is missing.
    """
    width = len(header.labels)
    extra = next((cell for cell in row[width:] if cell.strip(BLANKS)), None)
    if row[:width] == header.labels:
        problems.append(Problem("repeated-header", line, facts={"first": header.line}))
    elif extra is not None:
        problems.append(Problem("extra-cell", line, None, extra, {"width": width, "found": len(row)}))
    elif any(name in required(header.kind) for name in header.fields[len(row) :]):
        problems.append(_missing(row, header, line))
    else:
        return True
    return False


def _missing(row: Row, header: Header, line: int) -> Problem:
    facts = {"width": len(header.labels), "found": len(row)}
    return Problem("missing-cell", line, header.fields[len(row)], None, facts)


def _same_breaks(cell: str) -> str:
    """The cell with \\n at its line breaks, however the file ends its lines: DuckDB takes one sort only."""
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def _read(con: duckdb.DuckDBPyConnection, path: Path, delimiter: str, types: Sequence[str], longest: int = 0) -> int:
    """Loads the file without guessing anything and counts the rows."""
    columns = ", ".join(f"'c{i}': '{kept_as}'" for i, kept_as in enumerate(types))
    con.execute(
        "CREATE OR REPLACE TABLE raw AS FROM read_csv(?, delim = ?, header = false, auto_detect = false, "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, max_line_size = {max(longest, MAX_CELL)})",
        [str(path), delimiter],
    )
    return _rows_of_raw(con)


def _rows_of_raw(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("SELECT count(*) FROM raw").fetchall()[0][0])


def _delete_blank_rows(con: duckdb.DuckDBPyConnection, body: Body, width: int) -> None:
    """Rows of nothing but separators and spaces, which the whole file may hold."""
    blank = " AND ".join(  # trim takes a third of a second for a million cells: only a few reach it
        f"CASE WHEN c{i} BETWEEN '!' AND '~' THEN false ELSE coalesce(trim(c{i}, {quoted(BLANKS)}), '') = '' END"
        for i in range(width)
    )
    body.count -= con.execute(f"DELETE FROM raw WHERE {blank}").fetchall()[0][0]
