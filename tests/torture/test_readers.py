"""Readers who click and uploaders who send, on one process: every click is answered without a fault, and how fast."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

from ehealth.store import Store
from tests.asking import apart
from tests.browser import harness
from tests.torture import traffic
from tests.torture.process import Held, held, slope
from tests.torture.size import LONG, of, tell
from tests.torture.traffic import Log, middle, spread, tail
from tests.torture.visitor import Visitor

ROWS = of(2_000, 50_000)  # in each of five years of four projects: the longest file has a million
BUSY = ("demo-01", "demo-03", "demo-06", "demo-09")  # projects that have the module sante-m1
READERS, SENDERS = of(6, 60), (("demo-01", "sante-m1"), ("demo-03", "sante-m1"))[: of(1, 2)]
MINUTES = of(1, 60) / 6
QUICK = (0.02, 0.05)  # seconds between the clicks of a reader who is alone, so that there are enough
THINKING = traffic.THINKING if LONG else (0.5, 1.0)
SEED = 7


def test_every_click_is_answered_while_files_are_recorded(demo_store: Path, copy_of: Callable[[Path], Store]) -> None:
    with harness.running(copy_of(demo_store).path) as (address, process):
        alone = apart(one(address, of(3, 20)))
        readers, senders, seen = apart(many(address, process.pid, 60 * MINUTES))
    warm = seen[len(seen) // 5 :]
    first, last = warm[0][1], warm[-1][1]
    growth = slope([(when / 60, point.memory) for when, point in warm])
    busy = (last.processor - first.processor) / (warm[-1][0] - warm[0][0])
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


def test_readers_do_not_wait_for_a_long_file(demo_store: Path, copy_of: Callable[[Path], Store]) -> None:
    content = traffic.cohort(BUSY, "sante-m1", ROWS, range(2021, 2026))
    with harness.running(copy_of(demo_store).path) as (address, process):
        log, (start, checked, recorded) = apart(beside(address, content, of(4, 60)))
        memory = held(process.pid).memory
    before, meanwhile = log.seconds(end=start), log.seconds(start, recorded)
    took = f"checked in {checked - start:.1f} s, recorded in {recorded - checked:.1f} s"
    tell(f"{20 * ROWS:,} rows ({len(content) / 2**20:.1f} MB): {took}")
    tell(f"{READERS} readers before: {spread(before)}; meanwhile: {spread(meanwhile)}")
    tell(
        f"p95 meanwhile is {tail(meanwhile) / tail(before):.2f} times that before; then {memory / 1024:.0f} MB are held"
    )
    assert log.faults == []
    assert len(meanwhile) > READERS / 2


async def beside(address: str, content: bytes, quiet: float) -> tuple[Log, tuple[float, float, float]]:
    """Readers read; after a while a long file is sent, and recorded: the moments of all three."""
    log = Log()
    readers = [
        asyncio.create_task(traffic.read(address, log, random.Random(SEED + seed), float("inf"), THINKING))
        for seed in range(READERS)
    ]
    await asyncio.sleep(2 * THINKING[1])
    log.clicks.clear()  # the first page of each, all at once
    await asyncio.sleep(quiet)
    async with Visitor(address) as visitor:
        await visitor.open("upload")
        await visitor.write("upload.by", "long@example.org")
        start = time.monotonic()
        await visitor.send(visitor.key("upload.file."), "long.csv", content)
        checked = time.monotonic()
        await visitor.press(visitor.key("upload.record."))
        recorded = time.monotonic()
    log.faults += visitor.faults + traffic.unrecorded(20 * ROWS, visitor)
    assert not any(reader.done() for reader in readers)
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return log, (start, checked, recorded)
