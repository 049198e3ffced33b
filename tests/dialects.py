"""A table written in any of the ways in which spreadsheets and survey tools write one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hypothesis import strategies as st

from ehealth import domain
from tests.planting import Spec, Table

ENCODINGS = (
    "utf-8", "utf-8-sig", "cp1252", "iso8859-15", "mac-roman", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be-sig",
)  # fmt: skip
LINE_ENDS = {"LF": ("\n",), "CRLF": ("\r\n",), "CR": ("\r",), "mixed": ("\r\n", "\n", "\r")}
LONE_QUOTE = "\ue000"  # stands in a table for a double quote that opens and never closes
SIMPLER = str.maketrans({"’": "'", "−": "-", "–": "-", "œ": "oe", "Œ": "OE", "\u202f": "\u00a0"})


@dataclass(frozen=True)
class Dialect:
    """How a file is written. `header` is names, title (French) or x-title-en; bare = no accents, in capitals."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "LF"
    quote_all: bool = False
    header: str = "name"
    bare: bool = False
    french: bool = False  # dates, decimals, labels of codes, yes and no
    padded: bool = False  # a no-break space at the edges of cells
    above: int = 0  # blank lines above the header
    between: int = 0  # blank lines below every third row
    below: int = 0  # blank lines at the end
    empty_columns: int = 0  # on the right

    def written(self, kind: str, table: Table) -> tuple[bytes, list[int]]:
        """The file, and the physical line on which each row of the table starts."""
        specs = {f["name"]: f for f in domain.schema(kind)["fields"]}
        ends, parts, lines = LINE_ENDS[self.line_end], [], []
        for number, row in enumerate(table):
            end = ends[number % len(ends)]
            if not number:
                parts.append(end * self.above)
                row = [self._label(specs.get(name, {}), name) for name in row]
            else:
                row = [self._cell(specs.get(n, {}), c) for n, c in zip(table[0], row, strict=False)] + row[
                    len(table[0]) :
                ]
            right = [""] * self.empty_columns if len(row) >= len(table[0]) else []  # a cell that lacks stays lacking
            lines.append(1 + len(re.findall(r"\r\n|\n|\r", "".join(parts))))
            parts.append(self.delimiter.join(map(self._quoted, row + right)) + end)
            parts.append(end * (self.between if number % 3 == 1 else 0))
        return self.encoded("".join(parts) + end * self.below), lines

    def encoded(self, text: str) -> bytes:
        """In this encoding; typographic signs that it lacks are written as a typewriter would."""
        text = text.replace(LONE_QUOTE, '"')
        name = self.encoding.removesuffix("-sig") if "16" in self.encoding else self.encoding
        mark = "\ufeff" if self.encoding == "utf-16-be-sig" else ""
        return (mark + "".join(c if c.encode(name, "ignore") else c.translate(SIMPLER) for c in text)).encode(name)

    def _label(self, spec: Spec, name: str) -> str:
        label = str(spec.get(self.header, name))
        return without_accents(label).upper() if self.bare else label

    def _cell(self, spec: Spec, value: str) -> str:
        written = french(spec, value) if self.french else value
        return f"\u00a0{written} " if self.padded and written and LONE_QUOTE not in written else written

    def _quoted(self, text: str) -> str:
        if self.quote_all or any(sign in text for sign in (self.delimiter, '"', "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


def french(spec: Spec, value: str) -> str:
    """A value as a French spreadsheet shows it; what is none of these stays as it is."""
    if "x-codes" in spec:
        return str(spec["x-codes"].get(value, {}).get("fr", value))
    if spec.get("type") == "boolean":
        return {"true": "Oui", "false": "NON"}.get(value, value)
    if spec.get("type") == "number" and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return f"{float(value):,.2f}".replace(",", "\u202f").replace(".", ",")
    if spec.get("x-type") == "academic_year" and re.fullmatch("[0-9-]+", value):
        return value.replace("-", "/")
    if spec.get("x-type") == "uai" and re.fullmatch("0.*[A-Z]", value):
        return value[1:].lower()  # Excel eats the zero
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value):
        return "/".join(reversed(found.groups()))
    return value


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def in_order(table: Table, order: list[int]) -> Table:
    """The table with its columns in another order."""
    return [[row[place] for place in order] for row in table]


FEW_LINES = st.integers(0, 2)
DIALECTS = st.builds(
    Dialect,
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(";,\t|"),
    line_end=st.sampled_from([*LINE_ENDS]),
    quote_all=st.booleans(),
    header=st.sampled_from(["name", "title", "x-title-en"]),
    bare=st.booleans(),
    french=st.booleans(),
    padded=st.booleans(),
    above=FEW_LINES,
    between=FEW_LINES,
    below=FEW_LINES,
    empty_columns=FEW_LINES,
)


def orders(table: Table) -> st.SearchStrategy[list[int]]:
    return st.permutations(range(len(table[0])))
