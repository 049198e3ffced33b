"""The nested shares of the announced envelope: each bar magnifies the slice of the one above, so the sliver is seen."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth import wording
from ehealth.charts.amounts import amount
from ehealth.charts.rows import CHARACTER, SMALL_CHARACTER
from ehealth.charts.sentences import finding, in_parts, lower, named_sources, partial_day, shortened
from ehealth.charts.slices import Slice, slices_drawn, slices_of
from ehealth.charts.theme import (
    SMALL,
    Chart,
    Figure,
    Palette,
    Row,
    Setting,
    base_layout,
    bold,
    empty_chart,
    footer,
    label,
    no_axis,
    palette,
    safe,
)
from ehealth.charts.zoom import BAR, Zoom
from ehealth.domain import HUMAN_CAPITAL
from ehealth.domain import label as code_label
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
    return Chart(
        name="shares",
        title=_title(chain, w),
        subtitle=_subtitle(chain, w),
        figure=_figure(chain, slices, setting, named_sources(envelopes, w), w),
        alt=_alt(chain, slices, w),
        table=_rows(envelopes, slices, chain, w),
        note=_note(setting, w),
    )


def chain_of(envelopes: pd.DataFrame) -> list[Any]:
    """From the outermost envelope to the deepest in it, each inside the one before; that of human capital first."""
    rows = list(envelopes.itertuples())
    tops = [place for place, row in enumerate(rows) if row.depth == 0]
    if not tops:
        return []
    start = next((place for place in tops if rows[place].envelope_id == HUMAN_CAPITAL), tops[0])
    end = next((place for place in tops if place > start), len(rows))
    deepest = max(range(start, end), key=lambda place: (rows[place].depth, -place))
    chain = [rows[deepest]]
    while chain[0].depth:
        chain.insert(0, next(row for row in rows if row.envelope_id == chain[0].parent_id))
    return chain


def status(row: Any, w: Words) -> str:
    """An envelope's status and date: "committed, Oct 2023"."""
    return f"{lower(code_label('envelopes', 'status', row.status, w.lang))}, {partial_day(w, row.as_of, 'month')}"


def _figure(chain: list[Any], slices: list[Slice], setting: Setting, source: str, w: Words) -> Figure:
    colours, zoom = palette(setting.dark), Zoom(len(chain), setting, 26 if slices else 2)
    notes, bottom = footer(setting, source, below=0, left=0)
    data, shapes, texts = [], [], []
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
    length = 38 if zoom.setting.compact else 90
    said = shortened(_label(row, w), length)
    if place:
        said = w.say("of which {envelope}", envelope=said)
    between = "<br>" if zoom.setting.compact else "&nbsp;&nbsp;"
    muted = f'<span style="color:{colours.muted}">{safe(status(row, w))}</span>'
    text = f"{bold(w.money(int(row.amount_cents)))}&nbsp;&nbsp;{safe(said)}{between}{muted}"
    y = zoom.bottom(place) + BAR + 4
    return label(text, 0, y, xanchor="left", yanchor="bottom")


def _label(row: Any, w: Words) -> str:
    """The envelope's label without its status, which is written after it."""
    text = str(row.label_fr if w.lang == "fr" else row.label_en)
    return text.removesuffix(", " + lower(code_label("envelopes", "status", row.status, w.lang)))


def _bars(
    row: Any, inner: Any, place: int, share: float, zoom: Zoom, colours: Palette, w: Words
) -> list[dict[str, Any]]:
    whole, part = w.money(int(row.amount_cents)), w.money(int(inner.amount_cents))
    rest = w.money(max(int(row.amount_cents) - int(inner.amount_cents), 0))
    said = w.say("{part} of {whole}", part=part, whole=whole)
    return [
        zoom.bar(place, 0, share, {"color": colours.measured}, said),
        zoom.bar(place, share, 100 - share, {"color": colours.band}, w.say("remainder: {amount}", amount=rest)),
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


def _title(chain: list[Any], w: Words) -> str:
    """Sets the last envelope against the first, with both statuses in words."""
    first, last = chain[0], chain[-1]
    neutral = w.say("The envelope and its shares")
    share = float(last.share_of_top)
    if first.status != "announced" or last.status not in ("committed", "paid") or not 0 < share <= 100:
        return neutral
    name = ", ".join(in_parts(str(last.label_fr if w.lang == "fr" else last.label_en))[:1])
    digits = 0 if abs(share - round(share)) < 0.05 else 1
    facts = {"envelope": name, "cents": w.number(share, digits), "share": w.percent(share, 1)}
    if share < 1.5:
        said = (
            w.say("{envelope}: {share} of what was announced is committed", **facts)
            if last.status == "committed"
            else w.say("{envelope}: {share} of what was announced is paid", **facts)
        )
    elif last.status == "committed":
        said = w.say("{envelope}: {cents} cents committed for one euro announced", **facts)
    else:
        said = w.say("{envelope}: {cents} cents paid for one euro announced", **facts)
    return finding(said, neutral)


def _subtitle(chain: list[Any], w: Words) -> str:
    first, last = chain[0], chain[-1]
    facts = {
        "first": f"{w.money(int(first.amount_cents))} ({status(first, w)})",
        "last": f"{w.money(int(last.amount_cents))} ({status(last, w)})",
    }
    if len(chain) == 1:
        return facts["first"]
    return w.say("From {first} to {last}: each bar magnifies the slice of the one above.", **facts)


def _alt(chain: list[Any], slices: list[Slice], w: Words) -> str:
    said = [w.say("Bars, each magnifying a slice of the one above.")]
    for row in chain:
        text = f"{w.money(int(row.amount_cents))}, {row.label_fr if w.lang == 'fr' else row.label_en}, {status(row, w)}"
        if row.depth:
            text += ", " + w.say("{share} of the one above", share=w.percent(row.share_of_parent, 1))
        said.append(text + ".")
    if slices:
        said.append(w.say("In the last bar, known grants:"))
        said.append("; ".join(f"{one.name} {amount(w, one.cents)}" for one in slices) + ".")
    return " ".join(said)


def _rows(envelopes: pd.DataFrame, slices: list[Slice], chain: list[Any], w: Words) -> list[Row]:
    labels = dict(zip(envelopes["envelope_id"], envelopes[f"label_{w.lang}"], strict=True))
    rows = [
        {
            w.say("Envelope"): str(labels[row.envelope_id]),
            w.say("Share of"): labels.get(row.parent_id),
            w.say("Amount"): w.money(int(row.amount_cents)),
            w.say("Status"): code_label("envelopes", "status", row.status, w.lang),
            w.say("As of"): partial_day(w, row.as_of),
            w.say("Share"): w.percent(row.share_of_parent, 1) if row.depth else None,
            w.say("Share of the whole"): w.percent(row.share_of_top, 1) if row.depth else None,
            w.say("Source"): str(row.source),
        }
        for row in envelopes.itertuples()
    ]
    last = chain[-1]
    grants = [
        {
            w.say("Envelope"): one.name,
            w.say("Share of"): str(labels[last.envelope_id]),
            w.say("Amount"): w.money(one.cents),
            w.say("Status"): w.say("Grant"),
            w.say("As of"): None,
            w.say("Share"): w.percent(one.share, 1),
            w.say("Share of the whole"): None,
            w.say("Source"): one.source,
        }
        for one in slices
    ]
    return [*rows, *grants]


def _note(setting: Setting, w: Words) -> str:
    said = w.say("Only shares that a source gives are drawn; the table names each source and its reservations.")
    if setting.demonstration:
        said += " " + w.say("The envelopes are real; the invented grants of the demonstration are no part of them.")
    return said
