"""The attack's formulas and programs find what trying every table finds, on stores small enough to try them all."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth.disclosure import Cells, Finding, Published, audit
from tests.cubes import cube, drawn

ROOT = Path(__file__).resolve().parents[1] / "ehealth" / "disclosure"
Known = Sequence[tuple[list[int], int]]  # cells, and their exact sum


def tables(least: list[int], most: list[int], known: Known) -> Iterator[list[int]]:
    """Every table of whole numbers within these bounds, with these sums; cell after cell, none that is too much."""

    def extended(table: list[int]) -> Iterator[list[int]]:
        here = len(table)
        for cells, total in known:
            so_far = sum(table[cell] for cell in cells if cell < here)
            if not so_far <= total <= so_far + sum(most[cell] for cell in cells if cell >= here):
                return
        if here == len(least):
            yield table
            return
        for value in range(least[here], most[here] + 1):
            yield from extended([*table, value])

    return extended([])


def tally(left: Sequence[set[int]], alone: Sequence[set[int]]) -> tuple[int, int]:
    """Cells with one value left, and with two, where the knowledge alone leaves more."""
    pairs = list(zip(left, alone, strict=True))
    return sum(len(a) == 1 < len(b) for a, b in pairs), sum(len(a) == 2 < len(b) for a, b in pairs)


def values(found: Iterator[list[int]]) -> list[set[int]]:
    return [set(each) for each in zip(*found, strict=True)]


def bounds(shown: Sequence[int]) -> tuple[list[int], list[int]]:
    return [max(0, y - 4) for y in shown], [y + 4 for y in shown]


@st.composite
def rounded(draw: st.DrawFn, cells: int, most: int) -> tuple[list[int], list[int]]:
    """Counts, and each shown as the multiple of 5 below or above: with no guard, so that some can be derived."""
    counts = draw(st.lists(st.integers(0, most), min_size=cells, max_size=cells))
    ups = draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    return counts, [n if n % 5 == 0 else n // 5 * 5 + 5 * up for n, up in zip(counts, ups, strict=True)]


SQUARE = [f"{p}|m|{y}" for p in "ab" for y in ("2022-2023", "2023-2024")]


def sums(counts: Sequence[int], groups: Sequence[Sequence[int]]) -> Known:
    return [(list(cells), sum(counts[cell] for cell in cells)) for cells in groups]


PROJECTS, YEARS = [[0, 1, 2, 3], [4, 5, 6, 7]], [[0, 1, 4, 5], [2, 3, 6, 7]]
SLICES, COLUMNS = [[0, 1], [2, 3], [4, 5], [6, 7]], [[0, 2, 4, 6], [1, 3, 5, 7]]
GROUPS = {
    "K1": [*PROJECTS, *YEARS],
    "K4": SLICES,
    "K5": SLICES,
    "K6": [*PROJECTS, *YEARS, *COLUMNS],
    "K7": [*PROJECTS, *YEARS, [0, 2], [1, 3], [4, 6], [5, 7]],
}


@pytest.mark.parametrize("knowledge", sorted(GROUPS))
@settings(max_examples=20, deadline=None)
@given(world=rounded(8, 3))
def test_what_is_left_of_each_cell_is_what_trying_every_table_leaves(
    knowledge: str, world: tuple[list[int], list[int]]
) -> None:
    counts, shown = world
    cells = cube("enrolment", SQUARE, counts)
    found = finding(cells, shown, knowledge)
    known = sums(counts, GROUPS[knowledge])
    left = values(tables(*bounds(shown), known))
    alone = values(tables([0] * 8, [sum(counts)] * 8, known))
    assert (found.cells, found.pinned, found.two) == (8, *tally(left, alone))


def finding(cells: Cells, shown: Sequence[int], knowledge: str) -> Finding:
    (found,) = audit({cells.name: drawn(cells, shown)}, {cells.name: cells}, {knowledge}).findings
    return found


CLASS = ["a|m|2023-2024", "a|n|2023-2024"]
SURVEYS = ["a|2024|6", "a|2024|12"]


@settings(max_examples=25, deadline=None)
@given(taught=rounded(6, 3), asked=rounded(4, 3), surveys=st.booleans())
def test_the_link_leaves_what_trying_every_pair_of_tables_leaves(
    taught: tuple[list[int], list[int]], asked: tuple[list[int], list[int]], surveys: bool
) -> None:
    enrolment, placement = cube("enrolment", CLASS, taught[0]), cube("placement", SURVEYS, asked[0])
    exact = {"enrolment": enrolment, "placement": placement}
    shown = {"enrolment": drawn(enrolment, taught[1]), "placement": drawn(placement, asked[1])}
    first, second = audit(shown, exact, {"surveys" if surveys else "link"}).findings
    seen = linked(taught[0], bounds(taught[1]), asked[0], bounds(asked[1]), surveys)
    blind = linked(taught[0], ([0] * 6, [18] * 6), asked[0], ([0] * 4, [18] * 4), surveys)
    assert (first.pinned, first.two) == tally(seen[:6], blind[:6])
    assert (second.pinned, second.two) == tally(seen[6:], blind[6:])


def linked(
    taught: list[int],
    taught_bounds: tuple[list[int], list[int]],
    asked: list[int],
    asked_bounds: tuple[list[int], list[int]],
    surveys: bool,
) -> list[set[int]]:
    """All tables of the modules (their sizes known) against all of each survey; only sums of surveys matter to them."""
    graduates = taught[1] + taught[4]
    pairs = [(i, asked[i] + asked[i + 1]) for i in (0, 2)]
    modules = list(tables(*taught_bounds, sums(taught, [[0, 1, 2], [3, 4, 5]])))
    found: list[set[int]] = [set() for _ in range(10)]
    for module in modules:
        here = module[1] + module[4]
        answers = []
        for i, people in pairs:
            ranges = [range(asked_bounds[0][j], min(asked_bounds[1][j], 18) + 1) for j in (i, i + 1)]
            rows = [row for row in product(*ranges) if agrees(sum(row), people, graduates, here)]
            answers.append([row for row in rows if not surveys or sum(row) == people])
        if all(answers):
            for place, value in enumerate(module):
                found[place].add(value)
            for (i, _), rows in zip(pairs, answers, strict=True):
                for row in rows:
                    found[6 + i].add(row[0])
                    found[7 + i].add(row[1])
    return found


def agrees(surveyed: int, truly: int, graduates: int, here: int) -> bool:
    """A survey of all graduates has as many people, one of some has no more; more than graduates says nothing."""
    if truly == graduates:
        return surveyed == here
    return surveyed <= here if truly < graduates else True


@settings(max_examples=60, deadline=None)
@given(old=rounded(3, 4), new=rounded(3, 4))
def test_two_editions_leave_what_trying_every_pair_of_tables_leaves(
    old: tuple[list[int], list[int]], new: tuple[list[int], list[int]]
) -> None:
    cells = cube("enrolment", ["a|m|2023-2024"], new[0])
    before = Published(cells.slices, np.array([old[1]]), np.array([old[0]]))
    verdict = audit({"enrolment": drawn(cells, new[1])}, {"enrolment": cells}, {"previous"},
                    {"enrolment": before})  # fmt: skip
    (found,) = verdict.findings
    seen = paired(old[0], bounds(old[1]), new[0], bounds(new[1]))
    blind = paired(old[0], ([0] * 3, [12] * 3), new[0], ([0] * 3, [12] * 3))
    several = [cell for cell in range(6) if sum(old[0] if cell < 3 else new[0]) >= 2]  # a class of one is left out
    expected = tally([seen[cell] for cell in several], [blind[cell] for cell in several])
    assert (found.cells, found.pinned, found.two) == (len(several), *expected)


def paired(
    old: list[int], old_bounds: tuple[list[int], list[int]], new: list[int], new_bounds: tuple[list[int], list[int]]
) -> list[set[int]]:
    befores = tables(*old_bounds, sums(old, [[0, 1, 2]]))
    afters = list(tables(*new_bounds, sums(new, [[0, 1, 2]])))
    one_way = old[1] <= new[1]
    pairs = ([*a, *b] for a in befores for b in afters if (b[1] >= a[1] or not one_way) and (old != new or a == b))
    return values(pairs)


def test_the_attack_imports_nothing_of_the_protection() -> None:
    files = [ROOT / "audit.py", *sorted((ROOT / "attack").glob("*.py"))]
    assert len(files) > 5
    taken: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                taken |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                taken |= {f"{node.module}.{name.name}" for name in node.names}
    ours = {name for name in taken if name.startswith("ehealth") and not name.startswith("ehealth.disclosure.attack.")}
    common = {"STEP", "Cells", "Counts", "Flags", "Protected", "Published"}
    assert ours <= {f"ehealth.disclosure.cells.{name}" for name in common} | {"ehealth.later.Later"}  # loads SciPy
