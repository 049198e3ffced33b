"""A file's bytes → clean rows, or every problem with its line, column and remedy.

Nothing reaches the store here: `check` leaves the rows in memory, and `Checked.write` puts them in a Parquet file with
pseudonyms in place of student identifiers.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ehealth import domain
from ehealth.domain import Problem, Refusal
from ehealth.intake import bodies, checks, headers, reading
from ehealth.intake.checks import References, column, sql_type

__all__ = ["Checked", "Tell", "check", "column", "sql_type"]

Tell = Callable[[str, float], None]


@dataclass
class Checked:
    """A checked file. `problems` holds at most the first thousand, `problem_count` counts all; `ok` = none."""

    kind: str
    encoding: str
    delimiter: str
    rows: int
    sha256: str
    labels: list[str]
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    warnings: list[Problem] = field(default_factory=list)
    folder: Path = Path()
    _con: duckdb.DuckDBPyConnection | None = None

    @property
    def ok(self) -> bool:
        return not self.problem_count

    def preview(self, limit: int = 20) -> list[dict[str, object]]:
        """The first rows as they were understood, a dict per row; money in cents."""
        assert self._con
        cursor = self._con.execute("SELECT * EXCLUDE record FROM typed ORDER BY record LIMIT ?", [limit])
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def write(self, key: bytes) -> Path:
        """The rows as a Parquet file in the working folder, student identifiers replaced under `key`.

        Raises Refusal("has-problems"): only a file without problems is written.
        """
        if not self.ok or not self._con:
            raise Refusal("has-problems", count=self.problem_count)
        names = {spec["name"] for spec in domain.schema(self.kind)["fields"]}
        hidden = f"REPLACE ({checks.pseudonym('typed')} AS student_id)" if "student_id" in names else ""
        path = self.folder / "rows.parquet"
        self._con.execute(
            f"COPY (SELECT * EXCLUDE record {hidden} FROM typed ORDER BY record) "
            f"TO {checks.quoted(path)} (FORMAT parquet, COMPRESSION zstd)",
            list(checks.pads(key)) if hidden else [],
        )
        return path


@contextmanager
def check(
    kind: str,
    content: bytes,
    *,
    key: bytes = b"",
    references: References | None = None,
    workdir: Path | None = None,
    tell: Tell = lambda stage, share: None,
    project: str | None = None,
) -> Iterator[Checked]:
    """Checks a file against its kind's schema; inside the `with`, its rows can be previewed and written.

    Args:
        key: the store's secret, under which student identifiers are replaced.
        references: gives the codes that exist (see store); None = they are not checked, and a warning says so.
        workdir: where temporary files go, and where `write` may write.
        tell: called with the stage (reading, checking, done) and the share of the work that is done.
        project: the only project whose lines are accepted; None = any.
    Raises:
        Refusal: the file cannot be read at all (empty-file, not-csv, not-text, too-large).
    """
    folder, checked = Path(tempfile.mkdtemp(prefix="intake-", dir=workdir)), None
    try:
        checked = _check(kind, content, key, references, folder, tell, project)
        yield checked
    finally:
        if checked and checked._con:
            checked._con.close()
        shutil.rmtree(folder)


def _check(
    kind: str,
    content: bytes,
    key: bytes,
    references: References | None,
    folder: Path,
    tell: Tell,
    project: str | None,
) -> Checked:
    tell("reading", 0.0)
    source = reading.read(content, frozenset(headers.known_names(kind)), headers.normal)
    header = headers.find(kind, reading.head(source))
    digest = hashlib.sha256(content).hexdigest()
    checked = Checked(kind, source.encoding, source.delimiter, 0, digest, header.labels, folder=folder)
    if header.problems:  # header faults first and alone: every cell below would be a fault too
        checked.problems, checked.problem_count = list(header.problems), len(header.problems)
        return checked
    body = bodies.write(source, header, folder / "rows.csv")
    del source  # a million rows of text are not needed twice
    found, warnings = checks.Found(body), checks.Found(body)
    found.add(body.problems, len(body.problems))
    con = checks.connect(folder)
    checked.rows = checks.load(con, body, len(header.labels))
    tell("checking", 0.4)
    if not checked.rows and not found.count:
        found.add([Problem("no-rows", header.line)], 1)
    checks.type_rows(con, kind, header, found)
    tell("checking", 0.7)
    if project:
        checks.check_project(con, kind, project, found)
    store = checks.Store(references, key, folder) if references else None
    _check_across(con, kind, store, found, warnings)
    return _report(checked, con, kind, found, warnings, tell)


def _check_across(
    con: duckdb.DuckDBPyConnection,
    kind: str,
    store: checks.Store | None,
    found: checks.Found,
    warnings: checks.Found,
) -> None:
    """What one cell cannot tell: rules between columns, repeated keys, codes that must exist."""
    checks.check_rules(con, kind, found, warnings)
    checks.check_keys(con, kind, found)
    if store:
        checks.check_unique(con, kind, store, found)
        checks.check_references(con, kind, store, found)
    elif domain.schema(kind)["x-foreignKeys"]:
        warnings.add([Problem("codes-not-checked")], 1)


def _report(
    checked: Checked,
    con: duckdb.DuckDBPyConnection,
    kind: str,
    found: checks.Found,
    warnings: checks.Found,
    tell: Tell,
) -> Checked:
    order = {spec["name"]: i for i, spec in enumerate(domain.schema(kind)["fields"])}
    found.problems.sort(key=lambda p: (p.line or 0, order.get(p.column or "", -1)))
    checked.problems, checked.problem_count = found.problems[: checks.LISTED], found.count
    checked.warnings, checked._con = warnings.problems[: checks.LISTED], con
    tell("done", 1.0)
    return checked
