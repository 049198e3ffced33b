"""A file's bytes → text, the separator of its cells, and its records with their lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ehealth.domain import Refusal
from ehealth.intake import sheets

DELIMITERS = (";", ",", "\t", "|")
HEAD = 30  # records among which the header is looked for
WIDE = 1000  # cells of a line that are held against the known names: a million of them take a quarter of a minute
MAX_CELL = 100_000  # characters; beyond, the file is no table, or a quote is open somewhere
MAX_BYTES = 500 << 20
BLOCK = 1 << 20  # bytes that fit beside a processor
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What Excel and older tools write in France: Windows, Latin-9, the Mac, and DOS ("CSV (MS-DOS)").
OLD_ENCODINGS = ("cp1252", "iso8859-15", "mac-roman", "cp850")
FREQUENT, RARE = frozenset("éèêëàâçîïôûùœ’«»€°·\u00a0"), frozenset("ÉÈÊËÀÂÇÎÏÔÙÛŒüÿæ–…²")
NOT_CSV = {
    b"\x1f\x8b": "archive",
    b"\xfd7zXZ\0": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"Rar!\x1a\x07": "archive",
    b"\x28\xb5\x2f\xfd": "archive",  # zstd
    **dict.fromkeys((b"BZh%d1AY&SY" % size for size in range(1, 10)), "archive"),
    b"\xd0\xcf\x11\xe0": "old-workbook",
    b"%PDF": "pdf",
    b"{\\rtf": "archive",
    b"SQLite format 3\0": "database",
    b"PAR1": "database",
    b"ARROW1\0": "database",
    b"\x89PNG\r\n\x1a\n": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF87a": "picture",
    b"GIF89a": "picture",
}
# Text that is no table, by how it begins.
NOT_A_TABLE = {
    re.compile(r"\s*(<!--[^<>]*-->\s*)*<(!doctype|html|head|body|table|meta)\b", re.I): "web-page",
    re.compile(r"\s*<\?xml\b", re.I): "xml",
    re.compile(r"\s*(\{\s*[\"}]|\[\s*[\"\[{\]])"): "json",
}

UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")  # a character
LINE_END = re.compile(rb"\r\n|\n|\r")
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")  # splitlines() also breaks at U+2028 and the like
BEGINNING = 64 << 10  # characters

Row = list[str]
Normal = Callable[[str], str]


@dataclass(frozen=True)
class Text:
    """How a file was encoded, what separates its cells, and its text in UTF-8.

    Of a workbook (encoding xlsx): the sheet's rows as CSV, one record a row; its name; how many others hold something.
    """

    encoding: str
    delimiter: str
    content: bytes
    sheet: str = ""
    others: int = 0

    @property
    def ended(self) -> bool:
        """Whether a line end stands at the end, as whatever writes tables puts it there."""
        return bool(self.sheet) or self.content.endswith((b"\n", b"\r"))


class BrokenQuotes(Exception):
    """The quotes of the record that starts on `line` do not close, or text follows a closing one."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read(content: bytes, names: frozenset[str], normal: Normal) -> Text:
    """Decodes a file and finds its separator with the help of the column names that it may hold.

    Raises Refusal (empty-file, not-csv, not-text, damaged-text, too-large; of a workbook see sheets) when no table can
    be read.
    """
    if len(content) > MAX_BYTES:
        raise Refusal("too-large", limit=MAX_BYTES >> 20)
    if kind := next((kind for magic, kind in NOT_CSV.items() if content.startswith(magic)), None):
        raise Refusal("not-csv", kind=kind)
    if sheets.is_workbook(content):
        return _sheet(content)
    text, encoding = _plain(content) or _decode(content)
    if not text or text.isspace():
        raise Refusal("empty-file")
    if kind := next((kind for start, kind in NOT_A_TABLE.items() if start.match(text)), None):
        raise Refusal("not-csv", kind=kind)
    utf8 = content if encoding == "utf-8" else text.encode()  # the same bytes need not be made again
    return Text(encoding.removesuffix("-sig"), _delimiter(utf8, names, normal), utf8)


def _sheet(content: bytes) -> Text:
    sheet = sheets.read(content)
    text = sheet.content.decode()
    if not text or text.isspace():
        raise Refusal("empty-file")
    return Text("xlsx", ",", sheet.content, sheet.name, sheet.others)


