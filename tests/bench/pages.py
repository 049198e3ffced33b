"""Six charts of ours against twins of the page, in one run: a visit, a change of filter, eight readers, a cold start.

The twins (tests/bench/twins): a bare Streamlit page and a Dash page that draw the same six figures, ready, and a naive
page that counts every line anew. Over a million students, in real Chromium, in turns. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import served  # noqa: E402
from tests.bench.chromium import Cost, Visitor  # noqa: E402
from tests.bench.client import Reader  # noqa: E402
from tests.bench.dash_client import DashReader  # noqa: E402
from tests.bench.rerun import made  # noqa: E402
from tests.bench.served import CHAINS, SETS, Served  # noqa: E402
from tests.browser import harness  # noqa: E402

STUDENTS = 1_000_000
READERS, SECONDS = 8, 12  # at once; how long they go on

Costs = dict[str, list[Cost]]


def main() -> None:
    """Measure and print."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        told = served.environment(asked.store or made(folder / "store", STUDENTS), folder)
        served.write_figures(told)
        served.write_lines(told)
        twins = [twin for twin in served.twins(folder) if twin.name in asked.twins]
        if "starts" in asked.parts:
            starts(told, asked.rounds)
        running = [stack.enter_context(served.serving(twin, told)) for twin in twins]
        if "visits" in asked.parts:
            visits(running, asked.rounds)
        if "readers" in asked.parts:
            at_once(running)


def arguments() -> argparse.Namespace:
    """What the command line asks for; all of it by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a demonstration store of a million students; else one is made")
    parser.add_argument("--rounds", type=int, default=len(CHAINS))
    parser.add_argument("--parts", nargs="+", default=["visits", "readers", "starts"])
    parser.add_argument("--twins", nargs="+", default=["bare", "ours", "dash", "naive"])
    return parser.parse_args()


def visits(running: Sequence[Served], rounds: int) -> None:
    """Fresh visits, each followed by changes of the filter; the first round warms up."""
    fresh: Costs = defaultdict(list)
    changed: Costs = defaultdict(list)
    with harness.browsing() as browser:
        for turn in range(-1, rounds):
            for one in running:
                visitor = Visitor(browser, one.process, f"{one.address}/{one.twin.page}?lang=en")
                chain = CHAINS[turn % len(CHAINS)] if turn >= 0 else []
                with visitor.visit(one.twin.marks([])) as (page, cost):
                    chosen = [(year, one.twin.marks(chain[: step + 1])) for step, year in enumerate(chain)]
                    costs = [visitor.choose(page, year, marks) for year, marks in chosen]
                if turn >= 0:
                    fresh[one.twin.name].append(cost)
                    changed[one.twin.name].extend(costs)
    tell("a fresh visit", fresh)
    tell("a change of filter", changed)


def tell(what: str, costs: Costs) -> None:
    """Medians of each twin, and the ratios to the bare page within a turn: their median, least and greatest."""
    for name, found in costs.items():
        print(f"{what}, {name}: " + ", ".join(_against(costs["bare"], found, one.name) for one in fields(Cost)))
    sys.stdout.flush()


def _against(bare: Sequence[Cost], found: Sequence[Cost], unit: str) -> str:
    values = [getattr(cost, unit) for cost in found]
    if unit == "kilobytes":
        return f"{statistics.median(values):.0f} kB"
    return f"{unit} {statistics.median(values):.0f} ms {ratio(values, [getattr(cost, unit) for cost in bare])}"


def ratio(values: Sequence[float], others: Sequence[float]) -> str:
    """The ratios of pairs that were measured one after the other."""
    ratios = sorted(value / other for value, other in zip(values, others, strict=True) if other)
    return f"× {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})" if ratios else ""


def at_once(running: Sequence[Served]) -> None:
    """Eight readers who change the filter one time after another, without a pause."""
    found = {one.twin.name: together(one) for one in running}
    for name, (median, high, count) in found.items():
        times = high / found["bare"][1] if "bare" in found else float("nan")
        said = f"p50 {median:.0f} ms, p95 {high:.0f} ms × {times:.2f}, {count / SECONDS:.1f} changes a second"
        print(f"{READERS} readers at once, {name}: {said}", flush=True)


def together(one: Served) -> tuple[float, float, int]:
    """Milliseconds, p50 and p95, of so many changes."""
    with ThreadPoolExecutor(READERS) as pool:
        times = [
            1000 * took
            for all_of_one in pool.map(lambda seed: clicking(one, seed), range(READERS))
            for took in all_of_one
        ]
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], len(times)


def clicking(one: Served, seed: int) -> list[float]:
    """Seconds of each change that one reader waits for."""
    dice, times = random.Random(seed), []
    with DashReader(one.address) if one.twin.name == "dash" else Reader(one.address, one.twin.page) as reader:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            times.append(reader.choose("years", dice.choice(SETS)))
    return times


def starts(told: dict[str, str], rounds: int) -> None:
    """From the start of a process until its first page is whole, in turns; the browser is there before."""
    sent: dict[str, list[float]] = defaultdict(list)
    for turn in range(-1, rounds):
        for twin in (served.hello(), served.product()):
            with served.started(twin, told) as (process, address):
                begun = time.perf_counter()
                harness.wait_for(address + "/_stcore/health", process, pause=0.01)
                with Reader(address):
                    took = 1000 * (time.perf_counter() - begun)
            if turn >= 0:
                sent[twin.name].append(took)
    hello, own = sent.values()
    said = f"{statistics.median(own):.0f} ms, of streamlit hello {statistics.median(hello):.0f} ms {ratio(own, hello)}"
    print(f"from cold to the first page, ours: {said}", flush=True)


if __name__ == "__main__":
    main()
