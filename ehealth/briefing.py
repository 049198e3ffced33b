"""The files that people take away."""

from __future__ import annotations

import pandas as pd


def as_csv(table: pd.DataFrame) -> bytes:
    """A table of an edition as a file: UTF-8, commas, one header line, the same bytes for every reader.

    Codes, dates and amounts stay as the edition keeps them (money in whole cents); what is missing is left empty.
    """
    return bytes(table.to_csv(index=False, lineterminator="\n").encode())
