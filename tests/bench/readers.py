"""How much one, two and three reader processes carry on this machine, and what memory each takes.

The clicks per second of one run are compared with each other; busy readers who do not think, in a process of their own
that takes its share of the cores.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser import harness  # noqa: E402
from tests.torture.process import held  # noqa: E402
from tests.torture.traffic import Log, read, spread  # noqa: E402

PROCESSES, GUESTS, ROUNDS, SECONDS, SEED = 3, 12, 2, 10.0, 7
Server = tuple[str, "subprocess.Popen[bytes]"]


def main() -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, {GUESTS} readers who do not think, seed {SEED}", flush=True)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        store = Path(name) / "store"
        command = [sys.executable, "-m", "ehealth", "--store", str(store), "init", "--demo"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        servers = [
            stack.enter_context(harness.running(only(store, n), EHEALTH_MODE="reader")) for n in range(PROCESSES)
        ]
        desk = stack.enter_context(harness.running(store))
        for server in [*servers, desk]:
            carry([server], SECONDS / 2)  # warms it up
        for _ in range(ROUNDS):
            for count in range(1, PROCESSES + 1):
                carry(servers[:count], SECONDS, tell=True)
        sizes = [held(process.pid).memory // 1024 for _, process in [*servers, desk]]
        print(f"memory of its own, MiB: readers {sizes[:-1]}, the registry process {sizes[-1]}")


def only(store: Path, number: int) -> Path:
    """A folder with nothing but the editions of a store."""
    folder = store.with_name(f"machine-{number}") / "store"
    folder.mkdir(parents=True)
    (folder / "editions").symlink_to(store / "editions")
    return folder


def carry(servers: list[Server], seconds: float, tell: bool = False) -> None:
    """The guests click at the servers, each at one; what that came to."""
    log, before, ours = Log(), used(servers), own()
    asyncio.run(clicked([address for address, _ in servers], log, time.monotonic() + seconds))
    if log.faults:
        raise RuntimeError(str(log.faults[:3]))
    clicks, theirs, guests = len(log.clicks), used(servers) - before, own() - ours
    each = f"{1000 * theirs / clicks:.0f} ms of processor a click, the guests' {1000 * guests / clicks:.0f} ms"
    if tell:
        said = spread(log.seconds())
        print(f"{len(servers)} processes: {clicks / seconds:.1f} clicks a second, {said}, {each}", flush=True)


async def clicked(addresses: list[str], log: Log, until: float) -> None:
    chance = random.Random(SEED)
    places = [addresses[n % len(addresses)] for n in range(GUESTS)]
    await asyncio.gather(*(read(place, log, chance, until, (0.0, 0.01)) for place in places))


def used(servers: list[Server]) -> float:
    """Seconds of processor of all of them so far."""
    return sum(held(process.pid).processor for _, process in servers)


def own() -> float:
    """Of this process."""
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime


if __name__ == "__main__":
    main()
