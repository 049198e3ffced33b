"""What a picture says of itself, and whether it is still true.

A picture carries, in PNG as one iTXt chunk and in SVG as metadata, the address of its chart and a hash of its numbers.
Only that is read: nobody looks at the pixels.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from ehealth import gallery, wording
from ehealth.briefing import addresses
from ehealth.briefing.tables import absent
from ehealth.charts.native import Interval
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.domain import LANGUAGES, Refusal, Selection
from ehealth.editions import Edition

KEYWORD = "ehealth"  # of the chunk, and the id of the metadata: ehealth/routes/take.js writes them
LARGEST = 20_000_000  # bytes; ours have less than two million
LONGEST = 100_000  # characters of what a picture says of itself
FURTHEST = 10**6  # no edition's number has as many digits
PNG = b"\x89PNG\r\n\x1a\n"
_HASH = re.compile("[0-9a-f]{64}")
_METADATA = re.compile(r'<metadata id="ehealth">([^<]*)</metadata>')


@dataclass(frozen=True)
class Said:
    """What a picture says of itself; `numbers` is the hash of its table."""

    address: str
    chart: str
    edition: int
    made_on: str
    lang: str
    filters: str
    title: str
    demonstration: bool
    numbers: str
    drawn_on: str


@dataclass(frozen=True)
class Checked:
    """title and filters: what its edition says of this chart; the picture's own words may have been changed.

    genuine: its edition gives the numbers that it carries. changes: what differs in the newest edition from its own,
    with the words of what cannot be drawn there any more in `gone`.
    """

    said: Said
    title: str
    filters: str
    genuine: bool
    newest: int
    changes: list[Row]
    gone: Refusal | None = None


def provenance(chart: Chart, setting: Setting, selection: Selection) -> dict[str, Any]:
    """What a picture of a published chart carries. The setting is that of the chart's own filters."""
    assert setting.edition is not None  # a draft is not taken away
    return {
        "address": addresses.chart_address("png", chart.name, selection, setting.edition, setting.lang, setting.today),
        "chart": chart.name,
        "edition": setting.edition,
        "made_on": setting.made_on.isoformat(),
        "lang": setting.lang,
        "filters": setting.scope,
        "title": chart.title,
        "demonstration": setting.demonstration,
        "numbers": numbers(chart),
        "drawn_on": setting.today.isoformat(),
    }


def numbers(chart: Chart) -> str:
    """SHA-256 over the table's cells in their order, headings left out: other words around them change nothing."""
    cells = [[_plain(value) for value in row.values()] for row in chart.table]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def read(data: bytes) -> Said:
    """What a PNG or SVG of ours says of itself.

    Raises Refusal: picture-too-large, picture-damaged, picture-not-ours (another kind of file, or another's picture,
    or one that went through a program which takes such words out).
    """
    if len(data) > LARGEST:
        raise Refusal("picture-too-large", limit=LARGEST // 1_000_000)
    text = _in_png(data) if data.startswith(PNG) else _in_svg(data)
    try:
        found = json.loads(text[:LONGEST])
        said = Said(**{name: found[name] for name in Said.__dataclass_fields__})
        if _sound(said):
            return said
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("picture-not-ours") from fault
    raise Refusal("picture-not-ours")


def check(said: Said, own: Edition, newest: Edition) -> Checked:
    """Whether the picture's edition gives its numbers, and what differs in the newest one.

    Raises Refusal("address-value") where its own edition never held what it shows.
    """
    then, filters = redrawn(said, own)
    newest_number = newest.number or 0
    found = Checked(said, then.title, filters, numbers(then) == said.numbers, newest_number, [])
    if own.number == newest.number:
        return found
    try:
        now, _ = redrawn(said, newest)
    except Refusal as gone:
        return replace(found, gone=gone)
    return replace(found, changes=changed(then, now, newest_number, said))


def redrawn(said: Said, edition: Edition) -> tuple[Chart, str]:
    """The chart of a picture, from an edition, as on the day of the picture; and its filters in words."""
    name, asked = addresses.in_address(said.address)
    if name not in gallery.NAMES or asked.day is None:
        raise Refusal("picture-not-ours")
    options = {lang: gallery.options(edition, lang) for lang in LANGUAGES}
    selection = addresses.selection_of(asked.filters, options)
    setting = gallery.setting(edition, selection, said.lang, asked.day)
    (chart,) = gallery.draw([name], edition, selection, setting)
    return chart, setting.scope


def changed(then: Chart, now: Chart, number: int, said: Said) -> list[Row]:
    """The cells that differ between two tables of a chart, one row each; rows are told apart by their words."""
    w = wording.of(said.lang)
    before, after = (_keyed(chart) for chart in (then, now))
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, {}), after.get(key, {})
        for heading in dict.fromkeys((*old, *new)):
            if _plain(old.get(heading)) != _plain(new.get(heading)):
                found.append(
                    {
                        w.say("What"): " · ".join(key),
                        w.say("Column"): heading,
                        w.say("Edition {number}", number=said.edition): old.get(heading),
                        w.say("Edition {number}", number=number): new.get(heading),
                    }
                )
    return found


