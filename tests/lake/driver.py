"""What the tests of the registry on a lake have done in its own environment: python driver.py ACTION STORE …

Answers stand on standard output, a line of JSON each; `upload` waits for a line on standard input before it begins.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

from ehealth import store
from ehealth.access import operator
from ehealth.domain import KINDS, Refusal
from ehealth.store import Entry, Store, lake
from ehealth.store.tables import columns

AGAIN = ("store-busy", "changed-meanwhile", "registry-unreachable", "perhaps-recorded")  # what a person tries again
TRIES = 20
BY = operator("lead@example.org")


class Conflicts(logging.Handler):
    """Counts the transactions that another process came before."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def tell(**answer: Any) -> None:
    print(json.dumps(answer), flush=True)


def send(opened: Store, file: Path) -> Entry:
    kind = file.stem.rpartition("-")[2]
    with (
        opened.registry() as registry,
        registry.examine(kind, file.read_bytes(), opened.key, by=BY) as checked,
    ):
        if not checked.ok:
            raise Refusal("has-problems", count=checked.problem_count)
        return registry.accept(checked, opened.key, BY, file.name)


def upload(path: Path, folder: Path) -> None:
    """Every file of a folder, named …-KIND.csv, in their order; each receipt as soon as it is given."""
    conflicts, opened = Conflicts(), store.open_store(path)
    logging.getLogger(lake.__name__).addHandler(conflicts)
    logging.getLogger(lake.__name__).setLevel(logging.INFO)
    with opened.registry():  # what a server has loaded before the first upload comes
        tell(ready=True)
    sys.stdin.readline()
    begun, used, again = time.monotonic(), time.process_time(), []
    for file in sorted(folder.iterdir()):
        for _ in range(TRIES):
            try:
                entry = send(opened, file)
                break
            except Refusal as refusal:
                if refusal.code not in AGAIN:
                    raise
                again.append(refusal.code)
                time.sleep(0.05)
        else:
            raise SystemExit(f"{file.name}: {again}")
        tell(file=file.name, receipt=entry.receipt, number=entry.number, sha256=entry.sha256, rows=entry.line_count)
    cpu = time.process_time() - used
    tell(seconds=time.monotonic() - begun, cpu=cpu, again=again, conflicts=conflicts.count)


def create(path: Path, folder: Path) -> None:
    """A store with every file of a folder in it."""
    opened = store.create(path, demonstration=True, key=b"k" * 32)
    for file in sorted(folder.iterdir()):
        send(opened, file)


def publish(path: Path) -> None:
    from ehealth import publishing  # brings scipy, which uploads need not wait for

    tell(edition=publishing.publish(store.open_store(path), BY))


def erase(path: Path) -> None:
    """Erases etu-2 of p1; tells the pseudonym."""
    opened = store.open_store(path)
    with opened.registry() as registry:
        who = store.pseudonym_of(registry, opened.key, "p1", "etu-2")
        tell(student=str(who))
        sys.stdin.readline()
        tell(receipt=store.erase(registry, who, BY, "asked in writing", "etu-2").receipt)


def opening(path: Path) -> None:
    """How long the first opening of a process takes, and the next."""
    begun = time.monotonic()
    with store.open_store(path).registry():
        first = time.monotonic()
    with store.open_store(path).registry():
        tell(first=first - begun, next=time.monotonic() - first)


def read(path: Path) -> None:
    tell(**found(path))


def found(path: Path) -> dict[str, Any]:
    """The ledger, the slices, how many rows each upload brought, and a sum over all rows of all kinds."""
    with store.open_store(path).registry() as registry:
        con, sums, rows = registry.con, {}, {}
        for kind in KINDS:
            names = ", ".join(name for name, _ in columns(kind))
            all_rows = f"(SELECT number, {names} FROM {kind}_rows) t"
            query = f"SELECT count(*), md5(string_agg(t::VARCHAR, '' ORDER BY t::VARCHAR)) FROM {all_rows}"
            sums[kind] = con.execute(query).fetchall()[0]
            rows |= dict(con.execute(f"SELECT number, count(*) FROM {kind}_rows GROUP BY ALL").fetchall())
        log = [(one.number, one.action, one.receipt, one.kind, one.sha256, one.line_count) for one in registry.log()]
        return {"log": log, "slices": registry.slices(), "rows": rows, "sums": sums}


if __name__ == "__main__":
    action, folder, *more = sys.argv[1:]
    try:
        globals()[action](Path(folder), *map(Path, more))
    except Refusal as refusal:
        sys.exit(f"{refusal.code} {refusal.facts}")
