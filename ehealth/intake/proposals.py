"""A value that is refused → the one that was probably meant, written the way its author writes; or nothing.

A proposal is only made where one reading is left, and its own rule has to accept it. Nothing is proposed for
identifiers, for free text only what takes out characters that nobody sees, and no amount of money is ever changed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from ehealth.domain import Problem
from ehealth.intake.cells import (
    BLANKS,
    FALSE,
    TRUE,
    hidden,
    judge,
    plain,
    type_of,
    uai_letter,
)
from ehealth.intake.days import FIRST_DAY, LAST_DAY
from ehealth.intake.fault import Fault, Field
from ehealth.intake.near import LONGEST, nearest
from ehealth.intake.personal import identifies
from ehealth.wording.unseen import seen

DIGITS = str.maketrans("OoIl|", "00111")
MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"),
    ("juin", "june"), ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"),
    ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip
WEEKDAYS = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday) )?"
)
EPOCH = date(1899, 12, 30)  # day 0 of a French or English Excel
UNITS = r"h|heures?|hours?|ects|credits?|mois|months?|ans?|years?|places?|etudiants?|students?|eur|euros?"

Proposer = Callable[[str, Field], str | None]


def propose(problem: Problem, spec: Field | None) -> str | None:
    """What the cell of a problem might hold instead; None where nothing is near."""
    if problem.proposal or spec is None or problem.code not in ("type-error", "constraint-error"):
        return problem.proposal
    return proposal(spec, problem.value or "")


def proposal(spec: Field, value: str) -> str | None:
    """What might be meant by a value that the field's rule refuses; the rule accepts what is given."""
    text = seen(value.strip(BLANKS))
    if text != value.strip(BLANKS) and not hidden(spec, Fault("")) and not isinstance(judge(spec)(text), Fault):
        return text
    rule = RULES.get(type_of(spec))
    if not rule or not text or len(text) > LONGEST or identifies(text):
        return None
    found = rule(text, spec)
    return found if found and not identifies(found) and not isinstance(judge(spec)(found), Fault) else None


def _digits(text: str) -> str:
    """The text with figures for the letters that look like them, where there is nothing else than figures."""
    swapped = text.translate(DIGITS)
    return swapped if re.search(r"\d", text) and not re.search(r"[^\W\d_]", swapped) else text


def _date(text: str, spec: Field) -> str | None:
    bare = re.sub(r"(?<=\d{2})[T ]+\d{1,2}[:hH]\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", _digits(text))
    if found := re.fullmatch(r"(\d{4})([-./_ ])(\d{1,2})\2(\d{1,2})", bare):
        return _iso(int(found[1]), int(found[3]), int(found[4]))
    if found := re.fullmatch(r"(\d{1,2})([-./_ ])(\d{1,2})\2(\d{4}|\d{2})", bare):
        return _french(found[1], found[2], found[3], found[4])
    if re.fullmatch(r"\d{8}", bare):
        readings = {_iso(int(bare[:4]), int(bare[4:6]), int(bare[6:])), _french(bare[:2], "/", bare[2:4], bare[4:])}
        return next(iter(readings - {None})) if len(readings - {None}) == 1 else None
    if re.fullmatch(r"\d{5}([.,]\d+)?", bare):
        day = EPOCH + timedelta(int(bare[:5]))
        return _written(day, "/") if FIRST_DAY <= day <= LAST_DAY else None
    return _in_words(plain(text))


def _iso(year: int, month: int, day: int) -> str | None:
    found = _day(year, month, day)
    return found.isoformat() if found else None


