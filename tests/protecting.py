"""A store whose last edition is protected: each cube dense, and each of its cells a multiple of 5."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ehealth.disclosure import Cells, protect
from ehealth.domain import OUTCOMES, STATUSES
from ehealth.editions import numbers

KEY = b"a key of the tests"
SLICE = {
    "enrolment": (["project_code", "module_code", "academic_year"], "status", STATUSES),
    "placement": (["project_code", "graduation_year", "months_after"], "outcome", OUTCOMES),
}
AUDIT = (
    '{"findings": [{"table": "enrolment", "knowledge": "K4", "cells": 250, "pinned": 0, "two": 0, "method": "closed",'
    ' "gate": 3}, {"table": "placement", "knowledge": "K4", "cells": 310, "pinned": 0, "two": 0, "method": "closed",'
    ' "gate": 3}, {"table": "enrolment", "knowledge": "K6", "cells": 250, "pinned": 1, "two": 12, "method": "lp",'
    ' "gate": 0}], "figures": {"enrolment": {"mean_error": 1.9, "relative_error": 0.041, "five_is_one_or_two": 0.57,'
    ' "zero_is_zero": 0.63}, "placement": {}}}'
)


def protected(store: Path) -> Path:
    """The store, its last edition protected as the product does it: cells rounded within the guards, zeros kept."""
    path = store / "editions" / f"{max(numbers(store)):04d}.duckdb"
    path.chmod(0o644)
    con = duckdb.connect(str(path))
    said = dict(con.execute("FROM manifest").fetchall())
    if said["protected"] == "false":
        for name in SLICE:
            rounded = _rounded(con.execute(f"FROM {name}_cells").df(), name)
            con.register("rounded", rounded)
            con.execute(f"CREATE OR REPLACE TABLE {name}_cells AS FROM rounded ORDER BY ALL")
            con.unregister("rounded")
        con.execute("UPDATE manifest SET value = 'true' WHERE key = 'protected'")
        con.execute("INSERT INTO manifest VALUES ('audit', ?)", [AUDIT])
    con.close()
    path.chmod(0o444)
    return store


def _rounded(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    keys, column, columns = SLICE[name]
    wide = cells.pivot_table(index=keys, columns=column, values="students", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(columns), fill_value=0)
    counts = wide.to_numpy(np.int64)
    rows = wide.index.to_frame(index=False)
    parts = {"project": pd.factorize(rows[keys[0]])[0], "year": pd.factorize(rows.iloc[:, -1])[0]}
    parts = {part: values.astype(np.int64) for part, values in parts.items()}
    codes = tuple("|".join(map(str, row)) for row in rows.itertuples(index=False))
    cube = Cells(name, codes, tuple(columns), counts, np.ones(counts.shape, bool), parts, {})
    shown = protect(cube, KEY).shown if len(codes) else counts
    dense = pd.DataFrame(shown, index=wide.index, columns=pd.Index(columns, name=column)).stack().rename("students")
    return dense.reset_index()
