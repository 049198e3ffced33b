"""The nested shares of the announced envelope: each bar magnifies the slice of the one above, so the sliver is seen."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts import envelopes as said
from ehealth.charts.amounts import amount
from ehealth.charts.envelopes import chain_of, envelope_name, status
from ehealth.charts.native import drawable
from ehealth.charts.rows import CHARACTER, SMALL_CHARACTER
from ehealth.charts.sentences import named_sources, partial_day, projects_counted, projects_source, shortened
from ehealth.charts.slices import Slice, slices_drawn, slices_of
from ehealth.charts.theme import (
    SMALL,
    Chart,
    Figure,
    Palette,
    Setting,
    base_layout,
    bold,
    empty_chart,
    footer,
    label,
    no_axis,
    pale,
    palette,
    safe,
)
from ehealth.charts.zoom import BAR, Zoom
from ehealth.wording import Words

MANY = 1_000  # characters: no label is longer


def shares_chart(envelopes: pd.DataFrame, projects: pd.DataFrame, setting: Setting) -> Chart:
    """The longest chain of envelopes (indicators.envelopes), then the known grants of `projects` in the last one.

    A demonstration's invented grants are no part of a real envelope: they are not drawn in it.
    """
    w = wording.of(setting.lang)
    chain = chain_of(envelopes)
    if not chain:
        nothing = w.say("No envelope received yet.")
        return empty_chart(setting, "shares", w.say("The envelope and its shares"), nothing, w.say("public pages"))
    slices = [] if setting.demonstration else slices_of(projects, int(chain[-1].amount_cents), w)
    rows = said.rows(envelopes, slices, chain, w)
    return Chart(
        name="shares",
        title=said.title(chain, w),
        subtitle=said.subtitle(chain, w),
        figure=_figure(chain, slices, setting, _footer(envelopes, slices, projects, setting, w), w),
        alt=said.alternative(chain, slices, w),
        table=rows,
        note=said.note(setting, w),
        native=drawable(said.native(slices, chain, w), rows),
    )


def _footer(
    envelopes: pd.DataFrame, slices: list[Slice], projects: pd.DataFrame, setting: Setting, w: Words
) -> tuple[list[Figure], int]:
    """Whose figures are drawn: the envelopes', and where there are any the grants' and how many they are."""
    named = named_sources(envelopes, w)
    if not slices:
        return footer(setting, named, below=0, left=0)
    source = w.say("{envelopes}; grants: {projects}", envelopes=named, projects=projects_source(setting, w))
    known = projects_counted(int(projects["grant_cents"].notna().sum()), w)
    return footer(setting, source, known, below=0, left=0)


def _figure(
    chain: list[Any], slices: list[Slice], setting: Setting, noted: tuple[list[Figure], int], w: Words
) -> Figure:
    colours, zoom = palette(setting.dark), Zoom(len(chain), setting, 26 if slices else 2)
    data, shapes, texts = [], [], []
    notes, bottom = noted
    for place, row in enumerate(chain):
        texts.append(_name(row, place, zoom, colours, w))
        if place + 1 < len(chain):
            share = min(float(chain[place + 1].share_of_parent), 100.0)
            shapes += zoom.beam(place, share, colours)
            data += _bars(row, chain[place + 1], place, share, zoom, colours, w)
            texts += _shares(row, chain[place + 1], place, share, zoom, colours, w)
    pieces, words = slices_drawn(slices, chain[-1], zoom, colours, w)
    layout = base_layout(
        setting,
        zoom.height + 6 + bottom,
        left=0,
        right=0,
        bottom=bottom,
        xaxis=no_axis(range=[0, 100]),
        yaxis=no_axis(range=[0, zoom.height]),
        shapes=[shape | {"layer": "below"} for shape in shapes],
        annotations=[*texts, *words, *notes],
        barmode="overlay",
    )
    return {"data": [*data, *pieces], "layout": layout}


def _name(row: Any, place: int, zoom: Zoom, colours: Palette, w: Words) -> dict[str, Any]:
    """The amount in bold, what it is, and in muted ink its status and date; on a phone those stand on a second line."""
    money = w.money(int(row.amount_cents))
    name = shortened(envelope_name(row, w), 48 - len(money) if zoom.setting.compact else 90)
    if place:
        name = w.say("of which {envelope}", envelope=name)
    between = "<br>" if zoom.setting.compact else "&nbsp;&nbsp;"
    muted = f'<span style="color:{colours.muted}">{safe(status(row, w))}</span>'
    text = f"{bold(money)}&nbsp;&nbsp;{safe(name)}{between}{muted}"
    y = zoom.bottom(place) + BAR + 4
    return label(text, 0, y, xanchor="left", yanchor="bottom")


def _bars(
    row: Any, inner: Any, place: int, share: float, zoom: Zoom, colours: Palette, w: Words
) -> list[dict[str, Any]]:
    whole, part = w.money(int(row.amount_cents)), w.money(int(inner.amount_cents))
    rest = w.money(max(int(row.amount_cents) - int(inner.amount_cents), 0))
    words = w.say("{part} of {whole}", part=part, whole=whole)
    return [
        zoom.bar(place, 0, share, {"color": colours.measured}, words),
        zoom.bar(place, share, 100 - share, pale(colours), w.say("remainder: {amount}", amount=rest)),
    ]


def _shares(
    row: Any, inner: Any, place: int, share: float, zoom: Zoom, colours: Palette, w: Words
) -> list[dict[str, Any]]:
    """The slice's percentage, inside it where it fits, and what remains of the bar."""
    percent, pixel = w.percent(share, 0 if share >= 10 else 1), zoom.plot / 100
    middle = zoom.bottom(place) + BAR / 2
    inside = share * pixel > len(percent) * CHARACTER + 24
    font = {"color": colours.on_measured if inside else colours.text, "size": 14}
    texts = [
        label(
            bold(percent),
            share,
            middle,
            xanchor="right" if inside else "left",
            xshift=-12 if inside else 10,
            yanchor="middle",
            font=font,
        )
    ]
    taken = 0 if inside else len(percent) * CHARACTER + 20
    cents = int(row.amount_cents) - int(inner.amount_cents)
    room = (100 - share) * pixel - taken
    for rest in (_remainder(row, inner, cents, w), amount(w, cents)) if cents > 0 else ():
        if room > len(rest) * SMALL_CHARACTER + 24:
            muted = {"color": colours.muted, "size": SMALL + 1}
            return [*texts, label(safe(rest), 100, middle, xanchor="right", xshift=-10, yanchor="middle", font=muted)]
    return texts


def _remainder(row: Any, inner: Any, cents: int, w: Words) -> str:
    if row.status == "announced" and inner.status == "committed":
        date = partial_day(w, inner.as_of, "month")
        return w.say("not committed by {date}: {amount}", date=date, amount=amount(w, cents))
    return w.say("remainder: {amount}", amount=amount(w, cents))
