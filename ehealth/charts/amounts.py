"""Amounts as rows of bars: known ones solid, sums that lack some projects hatched, unknown ones said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ehealth import wording
from ehealth.charts.rows import BAR, Rows
from ehealth.charts.theme import (
    SMALL,
    Figure,
    Palette,
    Setting,
    axis,
    base_layout,
    bold,
    footer,
    hatched,
    label,
    no_axis,
    palette,
    safe,
)
from ehealth.wording import Words

INTERVALS = 4  # between ticks, at most
SCALES = (10**9, 10**6, 10**3, 1)  # euros: billions, millions, thousands


@dataclass(frozen=True)
class Amount:
    """One row: an amount in cents, or None with the words that say why; `says` follows the amount in muted ink."""

    name: str
    more: str
    cents: int | None
    says: str = ""
    partial: bool = False
    hover: str = ""


def amount(w: Words, cents: int) -> str:
    """Money with two decimals at most: 4,04 M€ for 4,043,200 euros."""
    scale = 100 * next((scale for scale in SCALES if abs(cents) >= 100 * scale), 1)
    return w.money(round(round(cents / scale, 2) * scale))


def amounts_figure(amounts: list[Amount], rows: Rows, source: str, n: str, right: int = 120) -> Figure:
    """The figure of some amounts; `right` pixels are kept for the words after the longest bar."""
    setting = rows.setting
    colours, w = palette(setting.dark), wording.of(setting.lang)
    marks = [w.say("hatched: some amounts not known")] if any(one.partial for one in amounts) else []
    notes, bottom = footer(setting, source, n, left=rows.left, half=rows.half, marks=marks)
    largest = max((one.cents for one in amounts if one.cents is not None), default=0)
    said = [_words(one, rows.middle(place), colours, w) for place, one in enumerate(amounts)]
    layout = base_layout(
        setting,
        rows.height + 4 + bottom,
        left=rows.left,
        right=right,
        top=4,
        bottom=bottom,
        xaxis=_money_axis(largest, setting, w),
        yaxis=no_axis(range=[0, rows.height]),
        annotations=[*said, *rows.names([(one.name, one.more) for one in amounts]), *notes],
        barmode="overlay",
    )
    return {"data": [_bars(amounts, rows, colours, partial) for partial in (False, True)], "layout": layout}


def _bars(amounts: list[Amount], rows: Rows, colours: Palette, partial: bool) -> dict[str, Any]:
    drawn = [(p, one) for p, one in enumerate(amounts) if one.cents is not None and one.partial is partial]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [(one.cents or 0) / 100 for _, one in drawn],
        "y": [rows.middle(place) for place, _ in drawn],
        "width": BAR,
        "marker": hatched(colours.measured, colours.page) if partial else {"color": colours.measured},
        "text": [one.hover or safe(one.name) for _, one in drawn],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _words(one: Amount, y: float, colours: Palette, w: Words) -> dict[str, Any]:
    if one.cents is None:
        font = {"color": colours.muted, "size": SMALL}
        ground = {"bgcolor": colours.page}  # a grid line may pass there
        return label(safe(one.says), 0, y, xanchor="left", xshift=6, yanchor="middle", font=font, **ground)
    said = f'<span style="color:{colours.muted}">  {safe(one.says)}</span>' if one.says else ""
    text = bold(amount(w, one.cents)) + said
    return label(text, one.cents / 100, y, xanchor="left", xshift=6, yanchor="middle")


def _money_axis(cents: int, setting: Setting, w: Words) -> dict[str, Any]:
    """From 0 to the largest amount; the unit stands once, on the last tick."""
    largest = cents / 100
    if not largest:
        return axis(setting, range=[0, 1], showgrid=False, showticklabels=False)
    step = nice_step(largest)
    ticks = [step * n for n in range(int(largest // step) + 1)]
    scale = next(scale for scale in SCALES if ticks[-1] >= scale)
    digits = 0 if step % scale == 0 else 1
    names = [w.number(tick / scale, digits if tick else 0) for tick in ticks]
    names[-1] = w.money(round(ticks[-1] * 100), digits)
    return axis(setting, range=[0, largest * 1.01], tickmode="array", tickvals=ticks, ticktext=names)


def nice_step(largest: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that cuts 0 to `largest` into few intervals."""
    power = 10 ** (len(str(int(largest))) - 2)
    steps = (power * factor for factor in (1, 2, 5, 10, 20, 50, 100))
    return float(next(step for step in steps if largest / step <= INTERVALS + 0.99))
