"""One known fault in a valid file of any dialect: its line, its column and its code, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain
from ehealth.store import Store, create
from tests.dialects import DIALECTS, LONE_QUOTE, Dialect, in_order, orders
from tests.files import faults, rows, send, students
from tests.planting import Planted, Table, changed, each, example, planted

FEW = settings(max_examples=50, deadline=None)
CODES = {
    "type": "type-error",
    "duplicate line": "primary-key",
    "extra cell": "extra-cell",
    "missing cell": "missing-cell",
    "unknown header": "extra-label",
    "missing header": "missing-label",
    "duplicate header": "duplicate-label",
    "e-mail": "personal-data",
    "INE": "personal-data",
    "unclosed quote": "broken-quotes",
    "total below": "total-line",
    "title above": "title-lines",
    "header alone": "no-rows",
}
WRITTEN_AS_TEXT = ("academic_year", "partial_date", "published")  # a Table Schema has a pattern, the door a type


def more(kind: str, table: Table) -> Iterator[Planted]:
    """Faults that a Table Schema does not know."""
    last, width = len(table) - 1, len(table[0])
    for position, name in ((0, table[0][0]), (width - 1, table[0][-1])):
        yield Planted(kind, "e-mail", 2, name, changed(table, 1, position, "Jean.Dupont@univ-demo.fr"))
        yield Planted(kind, "INE", last + 1, name, changed(table, last, position, "1234567890A"))
    opened = each(table, lambda row, i: [LONE_QUOTE + row[0], *row[1:]] if i == last else row)
    yield Planted(kind, "unclosed quote", last + 1, None, opened)
    yield Planted(kind, "total below", last + 2, None, [*table, ["Total", *[""] * (width - 2), "12"]])
    yield Planted(kind, "header alone", 1, None, table[:1])


def code_of(case: Planted) -> str:
    spec = next((f for f in domain.schema(case.kind)["fields"] if f["name"] == case.column), {})
    if case.fault == "pattern" and spec.get("x-type") in WRITTEN_AS_TEXT:
        return "type-error"
    if case.fault == "minimum" and spec.get("type") == "date" and case.kind in ("cohorts", "placements"):
        return "personal-data"  # before 2010: it could be a date of birth
    return CODES.get(case.fault, "constraint-error")


@FEW
@given(st.sampled_from(domain.KINDS), DIALECTS, st.data())
def test_a_planted_fault_is_found_where_it_was_planted_and_nothing_else(
    kind: str, dialect: Dialect, data: st.DataObject
) -> None:
    table = in_order(example(kind), data.draw(orders(example(kind))))
    case = data.draw(st.sampled_from([*planted(kind, table), *more(kind, table)]), label="case")
    content, lines = dialect.written(kind, case.table)
    column = case.column.upper() if case.fault == "unknown header" and dialect.bare else case.column
    assert faults(kind, content) == [(lines[case.line - 1], column, code_of(case))]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Knows two full courses and an awareness module of p1. Never changed."""
    store = create(tmp_path_factory.mktemp("known") / "store")
    send(store, "projects", {})
    send(store, "modules", {}, {"module_code": "other"}, {"module_code": "aware", "route": "awareness"})
    return store


AGAINST_STORE = [
    ({"student_id": "etu-2", "module_code": "other"}, None, "second-full-course"),
    ({"student_id": "etu-9", "module_code": "unknown"}, "module_code", "foreign-key"),
    ({"student_id": "etu-9", "project_code": "p9"}, "project_code", "foreign-key"),
    ({"student_id": "etu-9", "ended_on": "2024-09-01"}, "ended_on", "ended-before-enrolled"),
    ({"student_id": "etu-9", "ended_on": ""}, "ended_on", "ended-missing"),
]


@settings(max_examples=20, deadline=None)
@given(DIALECTS, st.sampled_from(AGAINST_STORE), st.integers(4, 9))
def test_a_fault_against_the_store_is_found_where_it_was_planted(
    known: Store, dialect: Dialect, planted: tuple[dict[str, str], str | None, str], place: int
) -> None:
    change, column, code = planted
    table = [list(row.values()) for row in rows("cohorts", *students(8))]
    table.insert(place - 1, list(rows("cohorts", change)[0].values()))
    table.insert(0, [*rows("cohorts")[0]])
    content, lines = dialect.written("cohorts", table)
    assert faults("cohorts", content, known) == [(lines[place], column, code)]
