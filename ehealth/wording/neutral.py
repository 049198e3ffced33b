"""Cells that no spreadsheet runs."""

from __future__ import annotations

import re
from typing import Any

# What starts a formula, in every width a spreadsheet takes for one, and the blanks that it may skip before it.
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_NUMBER = re.compile(r"[ \u00a0\u202f]*[+-]?[\d \u00a0\u202f.,]*\d(?:[eE][+-]?\d+)?(?:[ \u00a0\u202f]*[%€])?")


def neutral(value: Any) -> Any:
    """A cell as it may be written to a file: text that a spreadsheet would run gets an apostrophe before it.

    A number stays one (-3, +4,5, -1e5), and so does any value that is not text. Every CSV that leaves passes here; what
    the product itself reads back must not.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
