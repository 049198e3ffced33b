"""A store whose exact counts would be known anywhere: none is a multiple of 5, and hardly any occurs otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path

from ehealth import publishing
from ehealth.access import operator
from ehealth.store import Store, create
from tests.files import Row, copied, file

LEAD, STEWARD = operator("lead.telltale@example.org"), operator("steward.telltale@example.org")
STUDENT = "etuq"  # how every identifier of a student begins
YEARS = ("2022-2023", "2023-2024", "2024-2025", "2025-2026")
FIRST, SECOND = datetime.fromisoformat("2026-10-12T09:30:00"), datetime.fromisoformat("2026-11-16T09:30:00")
TELLTALE_FROM = 100  # a smaller number also stands for a size, a place or a share somewhere in a page

Counts = tuple[int, int, int]  # graduated, withdrawn, still enrolled

CLASSES: dict[str, dict[str, tuple[Counts, ...]]] = {
    "tell-a": {
        "full": ((187, 23, 1), (213, 31, 2), (256, 33, 4), (3, 12, 271)),
        "aware": ((4, 0, 0), (38, 1, 3), (42, 3, 0), (0, 2, 47)),
    },
    "tell-b": {"full": ((0, 0, 0), (139, 16, 3), (163, 19, 1), (0, 7, 181))},
    "tell-c": {"full": ((1, 0, 0), (2, 1, 0), (3, 1, 1), (0, 0, 2))},
}
MODULES: dict[str, Row] = {"full": {}, "aware": {"module_code": "aware", "route": "awareness", "level": "m1"}}
PROJECTS: dict[str, Row] = {
    "tell-a": {"acronym": "TELL A", "wave": "1", "region": "53", "grant_eur": "1000000"},
    "tell-b": {"acronym": "TELL B", "wave": "2", "region": "84", "grant_eur": "1500000"},
    "tell-c": {"acronym": "TELL C", "wave": "2", "region": "53"},
}

JOB: Row = {"situation": "employed"}
ANSWERS: tuple[Row, ...] = (
    *[{"answered": "false", "situation": "", "employer_type": ""}] * 3,
    *[
        JOB | {"employer_type": kind}
        for kind in ("care", "care", "pharma", "health_agency", "other", "other", "unknown")
    ],
    JOB | {"employer_type": "consulting_health"},
    *[{"situation": "seeking", "employer_type": ""}, {"situation": "studying", "employer_type": ""}],
)


def students(project: str, classes: dict[str, tuple[Counts, ...]], more: int = 0) -> list[Row]:
    """The lines of a project's cohorts; `more` graduates more in the complete course of 2024-2025."""
    rows = []
    for module, by_year in classes.items():
        for year, (graduated, withdrawn, enrolled) in zip(YEARS, by_year, strict=True):
            graduated += more if (module, year) == ("full", "2024-2025") else 0
            statuses = ["graduated"] * graduated + ["withdrawn"] * withdrawn + ["enrolled"] * enrolled
            rows += [_student(project, module, year, number, status) for number, status in enumerate(statuses)]
    return rows


def _student(project: str, module: str, year: str, number: int, status: str) -> Row:
    start = int(year[:4])
    return {
        **{"project_code": project, "module_code": module, "academic_year": year, "status": status},
        **{"student_id": f"{STUDENT}-{project}-{module}-{start}-{number:03d}", "enrolled_on": f"{start}-09-02"},
        "ended_on": "" if status == "enrolled" else f"{start + 1}-07-04",
    }


def answers(project: str, graduates: list[Row]) -> Iterator[Row]:
    """What they did 6 and 12 months after."""
    for months in (6, 12):
        for number, graduate in enumerate(graduates):
            year = int(graduate["academic_year"][-4:])
            answer = ANSWERS[(number * 7 + months) % len(ANSWERS)]
            yield {
                **{"project_code": project, "student_id": graduate["student_id"], "graduation_year": str(year)},
                **{"months_after": str(months), "surveyed_on": f"{year + 1}-{'01' if months == 6 else '07'}-15"},
                **answer,
            }


