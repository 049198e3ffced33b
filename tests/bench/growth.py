"""Growth: the same steps on demonstration stores of 10 thousand to 10 million students.

Every step runs in a process of its own, which tells its seconds (wall and processor, imports apart) and peak memory:

- init: `init --demo --students N`, all of whose files come in through the door;
- upload: check and commit of a cohort of a hundredth of the students, in one project and a year that is new to it;
- upload of 100 lines: what an upload costs that does not come from the file but from the store;
- publish: the edition after these uploads;
- first page: a reader's first visit to a server that has just started; rerun: the same page again; filter: other years
  on the page of training, another set each time, so that nothing is remembered.

All sizes, as `make bench` runs them, take about 10 minutes and 2 GB on the disk; then the table and the chart in docs/
are written anew. --sizes limits them, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations, cycle
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ehealth import publishing  # noqa: E402
from ehealth.access import operator  # noqa: E402
from ehealth.editions import latest  # noqa: E402
from ehealth.founding import found_demonstration  # noqa: E402
from ehealth.store import open_store  # noqa: E402
from tests.bench import growth_docs  # noqa: E402
from tests.bench.client import Reader  # noqa: E402
from tests.browser import harness  # noqa: E402
from tests.torture.process import held  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SEED, SHARE, FEW = 2030, 100, 100  # of the demonstration; an upload is a hundredth of the students, or 100 lines
WARM, TIMES = 3, 15
HEADER = "project_code,module_code,academic_year,student_id,level,status,enrolled_on,ended_on"
BY = operator("bench@example.org")

Figures = dict[str, float]


def main() -> None:
    """Measures every size, prints the table and the slopes; with all sizes, writes the docs."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="STUDENTS")
    asked.add_argument("--step", nargs="+", metavar="NAME, STORE, …", help="what a process of this bench's own does")
    given = asked.parse_args()
    if given.step:
        print(json.dumps(step(*given.step)))
        return
    started, found = time.monotonic(), []
    for size in given.sizes:
        with tempfile.TemporaryDirectory(prefix="growth-") as folder:
            found.append(measured(size, Path(folder)))
        print(f"{size:,} students: {found[-1]}, after {time.monotonic() - started:.0f} s", flush=True)
    slopes = {name: slope(found, name) for name in growth_docs.DRAWN} if len(found) > 1 else {}
    print(growth_docs.table(found, slopes), f"\nAll in {(time.monotonic() - started) / 60:.0f} minutes.", flush=True)
    if tuple(given.sizes) == SIZES:
        growth_docs.write(found, slopes)


def slope(found: list[Figures], name: str) -> float:
    """The exponent of the students with which a figure's seconds of processor grow, by least squares on logarithms."""
    points = np.log([[one["students"], one[f"{name}_cpu"]] for one in found])
    return float(np.polyfit(points[:, 0], points[:, 1], 1)[0])


def measured(students: int, folder: Path) -> Figures:
    """All figures of one size."""
    store = folder / "store"
    found: Figures = {"students": students, **named("init", apart("init", store, students))}
    found |= apart("size", store)
    for name, lines in (("upload", max(students // SHARE, 1)), ("few", FEW)):
        found |= {f"{name}_lines": lines, **named(name, apart("upload", store, lines, 2027 if name == "few" else 2028))}
    found |= named("publish", apart("publish", store))
    return found | served(store)


def apart(*words: object) -> Figures:
    """A step in a process of its own."""
    child = [sys.executable, __file__, "--step", *map(str, words)]
    told: Figures = json.loads(subprocess.run(child, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    return told


def named(name: str, figures: Figures) -> Figures:
    return {f"{name}_{key}": value for key, value in figures.items()}


def step(name: str, store: str, *numbers: str) -> Figures:
    """What a child does and tells."""
    path, given = Path(store), [int(number) for number in numbers]
    if name == "size":
        return size(path)
    content = cohort(path, *given) if name == "upload" else b""
    wall, processor = time.perf_counter(), time.process_time()
    if name == "init":
        found_demonstration(path, given[0], SEED)
    elif name == "upload":
        upload(path, content)
    else:
        publishing.publish(open_store(path), BY, "Growth")
    told = {"s": time.perf_counter() - wall, "cpu": time.process_time() - processor}
    return {**told, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def size(path: Path) -> Figures:
    """What the store holds, and what its newest edition does."""
    with open_store(path).registry() as registry:
        rows = sum(
            registry.con.execute(f"SELECT count(*) FROM {kind}_rows").fetchall()[0][0]
            for kind in ("cohorts", "placements")
        )
        projects = len(registry.projects())
    edition = latest(path).edition
    assert edition is not None
    cells = sum(len(edition.table(f"{name}_cells")) for name in ("enrolment", "placement"))
    kept = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return {"rows": rows, "projects": projects, "cells": cells, "disk_mb": kept // 1_000_000}


def cohort(path: Path, lines: int, autumn: int) -> bytes:
    """A file of so many students who are new, all in the first full course, in a year that nobody is in yet."""
    with open_store(path).registry() as registry:
        project, module, level = registry.con.execute(
            "SELECT project_code, module_code, level FROM current_modules WHERE route = 'full_course' "
            "ORDER BY ALL LIMIT 1"
        ).fetchall()[0]
    year = f"{project},{module},{autumn}-{autumn + 1},new-{autumn}"
    body = (f"{year}-{number:07d},{level},enrolled,{autumn}-09-01," for number in range(lines))
    return "\n".join([HEADER, *body, ""]).encode()


def upload(path: Path, content: bytes) -> None:
    """Checks a file and records it."""
    store = open_store(path)
    with store.registry() as registry, registry.examine("cohorts", content, store.key, by=BY) as checked:
        assert checked.ok, checked.problems[:3]
        registry.accept(checked, store.key, BY, "cohorts.csv")


def served(store: Path) -> Figures:
    """What readers of a server meet that has just started, and what it then holds."""
    with harness.running(store) as (address, process):
        pid = process.pid
        started = held(pid).processor
        found: Figures = {"start_cpu": started}
        with Reader(address) as reader:
            found["first_cpu"] = held(pid).processor - started
            found["first_s"] = reader.took
            found |= repeated("rerun", pid, (reader.rerun() for _ in range(WARM + TIMES)))
        with Reader(address, "training") as reader:
            found |= repeated("filter", pid, changes(reader))
        return found | {"server_mb": held(pid).memory // 1024}


def changes(reader: Reader) -> Iterator[float]:
    """Changes of the filter on years, none met twice."""
    years = list(reader.widgets["years"].options)
    sets = cycle(chosen for size in range(1, len(years)) for chosen in combinations(years, size))
    yield from (reader.choose("years", next(sets)) for _ in range(WARM + TIMES))


def repeated(name: str, pid: int, runs: Iterator[float]) -> Figures:
    """The median wall and the mean seconds of the server's processor, once warm."""
    for _ in range(WARM):
        next(runs)
    before = held(pid).processor
    walls = list(runs)
    return {f"{name}_s": median(walls), f"{name}_cpu": (held(pid).processor - before) / len(walls)}


if __name__ == "__main__":
    main()
