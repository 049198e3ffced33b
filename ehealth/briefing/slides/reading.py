"""What a native chart reads from a chart's table beside its numbers: names with what must stand with them, formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ehealth import wording
from ehealth.briefing.formats import number_format
from ehealth.charts import native
from ehealth.charts.native import Native, Series
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import NBSP, Words


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
    said = chart.native
    assert said is not None
    rows, names = native.drawn_rows(said, chart.table), native.categories(said, chart.table)
    if said.series or said.joined:
        places = [[row for row in rows if str(row[said.names]) == name] for name in names]
    else:
        places = [[row] for row in rows]
    return Read(said, names, places, native.series(said, chart.table), setting)


def beside(found: Read, names: list[str]) -> float:
    """The part of a chart's width that lying bars leave to their names: as they need, and never more than a third."""
    longest = max((len(line) for name in names for line in name.split("\n")), default=0)
    return min(max(0.0068 * longest + 0.012, 0.1), 0.34)


def labelled(found: Read, between: str) -> list[str]:
    """The names with what a reader must see beside them: the n of a rate, a part of a year, why a number is absent."""
    beside_it: tuple[Callable[[list[Row], Read], str], ...] = (_amount, _n, _partial, _missing)
    return [
        between.join(filter(None, (name, *(word(rows, found) for word in beside_it))))
        for name, rows in zip(found.names, found.places, strict=True)
    ]


def _partial(rows: list[Row], found: Read) -> str:
    """7 projects of 10, where only some of them are in the number."""
    some = native.partial(found.native, rows[0])
    if some is None:
        return ""
    return found.words.count("{n} project of {m}", "{n} projects of {m}", some[0], m=some[1]).replace(" ", NBSP)


def _n(rows: list[Row], found: Read) -> str:
    """n = 240, where rates are drawn; all of them where series differ."""
    w = found.words
    counts = dict.fromkeys(row.get(w.say("Out of (n)")) for row in rows) if found.native.unit == "%" else {}
    said = " · ".join(w.number(n) for n in counts if isinstance(n, int))
    return w.say("n = {n}", n=said).replace(" ", NBSP) if said else ""


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
    """The number format of the values."""
    values = [value for one in found.series for value in one.values if isinstance(value, int | float)]
    return number_format(values, found.native.unit, found.lang)
