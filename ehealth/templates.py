"""Empty files to fill in."""

from __future__ import annotations

import csv
import io

from ehealth import domain


def template(kind: str) -> bytes:
    """The header of a kind as CSV: UTF-8 with a mark, semicolons and CRLF, so that a French Excel opens it right."""
    target = io.StringIO()
    names = [field["name"] for field in domain.schema(kind)["fields"]]
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow(names)
    return target.getvalue().encode("utf-8-sig")
