"""Mangled files in front of a store: no traceback, nothing written, nothing accepted that was not in the file.

A file that is accepted after an accident has to say what a second, plain reading of it says; `make fuzz` runs
thousands and prints its seed, `python tests/fuzz.py --seed S --only N` repeats one of them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ehealth import domain
from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.intake import Checked
from ehealth.store import Store, create
from ehealth.store.registry import Registry
from ehealth.wording.problems import explain, refuse
from tests.files import STEWARD, send
from tests.mangling import ENCODINGS, Rows, clean, mangled, plainly_read
from tests.planting import EXAMPLES

CANNOT_BE_READ = {"empty-file", "not-csv", "not-text", "broken-quotes", "cell-too-long", "too-large"}
CANNOT_BE_READ |= {"damaged-text", "too-many-columns", "too-many-rows"}
Files = dict[Path, bytes]


def store_with_a_course(folder: Path) -> Store:
    """A store to which the clean cohorts file could be sent."""
    store = create(folder)
    send(store, "projects", {})
    send(store, "modules", {})
    return store


def held(store: Store) -> Files:
    """Every file of a store, to the last byte."""
    return {path: path.read_bytes() for path in store.path.rglob("*") if path.is_file()}


def one(registry: Registry, key: bytes, seed: str) -> str:
    """Mangles a file and sends it; says what became of it. Raises AssertionError where it should not."""
    dice = random.Random(seed)
    kind = "cohorts" if dice.random() < 0.75 else dice.choice(domain.KINDS)
    encoding, delimiter = dice.choice(ENCODINGS), dice.choice(";,\t|")
    whole = clean(encoding, delimiter, dice.random() < 0.3)
    content = mangled(whole if kind == "cohorts" else (EXAMPLES / f"{kind}.csv").read_bytes(), dice)
    try:
        with registry.examine(kind, content, key, by=STEWARD) as checked:
            return judge(registry, key, checked, content, plainly_read(whole, encoding, delimiter))
    except Refusal as refused:
        assert refused.code in CANNOT_BE_READ, refused.code
        assert all(refuse(refused, lang) for lang in domain.LANGUAGES)
        return f"cannot be read: {refused.code}"


def judge(registry: Registry, key: bytes, checked: Checked, content: bytes, whole: Rows | None) -> str:
    """Holds a file that could be read against what is promised of it."""
    for problem in (*checked.problems, *checked.warnings):
        assert all(all(explain(problem, checked.kind, lang)) for lang in domain.LANGUAGES)
    rows = checked.preview(100)
    if not checked.ok:
        assert checked.problem_count >= len(checked.problems) > 0
        try:
            registry.accept(checked, key, operator("fuzz@example.org"), "mangled.csv")
        except Refusal as refused:
            assert refused.code == "has-problems"
            return "problems told"
        raise AssertionError("a file with problems was accepted")
    if checked.kind != "cohorts":
        return "accepted, another kind"
    plain = plainly_read(content, checked.encoding, checked.delimiter)
    assert rows == plain, f"accepted {rows}, the file says {plain}"
    return "accepted, the clean rows" if rows == whole else "accepted, other rows that the file does say"


def run(store: Store, seed: int, numbers: range, seconds: float) -> Counter[str]:
    """What became of each file; ends early when the time is over. The store is the same afterwards."""
    before, start, found = held(store), time.monotonic(), Counter[str]()
    with store.registry() as registry:
        for number in numbers:
            try:
                found[one(registry, store.key, f"{seed}-{number}")] += 1
            except Exception as fault:
                raise AssertionError(f"seed {seed}, file {number}") from fault
            if time.monotonic() - start > seconds:
                break
    assert held(store) == before, f"seed {seed}: the store is not as it was"
    return found


def told(found: Counter[str], seed: int) -> str:
    listed = "; ".join(f"{what} {count}" for what, count in found.most_common())
    return f"{found.total()} mangled files, seed {seed}: {listed}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=5000)
    options.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options.add_argument("--only", type=int, help="the number of one file")
    options.add_argument("--seconds", type=float, default=1800)
    asked = options.parse_args()
    print(f"seed {asked.seed}", flush=True)
    numbers = range(asked.files) if asked.only is None else range(asked.only, asked.only + 1)
    with tempfile.TemporaryDirectory() as folder:
        print(told(run(store_with_a_course(Path(folder) / "store"), asked.seed, numbers, asked.seconds), asked.seed))


if __name__ == "__main__":
    main()
