"""Growth with the number of uploads and of editions, on a store whose students are few.

Uploads are real: each a file of 20 lines, of one of ten projects and five years in turn. Editions beyond the second
are copies of the second under their own number, as the folder of a store that has published for years looks like.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ehealth import publishing  # noqa: E402
from ehealth.access import operator  # noqa: E402
from ehealth.editions import edition_file, snapshot_file, sum_file, sums  # noqa: E402
from ehealth.founding import found_demonstration  # noqa: E402
from ehealth.store import Registry, Store, open_store  # noqa: E402
from tests.bench.client import Reader  # noqa: E402
from tests.browser import harness  # noqa: E402
from tests.torture.process import held  # noqa: E402

UPLOADS, EDITIONS = (50, 200, 1_000), (10, 50, 500)
HEADER = "project_code,module_code,academic_year,student_id,level,status,enrolled_on,ended_on"
PAGES = ("overview", "editions", "publish")
BY, TIMES = operator("bench@example.org"), 5
MORE = count(100_000)  # numbers of uploads beyond those that are counted


def main() -> None:
    """Prints both tables, in milliseconds of processor."""
    pages = [f"{page}, {run}" for page in PAGES for run in ("first", "rerun")]
    for head, grown, sizes in (("uploads", uploads, UPLOADS), ("editions", editions, EDITIONS)):
        with tempfile.TemporaryDirectory(prefix="growth-") as folder:
            store = founded(Path(folder) / "store")
            rows = [[grown(store, wanted), *costs(store), *visits(store)] for wanted in sizes]
        print(table([head, "an upload", "opening the registry", "publish", *pages], rows), "", sep="\n", flush=True)


def founded(path: Path) -> Store:
    """A demonstration of ten projects, with two editions."""
    found_demonstration(path, 1_500, 7)
    publishing.publish(open_store(path), BY)
    return open_store(path)


def table(head: list[str], rows: list[list[float]]) -> str:
    cells = [[f"{row[0]:,.0f}", *(f"{1000 * cell:,.0f}" for cell in row[1:])] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---:"] * len(head), *cells))


def uploads(store: Store, wanted: int) -> int:
    """Sends small files until the ledger has so many uploads; gives how many it has."""
    with store.registry() as registry:
        done = sum(entry.action == "upload" for entry in registry.log())
        for number in range(done, wanted):
            upload(registry, store.key, number)
    return max(done, wanted)


def upload(registry: Registry, key: bytes, number: int) -> None:
    """20 new students of one of ten courses, in one of five years."""
    course = f"demo-{1 + number % 10:02d},sante-{('m2', 'eng3')[number % 5 in (1, 4)]}"
    autumn, level = 2026 + number // 10 % 5, ("m2", "eng3")[number % 5 in (1, 4)]
    who = (f"{course},{autumn}-{autumn + 1},u{number}-{one:02d},{level},enrolled,{autumn}-09-01," for one in range(20))
    content = "\n".join([HEADER, *who, ""]).encode()
    with registry.examine("cohorts", content, key, by=BY) as checked:
        assert checked.ok, checked.problems[:3]
        registry.accept(checked, key, BY, f"{number}.csv")


def editions(store: Store, wanted: int) -> int:
    """Copies the second edition until the folder has so many, each under its own number."""
    for number in range(3, wanted + 1):
        new = edition_file(store.path, number)
        if not new.exists():
            copied(edition_file(store.path, 2), new, number)
            shutil.copy(snapshot_file(store.path, 2), snapshot_file(store.path, number))
    return wanted


def copied(edition: Path, new: Path, number: int) -> None:
    shutil.copy(edition, new)
    new.chmod(0o600)
    with duckdb.connect(str(new)) as con:
        con.execute("UPDATE manifest SET value = ? WHERE key = 'edition'", [str(number)])
    sum_file(new).write_text(sums.line(new, new.name), encoding="utf-8")


def costs(store: Store) -> list[float]:
    """An upload, an opening of the registry and an edition: seconds of this process's processor, the median of some."""

    def opened() -> None:
        with store.registry():
            pass

    def sent() -> None:
        with store.registry() as registry:
            upload(registry, store.key, next(MORE))

    return [cost(sent), cost(opened), cost(lambda: publishing.publish(store, BY))]


def cost(act: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        act()
        found.append(time.process_time() - start)
    return median(found)


def visits(store: Store) -> list[float]:
    """A first visit and a rerun of each page: seconds of the server's processor."""
    found = []
    for page in PAGES:
        with harness.running(store.path) as (address, process):
            before = held(process.pid).processor
            with Reader(address, page) as reader:
                first = held(process.pid).processor
                for _ in range(TIMES):
                    reader.rerun()
                found += [first - before, (held(process.pid).processor - first) / TIMES]
    return found


if __name__ == "__main__":
    main()
