"""What intake may ask of a store, written to a file that it can read: it never sees the store itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
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


@dataclass
class Given:
    """What a check was given while the ledger's last entry was `last`, or came soon after."""

    last: int
    _found: dict[tuple[str, tuple[str, ...]], object] = field(default_factory=dict)

    def note(self, con: duckdb.DuckDBPyConnection, name: str, projects: list[str], file: Path) -> None:
        """Remembers a reference as it was written."""
        self._found[name, tuple(projects)] = _summary(con, f"read_parquet({quoted(file)})", [])

    def overtaken(self, con: duckdb.DuckDBPyConnection, last: int) -> bool:
        """Whether entries were added since. Raises Refusal("changed-meanwhile") if a check would be given others."""
        if last == self.last:
            return False
        for (name, projects), found in self._found.items():
            query = REFERENCES[name]
            if found != _summary(con, f"({query})", [list(projects)] if "$1" in query else []):
                raise Refusal("changed-meanwhile")
        return True


def _summary(con: duckdb.DuckDBPyConnection, source: str, values: list[list[str]]) -> object:
    return con.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {source} t", values).fetchall()


def write(
    con: duckdb.DuckDBPyConnection, name: str, projects: list[str], folder: Path, given: Given | None = None
) -> Path:
    """Writes the reference `name` as a Parquet file in `folder`: an intake.References, once `con` is given."""
    target = folder / f"{name}.parquet"
    query = REFERENCES[name]
    con.execute(f"COPY ({query}) TO {quoted(target)} (FORMAT parquet)", [projects] if "$1" in query else [])
    if given:
        given.note(con, name, projects, target)
    return target
