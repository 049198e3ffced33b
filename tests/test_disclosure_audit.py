"""An edition whose cells can be derived is found out, with its table and the knowledge; a good one passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from ehealth.disclosure import KNOWLEDGE, Cells, Finding, Protected, Published, Verdict, audit, protect
from tests.cubes import cube, cubes, drawn

KEY = b"a secret of the store's own, 32."
DEMO = cubes(projects=12, students=150, years=4)


def protected(exact: Mapping[str, Cells]) -> dict[str, Protected]:
    return {name: protect(cells, KEY) for name, cells in exact.items()}


def unguarded(cells: Cells) -> Protected:
    """Each cell up or down for itself, with a probability that leaves it unbiased: what most offices do."""
    up = np.random.default_rng(1).random(cells.counts.shape) * 5 < cells.counts % 5
    return drawn(cells, cells.counts // 5 * 5 + 5 * up)


def found(verdict: Verdict, table: str, knowledge: str) -> Finding:
    (finding,) = (each for each in verdict.findings if (each.table, each.knowledge) == (table, knowledge))
    return finding


@pytest.mark.parametrize(
    "exact",
    [
        DEMO,
        cubes(projects=20, students=30, years=3),
        cubes(projects=1, students=40, years=3),
        cubes(projects=6, students=8, years=2, modules=4),
        {"enrolment": DEMO["enrolment"]},
        {"placement": DEMO["placement"]},
    ],
    ids=["demo", "classes of one and two people", "one project", "hardly anybody", "no placement", "no enrolment"],
)
def test_a_guarded_store_passes_under_every_kind_of_knowledge(exact: dict[str, Cells]) -> None:
    shown = protected(exact)
    verdict = audit(shown, exact, previous=shown)
    assert verdict.failure is None
    assert verdict.passed
    for name in exact:
        tried = {each.knowledge for each in verdict.findings if each.table == name}
        assert tried >= {"rules", "K0", "K1", "K2", "K3", "K4", "K5", "K6", "K7", "kept", "previous"}
    assert {each.knowledge for each in verdict.findings} <= set(KNOWLEDGE)


def test_a_project_that_dominates_tells_nothing_of_the_others() -> None:
    exact = cubes(projects=5, students=12, years=3)
    big = exact["enrolment"].parts["project"][:, None] == 0
    exact["enrolment"] = replace(
        exact["enrolment"], counts=np.where(big & exact["enrolment"].possible, 150, exact["enrolment"].counts)
    )
    verdict = audit(protected(exact), exact)
    assert verdict.passed
    assert found(verdict, "enrolment", "K3").pinned == 0
    assert found(verdict, "enrolment", "K3").cells > 0


@pytest.mark.parametrize("table", ["enrolment", "placement"])
def test_rounding_without_guards_is_found_out_by_exact_sizes(table: str) -> None:
    exact = cubes(projects=20, students=40, years=4)
    verdict = audit(protected(exact) | {table: unguarded(exact[table])}, exact)
    assert not verdict.passed
    assert verdict.failure is not None
    assert verdict.failure.table == table
    assert {each.table for each in verdict.findings if each.fails and each.knowledge != "link"} == {table}
    assert found(verdict, table, "K4").fails
    assert found(verdict, table, "K5").pinned > 0


def test_counts_of_five_and_more_left_exact_are_found_out() -> None:
    """The others are guarded: what is left exact is derived from the rules alone."""
    cells = DEMO["enrolment"]
    exactly = np.where(cells.counts >= 5, cells.counts, protect(cells, KEY).shown)
    verdict = audit({"enrolment": drawn(cells, exactly)}, {"enrolment": cells})
    told = int(((cells.counts >= 5) & (cells.counts % 5 > 0)).sum())
    assert verdict.failure == Finding("enrolment", "rules", cells.counts.size, told, 0, "closed", 2)
    assert found(verdict, "enrolment", "K0").pinned == told


def test_a_count_out_of_reach_of_the_exact_one_is_found_out() -> None:
    cells = cube("enrolment", ["a|m|2023-2024"], [12, 30, 7])
    assert audit({"enrolment": drawn(cells, [20, 30, 5])}, {"enrolment": cells}).failure == Finding(
        "enrolment", "rules", 3, 1, 0, "closed", 2
    )


def test_a_count_where_there_can_be_nobody_is_found_out() -> None:
    cells = cube("enrolment", ["a|m|2023-2024"], [12, 0, 7], possible=[1, 0, 1])
    assert found(audit({"enrolment": drawn(cells, [10, 0, 5])}, {"enrolment": cells}), "enrolment", "rules").pinned == 0
    assert found(audit({"enrolment": drawn(cells, [10, 5, 5])}, {"enrolment": cells}), "enrolment", "rules").pinned == 1


def test_a_slice_whose_cells_are_all_at_their_most_is_pinned_by_its_size() -> None:
    """4 + 4 + 9 = 17: who knows that they are 17 knows them all. With one person fewer two values are left of each."""
    cells = cube("enrolment", ["a|m|2023-2024"], [4, 4, 9])
    verdict = audit({"enrolment": drawn(cells, [0, 0, 5])}, {"enrolment": cells})
    assert [each.knowledge for each in verdict.findings if each.fails] == ["K1", "K4", "K5"]
    assert found(verdict, "enrolment", "K5").pinned == 3
    cells = cube("enrolment", ["a|m|2023-2024"], [4, 3, 9])
    verdict = audit({"enrolment": drawn(cells, [0, 0, 5])}, {"enrolment": cells})
    assert (found(verdict, "enrolment", "K5").pinned, found(verdict, "enrolment", "K5").two) == (0, 3)
    assert found(verdict, "enrolment", "K4").fails  # its project and year have no other slice
    assert not found(verdict, "enrolment", "K5").fails


def test_a_class_of_one_person_is_not_held_against_the_table() -> None:
    """By the size alone each cell is 0 or 1; the table adds nothing."""
    cells = cube("enrolment", ["a|m|2023-2024"], [0, 1, 0])
    verdict = audit({"enrolment": drawn(cells, [0, 0, 0])}, {"enrolment": cells})
    assert verdict.passed
    assert found(verdict, "enrolment", "K5").two == 0


def test_level_totals_count_where_slices_have_a_level() -> None:
    """One module a level: the totals by level are the sizes of classes, which pin; those by project and year do not."""
    codes = ["a|m|2023-2024", "a|n|2023-2024"]
    cells = cube("enrolment", codes, [[4, 4, 9], [7, 7, 7]], level=["m1", "m2"])
    verdict = audit({"enrolment": drawn(cells, [[0, 0, 5], [5, 10, 5]])}, {"enrolment": cells})
    assert found(verdict, "enrolment", "levels").pinned == 3
    assert found(verdict, "enrolment", "K1").pinned == 0


def test_a_lead_who_knows_the_totals_derives_what_the_totals_leave_open() -> None:
    """Two projects in one year, of known sizes: what a lead has of their own adds nothing to the other's size."""
    cells = cube("enrolment", ["a|m|2023-2024", "b|m|2023-2024"], [[4, 4, 9], [12, 11, 10]])
    verdict = audit({"enrolment": drawn(cells, [[0, 0, 5], [10, 10, 10]])}, {"enrolment": cells})
    assert found(verdict, "enrolment", "K3") == Finding("enrolment", "K3", 6, 3, 0, "lp", 3)
    assert found(verdict, "enrolment", "K2") == Finding("enrolment", "K2", 6, 0, 0, "closed", 3)