def _french(day: str, separator: str, month: str, year: str) -> str | None:
    """Day first, or month first where it can be nothing else. 24-09-15 may also begin with its year: then nothing."""
    if len(year) == 2 and separator == "-" and _day(2000 + int(day), int(month), int(year)):
        return None
    found = _day(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    return _written(found, separator if separator in "-./" else "/") if found else None


def _written(day: date, separator: str) -> str:
    return f"{day.day:02}{separator}{day.month:02}{separator}{day.year}"


def _day(year: int, month: int, day: int) -> date | None:
    """The day; with month and day swapped where there is no such month; the month's last where there is no such day."""
    swapped = month > 12 >= day
    if swapped:
        month, day = day, month
    if not (FIRST_DAY.year <= year <= LAST_DAY.year and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    last = calendar.monthrange(year, month)[1]
    return None if swapped and day > last else date(year, month, min(day, last))


def _in_words(text: str) -> str | None:
    """1er septembre 2024, 1 sept 24, September 1st 2024."""
    if found := re.fullmatch(
        WEEKDAYS + r"(?:le )?(\d{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]{3,}) (\d{4}|\d{2})", text
    ):
        day, name, year = found.groups()
    elif found := re.fullmatch(WEEKDAYS + r"([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})", text):
        name, day, year = found.groups()
    else:
        return None
    month = _month(name)
    return _french(day, "/", str(month), year) if month else None


def _month(name: str) -> int | None:
    """A month by its name or the beginning of it; « jui » may be two months."""
    found = [number for number, names in enumerate(MONTHS, 1) if any(known.startswith(name) for known in names)]
    return found[0] if len(found) == 1 else None


def _partial_date(text: str, spec: Field) -> str | None:
    bare = _digits(text)
    if re.fullmatch(r"\d{4}|\d{4}-\d{2}|\d{1,2}/\d{4}", bare):
        return bare
    if found := re.fullmatch(r"([a-z]{3,}) (\d{4})", plain(text)):
        month = _month(found[1])
        return f"{month:02}/{found[2]}" if month else None
    if found := re.fullmatch(r"(\d{4})[/. ](\d{2})", bare):
        return f"{found[1]}-{found[2]}"
    return _date(text, spec)


def _academic_year(text: str, spec: Field) -> str | None:
    """Two years that follow each other, or the reverse. A single year may be the one of either side: nothing."""
    numbers = re.findall(r"\d+", _digits(text))
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:]]
    lengths = tuple(map(len, numbers))
    if lengths not in ((2, 2), (4, 2), (4, 4)):  # 12/2013 is a month
        return None
    first, second = (int(number) + (2000 if len(number) == 2 else 0) for number in numbers)
    if lengths == (4, 4):
        first, second = sorted((first, second))
    return f"{first}{'/' if '/' in text else '-'}{second}" if second == first + 1 else None


def _code(text: str, spec: Field) -> str | None:
    """A label of either language, a synonym, or the code itself: first of all where small letters are written."""
    labels = [(labels[lang], code) for code, labels in spec["x-codes"].items() for lang in ("fr", "en")]
    codes = [(code, code) for code in spec["x-codes"]]
    known = codes + labels if text.islower() else labels + codes
    return nearest(text, known + [(s, code) for code, more in spec.get("x-synonyms", {}).items() for s in more])


def _region(text: str, spec: Field) -> str | None:
    """Also by a part of the name that no other region has: Rhône-Alpes, before 2016, is in Auvergne-Rhône-Alpes."""
    words = set(plain(text).split())
    labels = {code: labels["fr"] for code, labels in spec["x-codes"].items()}
    found = [label for label in labels.values() if words <= set(plain(label).split())]
    return found[0] if len(found) == 1 and max(map(len, words), default=0) >= 4 else _code(text, spec)


def _boolean(text: str, spec: Field) -> str | None:
    words = [(word, str(word in TRUE)) for word in sorted(TRUE | FALSE) if len(word) > 2 or word == plain(text)]
    return nearest(text, words)


def _number(text: str, spec: Field) -> str | None:
    """Without the unit, with figures for letters that look like them, without thousands that can be nothing else."""
    bare = re.sub(rf"(?<=\d)\s*({UNITS})\.?$", "", plain_units(_digits(text)))
    if re.fullmatch(r"\d{1,3}(,\d{3}){2,}|\d{1,3}(\.\d{3}){2,}", bare):
        return re.sub(r"[.,]", "", bare)
    return bare if bare != text else None


def plain_units(text: str) -> str:
    """The text in lower case and without accents where it ends in letters, its figures as they are."""
    found = re.fullmatch(r"(.*\d)(\s*)([^\W\d_]+\.?)", text)
    return f"{found[1]}{found[2]}{plain(found[3])}" if found else text


def _money(text: str, spec: Field) -> str | None:
    """Only what cannot change the amount: the euros' name, or the separators of thousands."""
    return _number(text, spec) if _digits(text) == text else None


def _uai(text: str, spec: Field) -> str | None:
    """Figures for letters, no gaps; only where the letter at the end confirms the number."""
    bare = re.sub(r"[\W_]", "", text).upper()
    number, letter = bare[:-1].translate(DIGITS), bare[-1:]
    if not re.fullmatch(r"\d{5,7}", number) or letter != uai_letter(number):
        return None
    return number.zfill(7) + letter


RULES: dict[str, Proposer] = {
    "integer": _number,
    "number": _number,
    "money": _money,
    "date": _date,
    "partial_date": _partial_date,
    "boolean": _boolean,
    "academic_year": _academic_year,
    "code": _code,
    "region": _region,
    "uai": _uai,
}
