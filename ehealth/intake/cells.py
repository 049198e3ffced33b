"""One cell: what was written → what is meant, in the canonical spelling, or the fault that it has.

Each rule sees one distinct value, not one row, so that a million rows cost a few hundred calls.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from ehealth.intake.days import academic_year, day, partial_date
from ehealth.intake.fault import Bad, Fault, Field
from ehealth.intake.personal import REMOVED, bare_birth, identifies
from ehealth.wording.unseen import UNSEEN

BLANKS = " \t\r\n\v\f\u00a0\u1680\u2007\u2009\u200b\u202f\ufeff"  # stripped from the edges; DuckDB's trim gets the same
THOUSANDS = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009"), " ")
TRUE = {"oui", "o", "vrai", "true", "yes", "y", "1"}
FALSE = {"non", "n", "faux", "false", "no", "0"}
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # the letter is the number modulo 23 (RAMSESE); I, O and Q are left out
# What a spreadsheet writes where a formula has no result, in English and in French.
NO_RESULT = re.compile(r"#(N/[AD]|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!)")

Judge = Callable[[str | None], str | Fault | None]
Rule = Callable[[str, Field], str]


def judge(spec: Field, about: str = "") -> Judge:
    """What judges a field's cells: gives the canonical spelling of a cell (None where it is empty), or its fault.

    about: the kind of file, since an old date is that of a birth in some (see personal).
    """
    rule, kind = RULES[type_of(spec)], type_of(spec)
    required = bool(spec.get("constraints", {}).get("required"))
    if "x-codes" in spec:
        spec = {**spec, "spellings": _spellings(spec)}

    def judged(raw: str | None) -> str | Fault | None:
        text = (raw or "").strip(BLANKS)
        if not text and kind != "published":
            return Fault("constraint-error", {"rule": "required"}) if required else None
        if text == REMOVED:
            return _personal("removed")
        if sort := identifies(text, about):  # whatever the column: a number in the wrong one identifies, too
            return _personal(sort)
        if UNSEEN.search(text):
            return Fault("constraint-error", {"rule": "unseen"})
        try:
            return rule(text, spec)
        except Bad as bad:
            sort = bare_birth(text, about) if kind == "date" else None
            return _personal(sort) if sort else bad.fault

    return judged


def hidden(spec: Field, fault: Fault) -> bool:
    """Whether the value is not repeated: a refused identifier may be anything about a person, above all a name."""
    return fault.code == "personal-data" or type_of(spec) == "identifier"


def _personal(sort: str) -> Fault:
    return Fault("personal-data", {"header": False, "rule": sort})


def type_of(spec: Field) -> str:
    """The intake's type of a field: x-type where the schema gives one, else its Table Schema type."""
    return str(spec.get("x-type", spec["type"]))


def _string(text: str, spec: Field) -> str:
    if NO_RESULT.fullmatch(text):
        raise Bad("type-error", type="formula")
    pattern = spec.get("constraints", {}).get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        raise Bad("constraint-error", rule="pattern", pattern=pattern)
    return text


def _number_text(text: str) -> str:
    """1 234,5 € → 1234.5; a comma is a decimal one only where there is one of them, and no full stop."""
    spaced = text.translate(THOUSANDS).removesuffix("€").strip()
    plain = re.sub(r"(?<=\d) (?=\d{3}(\D|$))", "", spaced).replace("−", "-")
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain


def _identifier(text: str, spec: Field) -> str:
    """An institution's own identifier; one without a digit looks like a name."""
    limits = spec["constraints"]
    if re.search(r"[^\W\d_]", text) and not re.search("[0-9]", text):
        raise Bad("personal-data", header=False, rule="name")
    fits = limits["minLength"] <= len(text) <= limits["maxLength"] and re.fullmatch(limits["pattern"], text)
    if not fits:
        raise Bad("constraint-error", rule="identifier")
    return text


