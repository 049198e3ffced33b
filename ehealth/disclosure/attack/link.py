"""The link between the two cubes: whoever is surveyed as the class of a year graduated from that project that year.

The attacker knows the size of every class, and of each survey whether it went to all graduates of the class or to some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ehealth.disclosure.attack.table import Box, Table, narrowed, sums, tallied, unread
from ehealth.disclosure.attack.verdict import Finding
from ehealth.disclosure.cells import Counts, Flags

GRADUATED = "graduated"


@dataclass(frozen=True)
class Classes:
    """The number of the class (project and year of graduation) of each enrolment slice and of each survey.

    some, all: the surveys of which it is known that they went to graduates only, and that they went to them all.
    """

    enrolled: Counts
    surveyed: Counts
    some: Flags
    all: Flags

    @classmethod
    def of(cls, enrolment: Table, placement: Table) -> Classes:
        """By the codes of slices: project|module|2023-2024 graduates in 2024, as does project|2024|months."""
        taught = [(code.split("|")[0], code[-4:]) for code in enrolment.cells.slices]
        asked = [tuple(code.split("|")[:2]) for code in placement.cells.slices]
        numbers = {each: number for number, each in enumerate(sorted({*taught, *asked}))}
        enrolled = np.array([numbers[each] for each in taught], np.int64)
        surveyed = np.array([numbers[each] for each in asked], np.int64)
        graduates = np.bincount(enrolled, _graduates(enrolment, enrolment.truth), len(numbers)).astype(np.int64)
        people = sums(placement.truth, placement.slice_numbers())
        return cls(enrolled, surveyed, people <= graduates[surveyed], people == graduates[surveyed])


def link(enrolment: Table, placement: Table, *, surveys: bool) -> tuple[Finding, Finding]:
    """What each cube says of the other. surveys: the attacker also knows how many each survey went to (no gate)."""
    classes = Classes.of(enrolment, placement)
    left = _joint(enrolment, placement, classes, (enrolment.read(), placement.read()), surveys)
    without = unread(enrolment.possible), unread(placement.possible)
    alone = _joint(enrolment, placement, classes, without, surveys)
    kind, gate = ("surveys", 0) if surveys else ("link", 2)
    tables = zip((enrolment, placement), left, alone, strict=True)
    first, second = (
        Finding(table.name, kind, *tallied(after, before, table.possible), "closed", gate)
        for table, after, before in tables
    )
    return first, second


def _joint(
    enrolment: Table, placement: Table, classes: Classes, boxes: tuple[Box, Box], surveys: bool
) -> tuple[Box, Box]:
    """What is left of the cells of both: classes meet only through their graduates, so each step is exact."""
    of, by = enrolment.slice_numbers(), placement.slice_numbers()
    size = sums(enrolment.truth, of)
    taught = narrowed(boxes[0], of, size, size)
    graduates = Box(_graduates(enrolment, taught.least), _graduates(enrolment, taught.most))
    asked = Box(sums(boxes[1].least, by), sums(boxes[1].most, by))
    if surveys:
        people = sums(placement.truth, by)
        asked = Box(people, people)
    total = _classes(graduates, asked, classes)
    graduates = narrowed(graduates, classes.enrolled, total.least, total.most)
    taught = narrowed(_with_graduates(enrolment, taught, graduates), of, size, size)
    least = np.where(classes.all, np.maximum(asked.least, total.least[classes.surveyed]), asked.least)
    most = np.where(classes.some, np.minimum(asked.most, total.most[classes.surveyed]), asked.most)
    return taught, narrowed(boxes[1], by, least, most)


def _classes(graduates: Box, asked: Box, classes: Classes) -> Box:
    """The range of each class's graduates: what the modules leave, intersected with every survey."""
    count = int(max(classes.enrolled.max(initial=-1), classes.surveyed.max(initial=-1))) + 1
    least = np.bincount(classes.enrolled, graduates.least, count).astype(np.int64)
    most = np.bincount(classes.enrolled, graduates.most, count).astype(np.int64)
    np.maximum.at(least, classes.surveyed[classes.some], asked.least[classes.some])
    np.minimum.at(most, classes.surveyed[classes.all], asked.most[classes.all])
    return Box(least, most)


def _graduates(enrolment: Table, cells: Counts) -> Counts:
    return cells.reshape(enrolment.cells.counts.shape)[:, enrolment.cells.columns.index(GRADUATED)]


def _with_graduates(enrolment: Table, box: Box, graduates: Box) -> Box:
    column = enrolment.column_numbers() == enrolment.cells.columns.index(GRADUATED)
    least, most = box.least.copy(), box.most.copy()
    least[column], most[column] = graduates.least, graduates.most
    return Box(least, most)


def linked(tables: Mapping[str, Table], knowledge: str) -> tuple[Finding, ...]:
    """The findings of the link where both cubes are there."""
    if not {"enrolment", "placement"} <= tables.keys():
        return ()
    return link(tables["enrolment"], tables["placement"], surveys=knowledge == "surveys")
