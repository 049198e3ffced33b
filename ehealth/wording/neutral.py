"""Cells that no spreadsheet runs."""

from __future__ import annotations

import re
from typing import Any

# What starts a formula, in every width a spreadsheet takes for one, and the blanks that it may skip before it.
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_NUMBER = re.compile(r"[ \u00a0\u202f]*[+-]?[\d \u00a0\u202f.,]*\d(?:[eE][+-]?\d+)?(?:[ \u00a0\u202f]*[%€])?")
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # characters that no XML can hold


def neutral(value: Any) -> Any:
    """A cell as it may be written to a file: text that a spreadsheet would run gets an apostrophe before it.

    A number stays one (-3, +4,5, -1e5), and so does any value that is not text. Every CSV that leaves passes here; what
    the product itself reads back must not.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def xml_text(text: str) -> str:
    """The text without what no XML can hold."""
    return _NO_XML.sub("\ufffd", text)


def sheet_text(text: str) -> str:
    """The text as XlsxWriter may have it: what looks like its own markup for rich text is not taken for it.

    A text cell runs no formula, but saved as CSV it would: what starts as one gets an apostrophe.
    """
    clean = xml_text(str(neutral(text)))
    return clean + " " if clean.startswith("<r>") and clean.endswith("</r>") else clean
