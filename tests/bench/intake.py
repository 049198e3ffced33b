"""What the door costs: checking and recording a million-row cohorts file, against a bare typed DuckDB load of it.

Prints ratios measured in one run, the best of three interleaved rounds, and the memory of the upload in a process
of its own. The bare load keeps nothing but the rows: no line numbers, no faults, no pseudonyms, no second copy.
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ehealth import demo  # noqa: E402
from ehealth.access import operator  # noqa: E402
from ehealth.store import Store, create, open_store  # noqa: E402
from tests.files import STEWARD  # noqa: E402

ROWS, ROUNDS = 1_000_000, 3
YEARS = range(2021, 2026)
COLUMNS = ("project_code", "module_code", "academic_year", "student_id", "level", "status", "enrolled_on", "ended_on")
TARGETS = {"check": 2.5, "check and commit": 2.0}
MEMORY = 700  # MB

Cost = tuple[float, float]  # seconds on the wall, seconds of processor


def store_with_modules(folder: Path) -> Store:
    """A store that knows the demonstration's projects and modules, so that every code and full course is checked."""
    made = create(folder)
    for file in itertools.takewhile(lambda file: file.kind not in ("cohorts", "placements"), demo.files()):
        with made.registry() as registry, registry.examine(file.kind, file.content, made.key, by=STEWARD) as checked:
            registry.accept(checked, made.key, operator("bench@example.org"), file.name)
    return made


def lines(store: Store) -> Iterator[str]:
    """A clean cohorts file: students in a full course, every tenth of them in an awareness module, too."""
    with store.registry() as registry:
        found = registry.con.execute("SELECT project_code, module_code, route, level FROM current_modules").fetchall()
    full = [module for module in found if module[2] == "full_course"]
    aware = {module[0]: module for module in found if module[2] == "awareness"}
    yield ",".join(COLUMNS)
    for number in itertools.count():
        project, module, _, level = full[number % len(full)]
        year, day = YEARS[number % len(YEARS)], 1 + number % 28
        status = ("enrolled", "graduated", "withdrawn")[number % 3]
        end = "" if status == "enrolled" else f"{year + 1}-06-{day:02d}"
        who = f"{year}-{year + 1},etu{number:07d}"
        yield f"{project},{module},{who},{level},{status},{year}-09-{day:02d},{end}"
        if number % 10 == 0 and project in aware:
            _, module, _, level = aware[project]
            yield f"{project},{module},{who},{level},{status},{year}-09-{day:02d},{end}"


def bare_load(file: Path, database: str) -> None:
    """The least that a typed table of the same rows costs."""
    types = {name: "DATE" if name.endswith("_on") else "VARCHAR" for name in COLUMNS}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    with duckdb.connect(database) as con:
        con.execute(
            f"CREATE TABLE cohorts AS FROM read_csv('{file}', header = true, auto_detect = false, delim = ',', "
            f"columns = {{{columns}}})"
        )


def upload(store: Store, content: bytes, *, commit: bool) -> None:
    """Checks the file against the store and, if asked, records it."""
    with store.registry() as registry, registry.examine("cohorts", content, store.key, by=STEWARD) as checked:
        assert (checked.rows, checked.problem_count) == (ROWS, 0), checked.problems[:3]
        if commit:
            registry.accept(checked, store.key, operator("bench@example.org"), "cohorts.csv")


def cost(action: Callable[[], None]) -> Cost:
    wall, processor = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - processor


def one_round(folder: Path, file: Path) -> dict[str, Cost]:
    content = file.read_bytes()
    store = store_with_modules(folder / "store")
    return {
        "bare load on disk": cost(lambda: bare_load(file, str(folder / "bare.duckdb"))),
        "bare load in memory": cost(lambda: bare_load(file, ":memory:")),
        "check": cost(lambda: upload(store, content, commit=False)),
        "check and commit": cost(lambda: upload(store, content, commit=True)),
    }


def report(rounds: list[dict[str, Cost]], memory: int) -> None:
    best = {name: tuple(min(r[name][i] for r in rounds) for i in (0, 1)) for name in rounds[0]}
    print(f"A clean cohorts file of {ROWS:,} rows, best of {len(rounds)}; seconds on the wall (of processor)")
    for name, (wall, processor) in best.items():
        print(f"  {name:20} {wall:6.2f}  ({processor:.2f})")
    for base in ("bare load on disk", "bare load in memory"):
        for name, target in TARGETS.items():
            wall, processor = (best[name][i] / best[base][i] for i in (0, 1))
            aim = f", target {target}" if base.endswith("disk") else ""
            print(f"  {name} / {base}: {wall:.2f} on the wall{aim} ({processor:.2f} of processor)")
    print(f"  Peak memory of the upload: {memory} MB, target below {MEMORY}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, store = folder / "cohorts.csv", store_with_modules(folder / "store")
        file.write_text("\n".join([*itertools.islice(lines(store), ROWS + 1), ""]), encoding="utf-8")
        rounds = []
        for number in range(ROUNDS):
            (folder / str(number)).mkdir()
            rounds.append(one_round(folder / str(number), file))
        child = [sys.executable, __file__, str(store.path), str(file)]
        memory = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
        report(rounds, memory)


def alone(store: Path, file: Path) -> None:
    """The upload in a process of its own, which prints its peak memory in MB."""
    upload(open_store(store), file.read_bytes(), commit=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        alone(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
