"""Several registry processes on one lake: what each was given a receipt for is there, once, whatever the others do."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from ehealth import publishing
from ehealth.store import Store, rebuild
from tests.erasures import STEWARD, traces
from tests.lake import driver
from tests.lake.catalog import Catalog, programs, running
from tests.lake.office import PYTHON, Answer, answers, begun, drive, go, started, told, uploads, written
from tests.torture.size import LONG, of, tell

PROCESSES, EACH = 3, of(3, 20)  # files each, in turn to a slice of its own and to the one that all send
SEED = int(os.environ.get("SEED", "7"))
HOLDERS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
EMPTY = 7_500_000  # bytes of a database without a table
TABLES = ("enrolment_cells", "placement_cells", "projects", "modules", "deliveries")


@pytest.fixture(scope="module")
def catalog() -> Iterator[Catalog]:
    missing = [name for name, there in ((".venv-lake", PYTHON.exists()), ("PostgreSQL", programs())) if not there]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{' and '.join(missing)} cannot be had here: make .venv-lake/stamp postgresql")
    with running() as catalog:
        yield catalog


@pytest.fixture(scope="module")
def lake(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on a lake with projects p0, p1, …, their modules, and a cohort so small that the catalog holds it."""
    codes = [{"project_code": f"p{number}"} for number in range(PROCESSES + 2)]
    small = [
        {"student_id": "etu-2", "academic_year": "2022-2023", "enrolled_on": "2022-09-01", "ended_on": "2023-07-01"}
    ]
    folder = tmp_path_factory.mktemp("lake")
    first = written(folder / "first", [("projects", codes), ("modules", codes), ("cohorts", small)])
    drive(catalog, "create", folder / "store", first)
    return folder / "store"


def assert_whole(found: Answer, given: list[Answer]) -> None:
    """Numbers without a gap; each receipt once, with its rows; current is the latest of each slice."""
    log = found["log"]
    assert [one[0] for one in log] == list(range(1, len(log) + 1))
    receipts = [(one[0], one[2], one[4], one[5]) for one in log]
    for one in given:
        assert receipts.count((one["number"], one["receipt"], one["sha256"], one["rows"])) == 1
    assert {int(number): count for number, count in found["rows"].items()} == {
        number: rows for number, action, *_, rows in log if action == "upload"
    }
    slices: dict[tuple[Any, ...], list[tuple[int, bool]]] = {}
    kinds = {one[0]: one[3] for one in log}
    for number, *parts, _, current in found["slices"]:
        slices.setdefault((kinds[number], *parts), []).append((number, current))
    assert all([number for number, current in held if current] == [max(held)[0]] for held in slices.values())


def on_a_file(lake: Path, folder: Path) -> Store:
    """The same store with a registry in a file, made from the same received/."""
    folder.mkdir()
    other = Store(folder / "store")
    shutil.copytree(lake, other.path, ignore=shutil.ignore_patterns("registry.*", "lake"))
    shutil.copy2(lake.with_name("store.key"), other.key_file)
    return rebuild(other.path)


def sums(store: Path) -> dict[str, list[Any]]:
    return {kind: list(one) for kind, one in driver.found(store)["sums"].items()}


