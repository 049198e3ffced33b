"""Tables as files that people take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ehealth.charts.native import spread
from ehealth.charts.theme import Chart
from ehealth.disclosure import STEP
from ehealth.domain import Refusal
from ehealth.editions import Edition
from ehealth.wording import of
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


def chart_csv(chart: Chart, lang: str, protected: bool) -> bytes:
    """A chart's numbers as a file; rounded counts say so in a last column.

    A line above the header would break readers, and a file's name is lost when it is renamed or its rows are copied.
    """
    w = of(lang)
    said = {w.say("Counts"): w.say("rounded to multiples of 5")} if chart.people and protected else {}
    return csv_bytes([{**row, **said} for row in chart.table], lang)


def csv_bytes(rows: Sequence[Mapping[str, Any]], lang: str) -> bytes:
    """The rows as spreadsheets of the language read them: a byte order mark, and in French `;` and decimal commas."""
    text, rows = io.StringIO(), spread(rows, of(lang))
    writer = csv.writer(text, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow(map(neutral, rows[0]))
    writer.writerows([_raw(value, lang) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def absent(value: Any) -> bool:
    """None, NaN and pandas' NA alike."""
    return value is None or value is pd.NA or bool(value != value)


def _raw(value: Any, lang: str) -> str:
    if absent(value):
        return ""
    if isinstance(value, float):
        text = f"{value:.15g}"  # of euros with cents too
        return text.replace(".", ",") if lang == "fr" else text
    return str(neutral(str(value)))
