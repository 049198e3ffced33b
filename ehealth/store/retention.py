"""Lines of students go when their time is up; what they counted stays, as totals in their place.

A student's time is up EHEALTH_RETENTION_YEARS after the last thing known of them: enrolled, ended, surveyed, first job.
A slice of an upload goes as a whole, once the time of all its students is up, so that its totals are exactly the cells
that editions count; until then its lines wait for the last of them. Its number, its day and its place in the order of
uploads stay, so that no edition, due date or withdrawal can tell the difference; the employers that drafts break
down by module are gone with the lines.
"""

from __future__ import annotations

from datetime import date

import duckdb

from ehealth import journal, settings
from ehealth.access import Reader
from ehealth.intake.personal import PEOPLE
from ehealth.store import footer, ledger, received, sharing
from ehealth.store.engine import refusing
from ehealth.store.ledger import Entry
from ehealth.store.registry import Registry
from ehealth.store.rewriting import renew

YEARS = "EHEALTH_RETENTION_YEARS"
# The nine outcomes (domain.OUTCOMES); the declared employer type decides, and health duties make any other job broad.
OUTCOME = """CASE
    WHEN NOT answered THEN 'no_answer'
    WHEN situation = 'seeking' THEN 'seeking'
    WHEN situation <> 'employed' THEN 'not_in_labour_force'
    WHEN employer_type = 'care' THEN 'care'
    WHEN employer_type IN ('health_software', 'medical_device', 'pharma') THEN 'health_industry'
    WHEN employer_type IN ('health_agency', 'health_research') THEN 'public_health'
    WHEN employer_type = 'consulting_health' OR health_duties THEN 'broad_only'
    WHEN employer_type IS NULL OR employer_type = 'unknown' THEN 'unknown_employer'
    ELSE 'other_job' END"""
COUNTED = {  # what a line counts towards, in the order of the columns of its totals
    "cohorts": "project_code, module_code, academic_year, status",
    "placements": f"project_code, graduation_year, months_after, {OUTCOME} AS outcome",
}
SLICE = {  # of a line, as the table `slices` names it
    "cohorts": ("project_code", "academic_year", "0"),
    "placements": ("project_code", "graduation_year::VARCHAR", "months_after"),
}
DAY = {  # the last thing that a line of its own tells of a student
    "cohorts": "greatest(enrolled_on, ended_on)",
    "placements": "greatest(surveyed_on, first_job_on)",
}
KNOWN = " UNION ALL ".join(f"SELECT student_id, {DAY[kind]} AS day FROM {kind}_rows" for kind in PEOPLE)
# Whatever else is known of its students, a slice with a line that is young enough stays: only the students of the
# others, nearly always none, are looked for among all lines. ($1: the day before which all must lie.)
GONE = """
WITH lines AS NOT MATERIALIZED (
    SELECT number, {project} AS project_code, {period} AS period, {months} AS months_after, student_id, {day} AS day
    FROM {kind}_rows),
old AS (SELECT number, project_code, period, months_after FROM lines GROUP BY ALL HAVING max(day) < $1),
students AS (SELECT number, project_code, period, months_after, student_id
             FROM lines SEMI JOIN old USING (number, project_code, period, months_after)),
last AS (SELECT student_id, max(day) AS day FROM (KNOWN)
         SEMI JOIN (SELECT DISTINCT student_id FROM students) USING (student_id) GROUP BY ALL)
SELECT number, project_code, period, months_after, count(*) AS lines
FROM students JOIN last USING (student_id)
GROUP BY ALL HAVING max(last.day) < $1 ORDER BY ALL
""".replace("KNOWN", KNOWN)
NAMED = 10  # slices in the log

Expired = tuple[int, str, str, int, int]  # upload, project_code, period, months_after (0: of no survey), lines


def expired(registry: Registry, today: date | None = None) -> dict[str, list[Expired]]:
    """The slices of uploads whose lines are to go, by their kind. Raises Refusal("setting-no-number")."""
    return {kind: registry.con.execute(*_gone(kind, today)).fetchall() for kind in PEOPLE}


def retain(registry: Registry, by: Reader, today: date | None = None) -> Entry | None:
    """Lets the lines go whose time is up, and notes in the ledger how many; None where there is none.

    Raises Refusal: forbidden; setting-no-number; not-recorded: nothing went, or it is gone on with at the next opening.
    """
    journal.require(registry.path, by, "erase")
    with sharing.turn(registry):
        return _retain(registry, by, today)


def _retain(registry: Registry, by: Reader, today: date | None) -> Entry | None:
    gone = [one for slices in expired(registry, today).values() for one in slices]
    if not gone:
        return None
    received.require(registry.received, registry.last)  # the registry will be made again from there
    why = f"EHEALTH_RETENTION_YEARS = {settings.whole(YEARS)}"
    lines = sum(one[-1] for one in gone)
    entry = Entry(registry.last + 1, "retain", ledger.now(), by.person.email, line_count=lines, why=why)
    named = [" ".join(str(part) for part in one[1:4] if part) for one in gone[:NAMED]]
    more = [f"+{len(gone) - NAMED}"] if len(gone) > NAMED else []
    with journal.doing(registry.path, by, "retain", ", ".join([entry.receipt, *named, *more])), refusing():
        _write(registry, today)
        ledger.write_receipt(registry.received, entry)
        renew(registry)
    return entry


def _gone(kind: str, today: date | None) -> tuple[str, list[object]]:
    """The query of `expired`, and its values."""
    project, period, months = SLICE[kind]
    limit = "($1::DATE - to_years($2::INTEGER))::DATE"
    query = GONE.format(kind=kind, project=project, period=period, months=months, day=DAY[kind]).replace("$1", limit)
    return query, [today or ledger.now().date(), settings.whole(YEARS)]


def _write(registry: Registry, today: date | None) -> None:
    """Writes the files with totals in place of lines. In the old registry nothing changes: it is made again."""
    con, uploads = registry.con, []
    con.execute("BEGIN")
    try:
        for kind in PEOPLE:
            query, values = _gone(kind, today)
            con.execute(f"CREATE TEMP TABLE gone_{kind} AS {query}", values)
        for kind in PEOPLE:
            _replace(con, kind)
            found = con.execute(f"SELECT DISTINCT number FROM gone_{kind} ORDER BY 1").fetchall()
            uploads += [(number, kind) for (number,) in found]
        for number, kind in uploads:
            footer.write_again(con, registry.received, number, kind)
    finally:
        con.execute("ROLLBACK")


def _replace(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Lines give way to totals in the tables of rows and slices."""
    totals, parts = footer.totals_of(kind), "(number, project_code, period, months_after)"
    gone = f"IN (SELECT {parts} FROM gone_{kind})"
    lines = f"FROM {kind}_rows WHERE (number, {', '.join(SLICE[kind])}) {gone}"
    con.execute(f"INSERT INTO {totals}_rows SELECT number, {COUNTED[kind]}, count(*) {lines} GROUP BY ALL")
    con.execute(f"DELETE {lines}")
    con.execute(
        f"DELETE FROM slices WHERE kind = '{kind}' AND (number, project_code, period, coalesce(months_after, 0)) {gone}"
    )
