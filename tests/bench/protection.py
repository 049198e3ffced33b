"""What a protected edition costs, how far its totals are off, and what attacks on it leave: measured in one run.

Seconds are of processor, of a publication in a process of its own; goals and bars are printed beside, never asserted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ehealth import disclosure, publishing  # noqa: E402
from ehealth.access import operator  # noqa: E402
from ehealth.disclosure import Cells, Protected, audit, protect  # noqa: E402
from ehealth.disclosure.attack.replay import simulate  # noqa: E402
from ehealth.publishing import drawing  # noqa: E402
from ehealth.publishing.counts import ENROLMENT_CELLS, PLACEMENT_CELLS  # noqa: E402
from ehealth.store import Store, open_store  # noqa: E402
from tests import worlds  # noqa: E402

STORES = {1_500: "10 projects", 5_000: "24 projects", 650_000: "234 projects"}
SECONDS = {5_000: 1.0, 650_000: 4.0}  # goals
TIMES_THE_COUNTING, MEMORY = 30, 700  # goals at national scale; MB
BY = operator("bench@example.org")

SEEDS = (1, 2, 3)
BARS = {  # mean error in people, mean relative error in % of counts of 23 or more
    (10, 1_500): {"enrolment": (1.7, 3.3), "placement": (2.2, 3.3)},
    (24, 1_500): {"enrolment": (1.9, 4.0), "placement": (2.5, 4.0)},
    (234, 650_000): {"enrolment": (1.9, 1.9), "placement": (2.0, 0.9)},
}
EDITIONS = 8
PEOPLE, KEYS = 60, 30


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        for students, scale in STORES.items():
            publications(Path(folder), students, scale)
    accuracy()
    drift()
    replayed()
    attacked()


def publications(folder: Path, students: int, scale: str) -> None:
    """A first edition, and a second after the last cohorts file was withdrawn, each in a process of its own."""
    store = folder / str(students)
    command = [sys.executable, "-m", "ehealth", "--store", str(store), "init", "--demo", "--students", str(students)]
    tell(f"Making a store of {students:,} students")
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for which in ("second", "first"):  # the first by taking the editions away again: a closing then draws everything
        child = [sys.executable, __file__, str(store), which]
        found = json.loads(subprocess.run(child, check=True, stdout=subprocess.PIPE, text=True).stdout)
        report(f"{students:,} students, {scale}, {which} edition", found, SECONDS.get(students))


def report(what: str, found: dict[str, float], goal: float | None) -> None:
    counting, whole = found["counting"], found["publish"]
    parts = ", ".join(f"{name} {found[name]:.3f}" for name in ("counting", "protect", "audit", "rest"))
    tell(f"{what}: {whole:.2f} s of processor{f', goal {goal:g}' if goal else ''} ({parts})")
    tell(
        f"  in countings: protect {found['protect'] / counting:.1f}, publish {whole / counting:.1f}"
        f"; peak memory {found['memory']:.0f} MB"
        + (f"; goals {TIMES_THE_COUNTING} and {MEMORY} MB" if goal == SECONDS[650_000] else "")
    )


def alone(store: Store, which: str) -> None:
    """One publication, whose costs by part it prints as JSON.

    Counting: the two queries by themselves, up to the first row of the sorted answer.
    """
    spent: Counter[str] = Counter()
    drawing.disclosure.protect = clocked(disclosure.protect, "protect", spent)  # type: ignore[attr-defined]
    drawing.disclosure.audit = clocked(disclosure.audit, "audit", spent)  # type: ignore[attr-defined]
    replay = clocked(disclosure.replay, "audit", spent)
    drawing.disclosure.replay = lambda _, *given: replay(protect, *given)  # type: ignore[attr-defined]
    if which == "second":
        withdraw_last(store)
    else:
        for edition in store.editions.glob("*.duckdb"):
            edition.unlink()
    with store.registry() as registry:
        for query in (ENROLMENT_CELLS, PLACEMENT_CELLS):
            clocked(lambda sql: registry.con.execute(sql).fetchone(), "counting", spent)(query)
    publish = clocked(publishing.publish, "publish", spent)
    publish(store, BY, closing=which == "first")
    spent["rest"] = spent["publish"] - spent["counting"] - spent["protect"] - spent["audit"]  # type: ignore[assignment]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**spent, "memory": memory}))


def clocked(function: Callable[..., Any], name: str, spent: Counter[str]) -> Callable[..., Any]:
    """The function, whose seconds of processor, of all threads, are added up under a name."""

    def timed(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*given, **named)
        finally:
            spent[name] += time.process_time() - start

    return timed


def withdraw_last(store: Store) -> None:
    with store.registry() as registry:
        upload = [entry for entry in registry.log() if entry.kind == "cohorts"][-1]
        registry.withdraw(upload.receipt, BY, "for the measure")


def accuracy() -> None:
    """The errors of 0- to 2-way totals, three worlds a scale."""
    tell("Mean error (people), mean relative error of counts of 23 or more (%): mean of three seeds, worst, bar")
    for (projects, learners), bars in BARS.items():
        made = [worlds.world(projects, learners, seed) for seed in SEEDS]
        for table, bar in bars.items():
            found = [worlds.errors(world[table], protect(world[table], worlds.KEY).shown) for world in made]
            told = zip(*found, bar, strict=True)
            means, worst, limits = zip(*[(mean(each[:-1]), max(each[:-1]), each[-1]) for each in told], strict=True)
            sides = [f"{people:.2f} and {share:.2f} %" for people, share in (means, worst, limits)]
            tell(f"  {projects} projects, {table}: {', '.join(sides)}")


def drift() -> None:
    """How far totals are off the counts of now, after editions with corrections that are held back and with batches."""
    tell(f"After {EDITIONS} editions, each with corrections in 8 % of classes and batches in 10 %, against now:")
    for table in ("enrolment", "placement"):
        for seed in SEEDS[:2]:
            dice, exact = np.random.default_rng(seed), worlds.world(24, 1_500, seed)[table]
            edition = protect(exact, worlds.KEY)
            for _ in range(EDITIONS - 1):
                exact = corrected(exact, dice)
                edition = protect(exact, worlds.KEY, edition)
            kept, fresh = (worlds.errors(exact, each.shown) for each in (edition, protect(exact, worlds.KEY)))
            off = int(edition.shown.sum() - exact.counts.sum())
            tell(
                f"  {table}, seed {seed}: {kept[0]:.2f} and {kept[1]:.1f} %, everybody {off:+d}"
                f"; drawn afresh {fresh[0]:.2f} and {fresh[1]:.1f} %"
            )


def corrected(exact: Cells, dice: np.random.Generator) -> Cells:
    """One or two people changed, added or removed in 8 % of the slices; 5 to 20 added to 10 %."""
    counts, chance = exact.counts.copy(), dice.random(len(exact.slices))
    for row in np.flatnonzero(chance < 0.08):
        for _ in range(dice.integers(1, 3)):
            kind, column = dice.integers(3), dice.integers(counts.shape[1])
            if kind != 1:
                counts[row, column] += 1
            if kind != 0 and counts[row].any():
                counts[row, dice.choice(np.flatnonzero(counts[row]))] -= 1
    for row in np.flatnonzero(chance > 0.90):
        counts[row] += dice.multinomial(dice.integers(5, 21), np.full(counts.shape[1], 1 / counts.shape[1]))
    return replace(exact, counts=counts)


def replayed() -> None:
    """What simulating with the code, everybody else's data and no key tells of people in small cells."""
    cells = worlds.world(10, 600, 7)["enrolment"]
    keys = [bytes([number]) * 32 for number in range(1, KEYS + 1)]
    told = simulate(protect, cells, protect(cells, worlds.KEY), PEOPLE, keys)
    tell(
        f"Simulated without the key, {told.people} people and {KEYS} keys: the true status has {told.posterior:.2f}, "
        f"{told.blind:.2f} blind; the best guess is right in {told.right:.0%}; {told.sure} of more than nine tenths"
    )


