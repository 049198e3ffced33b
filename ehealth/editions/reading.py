"""One edition, open read-only: its manifest and its tables."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from ehealth.domain import Refusal, Selection
from ehealth.editions import queries, sums

TABLES = (
    "manifest",
    "enrolment_cells",
    "placement_cells",
    "events",
    "envelopes",
    "projects",
    "partners",
    "modules",
    "baseline",
    "deliveries",
)
VIEWS_KEPT = 8  # an edition never changes, so what was read once stays right
EMPTY_EMPLOYERS = {
    "project_code": "str",
    "module_code": "str",
    "graduation_year": "int64",
    "months_after": "int64",
    "employer_type": "str",
    "health_duties": "bool",
    "students": "int64",
    "wave": "str",
    "region": "str",
}


FORMAT = "1"  # of an edition's file; those made before small counts were protected name none
MANIFEST = {"edition", "made_at", "protected", "demonstration", "definition_version", "ledger", "note"}
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
    "python_enable_replacements": "false",  # else SQL could read a variable of whoever calls
}


class Edition:
    """One frozen edition. Its connection is shared; each reading uses a cursor of its own.

    `number` is None for what was not published: a draft, or a proposal. All of the file is read once, so that damage
    shows when it is opened and not in the middle of a page; one that was published must fit its sum (sums.py).
    Raises Refusal: edition-unreadable for a file that is damaged or is no edition, or not this one; edition-newer for
    a format that this release does not know.
    """

    def __init__(self, path: Path, number: int | None) -> None:
        self.path, self.number = path, number
        try:
            if number is not None and not sums.fits(path):
                raise self._refusal()
            self._con = duckdb.connect(str(path), read_only=True, config=SETTINGS)
        except (duckdb.Error, OSError) as fault:
            raise self._refusal() from fault
        try:
            self.manifest: dict[str, str] = dict(self._con.execute("SELECT key, value FROM manifest").fetchall())
            self._tables = {row[0] for row in self._con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            self._check()
        except (duckdb.Error, Refusal) as fault:
            self._con.close()
            raise fault if isinstance(fault, Refusal) else self._refusal() from fault
        self._kept = lru_cache(maxsize=VIEWS_KEPT)(self._frame)

    def _check(self) -> None:
        if self.manifest.get("format", FORMAT) != FORMAT:
            raise Refusal("edition-newer", edition=self._name())
        another = self.number is not None and self.manifest.get("edition") != str(self.number)
        if another or not self.manifest.keys() >= MANIFEST or not set(TABLES) <= self._tables:
            raise self._refusal()
        for name in sorted(self._tables):
            whole = name.replace('"', '""')  # whoever made the file named its tables
            self._con.execute(f'SELECT max(hash(t)) FROM "{whole}" t').fetchall()

    def _name(self) -> int | str:
        return self.number or self.path.name

    def _refusal(self) -> Refusal:
        return Refusal("edition-unreadable", edition=self._name())

    @property
    def demonstration(self) -> bool:
        return self.manifest["demonstration"] == "true"

    @property
    def protected(self) -> bool:
        return self.manifest["protected"] == "true"

    def read(self, view: str, selection: Selection | None = None) -> pd.DataFrame:
        """A view (events, envelopes, projects, partners, modules, baseline, enrolment, placement, employer, deliveries)
        under a selection. Money is in whole cents (Int64, missing = NA); employer is empty but in a draft."""
        if view == "employer" and "employer_cells" not in self._tables:
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in EMPTY_EMPLOYERS.items()})
        whole = self._kept(queries.VIEWS[view])  # a selection of it takes a millisecond, another query ten
        return queries.chosen(view, whole, selection or Selection())

    def table(self, name: str) -> pd.DataFrame:
        """A table of the edition as it is kept; `name` is one of TABLES."""
        if name not in TABLES:
            raise Refusal("no-such-table", table=name)
        return self._frame(f"FROM {name} ORDER BY ALL")

    def _frame(self, sql: str) -> pd.DataFrame:
        try:
            with self._con.cursor() as cursor:
                result = cursor.execute(sql)
                whole = [column[0] for column in result.description or () if str(column[1]) == "BIGINT"]
                frame: pd.DataFrame = result.df()
        except duckdb.Error as fault:
            raise self._refusal() from fault
        missing = [name for name in whole if frame[name].dtype.kind == "f" or name.endswith("_cents")]
        return frame.astype(dict.fromkeys(missing, "Int64"))

    def close(self) -> None:
        """Closes the file."""
        self._con.close()
