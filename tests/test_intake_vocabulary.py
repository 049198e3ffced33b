"""A large file is read with its columns' good values as types: what is said of it, and kept of it, stays the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import Checked, bodies, cells, headers, vocabulary
from ehealth.store import create
from ehealth.store.registry import Registry
from tests.files import STEWARD, Row, file, rows, send, students
from tests.mangling import mangled
from tests.planting import Table, example, planted, strict

ALL, NONE = 0, 1 << 60  # bytes from which on a file is large
KEY = b"k" * 32
SPECS = [(kind, spec) for kind in domain.KINDS for spec in domain.schema(kind)["fields"]]


@pytest.mark.parametrize(("kind", "spec"), SPECS, ids=[f"{kind}-{spec['name']}" for kind, spec in SPECS])
def test_a_good_value_is_one_that_its_column_leaves_as_it_is(kind: str, spec: dict[str, Any]) -> None:
    judge = cells.judge(spec, kind)
    assert [value for value in vocabulary.good(spec) if judge(value) != value] == []


@pytest.mark.parametrize("kind", sorted({kind for kind, spec in SPECS if vocabulary.good(spec)}))
def test_no_header_is_a_row_of_good_values(kind: str) -> None:
    """So that a file read with types need not be searched for a header once more."""
    names = headers.known_names(kind)
    must = [spec for one, spec in SPECS if one == kind and spec["name"] in headers.required(kind)]
    listed = [vocabulary.good(spec) for spec in must]
    assert any(values and not any(headers.normal(value) in names for value in values) for values in listed)


def test_which_columns_have_good_values() -> None:
    found = {
        spec["name"]: len(values) for kind, spec in SPECS if kind == "placements" and (values := vocabulary.good(spec))
    }
    assert found == {
        "graduation_year": 31, "months_after": 5, "surveyed_on": 11_323, "answered": 2, "situation": 4,
        "employer_type": 9, "health_duties": 2, "contract": 3, "job_region": 18, "first_job_on": 11_323,
    }  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Knows p1 with two full courses and an awareness module, P2 with a course; of p1 one graduate. Never changed."""
    store = create(tmp_path_factory.mktemp("known") / "store")
    send(store, "projects", {}, {"project_code": "P2"}, {"project_code": "demo-01"})
    courses: tuple[Row, ...] = (
        {},
        {"module_code": "other"},
        {"module_code": "aware", "route": "awareness"},
        {"project_code": "P2"},
    )
    send(store, "modules", *courses, {"project_code": "demo-01", "module_code": "parcours-m2"})
    send(store, "cohorts", {}, {"student_id": "etu-2", "status": "withdrawn"})
    with store.registry() as registry:
        yield registry


def told(known: Registry, kind: str, content: bytes, large: int, project: str | None = None) -> tuple[Any, ...]:
    """All that the door says of a file, and what it would keep of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "LARGE", large)
        try:
            with known.examine(kind, content, KEY, by=STEWARD, project=project) as checked:
                said = (checked.rows, checked.problem_count, checked.problems, checked.groups)
                warned = (checked.warnings, checked.warning_groups, checked.accented, checked.left_out)
                counts = checked.count_by(domain.schema(kind)["x-slice"]) if checked.fields else []
                return *said, *warned, counts, checked.preview(100), kept(checked)
        except Refusal as refused:
            return refused.code, refused.facts


def kept(checked: Checked) -> list[tuple[Any, ...]]:
    """The columns of a faultless file's rows with their types, and the rows."""
    if not checked.ok:
        return []
    with duckdb.connect() as con:
        source = con.read_parquet(str(checked.write(KEY)))
        return [*zip(source.columns, map(str, source.types), strict=True), *source.fetchall()]


def assert_same(known: Registry, kind: str, content: bytes, project: str | None = None) -> None:
    assert told(known, kind, content, ALL, project) == told(known, kind, content, NONE, project)


LARGEST = ("cohorts", "placements", "cohort_totals", "placement_totals")
PLANTED = [case for kind in LARGEST for case in planted(kind, example(kind))]


@pytest.mark.parametrize("case", PLANTED, ids=[case.name for case in PLANTED])
def test_a_fault_is_told_the_same(known: Registry, case: Any) -> None:
    assert_same(known, case.kind, strict(case.table))


@pytest.mark.parametrize("kind", domain.KINDS)
def test_an_example_reads_the_same(known: Registry, kind: str) -> None:
    assert_same(known, kind, strict(example(kind)))


