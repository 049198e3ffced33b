"""The twins of a page of six charts (tests/bench/twins), each on a server of its own, and what they draw."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import duckdb

from ehealth.charts.theme import unmarked
from tests.bench.client import Reader
from tests.bench.twins.ready import YEARS, chosen_years
from tests.browser import harness

ROOT = Path(__file__).resolve().parents[2]
TWINS = ROOT / "tests" / "bench" / "twins"

# Of each round its own: nearly no set of years is met twice, so ours counts and draws at a change. No chart is empty.
CHAINS = [
    ["2022-2023", "2023-2024", "2024-2025"],
    ["2023-2024", "2024-2025", "2025-2026"],
    ["2024-2025", "2025-2026", "2026-2027"],
    ["2022-2023", "2026-2027", "2024-2025"],
    ["2023-2024", "2026-2027", "2025-2026"],
]
SURVEYED = {"2022-2023", "2023-2024", "2024-2025"}
SETS = [
    years for size in range(len(YEARS) + 1) for years in combinations(YEARS, size) if not years or {*years} & SURVEYED
]

Marks = Callable[[Iterable[str]], list[str]]


@dataclass(frozen=True)
class Twin:
    """How a twin is served, where its six charts are, and which words stand in each once a choice is drawn."""

    name: str
    command: list[str]
    page: str
    marks: Marks


@dataclass(frozen=True)
class Served:
    """A twin whose server runs."""

    twin: Twin
    process: int
    address: str


def twins(folder: Path) -> list[Twin]:
    """All of them; figures.json, where their words come from, stands in the folder."""
    figures = json.loads((folder / "figures.json").read_text())

    def footers(years: Iterable[str]) -> list[str]:
        notes = [figure["layout"]["annotations"] for figure in figures[chosen_years(years)]]
        texts = [next(note["text"] for note in of_one if note.get("name") == "footer") for of_one in notes]
        return [re.sub(r"\s+", "", unmarked(text)) for text in texts]

    def titles(years: Iterable[str]) -> list[str]:
        return [f"Filters:{','.join(sorted(years)) or 'none'}"] * 6

    return [
        ours(footers),
        Twin("bare", streamlit("run", str(TWINS / "bare.py")), "", footers),
        Twin("dash", [sys.executable, str(TWINS / "dash_twin.py")], "", footers),
        Twin("naive", streamlit("run", str(TWINS / "naive.py")), "", titles),
    ]


def ours(marks: Marks = lambda _: []) -> Twin:
    """The product."""
    return Twin("ours", [sys.executable, str(TWINS / "ours.py")], "training", marks)


def product() -> Twin:
    """The product as it is."""
    return Twin("ours", [sys.executable, "dashboard.py"], "", lambda _: [])


def hello() -> Twin:
    """What Streamlit shows of itself."""
    return Twin("streamlit hello", streamlit("hello"), "", lambda _: [])


def streamlit(*words: str) -> list[str]:
    """Streamlit's own command, quiet and on loopback."""
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    return [sys.executable, "-m", "streamlit", *words, *options]


def environment(store: Path, folder: Path) -> dict[str, str]:
    """What the twins are told: the store; the folder with figures.json and the lines."""
    return {"EHEALTH_STORE": str(store), "READY": str(folder)}


@contextmanager
def serving(twin: Twin, told: dict[str, str]) -> Iterator[Served]:
    """A twin's server, stopped at the end."""
    with started(twin, told) as (process, address):
        harness.wait_for(address, process)
        yield Served(twin, process.pid, address)


@contextmanager
def started(twin: Twin, told: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A twin's process from its first moment, and the address under which it will answer."""
    port = str(harness.free_port())
    variables = {**os.environ, **told, "PORT": port, "STREAMLIT_SERVER_PORT": port}
    folder = ROOT if twin.name == "ours" else told["READY"]  # the others do not find our options for Streamlit
    with Path(told["READY"], f"{twin.name}.log").open("wb") as log:  # Dash writes a line for each request
        process = subprocess.Popen(twin.command, cwd=folder, env=variables, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def write_figures(told: dict[str, str]) -> None:
    """The six figures of every choice of years, as ours sends them: from a server of its own, whose memory ends."""
    chains = [chain[: step + 1] for chain in CHAINS for step in range(len(chain))]
    ordered = {chosen_years(years): years for years in [*SETS, *chains]}  # a footer names years as they were chosen
    found = {}
    with serving(ours(), told) as one, Reader(one.address, "training") as reader:
        for name, years in ordered.items():
            reader.choose("years", years)
            found[name] = reader.figures
    assert all(len(figures) == 6 for figures in found.values())
    (Path(told["READY"]) / "figures.json").write_text(json.dumps(found))


def write_lines(told: dict[str, str]) -> None:
    """Every line of cohorts and placements, for the naive twin."""
    taught = "current_cohorts JOIN current_modules USING (project_code, module_code)"
    with duckdb.connect(f"{told['EHEALTH_STORE']}/registry.duckdb", read_only=True) as registry:
        for kind, table in (("cohorts", taught), ("placements", "current_placements")):
            registry.execute(f"COPY (SELECT * FROM {table}) TO '{told['READY']}/{kind}.parquet'")
