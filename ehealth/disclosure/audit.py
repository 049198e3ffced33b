"""The attack on an edition before it is published: what each kind of knowledge leaves of every protected cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ehealth.disclosure.attack.editions import kept, previous_edition
from ehealth.disclosure.attack.figures import figures
from ehealth.disclosure.attack.known import KINDS
from ehealth.disclosure.attack.link import linked
from ehealth.disclosure.attack.table import Table
from ehealth.disclosure.attack.verdict import Finding, Verdict
from ehealth.disclosure.cells import Cells, Protected, Published

BETWEEN_EDITIONS = {"kept": kept, "previous": previous_edition}
BETWEEN_TABLES = ("link", "surveys")
KNOWLEDGE = (*KINDS, *BETWEEN_TABLES, *BETWEEN_EDITIONS)


def audit(
    protected: Mapping[str, Protected],
    exact: Mapping[str, Cells],
    knowledge: Collection[str] = KNOWLEDGE,
    previous: Mapping[str, Published] | None = None,
) -> Verdict:
    """Attacks protected cubes as a reader would who knows the rules and, beside them, each kind of knowledge.

    What is attacked is what the cubes were drawn from (`snapshot`); `exact` says how slices add up, and what accuracy
    is measured against. The verdict holds tallies only. Deterministic.

    Args:
        protected: by the name of the table, "enrolment" or "placement"; either may be missing.
        exact: the same tables, with the same slices in the same order.
        knowledge: the kinds to try; all by default.
        previous: what the last edition shows; None for the first.
    """
    tables = {name: Table.of(exact[name], cube) for name, cube in protected.items()}
    findings = list(_within(tables, knowledge))
    findings += [found for kind in BETWEEN_TABLES if kind in knowledge for found in linked(tables, kind)]
    for name, before in (previous or {}).items():
        if name in tables:
            attacks = (attack for kind, attack in BETWEEN_EDITIONS.items() if kind in knowledge)
            findings += [attack(tables[name], protected[name], before) for attack in attacks]
    return Verdict(tuple(findings), {name: figures(table) for name, table in tables.items()})


def _within(tables: Mapping[str, Table], knowledge: Collection[str]) -> Iterator[Finding]:
    """What each kind finds within one table. Levels say something only where slices have one."""
    for table in tables.values():
        for kind, attack in KINDS.items():
            if kind in knowledge and (kind != "levels" or "level" in table.cells.parts):
                yield attack(table)
