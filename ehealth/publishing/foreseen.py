"""What an edition would hold if a checked file were recorded, without recording it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ehealth.editions.queries import VIEWS
from ehealth.intake import Checked
from ehealth.publishing.counts import ENROLMENT_CELLS, PLACEMENT_CELLS
from ehealth.store import Difference, Registry, supposing
from ehealth.store.differences import Slice

# The views of an edition over what is current in the registry: the same SQL, other tables.
NOW = (
    f"WITH enrolment_cells AS ({ENROLMENT_CELLS}), placement_cells AS ({PLACEMENT_CELLS}), "
    "modules AS (FROM current_modules), projects AS (FROM current_projects), partners AS (FROM current_partners) "
)

Cells = dict[str, pd.DataFrame]  # the views enrolment, placement and modules, as an edition reads them


@dataclass(frozen=True)
class Foreseen:
    """The exact cells now and with the file, and its rows against those that it replaces, by slice."""

    before: Cells
    after: Cells
    differences: dict[Slice, Difference]


def foresee(registry: Registry, checked: Checked, key: bytes) -> Foreseen:
    """What recording a checked file would change. Raises Refusal (has-problems, not-recorded)."""
    before = _cells(registry)
    with supposing(registry, checked, key) as differences:
        return Foreseen(before, _cells(registry), differences)


def _cells(registry: Registry) -> Cells:
    return {name: registry.con.execute(NOW + VIEWS[name]).df() for name in ("enrolment", "placement", "modules")}
