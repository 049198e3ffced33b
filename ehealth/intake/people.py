"""The people that a file speaks of, against those received: student by student, or as totals that name nobody."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from ehealth.domain import Problem
from ehealth.intake.engine import take
from ehealth.intake.found import Found
from ehealth.intake.personal import PEOPLE
from ehealth.intake.pseudonyms import pseudonym

# The class of 2025 is the one of 2024-2025.
SAME_CLASS = "c.project_code = t.project_code AND c.academic_year = (t.graduation_year - 1) || '-' || t.graduation_year"

Table = Callable[[str], str]  # gives one of the store's references as SQL, by its name


def why_no_graduate(
    con: duckdb.DuckDBPyConnection, table: Table, key: bytes, records: list[int]
) -> dict[int, dict[str, str]]:
    """For each of these records, whose students are no graduates received, the fact that tells why."""
    received = f"s.project_code = t.project_code AND s.student_id = {pseudonym('t')}"
    rows = con.execute(
        f"SELECT record, CASE WHEN EXISTS (FROM {table('classes')} c WHERE c.as_totals AND {SAME_CLASS}) THEN 'totals' "
        f"WHEN EXISTS (FROM {table('students')} s WHERE {received}) THEN 'enrolled' ELSE 'unknown' END "
        f"FROM typed t SEMI JOIN (SELECT unnest($2) AS record) USING (record)",
        [key, records],
    ).fetchall()
    return {record: {"rule": why} for record, why in rows}


def check_erased(con: duckdb.DuckDBPyConnection, kind: str, table: Table, key: bytes, found: Found) -> None:
    """A problem for each line of a student who was erased; such lines go into `dangling`.

    Refused, not left out: the institution still lists somebody who must not be followed any more, and only it can put
    that right; a file that loses lines in silence would also be taken for whole.
    """
    if kind not in PEOPLE or not con.execute(f"SELECT count(*) FROM {table('erased')}").fetchall()[0][0]:
        return
    hidden = f"(SELECT record, student_id AS value, {pseudonym('t')} AS hidden FROM typed t)"
    taken = take(con, f"SELECT record, value FROM {hidden} WHERE hidden IN (FROM {table('erased')})", [key], "true")
    if taken.count:
        con.execute("INSERT INTO dangling SELECT record FROM taken")
        found.add(taken, lambda row: Problem("erased-student", found.lines[row[0]], "student_id", row[1]))


def check_totals(con: duckdb.DuckDBPyConnection, kind: str, table: Table, warnings: Found) -> None:
    """What totals may hide is said, since no person can be looked at."""
    if kind == "cohort_totals":
        _check_full_courses(con, table, warnings)
    elif kind == "placement_totals":
        _check_surveyed(con, table, warnings)


def _check_full_courses(con: duckdb.DuckDBPyConnection, table: Table, warnings: Found) -> None:
    """One warning where a project and year has several full courses: who follows two of them counts twice."""
    rows = con.execute(
        "SELECT project_code || ' · ' || academic_year FROM "
        "(SELECT DISTINCT project_code, academic_year, module_code FROM typed WHERE students > 0) t "
        f"SEMI JOIN {table('modules')} m ON m.project_code = t.project_code AND m.module_code = t.module_code "
        "AND m.route = 'full_course' GROUP BY project_code, academic_year HAVING count(*) > 1 ORDER BY 1"
    ).fetchall()
    if rows:
        warnings.add_each([Problem("persons-not-checked", facts={"slices": [text for (text,) in rows]})])


def _check_surveyed(con: duckdb.DuckDBPyConnection, table: Table, warnings: Found) -> None:
    """A warning for each survey of more people than the graduates known of that class."""
    rows = con.execute(
        "SELECT min(record) AS record, concat_ws(' · ', t.project_code, graduation_year), months_after, "
        "(graduation_year - 1) || '-' || graduation_year, sum(students)::BIGINT AS surveyed, "
        f"coalesce(any_value(c.graduates), 0) AS known FROM typed t LEFT JOIN {table('classes')} c ON {SAME_CLASS} "
        "GROUP BY t.project_code, graduation_year, months_after HAVING surveyed > known ORDER BY record"
    ).fetchall()
    listed = [
        Problem(
            "more-than-graduates",
            warnings.lines[record],
            "students",
            facts={"slice": survey, "months": months, "year": year, "surveyed": surveyed, "graduates": known},
        )
        for record, survey, months, year, surveyed, known in rows
    ]
    warnings.add_each(listed)
