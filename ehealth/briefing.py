"""The files that people take away."""

from __future__ import annotations

import pandas as pd

from ehealth.disclosure import STEP
from ehealth.domain import Refusal
from ehealth.editions import Edition
from ehealth.wording.neutral import neutral

CELLS = ("enrolment_cells", "placement_cells")  # the tables that count people


def as_csv(table: pd.DataFrame) -> bytes:
    """A table of an edition as a file: UTF-8, commas, one header line, the same bytes for every reader.

    Codes, dates and amounts stay as the edition keeps them (money in whole cents); what is missing is left empty.
    """
    return bytes(neutral_table(table).to_csv(index=False, lineterminator="\n").encode())


def edition_csv(edition: Edition, name: str) -> bytes:
    """A table of a published edition as a file. Raises Refusal("draft-not-exported") for a draft.

    Rounded counts say so in a last column, rounded_to: a line above the header would break readers, and a file's name
    is lost when it is renamed.
    """
    if edition.number is None:
        raise Refusal("draft-not-exported")
    table = edition.table(name)
    return as_csv(table.assign(rounded_to=STEP) if edition.protected and name in CELLS else table)


def neutral_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table with no text that a spreadsheet would run."""
    texts = table.select_dtypes(["object", "string"])
    return table.assign(**{str(name): table[name].map(neutral) for name in texts})