def _integer(text: str, spec: Field) -> str:
    plain = re.sub(r"\.0+$", "", _number_text(text))
    if not re.fullmatch(r"-?[0-9]{1,15}", plain):
        raise Bad("type-error", type="integer")
    return _bounded(str(int(plain)), spec)


def _number(text: str, spec: Field) -> str:
    plain = _number_text(text)
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", plain):
        raise Bad("type-error", type="number")
    return _bounded(plain, spec)


def _bounded(plain: str, spec: Field) -> str:
    limits, value = spec.get("constraints", {}), Decimal(plain)
    if "minimum" in limits and value < limits["minimum"]:
        raise Bad("constraint-error", rule="minimum", limit=limits["minimum"])
    if "maximum" in limits and value > limits["maximum"]:
        raise Bad("constraint-error", rule="maximum", limit=limits["maximum"])
    if "enum" in limits and plain not in map(str, limits["enum"]):
        raise Bad("constraint-error", rule="enum", allowed=[str(value) for value in limits["enum"]])
    return plain


def _money(text: str, spec: Field) -> str:
    """Euros as written → whole cents."""
    cents = Decimal(_number(text, spec)) * 100
    if cents != int(cents):
        raise Bad("constraint-error", rule="cents")
    return str(int(cents))


def _boolean(text: str, spec: Field) -> str:
    if text.casefold() in TRUE | FALSE:
        return "true" if text.casefold() in TRUE else "false"
    raise Bad("type-error", type="boolean")


def plain(text: str) -> str:
    """For comparing words: without accents, capitals and punctuation."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    return re.sub(r"[^a-z0-9+]+", " ", "".join(c for c in bare if not unicodedata.combining(c)).casefold()).strip()


def _code(text: str, spec: Field) -> str:
    code: str | None = spec["spellings"].get(plain(text))
    first, last = (unicodedata.normalize("NFC", text)[place] for place in (0, -1))
    whole = first.isalnum() and (last.isalnum() or last in ").")  # -1 is not wave 1, 1? may be another
    if code is None or not whole:
        raise Bad("constraint-error", rule="enum", allowed=list(spec["x-codes"]))
    return code


def _spellings(spec: Field) -> dict[str, str]:
    """Everything that means a code: its labels and synonyms, and before them all the code itself."""
    found: dict[str, str] = {}
    for code, labels in spec["x-codes"].items():
        for spelling in (*spec.get("x-synonyms", {}).get(code, ()), labels["fr"], labels["en"]):
            found.setdefault(plain(spelling), code)
    return found | {plain(code): code for code in spec["x-codes"]}


def _uai(text: str, spec: Field) -> str:
    """Seven digits and a letter; Excel eats leading zeros."""
    found = re.fullmatch(r"([0-9]{5,7})([A-Z])", text.upper())
    if not found:
        raise Bad("constraint-error", rule="uai")
    return found[1].zfill(7) + found[2]


def _uai_or_text(text: str, spec: Field) -> str:
    """A UAI gets its zeros back where its letter confirms the number; anything else stays as it is written."""
    found = re.fullmatch(r"([0-9]{5,7})([A-Za-z])", text)
    if found and uai_letter(found[1]) == found[2].upper():
        return _uai(text, spec)
    return _string(text, spec)


def uai_letter(number: str) -> str:
    """The letter that belongs to a UAI's number."""
    return UAI_LETTERS[int(number) % 23]


def _published(text: str, spec: Field) -> str:
    """A ministry figure as published: a number, or the reason why there is none ("" included)."""
    if text not in spec["x-missing-reasons"]:
        _number(text, {**spec, "constraints": {}})
    return text


RULES: dict[str, Rule] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "money": _money,
    "date": day,
    "partial_date": partial_date,
    "boolean": _boolean,
    "academic_year": academic_year,
    "code": _code,
    "region": _code,
    "uai": _uai,
    "uai_or_text": _uai_or_text,
    "identifier": _identifier,
    "published": _published,
}
