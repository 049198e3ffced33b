"""What a check costs beside frictionless: the same clean cohorts file of 100,000 rows, one process each, in one run.

The door's process does more: it starts DuckDB and asks a store which codes exist. The ratio is told of the check, as
in a server that runs for weeks, and of the whole process with its imports, as on the command line.
"""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.files import STEWARD

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

ROWS, ROUNDS, TARGET = 100_000, 3, 0.1
SCHEMA = ROOT / "data" / "schemas" / "cohorts.json"


def ours(store: str, file: str) -> float:
    """Seconds of processor in which the door finds nothing wrong."""
    from ehealth.store import open_store

    start, opened = time.process_time(), open_store(Path(store))
    with (
        opened.registry() as registry,
        registry.examine("cohorts", Path(file).read_bytes(), opened.key, by=STEWARD) as checked,
    ):
        assert (checked.rows, checked.problem_count) == (ROWS, 0)
    return time.process_time() - start


def frictionless(store: str, file: str) -> float:
    """Seconds of processor in which frictionless finds nothing wrong; it has no store to ask."""
    from frictionless import Resource, Schema

    start, schema = time.process_time(), Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8")))
    report = Resource(path=Path(file).name, basepath=str(Path(file).parent), schema=schema).validate()
    assert (report.tasks[0].stats["rows"], report.stats["errors"]) == (ROWS, 0)
    return time.process_time() - start


WAYS = {"ours": ours, "frictionless": frictionless}


def cost(way: str, store: Path, file: Path) -> tuple[float, float]:
    """Seconds of processor of the check, and of the process that checks the file and does nothing else."""
    child = [sys.executable, __file__, way, str(store), str(file)]
    check, process = subprocess.run(child, check=True, capture_output=True, text=True).stdout.split()
    return float(check), float(process)


def alone(way: str, store: str, file: str) -> None:
    """The check in a process of its own, which prints its seconds."""
    check, used = WAYS[way](store, file), resource.getrusage(resource.RUSAGE_SELF)
    print(check, used.ru_utime + used.ru_stime)


def main() -> None:
    from tests.bench.intake import lines, store_with_modules

    with tempfile.TemporaryDirectory() as name:
        file, store = Path(name) / "cohorts.csv", store_with_modules(Path(name) / "store")
        file.write_text("\n".join([*itertools.islice(lines(store), ROWS + 1), ""]), encoding="utf-8")
        rounds = [{way: cost(way, store.path, file) for way in WAYS} for _ in range(ROUNDS)]
    print(f"A clean cohorts file of {ROWS:,} rows, best of {ROUNDS}; seconds of processor")
    for place, what in enumerate(("the check", "the process")):
        door, other = (min(found[way][place] for found in rounds) for way in WAYS)
        aim = f", target at most {TARGET}" if not place else ""
        print(f"  {what}: the door {door:.2f}, frictionless {other:.2f}: ratio {door / other:.3f}{aim}")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        alone(*sys.argv[1:])
    else:
        main()
