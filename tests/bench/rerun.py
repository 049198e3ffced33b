"""A page over a million students against the same page over a thousand: run again, and after a change of filter.

Ratios measured in one run, on real servers, over Streamlit's own websocket.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import combinations, cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.client import Reader  # noqa: E402
from tests.browser import harness  # noqa: E402

WARM, TIMES = 5, 25  # five years have 30 sets that are neither empty nor whole: none is met twice

Timed = Callable[[], float]  # does it once; seconds
SMALL, LARGE = 1_000, 1_000_000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = made(folder / "small", SMALL), made(folder / "large", LARGE)
        for page in ("training", "placement"):
            students(page, small, large)


def students(page: str, small: Path, large: Path) -> None:
    """The same page over two stores."""
    with harness.serving(small) as a, harness.serving(large) as b, Reader(a, page) as few, Reader(b, page) as many:
        tell(f"{page}, run again: {LARGE:,} students, {SMALL:,}", *in_turns(many.rerun, few.rerun))
        tell(f"{page}, other years: {LARGE:,} students, {SMALL:,}", *in_turns(changes(many), changes(few)))


def tell(what: str, first: float, second: float) -> None:
    print(f"{what}: {first:.0f} ms, {second:.0f} ms, ratio {first / second:.2f}", flush=True)


def in_turns(one: Timed, other: Timed) -> tuple[float, float]:
    """Medians of both in milliseconds, taken in turns after a few that warm up: a busy moment hits both."""
    pairs = [(one(), other()) for _ in range(WARM + TIMES)][WARM:]
    first, second = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    return first, second


def changes(reader: Reader) -> Timed:
    """A timing of a change of the filter on years, another set of them each time: nothing is remembered."""
    years = list(reader.widgets["years"].options)
    sets = cycle(chosen for size in range(1, len(years)) for chosen in combinations(years, size))
    return lambda: reader.choose("years", next(sets))


def made(store: Path, number: int) -> Path:
    """A demonstration store of so many students."""
    command = [sys.executable, "-m", "ehealth", "--store", str(store), "init", "--demo", "--students", str(number)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return store


if __name__ == "__main__":
    main()
