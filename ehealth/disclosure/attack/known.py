"""Kinds of knowledge about one table: exact totals of whole slices, project leads' truths, and both together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ehealth.disclosure.attack.programs import derived
from ehealth.disclosure.attack.table import Box, Table, joined, narrowed, sums, tallied, unread
from ehealth.disclosure.attack.verdict import Finding
from ehealth.disclosure.cells import STEP, Counts, Flags

TOTALS = ("project", "year", "months")  # the parts whose exact totals circulate
LEADS = 2  # the largest projects' leads, for knowledge that takes linear programs
UNKNOWNS = 500  # sums that one linear program is given; beyond it, other projects' leads are taken to tell all


def rules(table: Table) -> Finding:
    """Cells that break the published rules, and would tell more, or something untrue."""
    apart = np.abs(table.shown - table.truth) >= STEP
    broken = apart | (table.shown % STEP != 0) | (table.shown < 0) | (~table.possible & (table.shown != 0))
    return Finding(table.name, "rules", len(broken), int(broken.sum()), 0, "closed", 2)


def nothing(table: Table) -> Finding:
    """K0: the rules only."""
    return _finding(table, "K0", 2, table.read(), unread(table.possible), table.possible)


def totals(table: Table) -> Finding:
    """K1: exact totals by project, by year (and by months)."""
    return _mixed(table, "K1", 3, table.parts(TOTALS), [_none(table)])


def levels(table: Table) -> Finding:
    """K1 with the totals by level, which in a small store are nearly sizes of slices: as under K5, two may be left."""
    return _mixed(table, "levels", 2, table.parts((*TOTALS, "level")), [_none(table)])


def lead(table: Table) -> Finding:
    """K2: each project's lead in turn. With no total, a cell known elsewhere says nothing of another."""
    left, alone, projects = table.read(), unread(table.possible), table.part("project")
    each = [tallied(left, alone, table.possible & (projects != project)) for project in np.unique(projects)]
    return Finding.pooled(table.name, "K2", each, "closed", 3)


def lead_and_totals(table: Table) -> Finding:
    """K3: the leads of the largest projects, each with the totals of K1."""
    projects = table.part("project")
    largest = np.argsort(-sums(table.truth, projects), kind="stable")[:LEADS]
    return _mixed(table, "K3", 3, table.parts(TOTALS), [projects == project for project in largest])


def project_years(table: Table) -> Finding:
    """K4: exact totals of each project × year (× months)."""
    return _partition(table, "K4", 3, joined(table.parts(TOTALS)))


def sizes(table: Table) -> Finding:
    """K5: the exact size of each slice."""
    return _partition(table, "K5", 2, table.slice_numbers())


def columns(table: Table) -> Finding:
    """K6: K1 and the exact national total of each status or outcome."""
    return _mixed(table, "K6", 0, [*table.parts(TOTALS), table.column_numbers()], [_none(table)])


def project_columns(table: Table) -> Finding:
    """K7: K1 and each project's exact total of each status or outcome."""
    by_column = joined([table.part("project"), table.column_numbers()])
    return _mixed(table, "K7", 0, [*table.parts(TOTALS), by_column], [_none(table)])


KINDS: dict[str, Callable[[Table], Finding]] = {
    "rules": rules,
    "K0": nothing,
    "K1": totals,
    "levels": levels,
    "K2": lead,
    "K3": lead_and_totals,
    "K4": project_years,
    "K5": sizes,
    "K6": columns,
    "K7": project_columns,
}


def _none(table: Table) -> Flags:
    return np.zeros(len(table.truth), bool)


def _finding(table: Table, knowledge: str, gate: int, left: Box, alone: Box, attacked: Flags) -> Finding:
    return Finding(table.name, knowledge, *tallied(left, alone, attacked), "closed", gate)


def _partition(table: Table, knowledge: str, gate: int, groups: Counts) -> Finding:
    size = sums(table.truth, groups)
    left = narrowed(table.read(), groups, size, size)
    alone = narrowed(unread(table.possible), groups, size, size)
    return _finding(table, knowledge, gate, left, alone, table.possible)


def _mixed(table: Table, knowledge: str, gate: int, known: Sequence[Counts], leads: Sequence[Flags]) -> Finding:
    """Each lead in turn, who has the exact counts of their cells and these totals of all."""
    return Finding.pooled(table.name, knowledge, (_mixture(table, known, cells) for cells in leads), "lp", gate)


def _mixture(table: Table, known: Sequence[Counts], lead_knows: Flags) -> tuple[int, int, int]:
    """What is not seen to keep three values within its atom is put to programs, with the table and without."""
    attacked, told = table.possible & ~lead_knows, lead_knows
    if not attacked.any():
        return 0, 0, 0
    atoms = joined(known)
    size = sums(table.truth, atoms)
    left = narrowed(table.read().knowing(told, table.truth), atoms, size, size)
    doubtful = attacked & (left.values() < 3)
    if not doubtful.any():
        return int(attacked.sum()), 0, 0
    told = told | _told(table, atoms, doubtful)
    left, settled = derived(table.read().knowing(told, table.truth), known, table.truth, doubtful & ~told)
    few = settled & (left.values() < 3)
    alone, clear = derived(unread(table.possible).knowing(told, table.truth), known, table.truth, few)
    found = tallied(left, alone, few & clear)
    kept = (attacked & ~doubtful) | (settled & ~few)
    return int(kept.sum()) + found[0], found[1], found[2]


def _told(table: Table, atoms: Counts, doubtful: Flags) -> Flags:
    """Where one program cannot hold all unknowns: all projects but some, as if their leads had told. That is stronger.

    The some are evenly spaced from the smallest to the largest, so that tiny classes are among them.
    """
    count = len(np.unique(atoms))
    projects = table.part("project")
    if count <= UNKNOWNS:
        return np.zeros(len(projects), bool)
    by_size = np.argsort(sums(table.truth, projects), kind="stable")
    candidates = by_size[np.isin(by_size, projects[doubtful])]
    return ~np.isin(projects, candidates[:: -(-count // UNKNOWNS)])
