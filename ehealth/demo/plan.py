"""The invented projects: who they are, what they teach, how many students, when they deliver.

No name, title or code here may be a real project's: everything says that it is a demonstration.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from ehealth import domain
from ehealth.demo.lines import Dice, Ints

YEARS = tuple(domain.academic_year(start) for start in range(2022, 2027))
FIRST_AUTUMN = 2022
# Parts per thousand of the students in each year: below the band, then in it; the last year is the running one.
SHARES = (90, 170, 225, 230, 285)

# How many projects at how many students; between two points, straight on logarithmic axes.
SCALE = ((1_500, 10), (5_000, 24), (650_000, 234))

# The pattern of ten projects that repeats: wave and the index of the first year of teaching.
WAVES = (("1", 0), ("1", 0), ("1", 0), ("2", 1), ("2", 1), ("3", 1), ("3", 1), ("4", 2), ("rolling", 2), ("rolling", 3))
LATE = (4, 7, 9)  # have not delivered this autumn's file yet
WITHOUT_PLACEMENTS = (5,)  # never delivered a survey

# Corsica, Mayotte, French Guiana, Martinique and Guadeloupe have no course, so that coverage has gaps to show.
REGIONS = ("11", "76", "84", "44", "32", "75", "53", "28", "93", "52", "24", "27", "04")

STARTS = {"1": "2022-09-01", "2": "2023-01-01", "3": "2023-06", "4": "2023-09-01", "rolling": "2024"}
ENDS = {"1": "2027-08-31", "2": "2027-12-31", "3": "2028-06", "4": "2028-08-31", "rolling": "2029"}


@dataclass(frozen=True)
class Module:
    """A module of an invented project; title, credits and hours follow from its route."""

    code: str
    route: str
    host_degree: str
    level: str
    first_year: str
    institution: str
    places: int


@dataclass(frozen=True)
class Project:
    """An invented project. heads holds the full-course students of each of YEARS; modules lists full courses first."""

    index: int
    code: str
    wave: str
    university: bool
    coordinator: str
    region: str
    partner_region: str
    late: bool
    surveys: bool
    grant: int
    heads: tuple[int, ...]
    levels: int
    modules: tuple[Module, ...]


def projects(students: int, seed: int) -> list[Project]:
    """The projects that share these students."""
    count = project_count(students)
    dice = Dice(seed, 0)
    weights = 60 + dice.roll(90, count)
    grants = 1_200_000 + 20_000 * dice.roll(150, count)
    starts = [WAVES[i % len(WAVES)][1] for i in range(count)]
    totals = shared(students, SHARES)
    heads = [
        shared(total, [int(w) * (s <= y) for w, s in zip(weights, starts, strict=True)])
        for y, total in enumerate(totals)
    ]
    return [_project(i, tuple(year[i] for year in heads), int(grants[i])) for i in range(count)]


def project_count(students: int) -> int:
    """10 projects up to 1,500 students, 24 at 5,000, 234 from 650,000 on."""
    if students <= SCALE[0][0]:
        return SCALE[0][1]
    for (few, low), (many, high) in pairwise(SCALE):
        if students <= many:
            return round(low * math.exp(math.log(high / low) * math.log(students / few) / math.log(many / few)))
    return SCALE[-1][1]


def shared(total: int, weights: tuple[int, ...] | list[int]) -> list[int]:
    """A total shared in whole numbers by weight; what rounding leaves goes to the largest remainders."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _project(index: int, heads: tuple[int, ...], grant: int) -> Project:
    wave, _ = WAVES[index % len(WAVES)]
    university = index % 5 not in (1, 4)
    name = f"{'Université' if university else 'École'} fictive {letters(index)}"
    levels = 1 if index % 4 == 3 else 2
    return Project(
        index=index,
        code=f"demo-{index + 1:02d}",
        wave=wave,
        university=university,
        coordinator=name,
        region=REGIONS[index % len(REGIONS)],
        partner_region=REGIONS[(index * 5 + 6) % len(REGIONS)],
        late=index % len(WAVES) in LATE,
        surveys=index % len(WAVES) not in WITHOUT_PLACEMENTS,
        grant=grant,
        heads=heads,
        levels=levels,
        modules=_modules(index, levels, university, name, max(heads)),
    )


def _modules(index: int, levels: int, university: bool, name: str, most: int) -> tuple[Module, ...]:
    degree, first, last = ("master", "m1", "m2") if university else ("engineering", "eng2", "eng3")
    opened = YEARS[WAVES[index % len(WAVES)][1]]
    places = 10 * (most // (10 * levels) + 1)
    full = [
        Module(f"sante-{level}", "full_course", degree, level, opened, name, places)
        for level in (first, last)[-levels:]
    ]
    aware = [
        Module(f"culture-{n}", "awareness", degree, first, opened, host, 4 * places)
        for n, host in enumerate((partner(index), name)[: 1 + index % 2], start=1)
    ]
    return (*full, *aware)


def partner(index: int) -> str:
    """The invented school that teaches a project's awareness module."""
    return f"École partenaire fictive {letters(index)}"


def letters(index: int) -> str:
    """A, B, …, Z, AA, AB, …"""
    head, last = divmod(index, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def ranks(count: int, seed: int) -> list[int]:
    """The order in which projects deliver: rank by project."""
    drawn: Ints = Dice(seed, 0, 1).roll(1 << 40, count)
    order = sorted(range(count), key=lambda i: (int(drawn[i]), i))
    places = {project: rank for rank, project in enumerate(order)}
    return [places[i] for i in range(count)]
