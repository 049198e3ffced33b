"""Where the door, frictionless and Validata judge a file differently, and why it should be so.

Codes that must exist in a store are left out: only the door can ask there.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.planting import Table, changed, each, example

STRICTER = "a Table Schema cannot say it: "
PYTHON = "the others take what Python takes for a number: "
GENEROUS = "unambiguous, so the door accepts it: "


@dataclass(frozen=True)
class Difference:
    """A table on which the three differ, and the lines that each of them calls bad."""

    name: str
    kind: str
    table: Table
    ours: list[int]
    frictionless: list[int]
    validata: list[int]
    why: str


def cell(kind: str, column: str, value: str, why: str) -> Difference:
    """A change of one cell of line 3 that only one side refuses: the others where the door is generous."""
    table = example(kind)
    ours, others = ([], [3]) if why.startswith(GENEROUS) else ([3], [])
    name = f"{kind}: {column} {value!r}"
    return Difference(name, kind, changed(table, 2, table[0].index(column), value), ours, others, others, why)


COHORTS = example("cohorts")

DIFFERENCES = [
    cell("cohorts", "ended_on", "", STRICTER + "a rule across columns, a graduate has an end"),
    cell("cohorts", "ended_on", "2024-09-08", STRICTER + "a rule across columns, the end follows the start"),
    cell("placements", "situation", "employed", STRICTER + "a rule across columns, no situation without an answer"),
    cell("projects", "grant_eur", "12.345", STRICTER + "money is kept in whole cents"),
    cell("cohorts", "academic_year", "2024-2026", STRICTER + "an academic year has two years in a row"),
    cell("events", "date", "2022-02-30", STRICTER + "a date of which less may be known is text there, not a day"),
    cell("cohorts", "student_id", "0123456789A", STRICTER + "an INE identifies a person"),
    cell("projects", "title", "Contact : jean@univ.fr", STRICTER + "an e-mail address identifies a person"),
    cell("projects", "title", "  ", STRICTER + "spaces are no title"),
    cell("modules", "hours", "1e3", PYTHON + "an exponent, a slip in a file of hours"),
    cell("placements", "graduation_year", "2_025", PYTHON + "an underscore between digits"),
    cell("modules", "places_per_year", "٣٠", PYTHON + "digits of any alphabet"),
    cell("cohorts", "enrolled_on", "09/09/2024", GENEROUS + "a French date"),
    cell("cohorts", "enrolled_on", "2024-09-09 00:00:00", GENEROUS + "a day as a spreadsheet exports it"),
    cell("cohorts", "academic_year", "2024/25", GENEROUS + "an academic year as it is often written"),
    cell("cohorts", "status", "Diplômé·e", GENEROUS + "the label of a code"),
    cell("cohorts", "student_id", " etu-0009\u00a0", GENEROUS + "spaces at the edges"),
    cell("placements", "answered", "non", GENEROUS + "a French yes or no"),
    cell("modules", "hours", "400,5", GENEROUS + "a decimal comma"),
    cell("projects", "learners_target", "1 200", GENEROUS + "thousands with a space"),
    cell("projects", "coordinator_uai", "751717J", GENEROUS + "a UAI whose zeros a spreadsheet ate"),
    cell("partners", "region", "Île-de-France", GENEROUS + "the label of a region"),
]
DIFFERENCES += [
    Difference(
        "cohorts: a blank line", "cohorts", [*COHORTS[:2], [], *COHORTS[2:]], [], [3], [3],
        GENEROUS + "blank lines are skipped",
    ),
    Difference(
        "cohorts: columns in another order", "cohorts", each(COHORTS, lambda row, _: row[::-1]), [], [1], [],
        GENEROUS + "columns are known by their names; Validata only warns",
    ),
    Difference(
        "cohorts: an optional column left out", "cohorts", each(COHORTS[:2], lambda row, _: row[:-1]), [], [1], [],
        GENEROUS + "all its cells are empty; Validata only warns",
    ),
    Difference(
        "placements: empty cells at the end left out", "placements",
        each(example("placements"), lambda row, i: row[:6] if i == 2 else row), [], [3], [3],
        GENEROUS + "a spreadsheet leaves them out, and none of them has to be filled",
    ),
    Difference(
        "cohorts: a French header", "cohorts", each(COHORTS, lambda row, i: row if i else ["Code projet", *row[1:]]),
        [], [1], [1], GENEROUS + "the title of a column is its name, too",
    ),
    Difference(
        "cohorts: no rows", "cohorts", COHORTS[:1], [1], [], [],
        STRICTER + "an empty table would empty what was received before",
    ),
    Difference(
        "modules: a fault below a line break in a cell", "modules",
        [*changed(example("modules"), 1, 2, "deux\nlignes")[:2], changed(example("modules"), 2, 6, "12h")[2]],
        [4], [3], [3], "the door counts lines as an editor shows them, the others count rows",
    ),
]  # fmt: skip
