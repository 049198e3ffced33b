"""Labels of a timeline keep clear of each other, whatever they are."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth.charts.placing import ASIDE, Block, Place, placed

BLOCKS = st.lists(
    st.builds(Block, x=st.floats(0, 740), width=st.floats(30, 160), height=st.floats(20, 120)), min_size=1, max_size=9
)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_labels_never_cover_each_other(blocks: list[Block]) -> None:
    for one, other in combinations(placed(blocks, -100, 740), 2):
        assert one.level != other.level or one.right <= other.left or other.right <= one.left


def covers(place: Place, x: float) -> bool:
    return place.left + ASIDE < x < place.right - ASIDE


def test_a_label_leaves_the_stems_of_outer_labels_free() -> None:
    blocks = [Block(100, 120), Block(110, 120), Block(150, 120), Block(400, 120)]
    places = placed(blocks, 0, 740)
    for (inner, _), (outer, block) in product(zip(places, blocks, strict=True), repeat=2):
        assert inner.level >= outer.level or not covers(inner, block.x)


def test_labels_far_apart_share_one_level() -> None:
    assert [place.level for place in placed([Block(100, 80), Block(300, 80), Block(500, 80)], 0, 740)] == [0, 0, 0]
