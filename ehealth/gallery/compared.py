"""Two editions beside each other: what differs."""

from __future__ import annotations

from typing import Any

from ehealth import indicators
from ehealth.charts.differences import Differences, differences
from ehealth.charts.theme import Setting
from ehealth.editions import Edition
from ehealth.indicators.differences import REFERENCE

PROJECTS = 24  # looked at one by one, beside the whole action
CELLS = ("enrolment", "placement", "modules")


def compare(older: Edition, newer: Edition, said: Setting) -> Differences:
    """What differs between two protected editions; `said` is the newer one's setting."""
    before, after = _tables(older), _tables(newer)
    touched = indicators.projects_differing(before, after)
    old, new = ({name: tables[name] for name in CELLS} for tables in (before, after))
    moved = indicators.moves(old, new, touched if len(touched) <= PROJECTS else (), protected=True)
    files = indicators.files_since(newer.read("deliveries"), int(older.manifest["ledger"]))
    return differences(moved, files, indicators.reference_changes(before, after), after["projects"], said)


def _tables(one: Edition) -> dict[str, Any]:
    return {name: one.read(name) for name in {*CELLS, *REFERENCE}}
