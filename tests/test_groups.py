"""The same fault on many lines is told once, with its full count."""

from __future__ import annotations

import pytest

from ehealth import intake
from ehealth.domain import Group, Problem
from ehealth.store import Store, create
from ehealth.wording.problems import named_lines, tell
from tests.files import STEWARD, Row, file, send, students

Told = list[tuple[tuple[int, ...], int, str | None, str | None, str]]


def groups(kind: str, content: bytes) -> list[Group]:
    with intake.check(kind, content) as checked:
        return checked.groups


def told(found: list[Group]) -> Told:
    return [(g.lines, g.count, g.problem.column, g.problem.value, g.problem.code) for g in found]


def several(count: int, *changes: Row) -> list[Row]:
    """As many students, the changes repeated over them in turn."""
    return [student | changes[i % len(changes)] for i, student in enumerate(students(count))]


def test_the_same_value_in_a_column_is_one_group_with_its_first_five_lines() -> None:
    found = groups("cohorts", file("cohorts", *several(14, {"status": "parti"}, {"level": "m7"})))
    assert told(found) == [
        ((2, 4, 6, 8, 10), 7, "status", "parti", "constraint-error"),
        ((3, 5, 7, 9, 11), 7, "level", "m7", "constraint-error"),
    ]
    assert [group.key for group in found] == [("status", "parti"), ("level", "m7")]


def test_groups_count_what_is_not_listed() -> None:
    content = file("cohorts", *several(3000, {"status": "parti"}, {"status": "sorti"}, {"status": "x"}))
    with intake.check("cohorts", content) as checked:
        assert (checked.problem_count, len(checked.problems)) == (2000, 1000)
        assert told(checked.groups) == [
            ((2, 5, 8, 11, 14), 1000, "status", "parti", "constraint-error"),
            ((4, 7, 10, 13, 16), 1000, "status", "x", "constraint-error"),
        ]


def test_empty_cells_are_one_group_and_may_be_filled_together() -> None:
    found = groups("cohorts", file("cohorts", *several(3, {"level": ""}, {"level": ""}, {"level": '""'})))
    assert told(found[:1]) == [((2, 3), 2, "level", None, "constraint-error")]
    assert found[0].key == ("level", "")


def test_a_duplicate_is_a_group_of_its_own() -> None:
    found = groups("cohorts", file("cohorts", {}, {}, {}))
    assert [(g.lines, g.count, g.problem.facts["first"], g.key) for g in found] == [
        ((3,), 1, 2, None),
        ((4,), 1, 2, None),
    ]


def test_rows_of_a_wrong_width_are_grouped_by_their_width() -> None:
    lines = file("cohorts", *students(4)).decode().splitlines()
    content = "\n".join([lines[0], lines[1], *(line.rsplit(",", 2)[0] for line in lines[2:4]), lines[4] + ",x"])
    assert told(groups("cohorts", content.encode())) == [
        ((3, 4), 2, "enrolled_on", None, "missing-cell"),
        ((5,), 1, None, None, "extra-cell"),
    ]


@pytest.mark.parametrize("column", ["student_id", "module_code"])
def test_persons_are_one_group_so_that_nothing_tells_them_apart(column: str) -> None:
    people = ("a.b@univ.fr", "0123456789A", "c.d@univ.fr", "1850578006084")
    found = groups("cohorts", file("cohorts", *(s | {column: p} for s, p in zip(students(4), people, strict=True))))
    assert told(found) == [((2, 3, 4, 5), 4, column, None, "personal-data")]
    assert found[0].key is None


def test_a_rule_across_columns_is_grouped_and_has_to_be_looked_at_line_by_line() -> None:
    found = groups("cohorts", file("cohorts", *several(3, {"ended_on": ""})))
    assert told(found) == [((2, 3, 4), 3, "ended_on", None, "ended-missing")]
    assert found[0].key is None


def test_there_are_at_most_a_thousand_groups() -> None:
    content = file("cohorts", *({"student_id": f"etu-{i}", "status": f"x{i}"} for i in range(1500)))
    found = groups("cohorts", content)
    assert (len(found), found[0].lines, found[-1].lines) == (1000, (2,), (1001,))


def test_warnings_are_grouped_too() -> None:
    with intake.check("cohorts", file("cohorts", *several(7, {"status": "enrolled"}))) as checked:
        assert [(g.lines, g.count, g.problem.code) for g in checked.warning_groups] == [
            ((2, 3, 4, 5, 6), 7, "ended-while-enrolled"),
            ((), 1, "codes-not-checked"),
        ]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = create(tmp_path_factory.mktemp("groups") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2", "module_code": "santenum"})
    return store


def test_an_unknown_code_that_another_project_has_is_not_replaced_everywhere(known: Store) -> None:
    changes = [{"module_code": "full"}, {"project_code": "p2", "module_code": "full"}, {"module_code": "none"}]
    content = file("cohorts", *several(3, *changes))
    with known.registry() as registry, registry.examine("cohorts", content, known.key, by=STEWARD) as checked:
        assert [(g.lines, g.problem.value, g.key) for g in checked.groups] == [
            ((3,), "full", None),
            ((4,), "none", ("module_code", "none")),
        ]


BAD = Problem("constraint-error", 3, "level", "m7", {"rule": "enum", "allowed": ["m1"]}, "m2")


@pytest.mark.parametrize(
    ("group", "french", "english"),
    [
        (Group(BAD, 1, (3,)), "ligne 3", "line 3"),
        (Group(BAD, 3, (3, 7, 12)), "lignes 3, 7 et 12", "lines 3, 7 and 12"),
        (Group(BAD, 6, (3, 4, 5, 6, 7)), "lignes 3, 4, 5, 6, 7 et 1 autre", "lines 3, 4, 5, 6, 7 and 1 other"),
        (Group(BAD, 9, (3, 4, 5, 6, 7)), "lignes 3, 4, 5, 6, 7 et 4 autres", "lines 3, 4, 5, 6, 7 and 4 others"),
        (Group(Problem("codes-not-checked")), "", ""),
    ],
)
def test_lines_are_named_up_to_five(group: Group, french: str, english: str) -> None:
    assert (named_lines(group, "fr"), named_lines(group, "en")) == (french, english)


def test_a_group_is_one_sentence_with_its_proposal() -> None:
    assert tell(Group(BAD, 2, (3, 7)), "cohorts", "en") == (
        "lines 3 and 7 · Level — “m7” is not one of the values of “Level”. "
        "Write one of: m1 (Master, first year). Proposal: “m2”."
    )


def test_a_remedy_that_names_the_column_to_write_says_it_once() -> None:
    found = groups("cohorts", file("cohorts").replace(b"module_code", b"modul_code", 1))
    assert (
        tell(found[0], "cohorts", "fr").count("«\u00a0module_code\u00a0»") == 2
    )  # what it looks like, what to name it


def test_a_fault_of_the_whole_file_names_no_line() -> None:
    assert tell(Group(Problem("codes-not-checked")), "cohorts", "en").startswith("There is no store here")
