"""Opens editions, read-only, and reads their tables."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from ehealth.domain import Refusal, Selection
from ehealth.editions import queries

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


MANIFEST = {"edition", "made_at", "protected", "demonstration", "definition_version", "ledger", "note"}
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


class Edition:
    """One frozen edition. Its connection is shared; each reading uses a cursor of its own.

    Raises Refusal("edition-unreadable") for a file that is damaged or is no edition.
    """

    def __init__(self, path: Path, number: int | None) -> None:
        self.path, self.number = path, number
        try:
            self._con = duckdb.connect(str(path), read_only=True, config=SETTINGS)
            self.manifest: dict[str, str] = dict(self._con.execute("SELECT key, value FROM manifest").fetchall())
            self._tables = {row[0] for row in self._con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        except duckdb.Error as fault:
            raise Refusal("edition-unreadable", edition=number or path.name) from fault
        if not self.manifest.keys() >= MANIFEST or not set(TABLES) <= self._tables:
            self._con.close()
            raise Refusal("edition-unreadable", edition=number or path.name)
        self._kept = lru_cache(maxsize=VIEWS_KEPT)(self._frame)

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
            raise Refusal("edition-unreadable", edition=self.number or self.path.name) from fault
        missing = [name for name in whole if frame[name].dtype.kind == "f" or name.endswith("_cents")]
        return frame.astype(dict.fromkeys(missing, "Int64"))

    def close(self) -> None:
        """Closes the file; a draft's goes with it."""
        self._con.close()


def numbers(store: Path) -> list[int]:
    """The numbers of the editions in a store's folder, ascending."""
    return sorted(int(path.stem) for path in (store / "editions").glob("[0-9]*.duckdb") if path.stem.isdecimal())


def open_edition(store: Path, number: int | None = None) -> Edition:
    """An edition of a store, the latest if no number is given. Raises Refusal (no-edition, edition-unreadable)."""
    found = numbers(store)
    wanted = number if number is not None else max(found, default=None)
    if wanted not in found or wanted is None:
        raise Refusal("no-edition", edition=number)
    return Edition(store / "editions" / f"{wanted:04d}.duckdb", wanted)
