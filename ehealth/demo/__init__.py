"""Demonstration data: the real events and envelopes, invented projects, and students that never lived.

Nothing here looks at the clock: the service is imagined to open in autumn 2025, when every project delivers what it
has; surveys follow in March 2026, and the next files in autumn 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from ehealth import domain
from ehealth.demo.lines import Dice
from ehealth.demo.outcomes import Survey, placements_file, surveyed
from ehealth.demo.people import Year, cohorts_file, opening, years
from ehealth.demo.plan import Project, projects, ranks
from ehealth.demo.reference import reference_file

DEFAULT_STUDENTS = 1_500
DEFAULT_SEED = 2030
# Up to here, projects deliver in every round; above, each sends one file of cohorts and one of placements, so that
# a large store costs two uploads a project.
EVERY_ROUND = 20_000

OPENED = datetime(2025, 9, 15, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class DemoFile:
    """A file as a project would send it. `kind` as in domain.KINDS; `name` the file's; `content` its bytes."""

    kind: str
    name: str
    received_at: datetime
    content: bytes


@dataclass(frozen=True)
class Round:
    """A time of the year when files come in, spread over working days; what they hold by then."""

    first: date
    days: int
    finished: slice | None  # years delivered as they ended; None when no cohorts file is due
    running: int  # index of the year delivered as it opens
    surveys: tuple[Survey, ...]


def _rounds() -> tuple[Round, Round, Round]:
    autumn, spring, latest = ((year, month) for year, month in ((2025, 9), (2026, 3), (2026, 9)))
    asked = [surveyed(limit) for limit in (autumn, spring, latest)]
    return (
        Round(date(2025, 10, 6), 25, slice(0, 3), 3, tuple(asked[0])),
        Round(date(2026, 3, 13), 12, None, 3, tuple(s for s in asked[1] if s not in asked[0])),
        Round(date(2026, 10, 5), 28, slice(3, 4), 4, tuple(s for s in asked[2] if s not in asked[1])),
    )


def files(students: int = DEFAULT_STUDENTS, seed: int = DEFAULT_SEED) -> Iterator[DemoFile]:
    """The files of a demonstration store, in the order of their delivery, which is one that the door accepts.

    `students` is the sum of the five years' full-course head counts, the files still awaited included; awareness
    module-takers come on top. The same arguments give the same bytes. Above EVERY_ROUND, one project at a time is in
    memory. Raises ValueError for less than one student or a negative seed.
    """
    if students < 1 or seed < 0:
        raise ValueError("at least one student, and a seed that is not negative")
    found = projects(students, seed)
    yield from _reference(found)
    places = ranks(len(found), seed)
    if students <= EVERY_ROUND:
        sent = [file for project in found for file in _in_rounds(project, places[project.index], len(found), seed)]
        yield from sorted(sent, key=lambda file: file.received_at)
        return
    for project in sorted(found, key=lambda project: (not project.late, places[project.index])):
        yield from _at_once(project, places[project.index], len(found), seed)


def _reference(found: list[Project]) -> Iterator[DemoFile]:
    for minutes, kind in enumerate(("events", "envelopes", "projects", "partners", "modules")):
        if kind in ("events", "envelopes"):
            content = (domain.DATA / "reference" / f"{kind}.csv").read_bytes()
        else:
            content = reference_file(kind, found)
        yield DemoFile(kind, f"{kind}.csv", OPENED + timedelta(minutes=10 * minutes), content)


def _in_rounds(project: Project, rank: int, count: int, seed: int) -> Iterator[DemoFile]:
    """A project's files of every round; a late one has missed the last."""
    lived = years(project, Dice(seed, project.index + 1))
    for each in _rounds()[: 2 if project.late else 3]:
        at = _received(each, rank, count)
        if each.finished:
            yield from _cohorts(project, _delivered(lived, each.finished, each.running), at)
        yield from _placements(project, lived, each.surveys, at, seed)


def _at_once(project: Project, rank: int, count: int, seed: int) -> Iterator[DemoFile]:
    """A project's two files, with all that it has sent: up to spring if it is late, else up to this autumn."""
    lived = years(project, Dice(seed, project.index + 1))
    passed = _rounds()[: 2 if project.late else 3]
    at, running = _received(passed[-1], rank, count), passed[-1].running
    yield from _cohorts(project, _delivered(lived, slice(0, running), running), at)
    yield from _placements(project, lived, tuple(s for each in passed for s in each.surveys), at, seed)


def _delivered(lived: list[tuple[Year, Year]], finished: slice, running: int) -> list[Year]:
    return [part for year in lived[finished] for part in year] + [opening(part) for part in lived[running]]


def _cohorts(project: Project, parts: list[Year], at: datetime) -> Iterator[DemoFile]:
    if any(len(part.people) for part in parts):
        yield DemoFile("cohorts", _name(project, "cohorts", at), at, cohorts_file(project, parts))


def _placements(
    project: Project, lived: list[tuple[Year, Year]], surveys: tuple[Survey, ...], at: datetime, seed: int
) -> Iterator[DemoFile]:
    content = placements_file(project, [full for full, _ in lived], surveys, seed)
    if project.surveys and content.count(b"\n", 0, 400) > 1:  # more than the header: somebody was asked
        at += timedelta(minutes=30)
        yield DemoFile("placements", _name(project, "placements", at), at, content)


def _name(project: Project, kind: str, at: datetime) -> str:
    return f"{project.code}-{kind}-{at:%Y-%m}.csv"


def _received(each: Round, rank: int, count: int) -> datetime:
    """When a project delivers in a round: on a working day, one hour after the project before it that day."""
    nth = rank * each.days // count
    first_of_day = -(-nth * count // each.days)
    on = np.busday_offset(np.datetime64(each.first), nth, roll="forward").astype(date)
    return datetime.combine(on, time(8), tzinfo=UTC) + timedelta(hours=rank - first_of_day)