def test_answers_that_leave_the_graduates_one_count_are_found_out() -> None:
    """Of 16 students at most 4 and 4 are no graduates; at most 8 graduates answered, and all were asked: 8 they are."""
    enrolment = cube("enrolment", ["a|m|2023-2024"], [4, 8, 4])
    can = [True, True, False, False, False, False, False, False, False]
    placement = cube("placement", ["a|2024|6"], [4, 4, 0, 0, 0, 0, 0, 0, 0], possible=can)
    exact = {"enrolment": enrolment, "placement": placement}
    shown = {"enrolment": drawn(enrolment, [0, 10, 0]), "placement": drawn(placement, [0] * 9)}
    assert found(audit(shown, exact), "enrolment", "K5").pinned == 0
    verdict = audit(shown, exact, {"link"})
    assert found(verdict, "enrolment", "link").pinned == 3
    assert found(verdict, "placement", "link").pinned == 2


def test_the_two_tables_are_not_linked_where_more_were_surveyed_than_graduated() -> None:
    enrolment = cube("enrolment", ["a|m|2023-2024"], [2, 3, 3])
    placement = cube("placement", ["a|2024|6"], [[6, 7, 6, 0, 0, 0, 0, 0, 0]])
    exact = {"enrolment": enrolment, "placement": placement}
    assert audit(protected(exact), exact, {"link"}).passed