def _plain(content: bytes) -> tuple[str, str] | None:
    """The beginning of a file of plain ASCII, unless more of it is needed to tell whether it is a table."""
    if not content.isascii() or b"\0" in content:
        return None
    begin = content[:BEGINNING].decode()
    return (begin, "utf-8") if begin.lstrip()[:1] not in ("", "<", "{", "[") else None


def _decode(content: bytes) -> tuple[str, str]:
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as fault:
            _refuse_damaged(content, encoding, fault.start)
            continue
        if "\0" not in text:
            return text, encoding
    raise Refusal("not-text")


def _refuse_damaged(content: bytes, encoding: str, start: int) -> None:
    """UTF-8 with a broken character is not read as an old encoding: every é of it would become Ã©."""
    whole = UTF_8.findall(content)
    stray = len(content.translate(None, bytes(range(128)))) - sum(map(len, whole))
    if encoding.startswith("utf-8") and b"\0" not in content and len(whole) > stray:
        raise Refusal("damaged-text", line=1 + len(LINE_END.findall(content, 0, start)))


def _candidates(content: bytes) -> Iterator[str]:
    """Encodings to try, one by one: guessing among the old ones costs a look at every byte."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            yield encoding
            return
    sample = content[: 64 << 10]
    if b"\0" in sample:  # UTF-16 without a mark: French text is mostly ASCII, so one byte of each pair is zero
        big, little = sample[::2].count(0), sample[1::2].count(0)
        if max(big, little) > len(sample) // 4:
            yield "utf-16-be" if big > little else "utf-16-le"
        return
    yield "utf-8"
    beyond = Counter(content.translate(None, bytes(range(128))))
    yield from sorted(OLD_ENCODINGS, key=lambda name: -_plausible(beyond, name))


def _plausible(beyond: Counter[int], encoding: str) -> int:
    """How French the characters beyond ASCII look when read in this encoding."""
    characters = ((bytes([byte]).decode(encoding, errors="replace"), count) for byte, count in beyond.items())
    return sum(count * (2 if c in FREQUENT else 1 if c in RARE else -1) for c, count in characters)


def _delimiter(content: bytes, names: frozenset[str], normal: Normal) -> str:
    """The separator under which one of the first lines holds most known names; if none does, most cells."""
    head = list(islice((line for line in _lines(content) if not line.isspace()), HEAD))

    def fit(delimiter: str) -> tuple[int, int]:
        rows = _lenient(head, delimiter)
        return max(sum(normal(cell) in names for cell in row[:WIDE]) for row in rows), max(map(len, rows))

    return max(DELIMITERS, key=fit)


def _lines(content: bytes) -> Iterator[str]:
    return (found.group().decode() for found in LINE.finditer(content))


def line_ends(content: bytes, start: int, end: int) -> int:
    """How many line feeds there are; bytes.count takes three times as long."""
    seen = np.frombuffer(content, np.uint8, end - start, start)
    return sum(int(np.count_nonzero(seen[at : at + BLOCK] == ord("\n"))) for at in range(0, len(seen), BLOCK))


def _lenient(lines: list[str], delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def records(source: Text) -> Iterator[tuple[int, Row]]:
    """(physical line where it starts, cells) of each record, blank lines as empty lists. A sheet's line is its row.

    Raises:
        BrokenQuotes: with the line of the record at fault.
        Refusal: cell-too-long.
    """
    csv.field_size_limit(MAX_CELL)  # here, since it is the whole process's and other libraries move it
    reader = csv.reader(_lines(source.content), delimiter=source.delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = start + 1 if source.sheet else reader.line_num + 1
    except csv.Error as fault:
        if "field limit" in str(fault) and (source.sheet or reader.line_num <= start):
            raise Refusal("cell-too-long", line=start, limit=MAX_CELL) from fault
        raise BrokenQuotes(start) from fault


def head(source: Text) -> tuple[list[tuple[int, Row]], int | None]:
    """The first records that are not blank, among which the header stands; the line of a broken quote among them."""
    found: list[tuple[int, Row]] = []
    try:
        for line, row in records(source):
            if any(map(str.strip, row)):
                found.append((line, row))
            if len(found) == HEAD:
                break
    except BrokenQuotes as fault:
        return found, fault.line
    return found, None
