"""The SQL that reads an edition: each view joins its cells with what is known of projects and modules."""

from __future__ import annotations

import pandas as pd

from ehealth.domain import Selection

# A module's region is that of the institution that runs it: a partner's where one bears its name, else the project's.
MODULES = """
SELECT m.*, p.acronym, p.wave, coalesce(
    (SELECT max(q.region) FROM partners q WHERE q.project_code = m.project_code
     AND m.institution IN (q.name, q.identifier)), p.region) AS region
FROM modules m LEFT JOIN projects p USING (project_code)
"""

VIEWS = {
    "manifest": "FROM manifest",
    "events": "FROM events ORDER BY date, event_id",
    "envelopes": "FROM envelopes",
    "projects": "FROM projects ORDER BY project_code",
    "partners": "FROM partners ORDER BY project_code, name",
    "baseline": "FROM baseline",
    "modules": MODULES,
    "enrolment": f"""
        SELECT c.project_code, m.acronym, m.wave, c.module_code, m.title AS module_title, m.route, m.host_degree,
               m.level, m.institution, m.region, c.academic_year, c.status, c.students
        FROM enrolment_cells c LEFT JOIN ({MODULES}) m USING (project_code, module_code)""",
    "placement": """
        SELECT c.project_code, p.acronym, p.wave, p.region, c.graduation_year, c.months_after, c.outcome, c.students
        FROM placement_cells c LEFT JOIN projects p USING (project_code)""",
    "employer": """
        SELECT c.*, p.wave, p.region FROM employer_cells c LEFT JOIN projects p USING (project_code)""",
    "deliveries": """
        SELECT * REPLACE (strftime(received_at, '%Y-%m-%dT%H:%M:%SZ') AS received_at) FROM deliveries ORDER BY ALL""",
}

# Which column each part of the reader's selection restricts, in each view.
FILTERS = {
    "projects": {"projects": "project_code", "waves": "wave", "regions": "region"},
    "partners": {"projects": "project_code"},
    "modules": {"projects": "project_code", "waves": "wave", "regions": "region", "routes": "route"},
    "enrolment": {
        "years": "academic_year",
        "projects": "project_code",
        "waves": "wave",
        "regions": "region",
        "routes": "route",
    },
    "placement": {
        "graduation_years": "graduation_year",
        "projects": "project_code",
        "waves": "wave",
        "regions": "region",
        "months_after": "months_after",
    },
}
FILTERS["employer"] = FILTERS["placement"]


def chosen(view: str, frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of a view that a selection keeps. An empty choice restricts nothing."""
    for part, column in FILTERS.get(view, {}).items():
        if values := getattr(selection, part):
            frame = frame[frame[column].isin(values)]
    return frame.reset_index(drop=True)
