"""A file's bytes → clean rows, or every problem with its line, column and remedy.

Nothing reaches the store here: `check` leaves the rows in memory, and `Checked.write` puts them in a Parquet file with
pseudonyms in place of student identifiers.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from ehealth import domain
from ehealth.domain import Problem, Refusal
from ehealth.intake import across, bodies, headers, people, reading, references, values, vocabulary
from ehealth.intake.checked import Checked, Tell
from ehealth.intake.engine import column, connect, counted, quoted, sql_type
from ehealth.intake.found import Found, in_groups
from ehealth.intake.personal import without_persons
from ehealth.intake.references import Known, References

__all__ = [
    "SKIPPABLE", "Checked", "References", "Tell", "check", "column", "counted", "quoted", "sql_type", "without_persons",
]  # fmt: skip

SKIPPABLE = ("title-lines", "total-line")  # problems of lines that are no rows, and may be left out


@dataclass(frozen=True)
class _Request:
    """What a check was asked for; `raw` is where the rows stand in clear for a moment, `folder` where results go."""

    kind: str
    content: bytes
    key: bytes
    references: References | None
    raw: Path
    folder: Path
    projects: Collection[str] | None
    skip: frozenset[str]
    tell: Tell


@contextmanager
def check(
    kind: str,
    content: bytes,
    *,
    key: bytes = b"",
    references: References | None = None,
    workdir: Path | None = None,
    tell: Tell = lambda stage, share: None,
    projects: Collection[str] | None = None,
    skip: frozenset[str] = frozenset(),
) -> Iterator[Checked]:
    """Checks a file against its kind's schema; inside the `with`, its rows can be previewed and written.

    Args:
        key: the store's secret, under which student identifiers are replaced.
        references: gives the codes that exist (see store); None = they are not checked, and a warning says so.
        workdir: where `write` writes. Student identifiers in clear only pass through the system's temporary folder.
        tell: called with the stage (reading, checking, done) and the share of the work that is done.
        projects: the only ones whose lines are accepted; None = any.
        skip: what the sender agrees to leave out, of SKIPPABLE: else such lines are problems.
    Raises Refusal: the file cannot be read at all (empty-file, not-csv, not-text, too-large, too-many-rows,
        too-many-columns, broken-quotes, cell-too-long, unreadable-file; of a workbook also workbook-too-large,
        unreadable-workbook, empty-sheet), or `kind` is none (unknown-kind); not-recorded: the disk is full.
    """
    if kind not in domain.KINDS:
        raise Refusal("unknown-kind", kind=kind)
    with ExitStack() as stack:
        try:
            raw = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ehealth-")))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-", dir=workdir)))
            request = _Request(kind, content, key, references, raw, folder, projects, skip, tell)
            digest = stack.enter_context(ThreadPoolExecutor(1)).submit(hashlib.sha256, content)  # on another processor
            checked = _check(request, stack)
            checked.sha256 = digest.result().hexdigest()
        except (duckdb.IOException, OSError) as fault:  # a full disk is no fault of the file
            raise Refusal("not-recorded", reason=str(fault).partition("\n")[0]) from fault
        except duckdb.Error as fault:
            raise Refusal("unreadable-file") from fault
        yield checked


def _check(request: _Request, stack: ExitStack) -> Checked:
    kind, tell = request.kind, request.tell
    tell("reading", 0.0)
    source = reading.read(request.content, frozenset(headers.known_names(kind)), headers.normal)
    header = headers.find(kind, *reading.head(source), titled="title-lines" in request.skip)
    delimiter = "" if source.sheet else source.delimiter
    sheet = without_persons(source.sheet)
    checked = Checked(kind, source.encoding, delimiter, 0, "", header.labels, sheet, folder=request.folder)
    if source.others:
        checked.warnings = [Problem("other-sheets", facts={"others": source.others})]
    checked.fields, checked.accented = header.fields, header.accented
    checked.left_out = list(header.above) if "title-lines" in request.skip else []
    if source.others:  # a cover page may stand before the table
        header = headers.of_sheet(header, source.sheet)
    if header.problems:  # header faults first and alone: every cell below would be a fault too
        checked.problems, checked.problem_count = list(header.problems), len(header.problems)
        checked.groups = in_groups(header.problems)
        return checked
    checked._con = con = stack.enter_context(connect(request.raw, request.folder))
    known = Known(request.references, request.key, request.folder) if request.references else None
    words = partial(vocabulary.types, con, kind, partial(known.codes, con) if known else None)
    body = bodies.load(con, source, header, request.raw, words, totalled="total-line" in request.skip)
    checked.left_out += body.closing if "total-line" in request.skip else []
    del source  # a million rows of text are not needed twice
    tell("checking", 0.4)
    found, warnings = Found(kind, body.lines), Found(kind, body.lines)
    warnings.add_each(checked.warnings)
    found.add_each(body.problems)
    if not body.count and not found.count:
        found.add_each([Problem("no-rows", header.line)])
    checked.accented += values.type_rows(con, kind, header, body.good, found)
    tell("checking", 0.7)
    _check_across(con, request, known, found, warnings)
    checked.rows, checked.problem_count = body.count, found.count
    checked.problems, checked.groups = found.listed(), found.grouped()
    checked.warnings, checked.counted_warnings = warnings.listed(), [g for g in warnings.grouped() if g.lines]
    tell("done", 1.0)
    return checked


def _check_across(
    con: duckdb.DuckDBPyConnection, request: _Request, known: Known | None, found: Found, warnings: Found
) -> None:
    """What one cell cannot tell; codes only where there is a store to ask."""
    if known:  # first, since codes in other capitals are settled there
        references.check_references(con, request.kind, known, found)
        people.check_totals(con, request.kind, partial(known.table, con), warnings)
    elif domain.schema(request.kind)["x-foreignKeys"]:
        warnings.add_each([Problem("codes-not-checked")])
    if request.projects is not None:
        across.check_projects(con, request.kind, request.projects, found)
    across.check_rules(con, request.kind, found, warnings)
    across.check_keys(con, request.kind, known, found)
