"""The sheet inside a native chart: what PowerPoint opens under “Edit data”, and the references to its cells."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from xlsxwriter import Workbook

from ehealth.briefing import times
from ehealth.wording.neutral import sheet_text, xml_text

Cell = str | float | date | None
SHEET = "Sheet1"  # where PowerPoint looks first


@dataclass(frozen=True)
class Column:
    """A column of the sheet; its references hold its values too, as Office keeps them until the data is edited."""

    letter: str
    heading: str
    cells: tuple[Cell, ...]
    code: str

    def named(self) -> str:
        """c:tx: a series is called as its column."""
        cache = f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(xml_text(self.heading))}</c:v></c:pt>'
        return f"<c:tx><c:strRef><c:f>{SHEET}!${self.letter}$1</c:f><c:strCache>{cache}</c:strCache></c:strRef></c:tx>"

    def words(self) -> str:
        """c:strRef: the cells as names."""
        points = "".join(_point(place, str(cell)) for place, cell in enumerate(self.cells) if cell is not None)
        return f"<c:strRef>{self._where()}<c:strCache>{self._count()}{points}</c:strCache></c:strRef>"

    def numbers(self) -> str:
        """c:numRef: the cells as numbers; an empty one has no point."""
        points = "".join(
            _point(place, f"{_number(cell):.15g}") for place, cell in enumerate(self.cells) if not _blank(cell)
        )
        code = f"<c:formatCode>{escape(self.code)}</c:formatCode>"
        return f"<c:numRef>{self._where()}<c:numCache>{code}{self._count()}{points}</c:numCache></c:numRef>"

    def _where(self) -> str:
        return f"<c:f>{SHEET}!${self.letter}$2:${self.letter}${len(self.cells) + 1}</c:f>"

    def _count(self) -> str:
        return f'<c:ptCount val="{len(self.cells)}"/>'


@dataclass
class Grid:
    """The columns of a chart's sheet, from left to right: at most 26.

    rows: how long all of them are at least: LibreOffice draws no series that is shorter than another.
    """

    rows: int = 0
    columns: list[Column] = field(default_factory=list)

    def add(self, heading: str, cells: Sequence[Cell], code: str = "General") -> Column:
        """Another column. `code` is the number format of its cells."""
        column = Column(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(self.columns)],
            heading,
            (*cells, *(None,) * (self.rows - len(cells))),
            code,
        )
        self.columns.append(column)
        return column

    def blob(self) -> bytes:
        """The sheet as .xlsx: text is never a formula, what is hidden or missing is an empty cell."""
        target = io.BytesIO()
        book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet(SHEET)
        for place, column in enumerate(self.columns):
            style = book.add_format({"num_format": column.code})
            sheet.set_column(place, place, min(max(10, len(column.heading)), 40))
            sheet.write_string(0, place, sheet_text(column.heading))
            for row, cell in enumerate(column.cells, 1):
                if isinstance(cell, str):
                    sheet.write_string(row, place, sheet_text(cell))
                elif cell is not None:
                    sheet.write_number(row, place, _number(cell), style)
        book.close()
        return target.getvalue()


def _number(cell: Cell) -> float:
    """A number or a date as Excel counts it."""
    if isinstance(cell, date):
        return times.serial(cell)
    assert isinstance(cell, int | float), cell
    return cell


def _blank(cell: Cell) -> bool:
    return cell is None or isinstance(cell, str)


def _point(place: int, text: str) -> str:
    return f'<c:pt idx="{place}"><c:v>{escape(xml_text(text))}</c:v></c:pt>'
