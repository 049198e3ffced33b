"""Whole random numbers and CSV lines, many at a time, the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.bytes_]
Column = Texts | bytes

FIRST_DAY = date(2022, 1, 1)
DAYS_COVERED = 7 * 366  # how many days the table below covers
NOTHING = -1  # as a day or an index: an empty cell

# One entry more than there are days: index NOTHING falls on it.
_DAYS: Texts = np.append(np.datetime_as_string(np.datetime64(FIRST_DAY) + np.arange(DAYS_COVERED)).astype("S10"), b"")


class Dice:
    """Draws from PCG64's raw words: what numpy makes of them may change between versions, the words do not."""

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed))

    def roll(self, sides: int, n: int) -> Ints:
        """n whole numbers from 0 to sides - 1."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return (raw % np.uint64(sides)).astype(np.int64)

    def pick(self, weights: Sequence[int], n: int) -> Ints:
        """n indexes into weights, each as often as its weight says."""
        found: Ints = np.searchsorted(np.cumsum(weights), self.roll(sum(weights), n), side="right").astype(np.int64)
        return found


def day(year: int, month: int, of_month: int) -> int:
    """A date as the number of days since FIRST_DAY."""
    return (date(year, month, of_month) - FIRST_DAY).days


def day_texts(days: Ints) -> Texts:
    """ISO dates; an empty text for NOTHING."""
    return _DAYS[days]


def texts(words: Sequence[str], indexes: Ints) -> Texts:
    """The words at these indexes; an empty text for NOTHING."""
    return np.array([*(word.encode() for word in words), b""])[indexes]


def digits(numbers: Ints, width: int) -> Texts:
    """Numbers with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    shown = (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    return np.ascontiguousarray(shown).view(f"S{width}")[:, 0]


def csv_lines(columns: Sequence[Column], n: int) -> bytes:
    """n CSV lines; a column of plain bytes is the same on every line. No cell may need quotes.

    Cells are laid out side by side at their widest, padded with NUL; taking the NULs out leaves the lines.
    """
    kinds = [f"S{max(1, np.asarray(column).dtype.itemsize)}" for column in columns]
    record = np.zeros(
        n, dtype=[(f"{part}{i}", kind) for i, k in enumerate(kinds) for part, kind in (("c", k), ("s", "S1"))]
    )
    for i, column in enumerate(columns):
        record[f"c{i}"] = column
        record[f"s{i}"] = b"\n" if i == len(columns) - 1 else b","
    return record.tobytes().translate(None, b"\0")