def _keyed(chart: Chart) -> dict[tuple[str, ...], Row]:
    """Rows by the cells that name them; a second row of the same names has its place with it."""
    native, first = chart.native, list(chart.table[0])[:1] if chart.table else []
    names = [name for name in (native.names, native.series) if name] if native else first
    found: dict[tuple[str, ...], Row] = {}
    for place, row in enumerate(chart.table):
        key = tuple(str(row[name]) for name in names)
        key = (*key, str(place + 1)) if key in found else key
        found[key] = {heading: cell for heading, cell in row.items() if heading not in names}
    return found


def _plain(value: Any) -> Any:
    """A cell as JSON holds it."""
    if isinstance(value, Interval):
        return [value.low, value.high]
    if absent(value):
        return None
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _in_svg(data: bytes) -> str:
    """The metadata's text; no XML is parsed, so nothing in the file is followed or expanded."""
    found = _METADATA.search(data.decode("utf-8", errors="replace"))
    if found is None:
        raise Refusal("picture-not-ours")
    if not data.rstrip().endswith(b"</svg>"):
        raise Refusal("picture-damaged")
    return html.unescape(found[1])


def _in_png(data: bytes) -> str:
    ours = KEYWORD.encode() + b"\0\0"  # a last zero: ours is not compressed
    for body in [body for kind, body in _chunks(data) if kind == b"iTXt" and body.startswith(ours)]:
        *_, text = body[len(ours) + 1 :].split(b"\0", 2)
        return text.decode("utf-8", errors="replace")
    raise Refusal("picture-not-ours")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk. Raises Refusal("picture-damaged") where the file breaks off or a sum is wrong."""
    at = len(PNG)
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body, crc = data[at + 8 : at + 8 + size], data[at + 8 + size : at + 12 + size]
        if len(crc) < 4 or zlib.crc32(kind + body) != int.from_bytes(crc, "big"):
            raise Refusal("picture-damaged")
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + size
    raise Refusal("picture-damaged")


def _sound(said: Said) -> bool:
    """Whether each value is of its kind and can be shown: a file may say anything. Raises ValueError too."""
    values = vars(said)
    kinds = {"edition": int, "demonstration": bool}
    if any(type(value) is not kinds.get(name, str) for name, value in values.items()):
        return False
    json.dumps(values, ensure_ascii=False).encode()
    for day in (said.made_on, said.drawn_on):
        date.fromisoformat(day)
    return (
        0 < said.edition < FURTHEST
        and said.lang in LANGUAGES
        and said.address.startswith("/chart/")
        and said.chart in gallery.NAMES
        and _HASH.fullmatch(said.numbers) is not None
    )
