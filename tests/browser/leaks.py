"""Looks for what no reader may receive: an exact count, a count of people that is not rounded, an identifier."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from ehealth.domain import LANGUAGES
from ehealth.wording import of
from tests.browser.frames import OF_THE_RUN, Leaf, Received, column_of, inside, unpacked
from tests.figures import in_html

NUMBER = re.compile(r"(?<![\w.#])\d+(?!\w)(?!\.\d*[1-9])")
GROUPED = re.compile(r"(?<![\w.#])\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\w)")
# Where things stand in a figure, in pixels or parts of an axis: whatever number is there is no count.
GEOMETRY = re.compile(
    r"\.pixel_\w+$|layout\.(height|width|margin|shapes|[xy]axis\d*\.\w+|annotations\.[xy](shift)?)(\.|$)"
)

HEADINGS = ("Students", "Graduates", "Still enrolled", "Graduated", "Withdrawn", "Count", "Out of (n)")
PEOPLE = {of(lang).say(heading) for lang in LANGUAGES for heading in HEADINGS} | {"students"}
BARS = {"headcount": "y", "awareness": "y", "employers": "x"}  # whose lengths are people
COUNTED = re.compile(r"(\d[\d\u00a0\u202f]*)[ \u00a0]?(?:students|étudiants|graduates|diplômés)\b")
ROUNDED = re.compile(r"multiples\s(?:of|de)\s5|rounded\sto\s5|arrondis\sà\s5")
OUT_OF = re.compile(r"\bn\s=\s(\d[\d\u00a0\u202f,]*)")


def leaks(received: Received, exact: Collection[int], identifiers: Collection[str]) -> list[str]:
    """What was found, where: in any frame or answer, an exact count or an identifier; in any, a count not in fives."""
    found = [f"{where}: {why}" for where, text in received.leaves() for why in _told(where, text, exact)]
    found += [f"an identifier: {each[:12]}" for each in _named(received, identifiers)]
    return found + [f"{where}: {count} people" for where, count in people(received) if count % 5]


def people(received: Received) -> Iterator[tuple[str, int]]:
    """Every number that counts people: in a table, a downloaded file, a bar, a sentence, the n of a chart of people."""
    for message in received.messages:
        leaves = list(inside(message))
        yield from _in_sentences(leaves)
        yield from _in_bars(message.delta.new_element.html.body)
    for name, body in received.answers:
        if name.endswith(".csv"):
            yield from _in_file(name, body.decode("utf-8-sig"))


def _told(where: str, text: str, exact: Collection[int]) -> Iterator[str]:
    if GEOMETRY.search(where) or OF_THE_RUN.search(where):  # random names have digits, too
        return
    written = [*NUMBER.findall(text), *GROUPED.findall(text)]
    yield from (number for number in written if int(re.sub(r"\D", "", number)) in exact)


def _named(received: Received, identifiers: Collection[str]) -> set[str]:
    """Looked for in the bytes, too: whatever they are part of."""
    whole = "\n".join(text for _, text in received.leaves())
    raw = b"\n".join([*received.frames, *(body for _, body in received.answers)])
    return {each for each in identifiers if each in whole or each.encode() in raw}


def _in_sentences(leaves: list[Leaf]) -> Iterator[tuple[str, int]]:
    rounded = any(ROUNDED.search(text) for _, text in leaves)
    for where, text in leaves:
        if column_of(where) in PEOPLE and (number := _whole(text)) is not None:
            yield where, number
        yield from ((where, _number(count)) for count in COUNTED.findall(text))
        if rounded:
            yield from ((where, _number(count)) for count in OUT_OF.findall(text))


def _in_bars(body: str) -> Iterator[tuple[str, int]]:
    charts = in_html(body)
    for name, side in BARS.items():
        if name in charts:
            drawn: list[dict[str, Any]] = json.loads(charts[name])["data"]
            lengths = (length for trace in drawn for length in unpacked(trace.get(side) or []))
            yield from ((name, int(length)) for length in lengths if length is not None)


def _in_file(name: str, text: str) -> Iterator[tuple[str, int]]:
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
        cells = ((heading, _whole(cell or "")) for heading, cell in row.items() if heading in PEOPLE)
        yield from ((f"{name} {heading}", number) for heading, number in cells if number is not None)


def _whole(text: str) -> int | None:
    return _number(text) if re.fullmatch(r"\d[\d\u00a0\u202f ,]*", text) else None


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))
