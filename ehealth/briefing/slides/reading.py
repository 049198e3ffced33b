"""What a native chart reads from a chart's table beside its numbers: names with what must stand with them, formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from ehealth import wording
from ehealth.charts.native import Native, Series, categories, drawn_rows, series
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import NBSP, Words

STEPS = 5  # gridlines at most


@dataclass(frozen=True)
class Read:
    """A chart's table as its native chart needs it. places: for each name, the rows that it stands for."""

    native: Native
    names: list[str]
    places: list[list[Row]]
    series: list[Series]
    setting: Setting

    @property
    def words(self) -> Words:
        return wording.of(self.setting.lang)

    @property
    def lang(self) -> str:
        return self.setting.lang


def read(chart: Chart, setting: Setting) -> Read:
    """The table of a chart that has a native one."""
    native = chart.native
    assert native is not None
    rows, names = drawn_rows(native, chart.table), categories(native, chart.table)
    if native.series or native.joined:
        places = [[row for row in rows if str(row[native.names]) == name] for name in names]
    else:
        places = [[row] for row in rows]
    return Read(native, names, places, series(native, chart.table), setting)


def beside(found: Read, names: list[str]) -> float:
    """The part of a chart's width that lying bars leave to their names: as they need, and never more than a third."""
    longest = max((len(line) for name in names for line in name.split("\n")), default=0)
    return min(max(0.0068 * longest + 0.012, 0.1), 0.34)


def labelled(found: Read, between: str) -> list[str]:
    """The names with what a reader must see beside them: the n of a rate, a part of a year, why a number is absent."""
    says: tuple[Callable[[list[Row], Read], str], ...] = (_amount, _n, partial, _missing)
    return [
        between.join(filter(None, (name, *(say(rows, found) for say in says))))
        for name, rows in zip(found.names, found.places, strict=True)
    ]


def partial(rows: list[Row], found: Read) -> str:
    """Whether only some of those who are expected reported: then in words, else ""."""
    if not found.native.reported:
        return ""
    came, expected = (rows[0][heading] for heading in found.native.reported)
    if not isinstance(came, int) or not isinstance(expected, int) or not 0 < came < expected:
        return ""
    return found.words.count("{n} project of {m}", "{n} projects of {m}", came, m=expected).replace(" ", NBSP)


def _n(rows: list[Row], found: Read) -> str:
    """n = 240, where rates are drawn; all of them where series differ."""
    w = found.words
    counts = dict.fromkeys(row.get(w.say("Out of (n)")) for row in rows) if found.native.unit == "%" else {}
    said = NBSP.join(w.number(n) if isinstance(n, int) else "" for n in counts)
    return w.say("n = {n}", n=said).replace(" ", NBSP) if said.strip(NBSP) else ""


def _amount(rows: list[Row], found: Read) -> str:
    """The money of which a share is drawn, where the table has it."""
    w = found.words
    amount = rows[0].get(w.say("Amount, €")) if found.native.unit == "%" else None
    return w.money(round(amount * 100)) if isinstance(amount, int | float) else ""


def _missing(rows: list[Row], found: Read) -> str:
    """The words that stand in the table in place of the drawn numbers: too few, not received."""
    if found.native.kind == "spans":
        return ""
    words: dict[str, list[str]] = {}
    for row in rows:
        for heading in found.native.values:
            if isinstance(row.get(heading), str):
                words.setdefault(row[heading], []).append(str(row.get(found.native.series, heading)))
    whole = len(rows) * len(found.native.values)
    return "\n".join(word if len(of) == whole else f"{', '.join(of)}: {word}" for word, of in words.items())


def formats(found: Read) -> str:
    """The number format of the values, as Office keeps it: the reader's own separators, the unit's place by language."""
    values = [value for one in found.series for value in one.values if isinstance(value, int | float)]
    return code_of(values, found.native.unit, found.lang)


def code_of(values: list[Any], unit: str, lang: str) -> str:
    """[$-40C] makes LibreOffice write as in France whatever its own language; Office takes the reader's."""
    where, space = ("[$-40C]", f'"{NBSP}') if lang == "fr" else ("", '"')
    if unit == "€":
        return _money(values, lang)
    digits = "0.0" if any(value != round(value) for value in values) else "0"
    return f'{where}{digits}{space}%"' if unit == "%" else f"{where}#,##0"


def _money(values: list[Any], lang: str) -> str:
    """In millions or billions as the largest asks: 3.34 is as precise as a label beside a bar can be."""
    largest = max(values, default=0)
    commas, french, english = next(
        found
        for least, *found in (
            (1e9, ",,,", "Md€", "bn"),
            (1e6, ",,", "M€", "m"),
            (1e3, ",", "k€", "k"),
            (0, "", "€", ""),
        )
        if largest >= least
    )
    digits = (
        "0.##"
        if commas and any(round(v / 1000 ** len(commas), 1) * 1000 ** len(commas) != v for v in values)
        else "0.0"
        if commas
        else "#,##0"
    )  # noqa: E501
    digits = digits.replace("##", "00")
    return f'[$-40C]{digits}{commas}"{NBSP}{french}"' if lang == "fr" else f'"€"{digits}{commas}"{english}"'


def ends(highest: float, unit: str) -> tuple[float, float, float]:
    """An axis from 0: its top and its step, a round number; a share's goes to 100."""
    if unit == "%" and highest <= 100:
        return 0, 100, 25
    if highest <= 0:
        return 0, 1, 1
    power = 10 ** floor(log10(highest))
    step = next(power * nice for nice in (0.2, 0.5, 1, 2, 5) if power * nice * STEPS >= highest)
    return 0, step * ceil(highest / step), step
