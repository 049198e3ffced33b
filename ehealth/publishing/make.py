"""Store → edition: cells and reference tables in a new DuckDB file, frozen once it is whole."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ehealth.domain import DEFINITION_VERSION, Refusal
from ehealth.editions import Edition, numbers
from ehealth.store import Entry, Registry, Store
from ehealth.store.engine import sync
from ehealth.store.tables import HELD_SLICES

REFERENCE = ("events", "envelopes", "projects", "partners", "modules", "baseline")

# A slice holds lines or totals, never both, so their cells do not meet. Lines make no cell of 0, and so do not totals.
ENROLMENT_CELLS = """
SELECT project_code, module_code, academic_year, status, count(*) AS students FROM current_cohorts GROUP BY ALL
UNION ALL BY NAME FROM current_cohort_totals WHERE students > 0
ORDER BY ALL
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
GROUP BY ALL
UNION ALL BY NAME FROM current_placement_totals WHERE students > 0
ORDER BY ALL
"""

# Drafts only: the finest view that a steward may have, of lines only. A graduate's module is that of the degree.
EMPLOYER_CELLS = """
SELECT project_code, module_code, graduation_year, months_after, employer_type, health_duties, count(*) AS students
FROM (SELECT project_code, student_id, graduation_year, months_after,
             coalesce(employer_type, 'unknown') AS employer_type, coalesce(health_duties, false) AS health_duties
      FROM current_placements WHERE situation = 'employed')
LEFT JOIN (SELECT project_code, student_id, max_by(module_code, academic_year) AS module_code
           FROM current_cohorts WHERE status = 'graduated' GROUP BY ALL) USING (project_code, student_id)
GROUP BY ALL ORDER BY ALL
"""

# Totals are a delivery of their subject: who sent them owes no lines.
DELIVERIES = f"""
SELECT l.number AS ledger, l.action, k.subject AS kind, s.project_code, s.period, s.months_after,
       l.done_at AS received_at, l.action = 'upload' AND s.current AS current
FROM ledger l JOIN ledger u ON u.number = coalesce(l.target, l.number) JOIN ({HELD_SLICES}) s ON s.number = u.number
JOIN subjects k ON k.kind = u.kind
WHERE l.action IN ('upload', 'withdraw') ORDER BY ALL
"""


def publish(store: Store, by: str, note: str = "", at: datetime | None = None) -> int:
    """Freezes the next edition and notes it in the ledger; gives its number. A crash leaves no half edition.

    Raises Refusal("edition-not-made") when it cannot be written.
    """
    with store.registry() as registry:
        number = max(numbers(store.path), default=0) + 1
        made_at = at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        final = store.editions / f"{number:04d}.duckdb"
        for left in store.editions.glob(".making-*"):  # by a process that was killed; we hold the lock
            shutil.rmtree(left)
        with TemporaryDirectory(prefix=".making-", dir=store.editions) as folder:
            waiting = Path(folder) / final.name
            fill(registry, waiting, manifest_of(registry, str(number), made_at, note))
            waiting.chmod(0o444)
            sync(waiting)
            waiting.rename(final)
        sync(store.editions)
        registry.published(number, by, note, made_at)
    return number


def uploads_since(store: Store, edition: Edition | None) -> list[Entry]:
    """Uploads and withdrawals that the edition does not include yet, oldest first."""
    included = int(edition.manifest["ledger"]) if edition else 0
    with store.registry() as registry:
        return [entry for entry in registry.log() if entry.number > included and entry.action != "publish"]


def manifest_of(registry: Registry, edition: str, made_at: datetime, note: str) -> dict[str, str]:
    return {
        "edition": edition,
        "made_at": made_at.isoformat(timespec="seconds") + "Z",
        "protected": "false",
        "demonstration": str(registry.demonstration).lower(),
        "definition_version": DEFINITION_VERSION,
        "ledger": str(registry.last),
        "note": note,
    }


def fill(registry: Registry, path: Path, manifest: dict[str, str], more: dict[str, str] | None = None) -> None:
    """Writes the edition's tables (the contract of DESIGN: manifest, cells, reference kinds, deliveries)."""
    tables = {kind: f"FROM current_{kind} ORDER BY ALL" for kind in REFERENCE}
    tables |= {"enrolment_cells": ENROLMENT_CELLS, "placement_cells": PLACEMENT_CELLS, "deliveries": DELIVERIES}
    try:
        registry.con.execute("ATTACH '" + str(path).replace("'", "''") + "' AS edition")
        try:
            for name, query in (tables | (more or {})).items():
                registry.con.execute(f"CREATE TABLE edition.{name} AS {query}")
            registry.con.execute("CREATE TABLE edition.manifest (key VARCHAR, value VARCHAR)")
            registry.con.executemany("INSERT INTO edition.manifest VALUES (?, ?)", list(manifest.items()))
            registry.con.execute("CHECKPOINT edition")
        finally:
            registry.con.execute("DETACH edition")
    except duckdb.Error as fault:
        raise Refusal("edition-not-made", path=str(path.parent)) from fault
