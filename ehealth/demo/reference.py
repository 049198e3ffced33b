"""The invented projects as the files of projects, partners and modules."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from ehealth import domain
from ehealth.demo.plan import ENDS, STARTS, Project, letters, partner

SOURCE = "Données de démonstration | Demonstration data"
# Parts per thousand of the grant committed and paid, by wave: older projects have had more of it.
COMMITTED = {"1": 850, "2": 750, "3": 700, "4": 550, "rolling": 350}
PAID = {"1": 600, "2": 480, "3": 420, "4": 300, "rolling": 120}
TITLES = {"full_course": "Parcours informatique et santé", "awareness": "Culture du numérique en santé"}
LOADS = {"full_course": (60, 420), "awareness": (3, 24)}  # ECTS credits, hours

Row = tuple[object, ...]


def header(kind: str) -> list[str]:
    """The schema's columns, in order."""
    return [field["name"] for field in domain.schema(kind)["fields"]]


def reference_file(kind: str, projects: list[Project]) -> bytes:
    """The projects, partners or modules file of these projects."""
    rows = {"projects": _projects, "partners": _partners, "modules": _modules}[kind]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header(kind))
    writer.writerows(rows(projects))
    return text.getvalue().encode()


def _projects(projects: Iterable[Project]) -> Iterator[Row]:
    for project in projects:
        number = f"{project.index + 1:02d}"
        kind = "university" if project.university else "engineering_school"
        committed, paid = (project.grant * part[project.wave] // 1000 for part in (COMMITTED, PAID))
        money = (project.grant, committed, paid, project.grant * 8 // 5)
        dates = (STARTS[project.wave], ENDS[project.wave])
        learners = 100 * (sum(project.heads) // 50 + 1)
        who = (project.coordinator, kind, "", project.region)
        title = f"Projet de démonstration {number}"
        yield (project.code, f"DÉMO {number}", title, project.wave, *who, *money, *dates, learners, SOURCE)


def _partners(projects: Iterable[Project]) -> Iterator[Row]:
    for project in projects:
        name = letters(project.index)
        yield (project.code, partner(project.index), "higher_education", "", project.partner_region)
        yield (project.code, f"Hôpital fictif {name}", "care", "", project.region)
        if project.index % 2:
            yield (project.code, f"Éditeur fictif {name}", "company", "", project.region)
        if project.index % 3 == 0:
            yield (project.code, f"Organisme de formation fictif {name}", "digital_training", "", "")


def _modules(projects: Iterable[Project]) -> Iterator[Row]:
    for project in projects:
        for m in project.modules:
            level = domain.label("modules", "level", m.level, "fr")
            what = (m.code, f"{TITLES[m.route]} ({level})", m.route, m.host_degree, m.level)
            yield (project.code, *what, *LOADS[m.route], m.first_year, m.institution, m.places)
