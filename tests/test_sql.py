"""No SQL is built from data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ehealth import editions, publishing
from ehealth.access import operator
from ehealth.commands import main
from ehealth.domain import Selection
from ehealth.publishing import Draft
from ehealth.store import create, supposing
from tests.files import STEWARD, Row, file, send
from tests.test_layout import MAY_IMPORT

ROOT = Path(__file__).resolve().parents[1] / "ehealth"
SQL = re.compile(
    r"\b(SELECT|INSERT INTO|CREATE|COPY|ATTACH|FROM|WHERE|DROP|DELETE|UPDATE|JOIN|USING|GROUP BY|ORDER BY|BETWEEN"
    r"|CASE WHEN|CAST|coalesce|trim|IS (NOT )?(NULL|DISTINCT)|read_parquet|PARTITION|VALUES|REPLACE)\b"
    r"|::|SET [a-z_]+ = | AND |(?:^|[a-z]) = |regexp_"
)
# What may stand in braces in SQL beside a call of `quoted`: file → why it never comes from a file or a person → what.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "editions/queries.py": {"a constant of the module": {"MODULES"}},
    "editions/reading.py": {
        "a table of TABLES, or named by the file and quoted as an identifier is": {"name", "whole"},
    },
    "intake/across.py": {
        "columns and rules of the schema": {
            "', '.join(key)", "', '.join(common)", "columns[rule['column']]", "rule['when']", "counts", "names",
            "present", "hashed", "name", "_repeated(table, key)", "', '.join(rule['fields'])",
        },
        "a table of ours, or a file of ours that `quoted` names": {"table", "modules"},
        "SQL of ours": {"joined"},
    },
    "intake/bodies.py": {
        "positions and sizes": {"i", "columns", "max(longest, MAX_CELL)", "blank", "', '.join(must)"},
    },
    "intake/checked.py": {
        "columns of the schema": {"listed"},
        "SQL of ours around a parameter": {"hidden", "pseudonym('typed')"},
    },
    "intake/engine.py": {
        "paths that `quoted` names": {"allowed"},
        "SQL that only its callers here make": {"query", "alike"},
        "numbers of ours": {"LINES", "LISTED"},
        "a table's name of ours": {"name"},
    },
    "intake/people.py": {
        "a file of ours that `quoted` names": {
            "table('classes')", "table('erased')", "table('students')", "table('modules')",
        },
        "a condition of ours": {"SAME_CLASS", "received", "hidden", "pseudonym('t')"},
    },
    "intake/pseudonyms.py": {"an alias of ours": {"message"}},
    "intake/references.py": {
        "columns of the schema": {
            "own", "last", "code", "', '.join(key.own)", "', '.join(key.target['fields'])", "key.own[-1]", "first",
            "', '.join(key.own[:-1]) or quoted('')", "parents[0]", "key", "said", "among", "part", "theirs", "mine",
            "name", "present", "matches", "same", "joined",
            "pseudonym('t') if mine == 'student_id' else f't.{mine}'",
        },
        "a table of ours, or a file of ours that `quoted` names": {"key.table", "self.table(con, kind)"},
        "one of two words": {"'VIEW' if views else 'TABLE'"},
    },
    "intake/vocabulary.py": {
        "a name of ours": {"names[values]"},
        "a column by its place, a type": {"column", "kept_as"},
    },
    "intake/values.py": {
        "a column by its place, or one of the schema": {
            "mapping", "source", "sql_type(spec)", "column(spec)", "', '.join(columns)", "identifier", "length",
        },
        "limits of the schema, numbers of ours": {
            "limits['minLength']", "limits['maxLength']", "SHORTEST_NUMBER - 1", "SHORTEST_NUMBER", "SHORTEST_BIRTH",
        },
        "SQL made of those": {"short", "fits", "number", "birth", "bad", "' '.join(joins)", "searched"},
        "one of two words": {"'TABLE' if joins else 'VIEW'"},
    },
    "publishing/counts.py": {
        "codes of ours": {"list(STATUSES)", "list(OUTCOMES)"},
        "SQL of ours": {"HELD_SLICES", "OUTCOME"},
    },
    "publishing/cubes.py": {"a constant of the module": {"MODULES"}},
    "publishing/drafts.py": {"SQL of ours": {"query"}},
    "publishing/files.py": {"kinds, tables and columns of ours": {"kind", "name", "query", "typed", "column",
                                                                   "_type(column)"},
                            "a number of ours": {"BLOCK_SIZE"}},
    "publishing/foreseen.py": {"SQL of ours": {"ENROLMENT_CELLS", "PLACEMENT_CELLS"}},
    "store/consistency.py": {
        "kinds and columns of the schema": {
            "kind", "entry.kind", "other['kind']", "names", "listed", "ours", "theirs", "name",
        },
        "the number of an upload": {"entry.number"},
        "SQL of ours, paths in it quoted": {"source", "counted", "among", "named", "given"},
    },
    "store/differences.py": {
        "kinds and columns of the schema": {
            "name", "slice_", "kind", "other", "same", "grouped", "', '.join(parts)", "_within(parts)", "listed",
            "', ' if parts else ''",
        },
        "a path that `quoted` names": {"source"},
    },
    "store/effects.py": {
        "kinds and columns of the schema": {"', '.join(fields)", "kind", "own", "withdrawn"},
        "SQL of ours": {"HELD_SLICES"},
    },
    "store/lake.py": {
        "numbers of ours": {"wait", "lock", "WAIT", "at"},
        "hexadecimal digits of ours, and a path that `quoted` names": {"name", "folder.name", "rows"},
    },
    "store/migrations.py": {"tables of ours": {"name"}},
    "store/references.py": {"a constant of the module": {"query"}, "what `quoted` made, or such a query": {"source"}},
    "store/verifying.py": {"a constant": {"LINES"}},
    "store/erasing.py": {"kinds of people, SQL of ours": {"kind", "LINES", "among", "pseudonym('t')"}},
    "store/footer.py": {
        "kinds and columns of the schema": {
            "names", "totals_of(kind)", "totals", "kind", "same", "name", "kept_as", "held", "values", "without",
        },
        "the number of an upload": {"number", "int(number)"},
        "what `quoted` made": {"kept"},
        "SQL of its callers here": {"into", "where"},
    },
    "store/registry.py": {
        "as many question marks": {"', '.join('?' * len(values))"},
        "SQL of ours": {"tables.HELD_SLICES"},
    },
    "store/retention.py": {
        "constants of the module": {"DAY[kind]", "COUNTED[kind]", "', '.join(SLICE[kind])", "parts"},
        "kinds of people and SQL of ours": {"kind", "totals", "query", "gone", "lines"},
    },
    "store/rights.py": {"a constant": {"NOBODY"}},
    "store/tables.py": {
        "kinds, columns and types of the schema": {
            "kind", "listed", "same", "pairs", "parts", "counted(kind)", "grouping", "PARTS[name]", "name",
            "kept_as", "held", "names", "held.get(part, 'NULL')", "part",
        },
        "a path that `quoted` names": {"source"},
    },
}  # fmt: skip


def in_sql() -> Iterator[tuple[str, str, int]]:
    """(file, expression, line) of whatever is put into a string that reads as SQL, however it is put there."""
    for path in (path for name in sorted(MAY_IMPORT["duckdb"]) for path in sorted((ROOT / name).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for put in _put(node):
                yield str(path.relative_to(ROOT)), ast.unparse(put), put.lineno


def _put(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.JoinedStr) and _sql(*node.values):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod) and _sql(node.left, node.right):
        return [part for part in (node.left, node.right) if not isinstance(part, ast.Constant | ast.JoinedStr)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("format"):
        return [ast.Tuple(node.args, lineno=node.lineno)] if _sql(node.func.value) else []
    return []


def _sql(*parts: ast.expr) -> bool:
    texts = [str(part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(SQL.search(text) for text in texts)


def test_only_names_of_ours_and_quoted_paths_stand_in_sql() -> None:
    unknown = [
        f"{path}:{line} {{{put}}}"
        for path, put, line in in_sql()
        if not re.fullmatch(r"quoted\(.*\)", put) and put not in set().union(*ALLOWED.get(path, {}).values())
    ]
    assert unknown == []


def test_what_is_allowed_in_sql_is_there() -> None:
    there = {(path, put) for path, put, _ in in_sql()}
    listed = {(path, put) for path, reasons in ALLOWED.items() for puts in reasons.values() for put in puts}
    assert sorted(listed - there) == []


def test_quotes_are_doubled_in_one_place_only() -> None:
    doubling = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if "\"''\"" in path.read_text("utf-8")]
    assert sorted(doubling) == ["briefing/workbook.py", "intake/engine.py"]  # the first quotes the name of a sheet


QUOTES = 'o\'clock "x"; DROP TABLE ledger; --'
STUDENTS: list[Row] = [{"student_id": f"etu-{number}"} for number in range(1, 31)]


def test_a_store_in_a_folder_with_quotes_takes_files_with_quotes(tmp_path: Path) -> None:
    """Names of folders and files, codes, filters and free text are values, whatever stands in them."""
    store = create(tmp_path / 'o\'clock "x" ; --' / "l'été.$1 {0} %s")
    send(store, "projects", {"acronym": QUOTES, "title": "');--"}, {"project_code": "p2"})
    send(store, "modules", {"title": QUOTES, "institution": QUOTES})
    send(store, "cohorts", *STUDENTS)
    send(store, "placements")
    with (
        store.registry() as registry,
        registry.examine("placements", file("placements"), store.key, by=STEWARD) as checked,
    ):
        with supposing(registry, checked, store.key):
            pass
        registry.withdraw("4", operator("a'b@example.org"), QUOTES)
    assert publishing.publish(store, operator("a'b@example.org"), QUOTES) == 1
    publishing.draft(store, STEWARD)
    with store.registry() as registry:
        assert [entry.why for entry in registry.log()] == [None] * 4 + [QUOTES] * 2
    shown, draft = editions.open_edition(store.path), Draft(store, STEWARD)
    assert set(shown.read("projects")["acronym"]) == {QUOTES, "P1"}
    assert draft.read("enrolment")["students"].sum() == 30
    for part in ("years", "projects", "waves", "regions", "routes"):
        assert draft.read("enrolment", Selection(**{part: (QUOTES, "' OR 1=1 --")})).empty
    draft.close()
    shown.close()


@pytest.mark.parametrize("code", ["' OR 1=1 --", "p1'; DROP TABLE ledger; --", '"x"', "p1\\", "$1", "%", "p_"])
def test_a_code_with_sql_in_it_is_a_code_that_does_not_exist(tmp_path: Path, code: str) -> None:
    store = create(tmp_path / "store")
    send(store, "projects")
    shown = ["--store", str(store.path), "show", "projects", "--draft", "--project", code]
    done = CliRunner().invoke(main, shown)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)  # the header alone
    with (
        store.registry() as registry,
        registry.examine("cohorts", file("cohorts"), store.key, by=STEWARD, project=code) as checked,
    ):
        assert [problem.code for problem in checked.problems] == ["other-project", "foreign-key"]
        assert registry.last == 1
