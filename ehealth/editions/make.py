"""Store → edition: cells and reference tables in a new DuckDB file, frozen once it is whole."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ehealth.domain import DEFINITION_VERSION, Refusal
from ehealth.editions.reading import Edition, numbers
from ehealth.store import Entry, Registry, Store

REFERENCE = ("events", "envelopes", "projects", "partners", "modules", "baseline")

ENROLMENT_CELLS = """
SELECT project_code, module_code, academic_year, status, count(*) AS students
FROM current_cohorts GROUP BY ALL ORDER BY ALL
"""

# The nine outcomes (domain.OUTCOMES); the declared employer type decides, and health duties make any other job broad.
PLACEMENT_CELLS = """
SELECT project_code, graduation_year, months_after, outcome, count(*) AS students FROM (
    SELECT *, CASE
        WHEN NOT answered THEN 'no_answer'
        WHEN situation = 'seeking' THEN 'seeking'
        WHEN situation <> 'employed' THEN 'not_in_labour_force'
        WHEN employer_type = 'care' THEN 'care'
        WHEN employer_type IN ('health_software', 'medical_device', 'pharma') THEN 'health_industry'
        WHEN employer_type IN ('health_agency', 'health_research') THEN 'public_health'
        WHEN employer_type = 'consulting_health' OR health_duties THEN 'broad_only'
        WHEN employer_type IS NULL OR employer_type = 'unknown' THEN 'unknown_employer'
        ELSE 'other_job' END AS outcome
    FROM current_placements)
GROUP BY ALL ORDER BY ALL
"""

# Drafts only: the finest view that a steward may have. A graduate's module is that of the degree.
EMPLOYER_CELLS = """
SELECT project_code, module_code, graduation_year, months_after, employer_type, health_duties, count(*) AS students
FROM (SELECT project_code, student_id, graduation_year, months_after, coalesce(employer_type, 'unknown') AS employer_type,
             coalesce(health_duties, false) AS health_duties
      FROM current_placements WHERE situation = 'employed')
LEFT JOIN (SELECT project_code, student_id, max_by(module_code, academic_year) AS module_code
           FROM current_cohorts WHERE status = 'graduated' GROUP BY ALL) USING (project_code, student_id)
GROUP BY ALL ORDER BY ALL
"""

DELIVERIES = """
SELECT l.number AS ledger, l.action, u.kind, s.project_code, s.period, s.months_after, l.done_at AS received_at,
       l.action = 'upload' AND c.number IS NOT NULL AS current
FROM ledger l JOIN ledger u ON u.number = coalesce(l.target, l.number)
JOIN slices s ON s.number = u.number
LEFT JOIN current_slices c ON c.number = s.number AND c.kind = s.kind
     AND c.project_code IS NOT DISTINCT FROM s.project_code AND c.period IS NOT DISTINCT FROM s.period
     AND c.months_after IS NOT DISTINCT FROM s.months_after
WHERE l.action IN ('upload', 'withdraw') ORDER BY ALL
"""


def publish(store: Store, by: str, note: str = "", at: datetime | None = None) -> int:
    """Freezes the next edition and notes it in the ledger; gives its number. A crash leaves no half edition."""
    with store.registry() as registry:
        number = max(numbers(store.path), default=0) + 1
        made_at = at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        waiting, final = store.editions / f".{number:04d}.making", store.editions / f"{number:04d}.duckdb"
        waiting.unlink(missing_ok=True)
        try:
            _fill(registry, waiting, _manifest(registry, str(number), made_at, note))
            waiting.chmod(0o444)
            _sync(waiting)
            waiting.rename(final)
            _sync(store.editions)
        finally:
            waiting.unlink(missing_ok=True)
        registry.published(number, by, note, made_at)
    return number


class Draft(Edition):
    """The exact figures of this moment, not published; its file goes when it is closed."""

    def __init__(self, store: Store) -> None:
        self._folder = TemporaryDirectory(prefix=".draft-", dir=store.editions)
        path = Path(self._folder.name) / "draft.duckdb"
        with store.registry() as registry:
            _fill(registry, path, _manifest(registry, "draft", datetime.now(UTC).replace(tzinfo=None), ""), draft=True)
        super().__init__(path, None)

    def close(self) -> None:
        super().close()
        self._folder.cleanup()


def uploads_since(store: Store, edition: Edition | None) -> list[Entry]:
    """Uploads and withdrawals that the edition does not include yet, oldest first."""
    included = int(edition.manifest["ledger"]) if edition else 0
    with store.registry() as registry:
        return [entry for entry in registry.log() if entry.number > included and entry.action != "publish"]


def _manifest(registry: Registry, edition: str, made_at: datetime, note: str) -> dict[str, str]:
    return {
        "edition": edition,
        "made_at": made_at.isoformat(timespec="seconds") + "Z",
        "protected": "false",
        "demonstration": str(registry.demonstration).lower(),
        "definition_version": DEFINITION_VERSION,
        "ledger": str(registry.last),
        "note": note,
    }


def _fill(registry: Registry, path: Path, manifest: dict[str, str], *, draft: bool = False) -> None:
    """Writes the edition's tables (the contract of DESIGN: manifest, cells, reference kinds, deliveries)."""
    con: Any = registry.con
    target = str(path).replace("'", "''")
    con.execute(f"ATTACH '{target}' AS edition")
    try:
        queries = {kind: f"FROM current_{kind} ORDER BY ALL" for kind in REFERENCE}
        queries |= {"enrolment_cells": ENROLMENT_CELLS, "placement_cells": PLACEMENT_CELLS, "deliveries": DELIVERIES}
        if draft:
            queries["employer_cells"] = EMPLOYER_CELLS
        for name, query in queries.items():
            con.execute(f"CREATE TABLE edition.{name} AS {query}")
        con.execute("CREATE TABLE edition.manifest (key VARCHAR, value VARCHAR)")
        con.executemany("INSERT INTO edition.manifest VALUES (?, ?)", list(manifest.items()))
        con.execute("CHECKPOINT edition")
    finally:
        con.execute("DETACH edition")
    if not path.exists():
        raise Refusal("edition-not-made", path=str(path))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
