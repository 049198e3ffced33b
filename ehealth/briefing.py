"""The files that people take away."""

from __future__ import annotations

import pandas as pd

from ehealth.wording.neutral import neutral


def as_csv(table: pd.DataFrame) -> bytes:
    """A table of an edition as a file: UTF-8, commas, one header line, the same bytes for every reader.

    Codes, dates and amounts stay as the edition keeps them (money in whole cents); what is missing is left empty.
    """
    return bytes(neutral_table(table).to_csv(index=False, lineterminator="\n").encode())


def neutral_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table with no text that a spreadsheet would run."""
    texts = table.select_dtypes(["object", "string"])
    return table.assign(**{str(name): table[name].map(neutral) for name in texts})
