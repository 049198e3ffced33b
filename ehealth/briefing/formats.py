"""Number formats and axes as Office keeps them: the reader's own separators, the unit's place by language."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from ehealth.wording import NBSP

FRANCE = "[$-40C]"  # makes LibreOffice write as in France whatever its own language; Office takes the reader's
STEPS = 5  # gridlines at most


def number_format(values: Sequence[float], unit: str, lang: str) -> str:
    """The format of numbers beside their marks; unit: "", "%" (whole points, 62 is 62 %) or "€"."""
    if unit == "€":
        return _money(values, lang)
    where = FRANCE if lang == "fr" else ""
    if unit == "%":
        return f'{where}{_digits(values)}"{NBSP if lang == "fr" else ""}%"'
    return f"{where}#,##0"


def percent_ticks(lang: str) -> str:
    """The unit once, on the last tick of an axis to 100."""
    return f'[>=100]0"{NBSP if lang == "fr" else ""}%";0'


def ends(highest: float, unit: str) -> tuple[float, float, float]:
    """An axis from 0: its top and its step, a round number; a share's goes to 100."""
    if unit == "%" and highest <= 100:
        return 0, 100, 25
    if highest <= 0:
        return 0, 1, 1
    power = 10 ** floor(log10(highest))
    step = next(power * nice for nice in (0.2, 0.5, 1, 2, 5) if power * nice * STEPS >= highest)
    return 0, step * ceil(highest / step), step


def _digits(values: Sequence[float]) -> str:
    return "0.0" if any(value != round(value) for value in values) else "0"


def _money(values: Sequence[float], lang: str) -> str:
    """In thousands, millions or billions as the largest asks, with two decimals where one would hide something."""
    scales = ((1e9, ",,,", "Md€", "bn"), (1e6, ",,", "M€", "m"), (1e3, ",", "k€", "k"), (0.0, "", "€", ""))
    largest = max(values, default=0)
    size, commas, french, english = next(scale for scale in scales if largest >= scale[0])
    tenths = [value / size * 10 for value in values] if size else []
    digits = "#,##0" if not size else "0.00" if any(abs(one - round(one)) > 1e-6 for one in tenths) else "0.0"
    return f'{FRANCE}{digits}{commas}"{NBSP}{french}"' if lang == "fr" else f'"€"{digits}{commas}"{english}"'
