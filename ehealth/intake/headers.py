"""Which column of the file is which field of the schema."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ehealth import domain
from ehealth.domain import Problem, Refusal
from ehealth.intake.near import nearest
from ehealth.intake.personal import identifies, names_a_person
from ehealth.intake.reading import Row

MAX_COLUMNS = 200
LONGEST = 200  # characters of a header that tell; a cell of text is not worth more


def normal(text: str) -> str:
    """A header without accents, capitals, spaces and punctuation: « Année d’inscription » → annee_d_inscription."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z0-9%]+", "_", plain).strip("_")


@cache
def known_names(kind: str) -> dict[str, str]:
    """Every accepted header, normalised → field name."""
    names: dict[str, str] = {}
    for field in domain.schema(kind)["fields"]:
        spellings = (field["name"], field["title"], field["x-title-en"], *field.get("x-header-synonyms", ()))
        for spelling in spellings:
            names.setdefault(normal(spelling), field["name"])
    return names


@dataclass(frozen=True)
class Header:
    """Where the header stands and, for each column in the file's order, its field (None = an unknown column).

    `above` are the lines that stand above it and hold something.
    """

    kind: str
    line: int
    labels: Row
    fields: tuple[str | None, ...]
    problems: tuple[Problem, ...]
    above: tuple[int, ...] = ()

    @property
    def accented(self) -> list[str]:
        """The names of known columns that are not plain ASCII."""
        named = zip(self.labels, self.fields, strict=True)
        return [label.strip() for label, field in named if field and not label.isascii()]


def find(kind: str, rows: list[tuple[int, Row]], broken: int | None = None, *, titled: bool = False) -> Header:
    """The header among the first records: the one with most known names; lines above it are a problem.

    `broken` is the line of a quote that does not close, below these records; `titled` says that lines may stand above.
    Raises Refusal (empty-file, broken-quotes, too-many-columns).
    """
    names = known_names(kind)
    line, labels = max(rows, key=lambda row: sum(normal(cell) in names for cell in row[1]), default=(0, []))
    labels = labels[: max((place for place, label in enumerate(labels, 1) if label.strip()), default=0)]
    fields = tuple(names.get(normal(label)) for label in labels)
    if broken and not any(fields):  # the header is what cannot be read
        raise Refusal("broken-quotes", line=broken)
    if not labels:
        raise Refusal("empty-file")
    if len(labels) > MAX_COLUMNS:
        raise Refusal("too-many-columns", found=len(labels), limit=MAX_COLUMNS)
    above = tuple(number for number, row in rows if number < line and not _names_the_separator(row))
    problems = []
    if above and not titled:
        problems.append(Problem("title-lines", above[0], facts=_facts(above, line)))
    return Header(kind, line, labels, fields, (*problems, *_faults(kind, line, labels, fields)), above)


def of_sheet(header: Header, sheet: str) -> Header:
    """The header of a sheet beside others: one that holds no column names is told by its name."""
    unknown = Problem("wrong-header", header.line, facts={"looks_like": None})
    named = Problem("wrong-header", header.line, facts={"looks_like": None, "sheet": sheet})
    return replace(header, problems=tuple(named if problem == unknown else problem for problem in header.problems))


def _facts(above: tuple[int, ...], header: int) -> dict[str, Any]:
    return {"first": above[0], "last": above[-1], "count": len(above), "header": header}


def _names_the_separator(row: Row) -> bool:
    """Excel's own first line, such as sep=; (the separator itself splits it)."""
    return row[0].strip().lower().startswith("sep=") and not any(row[1:])


def _faults(kind: str, line: int, labels: Row, fields: tuple[str | None, ...]) -> list[Problem]:
    missing = [name for name in required(kind) if name not in fields]
    if (other := _other_kind(kind, labels)) or len(required(kind)) - len(missing) < len(required(kind)) / 4:
        return [Problem("wrong-header", line, facts={"looks_like": other})]
    near = _near(kind, labels, fields)
    problems = [_unknown(kind, line, i, label, near.get(i)) for i, label in enumerate(labels) if fields[i] is None]
    for i, name in enumerate(fields):
        if name and name in fields[:i]:
            first = labels[fields.index(name)]
            problems.append(Problem("duplicate-label", line, name, labels[i], {"first": first, "second": labels[i]}))
    found = ["…" if identifies(label.strip(), kind) else label[:LONGEST] for label in labels]
    facts: dict[str, Any] = {"kind": kind, "found": found}
    meant = {known_names(kind)[normal(name)] for name in near.values()}  # what is misspelt is not missing as well
    return problems + [Problem("missing-label", line, name, facts=facts) for name in missing if name not in meant]


def _near(kind: str, labels: Row, fields: tuple[str | None, ...]) -> dict[int, str]:
    """For unknown columns, by position, the name of a column that is not there; nothing where two may be the same one.

    It is the name in the language that the file's author used.
    """
    choices = [
        (name, field["name"])
        for field in domain.schema(kind)["fields"]
        if field["name"] not in fields
        for name in (field["name"], field["title"], field["x-title-en"], *field.get("x-header-synonyms", ()))
    ]
    unknown = [(i, label) for i, label in enumerate(labels) if fields[i] is None]
    found = {i: name for i, label in unknown if (name := nearest(label, choices))}
    meant = Counter(known_names(kind)[normal(name)] for name in found.values())
    return {i: name for i, name in found.items() if meant[known_names(kind)[normal(name)]] == 1}


@cache
def required(kind: str) -> tuple[str, ...]:
    """The fields that every row must fill."""
    return tuple(f["name"] for f in domain.schema(kind)["fields"] if f.get("constraints", {}).get("required"))


def _other_kind(kind: str, labels: Row) -> str | None:
    """The kind whose required columns are all there, where some of this kind's are not."""
    fitting = (other for other in (kind, *domain.KINDS) if _fits(other, labels))
    found = next(fitting, None)
    return found if found != kind else None


def _fits(kind: str, labels: Row) -> bool:
    names = known_names(kind)
    return {names.get(normal(label)) for label in labels} >= set(required(kind))


def _unknown(kind: str, line: int, index: int, label: str, near: str | None) -> Problem:
    if not label.strip():
        return Problem("blank-label", line, None, None, {"position": index + 1})
    if identifies(label.strip(), kind):  # a row stands where the header should
        return Problem("personal-data", line, None, None, {"header": False, "rule": "label", "position": index + 1})
    if names_a_person(normal(label)):
        return Problem("personal-data", line, label.strip()[:LONGEST], None, {"header": True})
    shown = label.strip()[:LONGEST]
    return Problem("extra-label", line, shown, shown, {"kind": kind}, near)
