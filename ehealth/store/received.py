"""What was received, judged: each receipt by its seal, each file of rows by its sum, and that no number is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.editions import latest, sha256_of
from ehealth.store import ledger, migrations, receiving, sealed
from ehealth.store.ledger import Entry

NAMED = 10  # entries in one sentence
NO_ENTRY = 0


@dataclass(frozen=True)
class Fault:
    """An entry that cannot be read again from what was received; `entry` where its receipt still tells.

    what: receipt-missing, receipt-damaged, rows-missing, rows-damaged; facts-damaged of the store's own (number 0).
    """

    number: int
    what: str
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """Its number and kind, or what was done: no person, no file."""
        about = "" if self.entry is None else self.entry.kind or self.entry.action
        return " ".join(filter(None, [f"{self.number:06d}" if self.number else migrations.FACTS, about]))


def entries(received: Path, after: int = 0, known: int = 0) -> list[Entry]:
    """The entries beyond a number, in their order. Raises Refusal("received-damaged") unless all of them are whole.

    known: the last number that is known from elsewhere.
    """
    found = list(judged(received, after, known))
    if faults := [one for one in found if isinstance(one, Fault)]:
        raise damaged(received.parent, faults)
    return [one for one in found if isinstance(one, Entry)]


def judged(received: Path, after: int = 0, known: int = 0) -> Iterator[Entry | Fault]:
    """Every entry beyond a number, or what is wrong with it."""
    last = max([known, *ledger.numbers(received)])
    for number in range(after + 1, last + 1):
        yield judge(received, number)


def facts(received: Path) -> dict[str, str]:
    """The store's facts, in this release's format. Raises Refusal: received-damaged, other-format."""
    try:
        found = json.loads((received / migrations.FACTS).read_text(encoding="utf-8"))
        if found.keys() != {"format", "demonstration"} or found["demonstration"] not in ("true", "false"):
            raise ValueError(migrations.FACTS)
    except (OSError, ValueError, AttributeError) as fault:
        raise damaged(received.parent, [Fault(NO_ENTRY, "facts-damaged")]) from fault
    if (facts := migrations.newest(found))["format"] != migrations.FORMAT:
        raise Refusal("other-format", found=found["format"], known=migrations.FORMAT)
    return facts


def known(store: Path) -> int:
    """The last entry of the ledger that the edition on show includes; 0 without one."""
    edition = latest(store).edition
    if edition is None:
        return 0
    edition.close()
    return int(edition.manifest["ledger"])


def damaged(store: Path, faults: list[Fault]) -> Refusal:
    """The refusal that names what cannot be recovered."""
    return Refusal("received-damaged", path=str(store), lost=names(faults))


def require(received: Path, known: int) -> None:
    """Raises Refusal("received-behind") unless a registry up to the entry `known` could be made again from there."""
    if faults := [one for one in judged(received, known=known) if isinstance(one, Fault)]:
        raise Refusal("received-behind", path=str(received.parent), lost=names(faults))


def tells_of(received: Path, con: duckdb.DuckDBPyConnection) -> bool:
    """Whether what was received is what a registry tells of, by the last entry that both have and that can be read.

    A registry of another store, or one that went on after an older received/ was put back, has another ledger.
    """
    for number in reversed(ledger.numbers(received)):
        for row in con.execute("SELECT * FROM ledger WHERE number = ?", [number]).fetchall():
            try:
                found = ledger.entry_of(sealed.read(ledger.receipt_file(received, number)))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            return replace(found, right=None) == Entry(*row)
    return True


def names(faults: list[Fault]) -> str:
    """The first of them, and how many more there are."""
    more = [f"+{len(faults) - NAMED}"] if len(faults) > NAMED else []
    return ", ".join([*(one.name for one in faults[:NAMED]), *more])


def read(received: Path, number: int) -> Entry | Fault:
    """The entry of a receipt, its seal judged and its rows not."""
    receipt = ledger.receipt_file(received, number)
    if not receipt.exists():
        return Fault(number, "receipt-missing")
    try:
        entry = ledger.entry_of(sealed.read(receipt))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Fault(number, "receipt-damaged")
    return entry if entry.number == number else Fault(number, "receipt-damaged")


def judge(received: Path, number: int) -> Entry | Fault:
    """An entry whose receipt fits its seal, and whose rows fit their sum; or what is wrong."""
    entry, rows = read(received, number), ledger.rows_file(received, number)
    if isinstance(entry, Fault) or entry.action != "upload":
        return entry
    if not rows.exists():
        receiving.settle(received, number)  # another process may be between the receipt and its rows
    if not rows.exists():
        return Fault(number, "rows-missing", entry)
    sums = sealed.read(ledger.receipt_file(received, number)).get(ledger.ROWS)
    return entry if sums is None or sha256_of(rows) in sums else Fault(number, "rows-damaged", entry)
