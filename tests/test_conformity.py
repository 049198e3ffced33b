"""Frictionless, Validata's own engine and the door: the same schemas, the same bad lines, and where they differ why."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from frictionless import Detector, Dialect, Resource, Schema

from ehealth import domain, intake
from ehealth.domain import Refusal
from tests.differences import DIFFERENCES, Difference
from tests.planting import Planted, example, planted, strict

ROOT = Path(__file__).resolve().parents[1]
VALIDATA = ROOT / ".venv-validata" / "bin" / "python"  # `make test` makes it; its packages are never imported here

Lines = list[int]
Record = Callable[[str, object], None]


@dataclass(frozen=True)
class Verdict:
    """The lines that each of the three calls bad."""

    ours: Lines
    frictionless: Lines
    validata: Lines


def schema_file(kind: str) -> Path:
    return domain.DATA / "schemas" / f"{kind}.json"


def ours(kind: str, content: bytes) -> Lines:
    try:
        with intake.check(kind, content) as checked:
            return sorted({problem.line or 1 for problem in checked.problems})
    except Refusal as refused:
        return [refused.facts.get("line", 1)]


def frictionless(kind: str, content: bytes) -> Lines:
    """The bad rows; only line 1 where the header is at fault: the cells below it stand under other names then."""
    schema = Schema.from_descriptor(json.loads(schema_file(kind).read_text(encoding="utf-8")))
    dialect = Dialect.from_descriptor({"csv": {"delimiter": ","}})
    source = Resource(content, format="csv", encoding="utf-8", dialect=dialect, schema=schema, detector=Detector())
    report = source.validate()
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    lines = sorted({getattr(error, "row_number", 1) for error in errors})
    return [1] if 1 in lines else lines


def validata(folder: Path, files: list[tuple[str, bytes]]) -> list[Lines]:
    """What Validata says of all files, asked in one process of its own."""
    if not VALIDATA.exists():
        pytest.fail("Validata's engine is not installed: run `make .venv-validata/stamp`")
    asked = []
    for number, (kind, content) in enumerate(files):
        path = folder / f"{number}.csv"
        path.write_bytes(content)
        asked.append([str(path), str(schema_file(kind))])
    command = [str(VALIDATA), str(ROOT / "tests" / "validata" / "judge.py")]
    answer = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return [verdict["lines"] for verdict in json.loads(answer.stdout)]


def judged(folder: Path, files: list[tuple[str, bytes]]) -> list[Verdict]:
    others = validata(folder, files)
    return [Verdict(ours(*file), frictionless(*file), other) for file, other in zip(files, others, strict=True)]


EXAMPLES = [(f"{kind}: its example", kind, example(kind)) for kind in domain.KINDS]
PLANTED = [case for kind in domain.KINDS for case in planted(kind, example(kind))]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Of every file by its name: all are judged at once, for Validata takes seconds to start."""
    named = [*EXAMPLES, *((case.name, case.kind, case.table) for case in (*PLANTED, *DIFFERENCES))]
    files = [(kind, strict(table)) for _, kind, table in named]
    found = judged(tmp_path_factory.mktemp("judged"), files)
    assert len({name for name, _, _ in named}) == len(named)
    return {name: verdict for (name, _, _), verdict in zip(named, found, strict=True)}


@pytest.mark.parametrize("name", [name for name, _, _ in EXAMPLES])
def test_all_three_accept_a_schema_and_its_example(name: str, verdicts: dict[str, Verdict]) -> None:
    assert verdicts[name] == Verdict([], [], [])


@pytest.mark.parametrize("case", PLANTED, ids=[case.name for case in PLANTED])
def test_all_three_find_a_fault_of_the_schema_on_the_same_line(case: Planted, verdicts: dict[str, Verdict]) -> None:
    warned = case.fault == "unknown header"  # Validata only warns of a column that the schema does not know
    assert verdicts[case.name] == Verdict([case.line], [case.line], [] if warned else [case.line])


@pytest.mark.parametrize("case", DIFFERENCES, ids=[case.name for case in DIFFERENCES])
def test_where_they_differ_it_is_known_and_said_why(
    case: Difference, verdicts: dict[str, Verdict], record_property: Record
) -> None:
    record_property("tell", told(case, verdicts[case.name]))
    assert verdicts[case.name] == Verdict(case.ours, case.frictionless, case.validata)


def told(case: Difference, verdict: Verdict) -> str:
    return (
        f"{case.name}: bad lines {verdict.ours or 'none'} here, {verdict.frictionless or 'none'} for frictionless, "
        f"{verdict.validata or 'none'} for Validata: {case.why}"
    )
