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
from dataclasses import dataclass
from datetime import date
from typing import Any

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
PNG = b"\x89PNG\r\n\x1a\n"
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
    """genuine: its edition gives the numbers that it carries. changes: what differs in the newest edition from its own,
    with the words of what cannot be drawn there any more in `gone`."""

    said: Said
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
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("picture-not-ours") from fault
    if not _sound(said):
        raise Refusal("picture-not-ours")
    return said


def check(said: Said, own: Edition, newest: Edition) -> Checked:
    """Whether the picture's edition gives its numbers, and what differs in the newest one.

    Raises Refusal("address-value") where its own edition never held what it shows.
    """
    then = redrawn(said, own)
    genuine = numbers(then) == said.numbers
    if own.number == newest.number:
        return Checked(said, genuine, own.number or 0, [])
    try:
        now = redrawn(said, newest)
    except Refusal as gone:
        return Checked(said, genuine, newest.number or 0, [], gone)
    return Checked(said, genuine, newest.number or 0, changed(then, now, newest.number or 0, said))


def redrawn(said: Said, edition: Edition) -> Chart:
    """The chart of a picture, from an edition, as on the day of the picture."""
    name, asked = addresses.in_address(said.address)
    if name not in gallery.NAMES or asked.day is None:
        raise Refusal("picture-not-ours")
    options = {lang: gallery.options(edition, lang) for lang in LANGUAGES}
    selection = addresses.selection_of(asked.filters, options)
    (chart,) = gallery.draw([name], edition, selection, gallery.setting(edition, selection, said.lang, asked.day))
    return chart


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
    names = [chart.native.names, *([chart.native.series] if chart.native.series else [])] if chart.native else []
    found: dict[tuple[str, ...], Row] = {}
    for place, row in enumerate(chart.table):
        key = tuple(str(row[name]) for name in names or list(row)[:1])
        key = (*key, str(place + 1)) if key in found else key
        found[key] = {heading: cell for heading, cell in row.items() if str(cell) not in key}
    return found


def _plain(value: Any) -> Any:
    """A cell as JSON holds it."""
    if isinstance(value, Interval):
        return [value.low, value.high]
    if absent(value):
        return None
    if isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _in_svg(data: bytes) -> str:
    """The metadata's text; no XML is parsed, so nothing in the file is followed or expanded."""
    found = _METADATA.search(data.decode("utf-8", errors="replace"))
    if found is None:
        raise Refusal("picture-not-ours")
    return html.unescape(found[1])


def _in_png(data: bytes) -> str:
    for kind, body in _chunks(data):
        keyword, _, rest = body.partition(b"\0")
        if kind == b"iTXt" and keyword == KEYWORD.encode() and rest[:1] == b"\0":  # ours is not compressed
            *_, text = rest[2:].split(b"\0", 2)
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
    """Whether each value is of its kind: a file may say anything."""
    texts = (said.address, said.chart, said.made_on, said.lang, said.filters, said.title, said.numbers, said.drawn_on)
    return (
        all(isinstance(text, str) for text in texts)
        and isinstance(said.edition, int)
        and said.edition > 0
        and said.lang in LANGUAGES
        and said.address.startswith("/chart/")
    )