VALUES: dict[str, list[str]] = {
    "project_code": ["p1", "p1", "p1", "P2", "p2", "p9", "", "exemple-a-effacer"],
    "module_code": ["full", "full", "other", "aware", "Full", "unknown", ""],
    "academic_year": ["2024-2025", "2024-2025", "2023-2024", "2024/2025", "2024-2026", ""],
    "student_id": ["etu-1", "etu-2", "etu-3", "etu-4", " etu-5", "x", "1234567890A", ""],
    "level": ["m1", "m2", "m2", "eng3", "M2", "m3", ""],
    "status": ["enrolled", "graduated", "graduated", "withdrawn", "Diplômé", "parti", ""],
    "enrolled_on": ["2024-09-02", "2024-09-03", "2024-9-2", "02/09/2024", "1999-01-01", "2024-02-30", ""],
    "ended_on": ["2025-07-04", "2024-09-01", "", "", "2041-01-01", "septembre"],
}


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of a cohorts file: mostly good values, a few cells of any kind, now and then of a wrong width."""
    row = [draw(st.sampled_from(values[: draw(st.sampled_from([2, 2, 2, 4, 9]))])) for values in VALUES.values()]
    row = [f'"{cell}"' if draw(st.integers(0, 19)) == 0 else cell for cell in row]
    return ",".join(row[: draw(st.sampled_from([8] * 20 + [7]))])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_cohorts_file_is_told_the_same(known: Registry, data: st.DataObject) -> None:
    fitting = [",".join(row) for row in good_rows(data.draw(st.integers(0, 12)), data.draw(st.integers(0, 99)))]
    others = data.draw(st.lists(st.one_of(lines(), st.sampled_from(["", ",,,,,,,", "Total,,,,,,,"])), max_size=3))
    newline, project = data.draw(st.sampled_from(["\n", "\r\n"])), data.draw(st.sampled_from([None, None, "p1"]))
    body = data.draw(st.permutations([*fitting, *others]))
    assert_same(known, "cohorts", newline.join([",".join(VALUES), *body, ""]).encode(), project)


def good_rows(count: int, seed: int) -> list[list[str]]:
    """Rows of cells that are good each by itself; keys may be repeated and rules be broken."""
    dice = random.Random(seed)
    places = [("p1", "full"), ("p1", "other"), ("p1", "aware"), ("P2", "full")]
    table = []
    for number in range(count):
        end = dice.choice(["", "2025-07-04", "2025-07-04", "2024-09-02"])
        status = dice.choice(["graduated", "withdrawn"]) if end or dice.random() < 0.1 else "enrolled"
        who = f"etu-{number if dice.random() < 0.9 else 0}"
        table.append(
            [*dice.choice(places), "2024-2025", who, "m2", status, dice.choice(["2024-09-02", "2024-09-03"]), end]
        )
    return table


def test_mangled_files_are_told_the_same(known: Registry) -> None:
    whole = file("cohorts", *students(12))
    for seed in range(40):
        assert_same(known, "cohorts", mangled(whole, random.Random(seed)))


def test_placements_of_graduates_are_told_the_same(known: Registry) -> None:
    changes: list[dict[str, str]] = [{}, {"months_after": "12", "first_job_on": "2027-01-15", "health_duties": "false"}]
    for change in ({}, {"student_id": "etu-2"}, {"answered": "oui"}, {"job_region": "11"}, {"employer_type": ""}):
        assert_same(known, "placements", file("placements", *changes, {"months_after": "18"} | change))


def test_a_faultless_file_is_read_with_types_and_any_other_is_not(
    known: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, used = bodies._load_whole, Counter[bool]()

    def noting(*arguments: Any) -> Any:
        body = read(*arguments)
        used[bool(body and body.good)] += 1
        return body

    monkeypatch.setattr(bodies, "_load_whole", noting)
    table: Table = [[*rows("cohorts")[0]], *(list(row.values()) for row in rows("cohorts", *students(5)))]
    told(known, "cohorts", strict(table), ALL)
    assert used == {True: 1}
    for change in ({"status": "Diplômé"}, {"level": ""}, {"project_code": "p9"}, {"ended_on": "4/7/2025"}):
        told(known, "cohorts", file("cohorts", *students(5), {"student_id": "etu-6"} | change), ALL)
    assert used == {True: 1, False: 4}
