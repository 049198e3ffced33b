"""A file's bytes → text, and the separator of its cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from ehealth.domain import Refusal

DELIMITERS = (";", ",", "\t", "|")
HEAD = 30  # records among which the header is looked for
MAX_CELL = 100_000  # characters; a longer cell is an unclosed quote
MAX_BYTES = 500 << 20
FRENCH = frozenset("éèêëàâçîïôùûüœæÉÈÊËÀÂÇÎÏÔÙÛŒ€’«»\u00a0")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NOT_CSV = {
    b"PK\x03\x04": "archive-or-workbook",
    b"\x1f\x8b": "archive-or-workbook",
    b"\xd0\xcf\x11\xe0": "archive-or-workbook",
    b"%PDF": "pdf",
}

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")  # splitlines() also breaks at U+2028 and the like

Row = list[str]
Normal = Callable[[str], str]


@dataclass(frozen=True)
class Text:
    """A decoded file, how it was encoded, and what separates its cells."""

    text: str
    encoding: str
    delimiter: str


def read(content: bytes, names: frozenset[str], normal: Normal) -> Text:
    """Decodes a file and finds its separator with the help of the column names that it may hold.

    Raises Refusal (empty-file, not-csv, not-text, too-large) when no table can be read at all.
    """
    if len(content) > MAX_BYTES:
        raise Refusal("too-large", limit=MAX_BYTES >> 20)
    if not content.strip():
        raise Refusal("empty-file")
    if kind := next((kind for magic, kind in NOT_CSV.items() if content.startswith(magic)), None):
        raise Refusal("not-csv", kind=kind)
    text, encoding = _decode(content)
    return Text(text, encoding, _delimiter(text, names, normal))


def _decode(content: bytes) -> tuple[str, str]:
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise Refusal("not-text")


def _candidates(content: bytes) -> Iterator[str]:
    """Encodings to try, one by one: guessing among the old ones costs a look at every byte."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            yield encoding
            return
    sample = content[: 64 << 10]
    if b"\0" in sample:  # UTF-16 without a mark: French text is mostly ASCII, so one byte of each pair is zero
        yield "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
        return
    yield "utf-8"
    yield from sorted(("cp1252", "iso8859-15", "mac-roman"), key=lambda name: -_plausible(content, name))


def _plausible(content: bytes, encoding: str) -> int:
    """How French the characters beyond ASCII look when read in this encoding."""
    score = 0
    for byte in set(content) - set(range(128)):
        character = bytes([byte]).decode(encoding, errors="replace")
        score += content.count(byte) * (1 if character in FRENCH else -1)
    return score


def _delimiter(text: str, names: frozenset[str], normal: Normal) -> str:
    """The separator under which one of the first lines holds most known names; if none does, most cells."""
    head = [found.group() for found in islice(LINE.finditer(text), HEAD)]

    def fit(delimiter: str) -> tuple[int, int]:
        rows = _lenient(head, delimiter)
        return max(sum(normal(cell) in names for cell in row) for row in rows), max(map(len, rows))

    return max(DELIMITERS, key=fit)


def _lenient(lines: list[str], delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(lines, delimiter=delimiter)) or [[]]
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def records(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    """(physical line where it starts, cells) of each record, blank lines as empty lists.

    Raises Refusal("broken-quotes") with the line of the record whose quotes do not close.
    """
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader((found.group() for found in LINE.finditer(text)), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + 1
    except csv.Error as fault:
        raise Refusal("broken-quotes", line=start) from fault


def head(source: Text) -> list[tuple[int, Row]]:
    """The first records, among which the header stands."""
    return list(islice(records(source.text[: 1 << 20], source.delimiter), HEAD))
