"""A checked file: what was understood of it, what is wrong with it, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ehealth import domain
from ehealth.domain import Group, Problem, Refusal
from ehealth.intake.engine import counted, quoted
from ehealth.intake.found import in_groups
from ehealth.intake.pseudonyms import pseudonym

Tell = Callable[[str, float], None]


@dataclass
class Checked:
    """A checked file. `problems` holds at most the first thousand, `problem_count` counts all; `ok` = none.

    `groups` holds the first thousand sorts of problem, each with its full count, by their first line.
    `fields` are the columns' fields (None = unknown), beside `labels`; `accented` a few words of the file that tell
    whether its characters were read right: of its header and its codes, never of a person's cells.
    Of a workbook: encoding xlsx, no delimiter, and `sheet` is the name of the sheet that was read.
    `left_out` are the lines above the header and below the table that were skipped because the sender agreed.
    """

    kind: str
    encoding: str
    delimiter: str
    rows: int
    sha256: str
    labels: list[str]
    sheet: str = ""
    fields: tuple[str | None, ...] = ()
    accented: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    groups: list[Group] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counted_warnings: list[Group] = field(default_factory=list)  # those found here; the store adds its own to warnings
    left_out: list[int] = field(default_factory=list)
    folder: Path = Path()
    _con: duckdb.DuckDBPyConnection | None = None  # None where not even the header was right

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: all that was found, without the rows."""
        return {**self.__dict__, "_con": None}

    @property
    def ok(self) -> bool:
        return not self.problem_count

    @property
    def warning_groups(self) -> list[Group]:
        """The warnings in groups, as `groups`; those of the whole file last, each by itself."""
        return self.counted_warnings + in_groups([problem for problem in self.warnings if problem.line is None])

    def preview(self, limit: int = 20) -> list[dict[str, object]]:
        """The first rows as they were understood, a dict per row; money in cents. Empty where the header is wrong."""
        if not self._con:
            return []
        cursor = self._con.execute("SELECT * EXCLUDE record FROM typed ORDER BY record LIMIT ?", [limit])
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def count_by(self, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows by some of their columns: a tuple of the values and the number of rows (of totals, the number of
        students that they count), in the values' order."""
        if not self._con:
            return []
        listed = ", ".join([*columns, counted(self.kind)])
        return self._con.execute(f"SELECT {listed} FROM typed GROUP BY ALL ORDER BY ALL").fetchall()

    def write(self, key: bytes) -> Path:
        """The rows as a Parquet file in the working folder, student identifiers replaced under `key`.

        Raises Refusal("has-problems"): only a file without problems is written.
        """
        if not self.ok or not self._con:
            raise Refusal("has-problems", count=self.problem_count)
        names = {spec["name"] for spec in domain.schema(self.kind)["fields"]}
        hidden = f"REPLACE ({pseudonym('typed')} AS student_id)" if "student_id" in names else ""
        path = self.folder / "rows.parquet"
        self._con.execute(
            f"COPY (SELECT * EXCLUDE record {hidden} FROM typed) TO {quoted(path)} "
            "(FORMAT parquet, DICTIONARY_SIZE_LIMIT 4096)",  # else one of pseudonyms is begun, and given up
            [key] if hidden else [],
        )
        return path
