"""What stands below a table and is no row of it: a total, and notes."""

from __future__ import annotations

import re

from ehealth.intake.cells import BLANKS
from ehealth.intake.headers import Header, normal, required
from ehealth.intake.reading import Row

# What such a line begins with: « Total », « Sous-total : », « Nombre d’étudiants », « Source : Apogée ».
BEGINS = re.compile(
    r"((grand|sous)_?)?(sub)?total(_.*)?|totaux(_.*)?"
    r"|(somme|sum|moyenne|average|mean|mediane|median|effectifs?|headcount|nombre|nb|nbre|number)(_.*)?"
    r"|(dont|including|of_which)(_.*)?"
    r"|(sources?|notes?|remarques?|remarks?|legende|lecture|champ|extrait|extraction|exporte?e?|edite)(_.*)?"
)


def closes(row: Row, header: Header) -> bool:
    """Whether a record at the end is a total or a note.

    It fills fewer than half of the columns that every row must fill, whatever it begins with: the last row of a project
    called total-sante is none. Words in one cell are a note where a row has several cells.
    """
    held = [cell for cell in row if cell.strip(BLANKS)]
    needed = [i for i, name in enumerate(header.fields) if name in required(header.kind)]
    filled = sum(i < len(row) and bool(row[i].strip(BLANKS)) for i in needed)
    if not held or 2 * filled >= len(needed):
        return False
    if BEGINS.fullmatch(normal(held[0][:40])):
        return True
    return len(held) == 1 and len(header.labels) > 1 and " " in held[0].strip(BLANKS)
