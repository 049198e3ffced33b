"""Copies as .xlsx, written row by row. Every cell is text, as read: Excel eats no zeros and runs no formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from xlsxwriter import Workbook

from ehealth import domain, wording
from ehealth.corrections.lines import Accepted, Line, lines, opened
from ehealth.corrections.marks import Marks
from ehealth.domain import Group, Refusal
from ehealth.intake import Checked
from ehealth.intake.headers import Header
from ehealth.intake.personal import REMOVED
from ehealth.wording.neutral import neutral, sheet_text
from ehealth.wording.problems import column_title, explain, named_lines

ROWS, COLUMNS, CHARACTERS = 200_000, 16_384, 32_767  # ours, for the time it takes; and Excel's two
NOTES = 1000  # comments on emptied cells: a spreadsheet opens slowly with more
SAMPLE, WIDEST = 100, 50  # rows that a column's width is taken from; characters
TEXT = {"num_format": "@", "valign": "top"}
COLOURS = {"fault": "#F9C4B0", "warning": "#FFE8A3"}


def annotated(kind: str, content: bytes, checked: Checked, lang: str) -> bytes:
    """The file with its bad cells coloured, and commented where they are among the first thousand.

    A second sheet lists the groups. Cells that identify a person are empty, coloured, and say why.
    Raises Refusal as `corrected`, and copy-too-large (200,000 rows).
    """
    source, header = opened(kind, content)
    _check_size(lines(kind, source, header, {}))
    say, marks = wording.of(lang).say, Marks(checked, header, lang)
    with _workbook() as (book, target):
        sheet = _Sheet(book, say("File"), header)
        for line in lines(kind, source, header, {}):
            sheet.add(line, marks)
        sheet.end()
        _list_groups(book, checked, lang)
    return target.getvalue()


def corrected_workbook(kind: str, content: bytes, accepted: Accepted, lang: str) -> bytes:
    """As `corrected`, as .xlsx. Raises Refusal as `corrected`, and copy-too-large (200,000 rows)."""
    source, header = opened(kind, content)
    _check_size(lines(kind, source, header, accepted, REMOVED))
    with _workbook() as (book, target):
        sheet = _Sheet(book, wording.of(lang).say("File"), header)
        for line in lines(kind, source, header, accepted, REMOVED):
            sheet.add(line, None)
        sheet.end()
    return target.getvalue()


def _check_size(found: Iterable[Line]) -> None:
    """Before anything is written: a row or half a cell would be missing without a word."""
    for count, line in enumerate(found, 1):
        if count > ROWS or len(line.cells) > COLUMNS or any(_too_long(cell) for cell in line.cells):
            raise Refusal("copy-too-large", rows=ROWS, columns=COLUMNS, characters=CHARACTERS)


def _too_long(cell: str) -> bool:
    """Excel counts in units of UTF-16; an apostrophe may come before the cell."""
    return len(cell) >= CHARACTERS // 2 and len(neutral(cell).encode("utf-16-le")) // 2 > CHARACTERS


@contextmanager
def _workbook() -> Iterator[tuple[Workbook, io.BytesIO]]:
    target = io.BytesIO()
    book = Workbook(target, {"constant_memory": True})
    try:
        yield book, target
    finally:
        book.close()


class _Sheet:
    """The lead's rows on a sheet, one after the other."""

    def __init__(self, book: Workbook, name: str, header: Header) -> None:
        self.sheet, self.header, self.rows, self.notes = book.add_worksheet(name), header, 0, 0
        self.plain, self.bold = book.add_format(TEXT), book.add_format(TEXT | {"bold": True})
        self.coloured = {level: book.add_format(TEXT | {"bg_color": colour}) for level, colour in COLOURS.items()}
        self.widths: dict[int, int] = {}
        self.told: set[int] = set()

    def add(self, line: Line, marks: Marks | None) -> None:
        """Writes a row; with its colours and comments where there are marks."""
        usual = self.bold if line.number == self.header.line else self.plain
        levels = marks.levels(line) if marks else {}
        for position in range(max(len(line.cells), max(levels, default=-1) + 1)):
            cell = line.cells[position] if position < len(line.cells) else ""
            style = self.coloured[levels[position]] if position in levels else usual
            if cell:
                self.sheet.write_string(self.rows, position, sheet_text(cell), style)
            elif position in levels:
                self.sheet.write_blank(self.rows, position, None, style)
            if self.rows < SAMPLE:
                self.widths[position] = max(self.widths.get(position, 0), len(cell))
        for position, note in marks.notes(line).items() if marks else ():
            self._comment(position, note)
        if marks and line.emptied:
            self._say_emptied(line, marks)
        if line.number == self.header.line:
            self.sheet.freeze_panes(self.rows + 1, 0)
        self.rows += 1

    def end(self) -> None:
        """Sets the columns' widths; what is typed later is text, too."""
        for position, width in self.widths.items():
            self.sheet.set_column(position, position, min(max(width, 8), WIDEST) + 2, self.plain)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _say_emptied(self, line: Line, marks: Marks) -> None:
        """Each cell of a person says why it is empty, within limits; of an unknown column, only the first one."""
        for position, why in line.emptied.items():
            if position in marks.notes(line) or position in self.told or self.notes >= NOTES:
                continue
            self._comment(position, marks.emptied[why])
            self.notes += 1
            if why == "unknown":
                self.told.add(position)

    def _comment(self, position: int, note: str) -> None:
        height = 22 * (2 + len(note) // 45)
        self.sheet.write_comment(self.rows, position, sheet_text(note), {"width": 320, "height": min(height, 400)})


def _list_groups(book: Workbook, checked: Checked, lang: str) -> None:
    """The second sheet: a line a group, warnings last."""
    say = wording.of(lang).say
    sheet = book.add_worksheet(domain.FAULTS_SHEET)
    bold, wrapped = book.add_format(TEXT | {"bold": True}), book.add_format(TEXT | {"text_wrap": True})
    titles = (
        say("Lines"), say("Number of lines"), say("Column"), say("Value"), say("What is wrong"), say("How to mend it"),
        say("Proposal"),
    )  # fmt: skip
    for position, (title, width) in enumerate(zip(titles, (28, 9, 20, 24, 50, 60, 20), strict=True)):
        sheet.set_column(position, position, width, wrapped)
        sheet.write_string(0, position, title, bold)
    for row, group in enumerate([*checked.groups, *checked.warning_groups], 1):
        for position, text in enumerate(_told(group, checked.kind, lang)):
            sheet.write_string(row, position, sheet_text(text), wrapped)
    sheet.freeze_panes(1, 0)


def _told(group: Group, kind: str, lang: str) -> tuple[Any, ...]:
    problem, count = group.problem, wording.of(lang).number(group.count)
    where = (named_lines(group, lang), count, column_title(problem, kind, lang), problem.value or "")
    return (*where, *explain(problem, kind, lang), problem.proposal or "")
