"""What a process holds at a moment, as Linux tells it: memory, file handles, seconds of processor."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

TICKS = os.sysconf("SC_CLK_TCK")


class Held(NamedTuple):
    """memory: kB of anonymous pages, which are its own; handles: open files; processor: seconds used so far."""

    memory: int
    handles: int
    processor: float


def held(pid: int) -> Held:
    """Of one process."""
    proc = Path(f"/proc/{pid}")
    sizes = dict(re.findall(r"^(\w+):\s+(\d+) kB", (proc / "smaps_rollup").read_text(), re.MULTILINE))
    told = (proc / "stat").read_text().rpartition(")")[2].split()
    own = int(sizes["Anonymous"])
    handles = len(list((proc / "fd").iterdir()))
    return Held(own, handles, (int(told[11]) + int(told[12])) / TICKS)


def children(pid: int) -> Iterator[int]:
    """The processes that it started and that still run."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, listed.read_text().split())


def slope(points: list[tuple[float, float]]) -> float:
    """How much the second grows for each of the first, by least squares."""
    first, second = np.array(points).T
    return float(np.polyfit(first, second, 1)[0])
