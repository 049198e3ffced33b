"""Prints one sheet of a workbook as CSV. A program of its own, which sheets.py runs: it imports nothing of ours.

The reader asks for as much memory as a workbook tells it to, and ends its process where there is none: a stray cell in
the last corner of a sheet asks for 500 GB. So it never runs in the server's process.
"""

from __future__ import annotations

import csv
import resource
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY, SECONDS = 3 << 30, 120  # a full sheet of a million rows and eight columns takes 0.8 GB and 8 seconds
EXACT = 1e15  # from here on a spreadsheet has lost the last digits: the number stays 1e+16, which no column accepts


def main(path: str, name: str) -> None:
    """Writes each row of the sheet `name` as a record to standard output; a blank row is an empty line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(name)
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in sheet.iter_rows():
        cells = [cell if type(cell) is str else written(cell) for cell in row]
        writer.writerow(cells if any(cells) else ())


def written(cell: Any) -> str:
    """A cell as one would type it: 12, 12.5, true, 2024-09-02; an hour stays beside its day, so that it is refused."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != cell.min.time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main(*sys.argv[1:])
