"""Where labels go on a timeline, so that none covers another or another's stem. Geometry only, in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

GAP = 10  # pixels between two labels of a level
ASIDE = 5  # pixels from a stem to a label that stands beside it
LEVELS = 6
KEPT = 60  # arrangements followed at once: enough for the best one in all that was tried, and quick
ANCHORS = {"center": (0.5, 0), "left": (0.0, ASIDE), "right": (1.0, -ASIDE)}  # part left of the stem, pixels aside


@dataclass(frozen=True)
class Block:
    """A label: where its stem stands, its size (pixels), and whether no other label may stand further out."""

    x: float
    width: float
    height: float = 1.0
    topmost: bool = False


@dataclass(frozen=True)
class Place:
    """Level 0 is nearest the line; `anchor` is Plotly's xanchor."""

    level: int
    anchor: str
    left: float
    right: float


def placed(blocks: Sequence[Block], left: float, right: float) -> list[Place]:
    """A place for each label between the pixels `left` and `right`, the whole as low as can be.

    Stems run from the line to their label: no label stands on the stem of one further out. A label that fits
    nowhere gets a level of its own, beyond all others.
    """
    order = sorted(range(len(blocks)), key=lambda i: (blocks[i].topmost, blocks[i].x))
    arranged = [blocks[i] for i in order]
    beam: list[list[Place]] = [[]]
    for block in arranged:
        beam = [[*places, place] for places in beam for place in _free(arranged, places, block, left, right)] or [
            [*beam[0], _alone(beam[0], block, left, right)]
        ]
        beam = sorted(beam, key=lambda places: _cost(arranged, places))[:KEPT]
    best = dict(zip(order, beam[0], strict=True))
    return [best[i] for i in range(len(blocks))]


def _cost(blocks: Sequence[Block], places: Sequence[Place]) -> float:
    """The height taken, then few long stems, then centred labels."""
    tallest: dict[int, float] = {}
    for block, place in zip(blocks, places, strict=False):
        tallest[place.level] = max(tallest.get(place.level, 0.0), block.height)
    return sum(tallest.values()) + sum(2.0 * place.level + (place.anchor != "center") for place in places)


def _free(blocks: Sequence[Block], places: Sequence[Place], block: Block, left: float, right: float) -> Iterator[Place]:
    lowest = max((place.level for place in places), default=0) if block.topmost else 0
    for level, anchor in product(range(lowest, LEVELS), ANCHORS):
        place = _at(block, level, anchor)
        clear = all(_apart(block, place, blocks[i], other) for i, other in enumerate(places))
        barred = level == 0 and any(_covers(place, later.x) for later in blocks[len(places) + 1 :])
        if clear and not barred and left <= place.left and place.right <= right:
            yield place


def _at(block: Block, level: int, anchor: str) -> Place:
    part, aside = ANCHORS[anchor]
    start = block.x + aside - part * block.width
    return Place(level, anchor, start, start + block.width)


def _alone(places: Sequence[Place], block: Block, left: float, right: float) -> Place:
    return _at(
        block, max((p.level for p in places), default=-1) + 1, "left" if block.x < (left + right) / 2 else "right"
    )


def _apart(one: Block, place: Place, other: Block, its: Place) -> bool:
    """Whether two labels, placed, touch neither each other nor each other's stem."""
    if place.level == its.level:
        return place.left >= its.right + GAP or its.left >= place.right + GAP
    lower, stem = (place, other.x) if place.level < its.level else (its, one.x)
    return not _covers(lower, stem)


def _covers(place: Place, stem: float) -> bool:
    return place.left - ASIDE < stem < place.right + ASIDE
