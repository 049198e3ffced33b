"""Small files of every kind for the tests: a row is the kind's usual one with what the test changes."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ehealth import intake
from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.editions import Edition
from ehealth.publishing import Draft
from ehealth.store import Entry, Store

Row = dict[str, Any]

STEWARD = operator("steward@example.org")  # whoever acts, where the test is not about who may

USUAL: dict[str, Row] = {
    "projects": {
        "project_code": "p1",
        "acronym": "P1",
        "title": "Projet fictif",
        "coordinator": "Université fictive",
        "coordinator_kind": "university",
        "source": "Écrit pour les tests",
    },
    "partners": {"project_code": "p1", "name": "École fictive", "partner_kind": "higher_education"},
    "modules": {
        "project_code": "p1",
        "module_code": "full",
        "title": "Santé numérique",
        "route": "full_course",
        "host_degree": "master",
        "level": "m2",
        "first_year": "2022-2023",
        "institution": "Université fictive",
    },
    "cohorts": {
        "project_code": "p1",
        "module_code": "full",
        "academic_year": "2024-2025",
        "student_id": "etu-1",
        "level": "m2",
        "status": "graduated",
        "enrolled_on": "2024-09-02",
        "ended_on": "2025-07-04",
    },
    "cohort_totals": {
        "project_code": "p1",
        "module_code": "full",
        "academic_year": "2024-2025",
        "status": "graduated",
        "students": "5",
    },
    "placement_totals": {
        "project_code": "p1",
        "graduation_year": "2025",
        "months_after": "6",
        "outcome": "care",
        "students": "3",
    },
    "placements": {
        "project_code": "p1",
        "student_id": "etu-1",
        "graduation_year": "2025",
        "months_after": "6",
        "surveyed_on": "2026-01-15",
        "answered": "true",
        "situation": "employed",
        "employer_type": "care",
    },
    "events": {
        "event_id": "e1",
        "date": "2021-12-16",
        "label_fr": "Ouverture",
        "label_en": "Opening",
        "category": "call_opening",
        "scope": "cma",
        "source": "Écrit pour les tests",
    },
    "envelopes": {
        "envelope_id": "v1",
        "label_fr": "Enveloppe",
        "label_en": "Envelope",
        "amount_eur": "2500000000",
        "status": "announced",
        "as_of": "2021",
        "source": "Écrit pour les tests",
    },
}


def rows(kind: str, *changes: Row) -> list[Row]:
    """One row for each change; the usual one where there is none. A changed row may bring further columns."""
    return [USUAL[kind] | change for change in changes or ({},)]


def file(
    kind: str, *changes: Row, delimiter: str = ",", newline: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    """A file of these rows, UTF-8; its columns are those that any of them has."""
    table = rows(kind, *changes)
    names = list(dict.fromkeys(name for row in table for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names, restval="", delimiter=delimiter, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(table)
    return target.getvalue().encode()


def students(count: int, **change: str) -> list[Row]:
    """Changes that make a cohort of that many students."""
    return [{"student_id": f"etu-{number}"} | change for number in range(1, count + 1)]


def send(store: Store, kind: str, *changes: Row, content: bytes | None = None) -> Entry:
    """Sends a file through the door; it has to be faultless."""
    with (
        store.registry() as registry,
        registry.examine(kind, content or file(kind, *changes), store.key, by=STEWARD) as checked,
    ):
        assert checked.problems == []
        return registry.accept(checked, store.key, operator("lead@example.org"), f"{kind}.csv")


def exact(store: Store) -> Edition:
    """The exact figures of this moment, open: editions show protected ones."""
    return Draft(store, STEWARD)


def refusal(action: Callable[..., object], *arguments: object, **named: object) -> str:
    """The code with which an action is refused."""
    with pytest.raises(Refusal) as caught:
        action(*arguments, **named)
    return caught.value.code


def copied(store: Store, folder: Path) -> Store:
    """A copy of a closed store and its key, for a test that changes it; to make one anew takes far longer."""
    copy = Store(shutil.copytree(store.path, folder / store.path.name))
    shutil.copy2(store.key_file, copy.key_file)
    return copy


def understood(kind: str, content: bytes, limit: int = 20) -> list[dict[str, Any]]:
    """The rows as the door understands them; the file has to be faultless."""
    with intake.check(kind, content) as checked:
        assert checked.problems == []
        return checked.preview(limit)


def faults(kind: str, content: bytes, store: Store | None = None) -> list[tuple[int | None, str | None, str]]:
    """(line, column, code) of every problem; with a store, codes are looked up there."""
    if store is None:
        with intake.check(kind, content) as checked:
            return [(p.line, p.column, p.code) for p in checked.problems]
    with store.registry() as registry, registry.examine(kind, content, store.key, by=STEWARD) as checked:
        return [(p.line, p.column, p.code) for p in checked.problems]
