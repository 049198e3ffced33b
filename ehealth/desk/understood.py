"""How a file was read: what tells the sender, at a glance, that it is the right one and was read right."""

from __future__ import annotations

import streamlit as st

from ehealth import domain
from ehealth.desk.sent import Sent, named
from ehealth.intake import Checked
from ehealth.ui.shown import muted, plain, table
from ehealth.ui.view import words
from ehealth.wording import Words
from ehealth.wording.problems import kind_name

ENCODINGS = {"cp1252": "Windows (CP1252)", "mac-roman": "Mac (Roman)", "cp850": "MS-DOS (CP850)"}
WORDS = 4  # accented words that are shown


def understood(checked: Checked, file: Sent) -> None:
    """Name, kind, rows, encoding, separator, accented words; and which column was taken for which."""
    w = words()
    rows = [w.count("{n} row", "{n} rows", checked.rows)] if checked.rows else []
    muted(
        " · ".join(
            (named(file), kind_name(checked.kind, w.lang), *rows, *([] if file.mended else _read_as(checked, w)))
        )
    )
    matched = [(label, field) for label, field in zip(checked.labels, checked.fields, strict=True) if field]
    title = w.count(
        "{n} column of {all} recognised", "{n} columns of {all} recognised", len(matched), all=len(checked.labels)
    )
    with st.expander(plain(title)):
        titles = {field["name"]: _title(field, w) for field in domain.schema(checked.kind)["fields"]}
        table(
            [{w.say("In the file"): label.strip(), w.say("Read as"): titles[field]} for label, field in matched], title
        )


def _read_as(checked: Checked, w: Words) -> list[str]:
    separators = {";": w.say("semicolon"), ",": w.say("comma"), "\t": w.say("tab"), "|": w.say("vertical bar")}
    if checked.sheet:
        return [w.say("Excel workbook, sheet “{sheet}”", sheet=checked.sheet)]
    shown = list(dict.fromkeys(checked.accented))[:WORDS]
    accents = [w.say("accents read as: {words}", words=", ".join(shown))] if shown else []
    return [ENCODINGS.get(checked.encoding, checked.encoding.upper()), separators[checked.delimiter], *accents]


def _title(field: dict[str, str], w: Words) -> str:
    return field["title" if w.lang == "fr" else "x-title-en"]
