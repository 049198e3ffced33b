"""Workbooks for the tests, as a spreadsheet writes them and as an accident leaves them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, time
from typing import Any

import xlsxwriter

from tests.files import Row, rows

Draw = Callable[[xlsxwriter.Workbook, Any], None]


def drawn(draw: Draw, **options: Any) -> bytes:
    """A workbook whose first sheet, “Feuil1”, is what `draw` writes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, options)
    draw(book, book.add_worksheet("Feuil1"))
    book.close()
    return target.getvalue()


def workbook(kind: str, *changes: Row, top: int = 0, left: int = 0, **options: Any) -> bytes:
    """The rows of `file` as a workbook: text, dates and numbers as a spreadsheet keeps them."""

    def draw(book: xlsxwriter.Workbook, sheet: Any) -> None:
        table, day = rows(kind, *changes), book.add_format({"num_format": "dd/mm/yyyy"})
        names = list(dict.fromkeys(name for row in table for name in row))
        for i, row in enumerate([dict(zip(names, names, strict=True)), *table], top):
            for j, name in enumerate(names, left):
                put(sheet, i, j, row.get(name), day)

    return drawn(draw, **options)


def put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, date | time):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value)


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with each of its parts changed, or left out where `change` gives None."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if (part := change(name, source.read(name))) is not None:
                copy.writestr(name, part)
    return target.getvalue()


def in_sheet(old: bytes, new: bytes, part: str = "sheet1.xml") -> Callable[[str, bytes], bytes]:
    return lambda name, text: text.replace(old, new, 1) if name.endswith(part) else text


def part(content: bytes, name: str) -> bytes:
    """One of a workbook's parts, by the end of its path."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return next(source.read(path) for path in source.namelist() if path.endswith(name))