def attacked() -> None:
    """The tallies of the audit by knowledge, over all worlds."""
    gates, told, two, cells = (Counter[str]() for _ in range(4))
    made, refused = [*attackable()], 0
    for exact, shown, previous in made:
        verdict = audit(shown, exact, previous=previous)
        refused += not verdict.passed
        for each in verdict.findings:
            (gates if each.gate else told)[each.knowledge] += each.pinned
            cells[each.knowledge] += each.cells
            two[each.knowledge] += each.two
    tell(f"Pinned under each kind of knowledge in {len(made)} worlds, of cells attacked (and cells left two values):")
    for title, tally in (("forbids publication", gates), ("only reported", told)):
        found = [f"{name} {tally[name]} of {cells[name]} ({two[name]})" for name in tally]
        tell(f"  {title}: {', '.join(found)}")
    tell(f"  refused: {refused}")


World = tuple[dict[str, Cells], dict[str, Protected], dict[str, Protected] | None]


def attackable() -> Iterator[World]:
    """Demonstration and national scale, tiny classes, a dominating project, a student more, batches and corrections."""
    for seed in SEEDS:
        dice = np.random.default_rng(seed)
        for exact in (
            *(worlds.world(projects, learners, seed) for projects, learners in BARS),
            worlds.tiny(seed),
            worlds.world(24, 1_500, seed, largest=0.11),
            worlds.world(24, 1_500, seed, largest=0.94),
        ):
            first = {name: protect(cells, worlds.KEY) for name, cells in exact.items()}
            yield exact, first, None
            for change in (one_more, corrected):
                changed = {name: change(cells, dice) for name, cells in exact.items()}
                later = {name: protect(cells, worlds.KEY, first[name]) for name, cells in changed.items()}
                yield {n: replace(c, counts=later[n].snapshot) for n, c in changed.items()}, later, first


def one_more(exact: Cells, dice: np.random.Generator) -> Cells:
    counts = exact.counts.copy()
    counts[tuple(dice.choice(np.argwhere(counts > 0)))] += 1
    return replace(exact, counts=counts)


def tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        alone(open_store(Path(sys.argv[1])), sys.argv[2])
    else:
        main()
