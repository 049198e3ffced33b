"""Processes of the lake's own environment, each a registry process, and the files that they send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.files import file, students
from tests.lake.catalog import ROOT, Catalog

PYTHON = ROOT / ".venv-lake/bin/python"
LONGEST = 280  # seconds

Answer = dict[str, Any]
Process = subprocess.Popen[str]


def started(catalog: Catalog | None, action: str, *paths: Path) -> Process:
    """The driver in the lake's environment; without a catalog in this one, on a registry in a file."""
    setting = {"EHEALTH_REGISTRY": catalog.setting} if catalog else {}
    return subprocess.Popen(
        [PYTHON if catalog else sys.executable, ROOT / "tests/lake/driver.py", action, *paths],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | setting,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: Process) -> Answer:
    """What it says next."""
    assert process.stdout
    answer: Answer = json.loads(process.stdout.readline())
    return answer


def go(process: Process) -> None:
    """Lets it begin."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def answers(process: Process) -> list[Answer]:
    """What it still says until it ends."""
    out, _ = process.communicate(timeout=LONGEST)
    return [json.loads(line) for line in out.splitlines()]


def drive(catalog: Catalog | None, action: str, *paths: Path) -> list[Answer]:
    """What an action says, which has to go well."""
    process = started(catalog, action, *paths)
    found = answers(process)
    assert process.returncode == 0
    return found


def begun(catalog: Catalog | None, store: Path, folders: list[Path]) -> list[Process]:
    """A process a folder of files, which begin to upload at the same moment."""
    processes = [started(catalog, "upload", store, folder) for folder in folders]
    assert [told(process) for process in processes] == [{"ready": True}] * len(folders)
    for process in processes:
        go(process)
    return processes


def written(folder: Path, files: list[tuple[str, list[dict[str, str]]]]) -> Path:
    """A folder with these files, named by their order and kind."""
    folder.mkdir()
    for number, (kind, rows) in enumerate(files):
        (folder / f"{number:03d}-{kind}.csv").write_bytes(file(kind, *rows))
    return folder


def uploads(folder: Path, number: int, count: int, more: int = 0) -> Path:
    """Files of process `number`, no two alike: in turn of its own project and of p0, the slice that all send.

    more: students in each, beside the few that tell them apart.
    """
    files = [
        ("cohorts", students(8 + number * 10 + nth + more, project_code=f"p{0 if nth % 2 else number}"))
        for nth in range(count)
    ]
    return written(folder / f"from-{number}-{more}", files)
