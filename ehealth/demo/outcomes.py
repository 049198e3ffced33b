"""What became of an invented project's graduates, as the lines of placements files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ehealth import domain
from ehealth.demo.lines import NOTHING, Bools, Column, Dice, Ints, csv_lines, day, day_texts, texts
from ehealth.demo.people import Year, identifiers
from ehealth.demo.plan import FIRST_AUTUMN, Project
from ehealth.demo.reference import header

# Percent of those who answered that are employed, percent of the employed that are so in health (strict), percent
# of the contracts that are permanent: each rises with the months after the degree.
EMPLOYED = {6: 86, 12: 89, 18: 91, 24: 92, 30: 93}
IN_HEALTH = {6: 44, 12: 52, 18: 59, 24: 65, 30: 70}
PERMANENT = {6: 62, 12: 68, 18: 73, 24: 77, 30: 80}
# Percent with health duties, by employer type, and how often each type is met inside and outside of health.
DUTIES = {"care": 85, "health_software": 80, "medical_device": 75, "pharma": 70, "health_agency": 80}
DUTIES |= {"health_research": 75, "consulting_health": 90, "other": 25, "unknown": 10}
EMPLOYERS = tuple(DUTIES)
INSIDE, OUTSIDE = (30, 30, 12, 8, 12, 8, 0, 0, 0), (0, 0, 0, 0, 0, 0, 22, 63, 15)
SITUATIONS = ("employed", "seeking", "studying", "inactive")
ELSEWHERE = (0, 55, 33, 12)  # how often each situation is met among those without a job
CONTRACTS = ("permanent", "fixed_term", "other")
ANSWERS = (70, 16)  # percent who answer: from 70 to 85, by project

Survey = tuple[int, int]  # graduation year, months after


@dataclass(frozen=True)
class Graduates:
    """A class and what stays with each of its people from survey to survey, so that they do not flicker.

    Rolls of 0 to 99, but `outside`, `inside` (employer types), `idle` (situation), `region` (index) and `job` (day).
    """

    people: Ints
    work: Ints
    health: Ints
    duties: Ints
    contract: Ints
    inside: Ints
    outside: Ints
    idle: Ints
    region: Ints
    job: Ints


def surveyed(month_limit: tuple[int, int]) -> list[Survey]:
    """The surveys whose month is not after (year, month), oldest class first."""
    classes = range(FIRST_AUTUMN + 1, month_limit[0] + 1)
    return [(c, m) for c in classes for m in domain.MONTHS_AFTER if _when(c, m) <= month_limit]


def placements_file(project: Project, years: Sequence[Year], surveys: Sequence[Survey], seed: int) -> bytes:
    """A placements file of these surveys; its header alone when nobody was asked. years: full-course, by index."""
    body = [
        _lines(project, years[graduation - FIRST_AUTUMN - 1], graduation, months, seed)
        for graduation, months in surveys
    ]
    return ",".join(header("placements")).encode() + b"\n" + b"".join(body)


def _when(graduation: int, months: int) -> tuple[int, int]:
    """Year and month of a survey: degrees are taken early in September."""
    year, month = divmod(8 + months, 12)
    return graduation + year, month + 1


def _lines(project: Project, year: Year, graduation: int, months: int, seed: int) -> bytes:
    graduates = _class(project, year, graduation, seed)
    n, dice = len(graduates.people), Dice(seed, project.index + 1, graduation, months)
    share = ANSWERS[0] + (project.index * 7) % ANSWERS[1]
    answered = dice.roll(100, n) < share
    employed = answered & (graduates.work < EMPLOYED[months])
    known: list[Column] = [
        project.code.encode(),
        identifiers(project, graduates.people),
        str(graduation).encode(),
        str(months).encode(),
        day_texts(day(*_when(graduation, months), 1) + dice.roll(12, n)),
        texts(("false", "true"), answered.astype(np.int64)),
        texts(SITUATIONS, _where(answered, np.where(employed, 0, graduates.idle))),
    ]
    return csv_lines(known + _job(graduates, employed, months), n)


def _job(graduates: Graduates, employed: Bools, months: int) -> list[Column]:
    """The columns that only the employed fill: employer_type to first_job_on."""
    employer = np.where(graduates.health < IN_HEALTH[months], graduates.inside, graduates.outside)
    duties = graduates.duties < np.array(list(DUTIES.values()))[employer]
    contract = np.select([graduates.contract < PERMANENT[months], graduates.contract < 96], [0, 1], 2)
    regions = list(domain.codes("placements", "job_region"))
    return [
        texts(EMPLOYERS, _where(employed, employer)),
        texts(("false", "true"), _where(employed, duties.astype(np.int64))),
        texts(CONTRACTS, _where(employed, contract)),
        texts(regions, _where(employed, graduates.region)),
        day_texts(_where(employed, graduates.job)),
    ]


def _where(mask: Bools, values: Ints) -> Ints:
    """The values, NOTHING outside the mask."""
    return np.where(mask, values, NOTHING)


def _class(project: Project, year: Year, graduation: int, seed: int) -> Graduates:
    degree = year.graduates()
    people, ended = year.people[degree], year.ended[degree]
    n, dice = len(people), Dice(seed, project.index + 1, graduation)
    rolls = {name: dice.roll(100, n) for name in ("work", "health", "duties", "contract")}
    return Graduates(
        people=people,
        **rolls,
        inside=dice.pick(INSIDE, n),
        outside=dice.pick(OUTSIDE, n),
        idle=dice.pick(ELSEWHERE, n),
        region=_regions(project, n, dice),
        job=ended + 1 + dice.roll(150, n),
    )


def _regions(project: Project, n: int, dice: Dice) -> Ints:
    """Where the jobs are: 55 % at home, 40 % anywhere, 5 % abroad or not known."""
    codes = list(domain.codes("placements", "job_region"))
    anywhere, where = dice.roll(len(codes), n), dice.roll(100, n)
    return np.select([where < 55, where < 95], [np.full(n, codes.index(project.region)), anywhere], NOTHING)
