"""Rates as a dot on its 95 % interval: hollow where fragile or partial, a box where hidden, words where none."""

from __future__ import annotations

from typing import Any

from ehealth import wording
from ehealth.charts.native import Interval, interval_heading
from ehealth.charts.reasons import why
from ehealth.charts.theme import SIZE, SMALL, Figure, Row, Setting, axis, bold, label, palette
from ehealth.wording import Words

DRAWN = ("shown", "fragile")
QUOTED_WITHIN = 20  # points from end to end: a title gives a rate without its interval, so it must be a narrow one
DOT, HALO = 10, 15  # pixels; the halo parts the dot from its own interval


def drawn(row: Row) -> bool:
    """Whether a rate may be drawn at all."""
    return row["state"] in DRAWN


def quotable(row: Row) -> bool:
    """Whether a title may quote a rate: neither fragile, nor partial, nor loose."""
    return row["state"] == "shown" and not row.get("partial") and int(row["high"]) - int(row["low"]) <= QUOTED_WITHIN


def marks(
    places: list[float], rows: list[Row], colour: str, symbol: str, setting: Setting, flat: bool = False
) -> list[Figure]:
    """Interval, halo and dot of each drawable row at its place: on x, or on y where `flat` lays the intervals down."""
    kept = [(place, row) for place, row in zip(places, rows, strict=True) if drawn(row)]
    page = palette(setting.dark).page
    rates = [int(row["rate"]) for _, row in kept]
    along, across = ("y", "x") if flat else ("x", "y")
    base = {
        "type": "scatter",
        "mode": "markers",
        along: [place for place, _ in kept],
        across: rates,
        "hoverinfo": "skip",
        "cliponaxis": False,  # a dot at 100 % stands half above the plot
    }
    fills = [page if row["state"] == "fragile" or row.get("partial") else colour for _, row in kept]
    dots = {"size": DOT, "symbol": symbol, "color": fills, "line": {"color": colour, "width": 2}}
    return [
        base | {"marker": {"size": 1, "color": colour}, f"error_{across}": _spread(kept, colour)},
        base | {"marker": {"size": HALO, "symbol": symbol, "color": page}},
        base | {"marker": dots},
    ]


def value(row: Row, colour: str, x: float, side: str, setting: Setting) -> Figure:
    """The rate in bold beside its dot: left, right, above or below the interval."""
    font = {"size": SIZE + 1, "color": colour}
    text = bold(int(row["rate"]))
    if side in ("above", "below"):
        at, anchor = (row["high"], "bottom") if side == "above" else (row["low"], "top")
        return label(text, x, int(at), font=font, xanchor="center", yanchor=anchor)
    shift, anchor = (-11, "right") if side == "left" else (11, "left")
    return label(text, x, int(row["rate"]), font=font, xanchor=anchor, yanchor="middle", xshift=shift)


def box(text: str, x: float, setting: Setting, reach: float = 0.38) -> Figure:
    """The dashed box that stands where a rate is hidden: neither a zero nor a gap."""
    colours = palette(setting.dark)
    return {
        "type": "rect",
        "x0": x - reach,
        "x1": x + reach,
        "y0": 13,
        "y1": 13 + 6 * (2 + text.count("<br>")),
        "fillcolor": colours.page,
        "line": {"color": colours.other, "width": 1.2, "dash": "dot"},
        "label": {"text": text, "font": {"size": SMALL, "color": colours.muted}},
    }


def absent(text: str, x: float, setting: Setting) -> Figure:
    """Words at the zero line where nothing was measured."""
    font = {"size": SMALL, "color": palette(setting.dark).muted}
    return label(text, x, 0, font=font, align="center", xanchor="center", yanchor="bottom", yshift=4)


def fragile(row: Row, x: float, setting: Setting) -> Figure:
    """Why a dot is hollow, under its interval."""
    w = wording.of(setting.lang)
    few = int(row["denominator"]) < 30
    why = w.say("fragile:<br>n < 30") if few else w.say("fragile:<br>response < 50%")
    font = {"size": SMALL, "color": palette(setting.dark).muted}
    below = 24 if setting.compact else 5
    return label(
        why, x, max(int(row["low"]), 12), font=font, align="center", xanchor="center", yanchor="top", yshift=-below
    )