def test_a_cell_that_moves_in_a_slice_that_was_not_drawn_anew_is_found_out() -> None:
    cells = DEMO["enrolment"]
    before = protect(cells, KEY)
    shut = np.zeros(len(cells.slices), bool)
    stays = replace(before, reopened=shut)
    assert found(between(cells, stays, before), "enrolment", "kept") == Finding(
        "enrolment", "kept", cells.counts.size, 0, 0, "closed", 2
    )
    shown = before.shown.copy()
    shown[3, 0] += 5
    verdict = between(cells, replace(stays, shown=shown), before)
    assert found(verdict, "enrolment", "kept").pinned == 1
    assert found(verdict, "enrolment", "kept").fails
    gone = replace(before, slices=("z|m|2023-2024", *before.slices[1:]))
    assert found(between(cells, stays, gone), "enrolment", "kept").pinned == 3


def between(cells: Cells, now: Protected, before: Published) -> Verdict:
    return audit({cells.name: now}, {cells.name: cells}, {"kept", "previous"}, {cells.name: before})


def test_two_editions_that_pin_together_are_found_out() -> None:
    """Graduates were 6 at least; of 12 people now 6 at least are enrolled, so 6 at most graduated: 6, then and now."""
    cells = cube("enrolment", ["a|m|2023-2024"], [6, 6, 0])
    before = Published(cells.slices, np.array([[0, 10, 0]]), np.array([[0, 6, 3]]))
    now = drawn(cells, [10, 5, 0])
    assert audit({"enrolment": now}, {"enrolment": cells}).passed
    assert between(cells, now, before).failure == Finding("enrolment", "previous", 6, 4, 0, "closed", 2)


def test_the_same_people_drawn_twice_must_leave_two_values_together() -> None:
    """5 is 1 to 9 and 0 is 0 to 4: drawn both ways, each cell is 1 to 4, and 3 people in 3 cells are one each."""
    cells = cube("enrolment", ["a|m|2023-2024"], [1, 1, 1])
    before = Published(cells.slices, np.array([[5, 5, 0]]), cells.counts)
    assert between(cells, drawn(cells, [0, 0, 5]), before).failure == Finding(
        "enrolment", "previous", 6, 6, 0, "closed", 2
    )


def test_a_verdict_survives_being_written_down_and_tells_no_cell() -> None:
    verdict = audit(protected(DEMO), DEMO)
    again = Verdict.from_json(verdict.as_json())
    assert again == verdict
    assert not any(code in verdict.as_json() for cells in DEMO.values() for code in cells.slices)
    failing = Finding("placement", "replay", 40, 40, 0, "replay", 2)
    assert verdict.also(failing).failure == failing


def test_the_same_cells_give_the_same_verdict() -> None:
    assert audit(protected(DEMO), DEMO).as_json() == audit(protected(DEMO), DEMO).as_json()


def test_an_empty_store_has_nothing_to_attack() -> None:
    nobody = {"enrolment": cube("enrolment", ["a|m|2023-2024"], [0, 0, 0])}
    assert audit(protected(nobody), nobody).passed
    nothing = cube("enrolment", ["a|m|2023-2024"], [0, 0, 0])
    parts = {name: values[:0] for name, values in nothing.parts.items()}
    nothing = replace(nothing, slices=(), counts=nothing.counts[:0], possible=nothing.possible[:0], parts=parts)
    empty = {"enrolment": nothing}
    shown = {"enrolment": drawn(nothing, nothing.counts)}
    assert audit(shown, empty, previous=shown).passed
    assert audit({}, {}) == Verdict((), {})


def test_cells_of_other_slices_are_refused() -> None:
    other = replace(DEMO["enrolment"], slices=DEMO["enrolment"].slices[::-1])
    with pytest.raises(ValueError, match="not of the same slices"):
        audit(protected(DEMO), {"enrolment": other, "placement": DEMO["placement"]})