def surveys(project: str, rows: list[Row], changed: int = 0) -> list[Row]:
    """The lines of a project's surveys of its complete course; so many graduates of 2025 answer something else."""
    degrees = [row for row in rows if row["status"] == "graduated" and row["module_code"] == "full"]
    found = [row for row in answers(project, degrees) if row["graduation_year"] < "2026"]
    asked = [row for row in found if (row["graduation_year"], row["months_after"]) == ("2025", "6")]
    for row in asked[:changed]:
        row.update({"answered": "true", "situation": "inactive", "employer_type": ""})
    return found


def made(folder: Path) -> Store:
    """The store with its first edition; its key and its dates are fixed."""
    store = create(folder / "store", key=bytes(range(32)))
    send(store, "projects", [{"project_code": code, **row} for code, row in PROJECTS.items()])
    send(store, "modules", [{"project_code": p, **MODULES[name]} for p, classes in CLASSES.items() for name in classes])
    for project, classes in CLASSES.items():
        rows = students(project, classes)
        send(store, "cohorts", rows)
        send(store, "placements", surveys(project, rows))
    publishing.publish(store, STEWARD, at=FIRST)
    return store


@dataclass(frozen=True)
class Twin:
    """A store, and every exact count that it has had: when each edition was made, and now."""

    store: Store
    exact: frozenset[int]


def continued(store: Store, folder: Path, more: int, later: int) -> Twin:
    """A copy with a second edition, a later upload and a draft.

    For the edition came `more` graduates more and as many other answers, fewer than five; `later` graduates after it.
    """
    copy, known = copied(store, folder), students("tell-a", CLASSES["tell-a"])
    send(copy, "cohorts", students("tell-a", CLASSES["tell-a"], more)[::-1], SECOND)
    send(copy, "placements", surveys("tell-a", known, more)[::-1], SECOND)
    publishing.publish(copy, STEWARD, at=SECOND)
    exact = exact_counts(store) | exact_counts(copy)
    send(copy, "cohorts", students("tell-a", CLASSES["tell-a"], more + later), SECOND)
    publishing.draft(copy, STEWARD)
    return Twin(copy, frozenset(exact | exact_counts(copy)))


def send(store: Store, kind: str, rows: list[Row], at: datetime = FIRST) -> None:
    content = file(kind, *rows)
    with store.registry() as registry, registry.examine(kind, content, store.key, by=STEWARD) as checked:
        assert checked.problems == []
        registry.accept(checked, store.key, LEAD, f"{kind}.csv", at)


def exact_counts(store: Store) -> set[int]:
    """Every exact count that a reader could ask for, of any cell or sum of cells, that is no multiple of 5."""
    found: set[int] = set()
    draft = publishing.Draft(store, STEWARD)
    for view in ("enrolment", "placement"):
        cells = draft.read(view)
        by = cells[[name for name in cells if name not in ("students", "acronym", "module_title", "host_degree")]]
        for names in (names for size in range(1, 4) for names in combinations(by, size)):
            found |= set(cells.groupby(list(names), dropna=False)["students"].sum().astype(int))
        found.add(int(cells["students"].sum()))
    draft.close()
    return {total for total in found if total % 5 and total >= TELLTALE_FROM}


def identifiers(store: Store) -> set[str]:
    """Pseudonyms, how every identifier as sent begins, addresses of e-mail, where the store is."""
    with store.registry() as registry:
        rows = [
            registry.con.execute(f"SELECT DISTINCT student_id::VARCHAR FROM {kind}_rows").fetchall()
            for kind in ("cohorts", "placements")
        ]
    return {
        STUDENT,
        LEAD.person.email,
        STEWARD.person.email,
        str(store.path),
        *(name for each in rows for (name,) in each),
    }
