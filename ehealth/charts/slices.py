"""The known grants inside the last envelope of the nested shares."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from ehealth.charts.amounts import amount
from ehealth.charts.rows import SMALL_CHARACTER
from ehealth.charts.theme import SMALL, Palette, bold, label, pale, safe
from ehealth.charts.zoom import BAR, Zoom
from ehealth.wording import Words

MOST = 12  # slices drawn one by one; the others are one slice together


@dataclass(frozen=True)
class Slice:
    """A grant inside the last envelope, and its share of it in percent."""

    name: str
    cents: int
    share: float
    source: str | None


def slices_of(projects: pd.DataFrame, cents: int, w: Words) -> list[Slice]:
    """Known grants, largest first; none at all where they add up to more than the envelope they should be in."""
    known = projects[projects["grant_cents"].notna()].sort_values(["grant_cents", "acronym"], ascending=[False, True])
    if not cents or known["grant_cents"].sum() > cents:
        return []
    drawn, rest = known.head(MOST), known.iloc[MOST:]
    slices = [
        Slice(str(row.acronym), int(row.grant_cents), 100 * int(row.grant_cents) / cents, w.side(row.source))
        for row in drawn.itertuples()
    ]
    if len(rest):
        name = w.count("{n} other project", "{n} other projects", len(rest))
        slices.append(Slice(name, int(rest["grant_cents"].sum()), 100 * int(rest["grant_cents"].sum()) / cents, None))
    return slices


def slices_drawn(
    slices: list[Slice], envelope: Any, zoom: Zoom, colours: Palette, w: Words
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The last bar: its grants, then what remains; traces and words."""
    place, base = zoom.count - 1, 0.0
    data, texts = [], []
    marker = {"color": colours.measured, "line": {"color": colours.page, "width": 1.5}}
    for one in slices:
        data.append(zoom.bar(place, base, one.share, marker, f"{bold(safe(one.name))}<br>{amount(w, one.cents)}"))
        texts += _inside(one, base, zoom, colours, w)
        base += one.share
    data.append(zoom.bar(place, base, 100 - base, pale(colours), ""))
    texts += _under(slices, zoom, colours, w)
    rest = int(envelope.amount_cents) - sum(one.cents for one in slices)
    if rest > 0:
        texts.append(_rest(rest, base, zoom, colours, w))
    return data, texts


def _inside(one: Slice, base: float, zoom: Zoom, colours: Palette, w: Words) -> list[dict[str, Any]]:
    """The amount in millions, where it fits."""
    text = w.number(one.cents / 1e8, 1)
    if one.share * zoom.plot / 100 < len(text) * SMALL_CHARACTER + 8:
        return []
    font = {"color": colours.on_measured, "size": SMALL + 1}
    y = zoom.bottom(zoom.count - 1) + BAR / 2
    return [label(text, base + one.share / 2, y, xanchor="center", yanchor="middle", font=font)]


def _under(slices: list[Slice], zoom: Zoom, colours: Palette, w: Words) -> list[dict[str, Any]]:
    """Each project under its slice where all fit, else how many there are and what they add up to."""
    if not slices:
        return []
    y, font = zoom.bottom(zoom.count - 1) - 4, {"size": SMALL}
    middles = [sum(one.share for one in slices[:place]) + one.share / 2 for place, one in enumerate(slices)]
    if not _names_fit(slices, middles, zoom):
        total = amount(w, sum(one.cents for one in slices))
        text = w.say("known grants: {amount}", amount=total)
        return [label(safe(text), 0, y, xanchor="left", yanchor="top", font=font)]
    return [
        label(safe(one.name), middle, y, xanchor="center", yanchor="top", font=font)
        for middle, one in zip(middles, slices, strict=True)
    ]


def _names_fit(slices: list[Slice], middles: list[float], zoom: Zoom) -> bool:
    """Whether no name under the bar meets the next one, nor the bar's own start."""
    halves = [len(one.name) * SMALL_CHARACTER / 2 for one in slices]
    pixels = [middle * zoom.plot / 100 for middle in middles]
    pairs = pairwise(zip(pixels, halves, strict=True))
    return pixels[0] >= halves[0] and all(b - a >= left + right + 3 for (a, left), (b, right) in pairs)


def _rest(cents: int, base: float, zoom: Zoom, colours: Palette, w: Words) -> dict[str, Any]:
    text = w.say("grants not found: {amount}", amount=amount(w, cents))
    if zoom.setting.demonstration:
        text = w.say("real envelope: no invented grant in it")
    font = {"color": colours.text, "size": SMALL + 1}
    return label(text, (base + 100) / 2, zoom.bottom(zoom.count - 1) + BAR / 2, yanchor="middle", font=font)
