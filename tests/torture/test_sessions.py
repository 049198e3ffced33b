"""Sessions opened and closed, one after another: what the server holds stays level once it is warm.

Streamlit keeps a tab that was closed for two minutes, should it come back, and at most 128 of them: about a third of a
megabyte and three file handles each. So the first 140 are warm-up.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ehealth.store import Store
from tests.asking import apart
from tests.browser import harness
from tests.torture.process import Held, held, slope
from tests.torture.size import LONG, of, tell
from tests.torture.traffic import PAGES, Log
from tests.torture.visitor import Visitor

WARM, SESSIONS = 140, of(260, 1_000_000)
SECONDS = of(600, 3600)  # whichever comes first
TABS = 3  # open at the same time
KEPT = 128  # closed tabs that Streamlit keeps at most
GROWTH = of(100, 10)  # kB a session: a session that is not let go is several hundred
SEED = 11

Seen = list[tuple[float, Held]]  # after how many sessions


def test_memory_and_handles_are_level(demo_store: Path, copy_of: Callable[[Path], Store]) -> None:
    with harness.running(copy_of(demo_store).path) as (address, process):
        start, before = time.monotonic(), held(process.pid)
        log, seen = apart(visits(address, process.pid))
    warm = [point for point in seen if point[0] >= WARM]
    memory, handles = (slope([(n, float(found[part])) for n, found in warm]) for part in (0, 1))
    kept = (warm[0][1].memory - before.memory) / KEPT
    first, last = warm[0][1], warm[-1][1]
    tell(f"seed {SEED}: {len(log.clicks):,} sessions in {time.monotonic() - start:.0f} s; warm after {WARM}")
    tell(f"memory {first.memory / 1024:.0f} to {last.memory / 1024:.0f} MB: {memory:+.1f} kB a session")
    tell(f"while warming up {kept:.0f} kB for each session that is kept")
    tell(f"file handles {first.handles} to {last.handles}: {handles:+.4f} a session")
    assert log.faults == []
    assert len(log.clicks) == SESSIONS or LONG
    assert memory < GROWTH
    assert handles < 0.1
    assert last.handles < 3 * (KEPT + TABS) + 100


async def visits(address: str, pid: int) -> tuple[Log, Seen]:
    """Tabs that open a page, stay a moment and are closed; and what the server held after every few of them."""
    log, chance, until = Log(), random.Random(SEED), time.monotonic() + SECONDS
    seen: Seen = []
    pages = iter(itertools.islice(_pages(chance), SESSIONS))

    async def tab() -> None:
        for page in pages:
            async with Visitor(address) as visitor:
                log.note(await visitor.open(page), visitor)
            if len(log.clicks) % 10 == 0:
                seen.append((float(len(log.clicks)), held(pid)))
            if time.monotonic() > until:
                return

    await asyncio.gather(*(tab() for _ in range(TABS)))
    return log, seen


def _pages(chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice(list(PAGES))
