"""What an action was about, as far as the log may say it: nothing of a student, nothing that breaks a line."""

from __future__ import annotations

import re
import unicodedata

from ehealth.access import NOBODY, ROLES
from ehealth.domain import MONTHS_AFTER

LONGEST = 600  # characters
HIDDEN = "…"  # in place of what may not stand in the log: the line is written all the same

# Kinds, codes of projects, periods, months, numbers of editions, receipts, roles, and what stands between them.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}|\+[0-9]{1,4}|[·–-]?")
_OURS = re.compile(r"20[0-9]{2}(?:-20[0-9]{2})?|[0-9]{6}(?:-[0-9a-f]{8})?")  # a period, a receipt
_NUMBER_OF_A_PERSON = re.compile(r"(?:[0-9][._-]?){7}")  # an INE, a NIR, or what an institution gives its students
_FILE_NAME = re.compile(r"\.[A-Za-z]{2,5}$")
_ISSUER = re.compile(r"https?://[!-~]{1,200}")
_BEFORE_A_SUBJECT = re.compile(rf"{_ISSUER.pattern}|(?:{'|'.join((*ROLES, NOBODY))}):")
_SUBJECT = re.compile(r"(?!(?i:[0-9]{9,10}[a-z]{1,2}|[12][0-9]{12}(?:[0-9]{2})?)$)[!-~]{1,255}")  # no INE, no NIR


def about(to: str) -> str:
    """The slices, editions, receipts and persons of a text; … for every other word.

    A person is a subject after its issuer, or after a role: « lead: 4f1c-9b ».
    """
    words = clean(to).split()
    said = " ".join(word if _allowed(words, place) else HIDDEN for place, word in enumerate(words))
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1].rpartition(' ')[0]} {HIDDEN}"


def clean(text: str) -> str:
    """In one line, without control, direction and format characters."""
    shown = (" " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(shown).split())


def _allowed(words: list[str], place: int) -> bool:
    if place and _BEFORE_A_SUBJECT.fullmatch(words[place - 1]):
        return bool(_SUBJECT.fullmatch(words[place]))
    word, *beside = (one.rstrip(",:") for one in words[place : place + 2])
    beside += [one.rstrip(",:") for one in words[place - 1 : place]]  # of the first word, nothing stands before it
    if _ISSUER.fullmatch(word) or _OURS.fullmatch(word):
        return True
    named = _WORD.fullmatch(word) and not _NUMBER_OF_A_PERSON.search(word) and not _FILE_NAME.search(word)
    return bool(named) and not (_is_a_part(word) and any(map(_is_a_part, beside)))


def _is_a_part(word: str) -> bool:
    """Whether a number may be one part of a longer one, written with blanks: it is no period, months nor receipt."""
    return word.isdigit() and not _OURS.fullmatch(word) and word not in map(str, MONTHS_AFTER)
