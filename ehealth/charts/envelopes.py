"""What is said of nested envelopes beside their picture: the chain drawn, finding, text alternative, table, note."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ehealth.charts.amounts import amount
from ehealth.charts.native import Native, euros
from ehealth.charts.sentences import day_or_words, finding, in_parts, lower, partial_day
from ehealth.charts.slices import Slice
from ehealth.charts.theme import Row, Setting
from ehealth.domain import HUMAN_CAPITAL
from ehealth.domain import label as code_label
from ehealth.wording import Words

FEW = 1.95  # cents for a euro: fewer are said in percent


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


def title(chain: list[Any], w: Words) -> str:
    """Sets the last envelope against the first, each with its status and date; else a neutral title."""
    first, last = chain[0], chain[-1]
    neutral = w.say("The envelope and its shares")
    share = float(last.share_of_top)
    dates = {name: partial_day(w, row.as_of, "month") for name, row in (("then", first), ("now", last))}
    known = first.status == "announced" and last.status in ("committed", "paid") and all(dates.values())
    if not known or not 0 < share <= 100:
        return neutral
    name = ", ".join(in_parts(str(last.label_fr if w.lang == "fr" else last.label_en))[:1])
    return finding(_against(share, last.status == "committed", {"envelope": name} | dates, w), neutral)


def _against(share: float, committed: bool, facts: dict[str, str], w: Words) -> str:
    """In cents for a euro, or in percent where they would be few."""
    digits = 0 if abs(share - round(share)) < 0.05 else 1
    facts = facts | {"cents": w.number(share, digits), "share": w.percent(share, 1)}
    if share < FEW and committed:
        return w.say("{envelope}: {share} committed ({now}) of what was announced ({then})", **facts)
    if share < FEW:
        return w.say("{envelope}: {share} paid ({now}) of what was announced ({then})", **facts)
    if committed:
        return w.say("{envelope}: {cents} cents committed ({now}) for one euro announced ({then})", **facts)
    return w.say("{envelope}: {cents} cents paid ({now}) for one euro announced ({then})", **facts)


def subtitle(chain: list[Any], w: Words) -> str:
    """The first and the last envelope, each with its status and date."""
    first, last = chain[0], chain[-1]
    facts = {
        "first": f"{w.money(int(first.amount_cents))} ({status(first, w)})",
        "last": f"{w.money(int(last.amount_cents))} ({status(last, w)})",
    }
    if len(chain) == 1:
        return facts["first"]
    return w.say("From {first} to {last}: each percentage is a share of the amount above.", **facts)


def alternative(chain: list[Any], slices: list[Slice], w: Words) -> str:
    """Every bar in words, then the grants in the last one."""
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


def rows(envelopes: pd.DataFrame, slices: list[Slice], chain: list[Any], w: Words) -> list[Row]:
    """One row per envelope and grant drawn, in their order, then one per envelope that is not."""
    labels = dict(zip(envelopes["envelope_id"], envelopes[f"label_{w.lang}"], strict=True))
    drawn = {row.envelope_id for row in chain}
    others = [row for row in envelopes.itertuples() if row.envelope_id not in drawn]
    grants = [_grant_cells(one, str(labels[chain[-1].envelope_id]), w) for one in slices]
    return [*(_cells(row, labels, w) for row in chain), *grants, *(_cells(row, labels, w) for row in others)]


def native(slices: list[Slice], chain: list[Any], w: Words) -> Native:
    """What the bars draw: the share that each envelope and grant has of the one it is a part of."""
    return Native("bars", w.say("Envelope"), (w.say("Share, %"),), unit="%", first=len(chain) + len(slices))


def _cells(row: Any, labels: dict[str, str], w: Words) -> Row:
    return {
        w.say("Envelope"): str(labels[row.envelope_id]),
        w.say("Share of"): labels.get(row.parent_id),
        w.say("Amount, €"): euros(int(row.amount_cents)),
        w.say("Status"): code_label("envelopes", "status", row.status, w.lang),
        w.say("As of"): day_or_words(w, row.as_of),
        w.say("Share, %"): round(float(row.share_of_parent), 1) if row.depth else None,
        w.say("Share of the whole, %"): round(float(row.share_of_top), 1) if row.depth else None,
        w.say("Source"): w.side(row.source),
    }


def _grant_cells(one: Slice, envelope: str, w: Words) -> Row:
    return {
        w.say("Envelope"): one.name,
        w.say("Share of"): envelope,
        w.say("Amount, €"): euros(one.cents),
        w.say("Status"): w.say("Grant"),
        w.say("As of"): None,
        w.say("Share, %"): round(one.share, 1),
        w.say("Share of the whole, %"): None,
        w.say("Source"): w.side(one.source),
    }


def note(setting: Setting, w: Words) -> str:
    """What was drawn and what was not."""
    said = w.say("Only shares that a source gives are drawn; the table names each source and its reservations.")
    if setting.demonstration:
        said += " " + w.say("The envelopes are real; the invented grants of the demonstration are no part of them.")
    return said


def envelope_name(row: Any, w: Words) -> str:
    """The envelope's label without its status at the end, which is written beside it."""
    text = str(row.label_fr if w.lang == "fr" else row.label_en)
    return text.removesuffix(", " + lower(code_label("envelopes", "status", row.status, w.lang)))
