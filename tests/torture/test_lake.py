"""Several registry processes on one lake: what each was given a receipt for is there, once, whatever the others do."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ehealth.store import rebuild
from tests.files import file, students
from tests.lake.catalog import Catalog, programs, running
from tests.torture.size import of, tell

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-lake/bin/python"
PROCESSES, EACH = 3, of(4, 20)  # files each: half of them to a slice of its own, half to the one that all send
SEED = int(os.environ.get("SEED", "7"))
HOLDERS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def catalog() -> Iterator[Catalog]:
    missing = [name for name, there in ((".venv-lake", PYTHON.exists()), ("PostgreSQL", programs())) if not there]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{' and '.join(missing)} cannot be had here: make .venv-lake/stamp postgresql")
    with running() as catalog:
        yield catalog


@pytest.fixture
def lake(catalog: Catalog, tmp_path: Path) -> Path:
    """A store on a lake with projects p0, p1, … and their modules."""
    codes = [{"project_code": f"p{number}"} for number in range(PROCESSES + 1)]
    store = tmp_path / "store"
    drive(catalog, "create", store, written(tmp_path / "first", [("projects", codes), ("modules", codes)]))
    return store


def written(folder: Path, files: list[tuple[str, list[dict[str, str]]]]) -> Path:
    folder.mkdir()
    for number, (kind, rows) in enumerate(files):
        (folder / f"{number:03d}-{kind}.csv").write_bytes(file(kind, *rows))
    return folder


def started(catalog: Catalog | None, action: str, *paths: Path) -> subprocess.Popen[str]:
    """A process of the lake's environment; without a catalog one of this, on the file registry."""
    python = PYTHON if catalog else sys.executable
    setting = {"EHEALTH_REGISTRY": catalog.setting} if catalog else {}
    return subprocess.Popen(
        [python, ROOT / "tests/lake/driver.py", action, *paths],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | setting,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answers(process: subprocess.Popen[str]) -> list[Answer]:
    out, _ = process.communicate(timeout=280)
    return [json.loads(line) for line in out.splitlines()]


def drive(catalog: Catalog | None, action: str, *paths: Path) -> list[Answer]:
    process = started(catalog, action, *paths)
    found = answers(process)
    assert process.returncode == 0
    return found


def uploads(folder: Path, number: int, count: int) -> Path:
    """Files of process `number`, no two alike: in turn of its own project and of p0, the slice that all send."""
    files = []
    for nth in range(count):
        project = f"p{number if nth % 2 else 0}"
        size = 20 + number * 100 + nth
        files.append(("cohorts", students(size, project_code=project)))
    return written(folder / f"from-{number}", files)


def begun(catalog: Catalog | None, store: Path, folders: list[Path]) -> list[subprocess.Popen[str]]:
    """A process a folder, which begin to upload at the same time."""
    processes = [started(catalog, "upload", store, folder) for folder in folders]
    for process in processes:
        assert process.stdout and json.loads(process.stdout.readline()) == {"ready": True}
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    return processes


def state(catalog: Catalog | None, store: Path) -> Answer:
    return drive(catalog, "read", store)[0]


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


def test_three_processes_upload_at_once_one_is_killed_and_nothing_acknowledged_is_lost(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    tell(f"SEED={SEED}")
    chance = random.Random(SEED)
    folders = [uploads(tmp_path, number, EACH) for number in range(1, PROCESSES + 1)]
    processes = begun(catalog, lake, folders)
    *going, doomed = processes
    assert doomed.stdout
    seen = [json.loads(doomed.stdout.readline())]
    time.sleep(chance.uniform(0, 0.4))
    doomed.kill()
    given = seen + [one for process in going for one in answers(process) if "receipt" in one]
    given += [one for one in answers(doomed) if "receipt" in one]  # printed before it died
    assert doomed.returncode == -signal.SIGKILL
    assert len([one for one in given if one not in seen]) >= EACH * (PROCESSES - 1)
    found = state(catalog, lake)
    assert_whole(found, given)
    assert len(found["log"]) - 2 - len(given) in (0, 1)  # what was being recorded when it died: whole, or absent
    same_edition_as_a_file(catalog, lake, tmp_path, found)


def same_edition_as_a_file(catalog: Catalog, lake: Path, tmp_path: Path, found: Answer) -> None:
    """From the same received/, a file registry is made with the same rows, and both publish the same edition."""
    other = tmp_path / "file" / "store"
    shutil.copytree(lake, other, ignore=shutil.ignore_patterns("registry.*", "lake"))
    shutil.copy2(lake.with_name("store.key"), other.with_name("store.key"))
    rebuild(other)
    assert state(None, other)["sums"] == found["sums"]
    drive(catalog, "publish", lake)
    drive(None, "publish", other)
    tables = ("enrolment_cells", "placement_cells", "projects", "modules", "deliveries")
    assert [rows(lake, name) for name in tables] == [rows(other, name) for name in tables]
    assert rows(lake, "enrolment_cells")


def rows(store: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(store / "editions" / "0001.duckdb"), read_only=True) as con:
        return con.execute(f"FROM {table} ORDER BY ALL").fetchall()


def test_where_the_lock_is_lost_the_catalog_refuses_the_second_of_two_and_it_is_tried_again(
    catalog: Catalog, lake: Path, tmp_path: Path
) -> None:
    folders = [uploads(tmp_path, number, EACH) for number in range(1, PROCESSES + 1)]
    processes = begun(catalog, lake, folders)
    over = threading.Event()
    cutting = threading.Thread(target=cut, args=(catalog, over, random.Random(SEED)))
    cutting.start()
    found = [answers(process) for process in processes]
    over.set()
    cutting.join()
    given = [one for process in found for one in process if "receipt" in one]
    assert len(given) == EACH * PROCESSES
    again = [code for process in found for code in process[-1]["again"]]
    conflicts = sum(process[-1]["conflicts"] for process in found)
    tell(f"{len(given)} uploads while the lock was cut: {conflicts} conflicts retried, sent again: {sorted(again)}")
    assert_whole(state(catalog, lake), given)


def cut(catalog: Catalog, over: threading.Event, chance: random.Random) -> None:
    while not over.wait(chance.uniform(0.05, 0.3)):
        catalog.ask(HOLDERS)
