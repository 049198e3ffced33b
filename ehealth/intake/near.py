"""Which of the accepted spellings somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ehealth.intake.cells import plain

LONGEST = 80  # characters; nobody mistypes a whole paragraph
ALIKE = str.maketrans("oil", "011")  # letters that are typed, or recognised by a scanner, for digits


def nearest(text: str, choices: Iterable[tuple[str, str]]) -> str | None:
    """The spelling nearest to a text, of choices (spelling, what it means); None where two meanings are as near.

    Capitals, accents, punctuation and the letter O for a zero cost nothing; otherwise figures have to be the same:
    2024 is not a slip for 2025.
    """
    best: dict[str, tuple[int, str]] = {}
    folded, digits = fold(text), re.sub(r"\D", "", text)
    for spelling, meaning in choices if folded and len(text) <= LONGEST else ():
        other = fold(spelling)
        limit = _slips(min(len(folded), len(other)))
        if folded != other and (abs(len(folded) - len(other)) > limit or digits != re.sub(r"\D", "", spelling)):
            continue
        found = slips(folded, other, limit)
        if found <= limit and found < best.get(meaning, (limit + 1, ""))[0]:
            best[meaning] = found, spelling
    ranked = sorted(best.values(), key=lambda choice: choice[0])
    return ranked[0][1] if ranked and (len(ranked) == 1 or ranked[0][0] < ranked[1][0]) else None


@lru_cache(10_000)
def fold(text: str) -> str:
    """A word or code for comparing: no accents, capitals, gaps; o is 0, and i and l are 1."""
    return plain(text).replace(" ", "").translate(ALIKE)


def _slips(length: int) -> int:
    """How many slips a word of this length may hold: a short one would soon be another word."""
    return sum(length >= least for least in (4, 8, 14))


def slips(a: str, b: str, limit: int) -> int:
    """Letters added, left out, changed or swapped with the next one, between two words; limit + 1 where more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
