"""Students of an invented project, year by year, as arrays: one entry per line of a cohorts file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ehealth import domain
from ehealth.demo.lines import NOTHING, Bools, Column, Dice, Ints, Texts, csv_lines, day, day_texts, digits, texts
from ehealth.demo.plan import FIRST_AUTUMN, YEARS, Project
from ehealth.demo.reference import header

ENROLLED, GRADUATED = domain.STATUSES.index("enrolled"), domain.STATUSES.index("graduated")
# Percent enrolled, graduated, withdrawn at the end of a year. Those still enrolled come back in the last level.
FIRST_LEVEL, LAST_LEVEL, AWARENESS = (92, 0, 8), (4, 91, 5), (0, 94, 6)
NEWCOMERS_IN_FIRST_LEVEL = 50  # percent; the others enter the last level directly
AWARE_PER_TWO = 3  # awareness module-takers for two full-course students
AWARE_FROM = 5_000_000  # the first number of a module-taker: far above any project's full-course students


@dataclass(frozen=True)
class Year:
    """The lines of one academic year. people: numbers within the project; module: index into the project's modules;
    status: index into domain.STATUSES; enrolled, ended: days (lines.day), NOTHING while enrolled."""

    index: int
    people: Ints
    module: Ints
    status: Ints
    enrolled: Ints
    ended: Ints

    def graduates(self) -> Bools:
        """Those who took a degree this year: awareness module-takers finish a module, not a degree."""
        found: Bools = (self.status == GRADUATED) & (self.people < AWARE_FROM)
        return found


def years(project: Project, dice: Dice) -> list[tuple[Year, Year]]:
    """Full-course students and awareness module-takers of each of YEARS, as they stand when the year has ended."""
    aware = [_awareness(i, head, project, dice) for i, head in enumerate(project.heads)]
    return list(zip(_full_course(project.heads, project.levels, dice), aware, strict=True))


def opening(year: Year) -> Year:
    """The same year as delivered in its first autumn: everybody is enrolled, nobody has left."""
    n = len(year.people)
    return replace(year, status=np.full(n, ENROLLED), ended=np.full(n, NOTHING))


def cohorts_file(project: Project, parts: Sequence[Year]) -> bytes:
    """A cohorts file of these years; its header alone when nobody is in them."""
    head = ",".join(header("cohorts")).encode() + b"\n"
    return head + b"".join(_cohort_lines(project, year) for year in parts)


def identifiers(project: Project, people: Ints) -> Texts:
    """Student identifiers, unique across projects, that look like no name, INE or NIR."""
    prefix = f"etu-{project.index + 1:03d}-".encode()
    found: Texts = np.strings.add(prefix, digits(people, 7))
    return found


def _cohort_lines(project: Project, year: Year) -> bytes:
    columns: list[Column] = [
        project.code.encode(),
        texts([module.code for module in project.modules], year.module),
        YEARS[year.index].encode(),
        identifiers(project, year.people),
        texts([module.level for module in project.modules], year.module),
        texts(domain.STATUSES, year.status),
        day_texts(year.enrolled),
        day_texts(year.ended),
    ]
    return csv_lines(columns, len(year.people))


def _full_course(heads: Sequence[int], levels: int, dice: Dice) -> list[Year]:
    """Each year holds exactly its head count: those who stay from the year before, then newcomers."""
    found, staying, next_one = [], np.empty(0, dtype=np.int64), 0
    for index, head in enumerate(heads):
        staying = staying[:head]
        fresh = np.arange(next_one, next_one + head - len(staying))
        next_one += len(fresh)
        starting = (dice.roll(100, len(fresh)) < NEWCOMERS_IN_FIRST_LEVEL) & (levels == 2)
        last = np.append(np.ones(len(staying), dtype=bool), ~starting)
        year = _taught(index, np.append(staying, fresh), last, levels, dice)
        found.append(year)
        staying = year.people[year.status == ENROLLED]
    return found


def _taught(index: int, people: Ints, last: Bools, levels: int, dice: Dice) -> Year:
    n = len(people)
    status = np.where(last, dice.pick(LAST_LEVEL, n), dice.pick(FIRST_LEVEL, n))
    module = np.where(last, levels - 1, 0)
    return _dated(index, people, module, status, day(FIRST_AUTUMN + index + 1, 9, 1), 12, dice)


def _awareness(index: int, head: int, project: Project, dice: Dice) -> Year:
    n = head * AWARE_PER_TWO // 2
    first = AWARE_FROM + sum(head * AWARE_PER_TWO // 2 for head in project.heads[:index])
    module = project.levels + dice.roll(len(project.modules) - project.levels, n)
    finish = day(FIRST_AUTUMN + index + 1, 6, 1)
    return _dated(index, np.arange(first, first + n), module, dice.pick(AWARENESS, n), finish, 25, dice)


def _dated(index: int, people: Ints, module: Ints, status: Ints, finish: int, spread: int, dice: Dice) -> Year:
    """Adds the dates: degrees within `spread` days of `finish`, withdrawals between October and May."""
    n = len(people)
    enrolled = day(FIRST_AUTUMN + index, 9, 1) + dice.roll(20, n)
    left = enrolled + 45 + dice.roll(195, n)
    passed = finish + dice.roll(spread, n)
    ended = np.select([status == ENROLLED, status == GRADUATED], [np.full(n, NOTHING), passed], left)
    return Year(index, people, module, status, enrolled, ended)
