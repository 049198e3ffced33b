"""What intake may ask of a store, written to a file that it can read: it never sees the store itself."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ehealth.intake import quoted

# Some speak of some projects only ($1). Students are known by their pseudonyms; a class of which only totals were
# received has a count of graduates and no student.
REFERENCES = {
    "projects": "SELECT project_code FROM current_projects",
    "modules": "SELECT project_code, module_code, route FROM current_modules",
    "graduates": "SELECT DISTINCT project_code, student_id FROM current_cohorts "
    "WHERE status = 'graduated' AND project_code IN (SELECT unnest($1))",
    "students": "SELECT DISTINCT project_code, student_id FROM current_cohorts "
    "WHERE project_code IN (SELECT unnest($1))",
    "erased": "SELECT student_id FROM erased",
    "classes": """
SELECT project_code, academic_year, count(DISTINCT student_id) FILTER (status = 'graduated') AS graduates,
       false AS as_totals
FROM current_cohorts WHERE project_code IN (SELECT unnest($1)) GROUP BY ALL
UNION ALL
SELECT project_code, academic_year, coalesce(sum(students) FILTER (status = 'graduated'), 0)::BIGINT, true
FROM current_cohort_totals WHERE project_code IN (SELECT unnest($1)) GROUP BY ALL
""",
}


def write(con: duckdb.DuckDBPyConnection, name: str, projects: list[str], folder: Path) -> Path:
    """Writes the reference `name` as a Parquet file in `folder`: an intake.References, once `con` is given."""
    target = folder / f"{name}.parquet"
    query = REFERENCES[name]
    con.execute(f"COPY ({query}) TO {quoted(target)} (FORMAT parquet)", [projects] if "$1" in query else [])
    return target
