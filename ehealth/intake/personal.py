"""What would identify a person: refused by the column's name, and by what a cell looks like."""

from __future__ import annotations

import re

# Columns that name a person, as headers.normal writes them; refused before their content is looked at.
HEADERS = re.compile(
    r"(nom|prenom|name|first_name|last_name|surname|given_name|family_name|full_name|nom_.*|prenom_.*"
    r"|e_?mail|mail|courriel|adresse.*|address.*|telephone|tel|phone|portable|mobile"
    r"|ine|numero_ine|n_ine|code_ine|ine_.*|bea|nir|nni|numero_securite_sociale|securite_sociale"
    r"|naissance|.*date_de_naissance.*|.*date_naissance.*|ne_le|nee_le|birth.*|date_of_birth|dob)"
)
PUBLIC_NAMES = {"partners": {"name", "nom"}}  # organisations have names, too

_GAP = "[ .-]?"
# An INE has 11 characters (ten digits and a letter, or nine and two letters); a NIR 13 or 15: sex, year, month (or what
# stands for an unknown one), department (2A and 2B in Corsica), six digits, key. Written for Python and for DuckDB.
NUMBERS = (
    r"(?i)[0-9]{10}[a-z]|[0-9]{9}[a-z]{2}"
    rf"|[12]{_GAP}[0-9]{{2}}{_GAP}(0[1-9]|1[0-2]|[2-9][0-9]){_GAP}([0-9]{{2}}|2[ab]){_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}"
    rf"({_GAP}[0-9]{{2}})?"
)
SHORTEST_NUMBER = 11  # characters
_NUMBERS = re.compile(NUMBERS)
_E_MAIL = re.compile(r"(?i)[^\s@/:;,<>()]{1,64}@[^\s@/]{1,255}\.[a-z]{2,}")  # no / before @: x.org/@y.z is none


def names_a_person(kind: str, header: str) -> bool:
    """Whether a column of this name (in the spelling of headers.normal) would hold personal data."""
    return HEADERS.fullmatch(header) is not None and header not in PUBLIC_NAMES.get(kind, ())


def identifies(text: str) -> bool:
    """Whether a cell holds an e-mail address, or is a national student or social-security number."""
    return bool(("@" in text and _E_MAIL.search(text)) or _NUMBERS.fullmatch(text.replace("\u00a0", " ")))
