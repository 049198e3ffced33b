"""For any file: the same rows in any dialect, a planted fault where it was planted, never a traceback."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehealth import intake
from ehealth.domain import Problem, Refusal
from ehealth.intake import bodies
from ehealth.store import Store
from tests.files import Row, file, students

FEW = settings(max_examples=12, deadline=None)
DAYS = st.dates(date(2010, 1, 1), date(2039, 1, 1))
LEVELS = {"m1": "Master 1", "m2": "Master, second year", "eng1": "Cycle ingénieur 1re année"}
STATUSES = {"enrolled": "Inscrit", "graduated": "diplômé", "withdrawn": "ABANDON"}


@st.composite
def cohorts(draw: st.DrawFn) -> list[Row]:
    """Rows that have no fault, as the door gives them back."""
    identifiers = draw(st.lists(st.from_regex(r"[a-z][A-Za-z0-9._-]{2,12}", fullmatch=True), min_size=1, unique=True))
    return [draw(cohort(identifier)) for identifier in identifiers]


@st.composite
def cohort(draw: st.DrawFn, identifier: str) -> Row:
    status, start, year = draw(st.sampled_from([*STATUSES])), draw(DAYS), draw(st.integers(2010, 2039))
    ended = start + timedelta(draw(st.integers(0, 600))) if status != "enrolled" else None
    return {
        "project_code": draw(st.sampled_from(["p1", "démo-2".replace("é", "e"), "P.3_x"])),
        "module_code": draw(st.sampled_from(["full", "m-2"])),
        "academic_year": f"{year}-{year + 1}",
        "student_id": identifier,
        "level": draw(st.sampled_from([*LEVELS])),
        "status": status,
        "enrolled_on": start,
        "ended_on": ended,
    }


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "delimiter": draw(st.sampled_from(";,\t|")),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "mac-roman", "utf-16", "utf-16-le"])),
        "french": draw(st.booleans()),
        "blanks": draw(st.integers(0, 3)),
        "order": draw(st.permutations([*file("cohorts").decode().split("\n")[0].split(",")])),
    }


def written(rows: list[Row], dialect: dict[str, Any]) -> bytes:
    target = io.StringIO()
    names = dialect["order"]
    how = {name: dialect[name] for name in ("delimiter", "lineterminator", "quoting")}
    writer = csv.writer(target, **how)
    target.write(dialect["lineterminator"] * dialect["blanks"])
    writer.writerow(names)
    for number, row in enumerate(rows):
        writer.writerow([spelt(row[name], dialect["french"]) for name in names])
        target.write(dialect["lineterminator"] * (dialect["blanks"] if number % 3 == 1 else 0))
    return target.getvalue().encode(dialect["encoding"])


def spelt(value: Any, french: bool) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if french else value.isoformat()
    return str((LEVELS | STATUSES).get(value, value)) if french and value else value or ""


@FEW
@given(cohorts(), dialects())
def test_a_table_reads_the_same_in_any_dialect(rows: list[Row], dialect: dict[str, Any]) -> None:
    with intake.check("cohorts", written(rows, dialect)) as checked:
        assert checked.problems == []
        assert checked.preview(len(rows)) == rows


PLANTED: list[tuple[Row, str, str]] = [
    ({"status": "parti"}, "status", "constraint-error"),
    ({"level": ""}, "level", "constraint-error"),
    ({"enrolled_on": "32/01/2024"}, "enrolled_on", "type-error"),
    ({"academic_year": "2024-2026"}, "academic_year", "type-error"),
    ({"student_id": "jean@univ.fr"}, "student_id", "personal-data"),
    ({"student_id": "x"}, "student_id", "constraint-error"),
    ({"status": "graduated", "ended_on": None}, "ended_on", "ended-missing"),
    ({"status": "withdrawn", "ended_on": date(2009, 12, 31)}, "ended_on", "constraint-error"),
]


@FEW
@given(cohorts(), dialects(), st.sampled_from(PLANTED), st.data())
def test_a_planted_fault_is_found_where_it_was_planted(
    rows: list[Row], dialect: dict[str, Any], planted: tuple[Row, str, str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    change, column, code = planted
    rows[place] = rows[place] | change
    blanks = dialect["blanks"]
    line = 2 + blanks + place + blanks * ((place + 1) // 3)
    with intake.check("cohorts", written(rows, dialect)) as checked:
        assert [(p.line, p.column, p.code) for p in checked.problems] == [(line, column, code)]


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


@FEW
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_a_file_read_whole_and_one_read_record_by_record_say_the_same(lines: list[str], newline: str) -> None:
    content = newline.join([file("cohorts").decode().split("\n")[0], *lines]).encode()
    whole = told(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "_load_whole", lambda *_: None)
        assert told(content) == whole


def mangled(content: bytes, dice: random.Random) -> bytes:
    """The file after an accident: bytes flipped, lines cut, quotes opened, a part lost or doubled."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(data))
        accident = dice.randrange(6)
        if accident == 0:
            data[place] ^= 1 << dice.randrange(8)
        elif accident == 1:
            data[place:place] = dice.choice([b'"', b"'", b"\\", b"\n", b"\r", b"\0", b";", b"\xff\xfe", b"\xc3", b'""'])
        elif accident == 2:
            del data[place : place + dice.randint(1, 60)]
        elif accident == 3:
            data[place:place] = data[: dice.randint(1, 200)]
        elif accident == 4:
            data[place] = dice.randrange(256)
        else:
            data = data[: max(place, 1)]
    return bytes(data)


@pytest.mark.parametrize("seed", range(10))
def test_a_mangled_file_never_ends_in_a_traceback_and_leaves_the_store_as_it_was(seed: int, store: Store) -> None:
    dice = random.Random(seed)
    content = file("cohorts", *students(12), {"student_id": "etu-é;1"})
    before = {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()}
    with store.registry() as registry:
        for _ in range(12):
            try:
                with registry.examine("cohorts", mangled(content, dice), store.key) as checked:
                    assert checked.problem_count == len(checked.problems) > 0  # no project is known
                    checked.preview()
            except Refusal as refused:
                assert refused.code in ("empty-file", "not-csv", "not-text", "broken-quotes", "cell-too-long")
    assert {path: path.read_bytes() for path in before} == before