def test_three_processes_upload_at_once_one_is_killed_and_nothing_acknowledged_is_lost(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    tell(f"SEED={SEED}")
    folders = [uploads(tmp_path, number, EACH) for number in range(1, PROCESSES + 1)]
    *going, doomed = begun(catalog, lake, folders)
    given = [told(doomed)]
    time.sleep(random.Random(SEED).uniform(0, 0.4))
    doomed.kill()
    found_by = [answers(process) for process in (*going, doomed)]
    given += [one for process in found_by for one in process if "receipt" in one]
    assert [process[-1]["conflicts"] for process in found_by[:-1]] == [0, 0]  # one at a time: the lock holds
    assert doomed.returncode == -signal.SIGKILL
    assert len(given) > EACH * (PROCESSES - 1)
    found = drive(catalog, "read", lake)[0]
    assert_whole(found, given)
    assert len(found["log"]) - 3 - len(given) in (0, 1)  # what was being recorded when it died: whole, or absent
    other = on_a_file(lake, tmp_path / "file")
    assert sums(other.path) == found["sums"]
    drive(catalog, "publish", lake)
    publishing.publish(other, STEWARD)
    assert [rows(lake, name) for name in TABLES] == [rows(other.path, name) for name in TABLES]
    assert rows(lake, "enrolment_cells")


def rows(store: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(store / "editions" / "0001.duckdb"), read_only=True) as con:
        return con.execute(f"FROM {table} ORDER BY ALL").fetchall()


def test_where_the_lock_is_lost_the_catalog_refuses_the_second_of_two_and_it_is_tried_again(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    processes = begun(catalog, lake, [uploads(tmp_path, number, EACH, 40) for number in range(1, PROCESSES + 1)])
    over = threading.Event()
    cutting = threading.Thread(target=cut, args=(catalog, over, random.Random(SEED)))
    cutting.start()
    found = [answers(process) for process in processes]
    over.set()
    cutting.join()
    given = [one for process in found for one in process if "receipt" in one]
    assert len(given) == EACH * PROCESSES
    again = dict(Counter(code for process in found for code in process[-1]["again"]))
    conflicts = sum(process[-1]["conflicts"] for process in found)
    tell(f"{len(given)} uploads while the lock was cut: {conflicts} conflicts retried, sent again: {again}")
    assert_whole(drive(catalog, "read", lake)[0], given)


def cut(catalog: Catalog, over: threading.Event, chance: random.Random) -> None:
    while not over.wait(chance.uniform(0.05, 0.3)):
        catalog.ask(HOLDERS)


def test_who_is_erased_goes_from_rows_and_catalog_while_others_upload(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    erasing = started(catalog, "erase", lake)
    who = UUID(told(erasing)["student"])
    assert traces(Store(lake), who)
    assert str(who) in catalog.dump()  # the smallest and the largest value of a file's column, and rows of small files
    (uploading,) = begun(catalog, lake, [uploads(tmp_path, 2, EACH, 80)])
    go(erasing)
    assert [sorted(one) for one in answers(erasing)] == [["receipt"]]
    assert len([one for one in answers(uploading) if "receipt" in one]) == EACH
    assert traces(Store(lake), who) == []
    assert str(who) not in catalog.dump()
    assert sums(on_a_file(lake, tmp_path / "file").path) == drive(catalog, "read", lake)[0]["sums"]


@pytest.mark.skipif(not LONG, reason="prints figures: make torture")
def test_how_many_uploads_a_second_there_are_on_a_lake_and_on_a_file(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    file = on_a_file(lake, tmp_path / "file").path
    for students, count in ((100, 8), (50_000, 2)):
        for processes in range(1, PROCESSES + 1):
            on = {"lake": (catalog, lake), "file": (None, file)}
            told = {name: rate(*one, tmp_path, processes, count, students) for name, one in on.items()}
            tell(f"{processes} processes, {students} students a file: " + said(told))
    for name, (where, store) in on.items():
        times = drive(where, "opening", store)[0]
        tell(f"{name}: opened in {times['first']:.2f} s by a process that begins, in {times['next']:.3f} s afterwards")
    size = int(catalog.ask("SELECT pg_database_size('postgres')"))
    word = (lake / "registry.lake").read_text().strip()
    snapshots = catalog.ask(f"SELECT count(*) FROM registry_{word}.ducklake_snapshot").strip()
    rows = sum(path.stat().st_size for path in (lake / "lake").rglob("*.parquet"))
    entries = len(drive(catalog, "read", lake)[0]["log"])
    catalog_size = f"catalog {size / 1e6:.1f} MB, {(size - EMPTY) / 1e6:.1f} MB beyond an empty one"
    tell(f"{entries} entries, {snapshots} snapshots: {catalog_size}, rows {rows / 1e6:.1f} MB")


def rate(
    catalog: Catalog | None, store: Path, folder: Path, processes: int, count: int, students: int
) -> tuple[float, float]:
    """Uploads a second, and seconds of processor an upload, all processes together."""
    place = folder / f"{'lake' if catalog else 'file'}-{processes}-{students}"
    place.mkdir()
    numbers = range(2, processes + 2)  # a student of p1 is erased, and a file that brings them again is refused
    each = [uploads(place, number, count, students + processes * 1000) for number in numbers]
    last = [answers(process)[-1] for process in begun(catalog, store, each)]
    return processes * count / max(one["seconds"] for one in last), sum(one["cpu"] for one in last) / processes / count


def said(rates: dict[str, tuple[float, float]]) -> str:
    return ", ".join(f"{name} {rate:.2f} uploads/s, {cpu:.2f} CPU s each" for name, (rate, cpu) in rates.items())
