"""The SQL that counts what is current in the registry: the exact cells of an edition, and its deliveries."""

from __future__ import annotations

from ehealth.domain import OUTCOMES, STATUSES
from ehealth.store.retention import OUTCOME
from ehealth.store.tables import HELD_SLICES

# All cells of every project and year that was received, zeros too: that a row exists must not tell that somebody is
# there. A slice holds lines or totals, never both, so their cells do not meet.
ENROLMENT_CELLS = f"""
WITH counted AS (
    SELECT project_code, module_code, academic_year, status, count(*) AS students FROM current_cohorts GROUP BY ALL
    UNION ALL BY NAME FROM current_cohort_totals),
received AS (SELECT project_code, period AS academic_year FROM current_slices JOIN subjects USING (kind)
             WHERE subject = 'cohorts'),
taught AS (
    SELECT project_code, m.module_code, academic_year FROM received JOIN current_modules m USING (project_code)
    WHERE m.first_year <= academic_year
    UNION SELECT project_code, module_code, academic_year FROM counted WHERE students > 0)
SELECT project_code, module_code, academic_year, status, coalesce(students, 0)::BIGINT AS students
FROM taught CROSS JOIN (SELECT unnest({list(STATUSES)}) AS status)
LEFT JOIN counted USING (project_code, module_code, academic_year, status)
ORDER BY ALL
"""

PLACEMENT_CELLS = f"""
WITH counted AS (
    SELECT project_code, graduation_year, months_after, outcome, count(*) AS students FROM (
        SELECT *, {OUTCOME} AS outcome
        FROM current_placements)
    GROUP BY ALL
    UNION ALL BY NAME FROM current_placement_totals),
surveyed AS (SELECT project_code, period::BIGINT AS graduation_year, months_after
             FROM current_slices JOIN subjects USING (kind) WHERE subject = 'placements')
SELECT project_code, graduation_year, months_after, outcome, coalesce(students, 0)::BIGINT AS students
FROM surveyed CROSS JOIN (SELECT unnest({list(OUTCOMES)}) AS outcome)
LEFT JOIN counted USING (project_code, graduation_year, months_after, outcome)
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

# When the file that holds a project's cohort of a year came: the current one, or, where all were withdrawn, the last.
COHORTS_RECEIVED = f"""
SELECT s.project_code, s.period AS academic_year,
       coalesce(max(l.done_at) FILTER (s.current), max(l.done_at)) AS received_at
FROM ({HELD_SLICES}) s JOIN ledger l ON l.number = s.number JOIN subjects k ON k.kind = s.kind
WHERE k.subject = 'cohorts' GROUP BY ALL
"""
