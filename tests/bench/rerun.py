"""What a reader's click costs: ratios measured in one run, on real servers, over Streamlit's own websocket.

1. A page of ours with six charts, against a bare Streamlit page that draws the same six ready figures.
2. A page over a million students, against the same page over a thousand: run again, and after a change of filter.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations, cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.client import Reader  # noqa: E402
from tests.browser import harness  # noqa: E402

WARM, TIMES = 5, 25  # five years have 30 sets that are neither empty nor whole: none is met twice

Timed = Callable[[], float]  # does it once; seconds
SMALL, LARGE = 1_000, 1_000_000

OURS = '''
"""Six charts of two pages on one page, with everything that our pages put around a chart."""
import dashboard, streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from ehealth import ui
from pages import placement, training

def draw():
    view = ui.view()
    selection = ui.choose(view, "years", "projects", "waves", "regions")
    ui.masthead(view, "Six charts", "Measured.", selection)
    for chart in [*training.students(view, selection), *placement.graduates(view, selection)][:6]:
        ui.show(chart, view, selection)

if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__, lifespan=dashboard.warm_up)
    app.run(config={"server.port": int(__import__("os").environ["PORT"])})
else:
    draw()
'''
BARE = '''
"""The same six figures, ready, and nothing else."""
import json, pathlib
import streamlit as st

@st.cache_resource
def figures():
    return json.loads(pathlib.Path(__file__).with_name("figures.json").read_text())

for position, figure in enumerate(figures()):
    st.plotly_chart(figure, key=str(position))
'''


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = made(folder / "small", SMALL), made(folder / "large", LARGE)
        six_charts(folder, small)
        for page in ("training", "placement"):
            students(page, small, large)


def six_charts(folder: Path, store: Path) -> None:
    """Ours against the bare page, taken in turns so that both meet the same machine."""
    ours, bare = folder / "ours.py", folder / "bare.py"
    ours.write_text(OURS)
    bare.write_text(BARE)
    with served([sys.executable, str(ours)], store) as address, Reader(address) as reader:
        assert len(reader.figures) == 6, len(reader.figures)
        (folder / "figures.json").write_text(json.dumps(reader.figures))
        with served(streamlit(bare), store) as plain, Reader(plain) as other:
            first, second = in_turns(reader.rerun, other.rerun)
    tell("six charts, run again: ours, the six ready figures alone", first, second)


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


def streamlit(script: Path) -> list[str]:
    """Streamlit's own command, quiet and on loopback."""
    options = {"headless": "true", "address": "127.0.0.1", "fileWatcherType": "none"}
    given = [part for name, value in options.items() for part in (f"--server.{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(script), *given, "--browser.gatherUsageStats", "false"]


@contextmanager
def served(command: list[str], store: Path) -> Iterator[str]:
    """A server of some script, stopped at the end; yields its address."""
    port = harness.free_port()
    environment = {**os.environ, "EHEALTH_STORE": str(store), "PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = command + (["--server.port", str(port)] if "streamlit" in command else [])
    process = subprocess.Popen(command, cwd=store, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        harness.wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main()
