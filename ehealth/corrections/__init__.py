"""The lead's own file again, to mend or mended: nothing is reordered, and what identifies a person is left out.

`annotated` is the file to look at, `corrected` and `corrected_workbook` are the file with what the lead accepted.
"""

from __future__ import annotations

import csv
import io

from ehealth.corrections.lines import Accepted, lines, opened
from ehealth.corrections.workbook import ROWS, annotated, corrected_workbook
from ehealth.intake.personal import REMOVED
from ehealth.wording.neutral import neutral

__all__ = ["ROWS", "Accepted", "annotated", "corrected", "corrected_workbook"]


def corrected(kind: str, content: bytes, accepted: Accepted, *, to_open: bool = False) -> bytes:
    """The file with the accepted values, as CSV: UTF-8 with a mark, semicolons and CRLF, of any size.

    Columns that the schema does not know are emptied; of a copy to check again, only those that name a person. Where
    a cell of another column identified a person stands a mark that the next check refuses: the reason is not lost.

    Args:
        accepted: (column, value as read) → what to write instead, wherever it stands in that column; an unknown
            column's own name twice → the name to give it. These are the keys of a check's groups.
        to_open: cells that a spreadsheet would run get an apostrophe; for a copy to look at, not for one to send.
    Raises:
        Refusal: the file cannot be read, or a quote does not close (broken-quotes): rows would be missing.
    """
    target = io.BytesIO()
    text = io.TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    source, header = opened(kind, content)
    for line in lines(kind, source, header, accepted, REMOVED, working=not to_open):
        writer.writerow(map(neutral, line.cells) if to_open else line.cells)
    text.flush()
    return target.getvalue()
