"""The totals that readers see stay near the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ehealth.disclosure import protect
from ehealth.disclosure.totals import totals
from tests import worlds


def test_totals_are_those_that_plain_loops_find() -> None:
    for exact in worlds.world(10, 300, 5).values():
        known = {name: part for name, part in exact.parts.items() if name not in ("route", "region", "wave")}
        matrix = totals(replace(exact, parts=known))
        found = sorted(
            tuple(matrix.indices[a:b].tolist()) for a, b in zip(matrix.indptr, matrix.indptr[1:], strict=False)
        )
        assert found == sorted(tuple(cells_of.tolist()) for cells_of in worlds.totals(exact))


@pytest.mark.parametrize(
    ("projects", "name", "people", "relative"),
    [
        (24, "enrolment", 1.9, 4.0),
        (24, "placement", 2.5, 4.0),
        (10, "enrolment", 1.7, 3.3),
        (10, "placement", 2.2, 3.3),
    ],
)
def test_totals_stay_near_the_truth(projects: int, name: str, people: float, relative: float) -> None:
    """Mean error of 0- to 2-way totals, and mean relative error of those of 23 or more; three seeds."""
    found = []
    for seed in (1, 2, 3):
        exact = worlds.world(projects, 1500, seed)[name]
        found.append(worlds.errors(exact, protect(exact, worlds.KEY).shown))
    mean = np.mean(found, axis=0)
    assert mean[0] <= people
    assert mean[1] <= relative
