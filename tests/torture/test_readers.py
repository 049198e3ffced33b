"""Readers who click and uploaders who send, on one process: every click is answered without a fault, and how fast."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

from ehealth.store import Store
from tests.browser import harness
from tests.torture import traffic
from tests.torture.process import Held, held, slope
from tests.torture.size import LONG, of, tell
from tests.torture.traffic import Log, middle, spread, tail

READERS, SENDERS = of(6, 60), (("demo-01", "sante-m1"), ("demo-03", "sante-m1"))[: of(1, 2)]
MINUTES = of(1, 40) / 4
QUICK = (0.02, 0.05)  # seconds between the clicks of a reader who is alone, so that there are enough
THINKING = traffic.THINKING if LONG else (0.5, 1.0)
SEED = 7


def test_every_click_is_answered_while_files_are_recorded(demo_store: Path, copy_of: Callable[[Path], Store]) -> None:
    with harness.running(copy_of(demo_store).path) as (address, process):
        alone = asyncio.run(one(address, of(3, 20)))
        readers, senders, seen = asyncio.run(many(address, process.pid, 60 * MINUTES))
    first, last = seen[len(seen) // 5][1], seen[-1][1]
    growth = slope([(when / 60, point.memory) for when, point in seen[len(seen) // 5 :]])
    busy = (last.processor - first.processor) / (seen[-1][0] - seen[len(seen) // 5][0])
    pace = f"a click each {THINKING[0]:.1f} to {THINKING[1]:.1f} s"
    tell(f"seed {SEED}: {READERS} readers, {pace}; {len(SENDERS)} uploaders")
    tell(f"one reader alone: {spread(alone.seconds())}; all of them: {spread(readers.seconds())}")
    tell(f"p95 of all is {tail(readers.seconds()) / middle(alone.seconds()):.1f} times the p50 of one")
    tell(f"files checked and recorded: {spread(senders.seconds())}; the server used {busy:.0%} of a core")
    tell(f"memory {first.memory / 1024:.0f} to {last.memory / 1024:.0f} MB, {growth:+.0f} kB a minute")
    assert alone.faults + readers.faults + senders.faults == []
    assert len(senders.clicks) >= 4 * len(SENDERS)
    assert len(readers.clicks) >= READERS * 60 * MINUTES / (2 * THINKING[1])


async def one(address: str, seconds: float) -> Log:
    """A reader alone, once everything is warm."""
    for seed, log in ((SEED, Log()), (SEED + 1, Log())):
        await traffic.read(address, log, random.Random(seed), time.monotonic() + seconds, QUICK)
    return log


async def many(address: str, pid: int, seconds: float) -> tuple[Log, Log, list[tuple[float, Held]]]:
    """All of them at once; and what the server held, every second."""
    readers, senders, until = Log(), Log(), time.monotonic() + seconds
    seen: list[tuple[float, Held]] = []
    async with asyncio.TaskGroup() as group:
        for seed in range(READERS):
            group.create_task(traffic.read(address, readers, random.Random(SEED + seed), until, THINKING))
        for project, module in SENDERS:
            group.create_task(traffic.upload(address, senders, random.Random(project), until, project, module))
        while time.monotonic() < until:
            seen.append((time.monotonic(), held(pid)))
            await asyncio.sleep(1)
    return readers, senders, seen
