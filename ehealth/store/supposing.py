"""What is current as if a checked file were recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ehealth.intake import Checked
from ehealth.store import engine, ledger
from ehealth.store.differences import Difference, Slice, differences
from ehealth.store.ledger import Entry
from ehealth.store.registry import Registry


@contextmanager
def supposing(registry: Registry, checked: Checked, key: bytes) -> Iterator[dict[Slice, Difference]]:
    """Inside the `with`, what is current is as if the checked file were recorded; then nothing has changed.

    Gives the rows that it adds, changes and removes, by slice. Raises Refusal (has-problems, not-recorded).
    """
    rows = checked.write(key)
    entry = Entry(registry.last + 1, "upload", ledger.now(), "", checked.kind, line_count=checked.rows)
    with engine.refusing():
        found = differences(registry.con, checked.kind, rows)
        registry.con.execute("BEGIN")
        try:
            registry.insert(entry, rows)
            yield found
        finally:
            registry.con.execute("ROLLBACK")