def hollow(rows: list[Row], w: Words) -> list[str]:
    """What a hollow dot is, for the footer; nothing where none is drawn."""
    return [w.say("hollow: fragile rate")] if any(row["state"] == "fragile" for row in rows) else []


def percent_axis(setting: Setting, lowest: float = 0, **more: Any) -> Figure:
    """Up to 100 %, the unit once, on the last tick; from 50 where every interval lies higher (a dot needs no zero).

    It ends at 101 so that the last line is drawn.
    """
    w, start = wording.of(setting.lang), 50 if lowest > 55 else 0
    ticks = [start, *(level for level in (25, 50, 75, 100) if level > start)]
    names = [str(level) for level in ticks[:-1]]
    return axis(setting, range=[start, 101], tickvals=ticks, ticktext=[*names, w.percent(100)]) | more


def rounding(rows: list[Row], setting: Setting) -> str:
    """That the intervals drawn of a protected edition hold what rounding may have moved; else nothing."""
    w = wording.of(setting.lang)
    if not setting.protected or not any(map(drawn, rows)):
        return ""
    return w.say("The interval includes the effect of rounding.")


def tick(name: str, row: Row, setting: Setting) -> str:
    """A tick in two lines: what, and over how many; a hidden denominator is not told."""
    w, muted = wording.of(setting.lang), palette(setting.dark).muted
    if not counted(row):
        return name
    told = people(row, w)
    return f'{name}<br><span style="color:{muted}">{told}</span>'


def counted(row: Row) -> bool:
    """Whether the two counts of a rate may be told, with the rate or in its place."""
    return drawn(row) or row["state"] == "counts"


def people(row: Row, w: Words) -> str:
    """n = 186, or why that is not told."""
    if not counted(row):
        return why(row["reason"], w)
    return w.say("n = {n}", n=w.number(row["denominator"]))


def cells(row: Row, w: Words) -> Row:
    """The columns of a rate in a data table; a hidden one tells no count from which it could be worked out."""
    told, shown = counted(row), drawn(row)
    missing = None if shown else why(row["reason"], w)
    return {
        w.say("Count"): int(row["numerator"]) if told else missing,
        w.say("Out of (n)"): int(row["denominator"]) if told else missing,
        w.say("Rate, %"): int(row["rate"]) if shown else missing,
        interval_heading(w): Interval(int(row["low"]), int(row["high"])) if shown else missing,
        w.say("Remark"): w.say("fragile") if row["state"] == "fragile" else None,
    }


def weak(w: Words) -> tuple[str, str]:
    """Where the table says that a rate is fragile, for a native chart."""
    return w.say("Remark"), w.say("fragile")


def spoken(row: Row, w: Words) -> str:
    """A rate in words, for a text alternative."""
    if not counted(row):
        return why(row["reason"], w)
    counts = {"n": w.number(row["numerator"]), "m": w.number(row["denominator"])}
    if row["state"] == "counts":
        return w.say("{n} of {m}, too few for a percentage", **counts)
    facts = {"rate": w.percent(int(row["rate"])), "low": int(row["low"]), "high": int(row["high"])}
    said = w.say("{rate} (interval {low} to {high}, n = {m})", **facts, **counts)
    return said + (w.say(", fragile") if row["state"] == "fragile" else "")


def instead(row: Row, w: Words) -> str:
    """What a box says in a rate's place: why there is none, or the two counts of a protected edition."""
    if not counted(row):
        return why(row["reason"], w)
    return w.say("{n} of {m}", n=w.number(row["numerator"]), m=w.number(row["denominator"]))


def _spread(kept: list[tuple[float, Row]], colour: str) -> Figure:
    return {
        "type": "data",
        "symmetric": False,
        "array": [int(row["high"]) - int(row["rate"]) for _, row in kept],
        "arrayminus": [int(row["rate"]) - int(row["low"]) for _, row in kept],
        "color": colour,
        "thickness": 2.5,
        "width": 0,
    }
