"""For any file: the same rows in any dialect, and by whichever way it is read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain, intake
from ehealth.domain import Problem
from ehealth.intake import bodies
from tests.dialects import DIALECTS, Dialect, in_order, orders
from tests.files import Row, file, understood
from tests.planting import Table, changed, example, strict

FEW = settings(max_examples=25, deadline=None)
DAYS = st.dates(date(2010, 1, 1), date(2039, 1, 1))
LEVELS, STATUSES = ("m1", "m2", "eng1"), ("enrolled", "graduated", "withdrawn")


@st.composite
def cohorts(draw: st.DrawFn) -> list[Row]:
    """Rows that have no fault, as the door gives them back."""
    spelled = st.from_regex(r"[a-z][A-Za-z._-]{1,6}[0-9]{1,5}", fullmatch=True)
    identifiers = draw(st.lists(spelled, min_size=1, unique=True))
    return [draw(cohort(identifier)) for identifier in identifiers]


@st.composite
def cohort(draw: st.DrawFn, identifier: str) -> Row:
    status, start, year = draw(st.sampled_from(STATUSES)), draw(DAYS), draw(st.integers(2010, 2039))
    ended = start + timedelta(draw(st.integers(0, 600))) if status != "enrolled" else None
    return {
        "project_code": draw(st.sampled_from(["p1", "demo-2", "P.3_x"])),
        "module_code": draw(st.sampled_from(["full", "m-2"])),
        "academic_year": f"{year}-{year + 1}",
        "student_id": identifier,
        "level": draw(st.sampled_from(LEVELS)),
        "status": status,
        "enrolled_on": start,
        "ended_on": ended,
    }


def as_table(rows: list[Row]) -> Table:
    return [[*rows[0]], *([str(value or "") for value in row.values()] for row in rows)]


@FEW
@given(cohorts(), DIALECTS, st.data())
def test_a_table_reads_the_same_in_any_dialect(rows: list[Row], dialect: Dialect, data: st.DataObject) -> None:
    table = as_table(rows)
    content, _ = dialect.written("cohorts", in_order(table, data.draw(orders(table))))
    with intake.check("cohorts", content) as checked:
        assert checked.problems == []
        assert checked.preview(len(rows)) == rows


TITLES = ("Santé, numérique ; l’école | 1", "deux\nlignes", 'dit "oui"', '"', "a\tb", "Cœur d'été", "=1+1", "−3")


@FEW
@given(st.sampled_from(domain.KINDS), DIALECTS, st.sampled_from(TITLES), st.data())
def test_every_kind_reads_the_same_in_any_dialect(kind: str, dialect: Dialect, title: str, data: st.DataObject) -> None:
    table = example(kind)
    if kind == "modules":
        table = changed(table, 2, 2, title)
    content, _ = dialect.written(kind, in_order(table, data.draw(orders(table))))
    plain = Dialect(encoding=dialect.encoding).encoded(strict(table).decode())  # without signs that it has not got
    assert understood(kind, content) == understood(kind, plain)


CELLS = st.sampled_from(["", "p1", "etu-1", "etu-2", " etu-1", "x", "2024-2025", "m2", "Diplômé", "2024-09-02", "é;à"])
WIDTHS = st.sampled_from([8] * 12 + [7, 9])
LINES = st.one_of(
    st.just("p1,full,2024-2025,etu-1,m2,enrolled,2024-09-02,"),
    st.builds(lambda cells, width: ",".join(cells[:width]), st.lists(CELLS, min_size=9, max_size=9), WIDTHS),
    st.sampled_from(
        ["", ",,,,,,,", "Total,,,,,,,", ' , ,"",,,,,', "p1,full,2024-2025,etu-3,m2,graduated,2024-09-02,2024-09-01"]
    ),
)


def told(content: bytes) -> tuple[int, int, list[Problem], list[Problem], list[dict[str, object]]]:
    with intake.check("cohorts", content) as checked:
        return checked.rows, checked.problem_count, checked.problems, checked.warnings, checked.preview(100)


@settings(max_examples=12, deadline=None)
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_a_file_read_whole_and_one_read_record_by_record_say_the_same(lines: list[str], newline: str) -> None:
    content = newline.join([file("cohorts").decode().split("\n")[0], *lines]).encode()
    whole = told(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "_load_whole", lambda *_: None)
        assert told(content) == whole
