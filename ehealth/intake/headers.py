"""Which column of the file is which field of the schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ehealth import domain
from ehealth.domain import Problem
from ehealth.intake.reading import Row

# Columns that name a person; refused before their content is looked at.
PERSONAL = re.compile(
    r"^(nom|prenom|name|first_name|last_name|surname|given_name|family_name|full_name|nom_.*|prenom_.*"
    r"|e_?mail|mail|courriel|adresse.*|address.*|telephone|tel|phone|portable|mobile"
    r"|ine|numero_ine|n_ine|code_ine|ine_.*|bea|nir|nni|numero_securite_sociale|securite_sociale"
    r"|naissance|.*date_de_naissance.*|.*date_naissance.*|ne_le|nee_le|birth.*|date_of_birth|dob)$"
)
PUBLIC_NAMES = {"partners": {"name", "nom"}}  # organisations have names, too


@cache
def normal(text: str) -> str:
    """A header without accents, capitals, spaces and punctuation: « Année d’inscription » → annee_d_inscription."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
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
    """Where the header stands and, for each column in the file's order, its field (None = an empty column)."""

    line: int
    labels: Row
    fields: tuple[str | None, ...]
    problems: tuple[Problem, ...]


def find(kind: str, head: Iterable[tuple[int, Row]]) -> Header:
    """The header among the first records: the one with most known names; lines above it are a problem."""
    rows = [(line, row) for line, row in head if any(cell.strip() for cell in row)]
    names = known_names(kind)
    line, labels = max(rows, key=lambda item: sum(normal(cell) in names for cell in item[1]))
    above = [(number, row) for number, row in rows if number < line]
    while labels and not labels[-1].strip():
        labels = labels[:-1]
    fields = tuple(names.get(normal(label)) for label in labels)
    problems = [Problem("title-lines", above[0][0], facts={"first": above[0][0], "header": line})] if above else []
    return Header(line, labels, fields, (*problems, *_faults(kind, line, labels, fields)))


def _faults(kind: str, line: int, labels: Row, fields: tuple[str | None, ...]) -> list[Problem]:
    problems = [_unknown(kind, line, i, label) for i, label in enumerate(labels) if fields[i] is None]
    for i, name in enumerate(fields):
        if name and name in fields[:i]:
            first = labels[fields.index(name)]
            problems.append(Problem("duplicate-label", line, name, labels[i], {"first": first, "second": labels[i]}))
    required = [f for f in domain.schema(kind)["fields"] if f.get("constraints", {}).get("required")]
    missing = [f["name"] for f in required if f["name"] not in fields]
    problems += [Problem("missing-label", line, name, facts={"kind": kind, "found": list(labels)}) for name in missing]
    return problems


def _unknown(kind: str, line: int, index: int, label: str) -> Problem:
    if not label.strip():
        return Problem("blank-label", line, None, None, {"position": index + 1})
    if PERSONAL.match(normal(label)) and normal(label) not in PUBLIC_NAMES.get(kind, ()):
        return Problem("personal-data", line, label.strip(), None, {"header": True})
    return Problem("extra-label", line, label.strip(), label.strip(), {"kind": kind})
