"""How an entry comes among what was received, the last step before its commit.

Of a file, whoever writes is alone. On a lake a process may have lost its lock without knowing, so that two give the
same number. There the receipt decides: the first that is written has the number, and nobody replaces it or takes it
away. Its rows wait beside it under a name with their sum and get their own right afterwards, from whoever looks first.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.editions import sha256_of
from ehealth.store import lake, ledger, sealed
from ehealth.store.engine import abandoned, sync
from ehealth.store.ledger import Entry

WAITING = ".rows.waiting"


def receive(received: Path, entry: Entry, written: Path | None) -> None:
    """Keeps an entry and the rows that were `written` for it; on a lake from then on for good.

    Raises Refusal("store-busy") where another process of a lake has its number.
    """
    if not lake.chosen():
        if written:
            written.replace(ledger.rows_file(received, entry.number))
        ledger.write_receipt(received, entry)
    elif not _is_kept(received, entry):  # else its transaction is tried again
        _claim(received, entry, written)


def _claim(received: Path, entry: Entry, written: Path | None) -> None:
    if not written:
        return ledger.write_receipt(received, entry)
    if ledger.rows_file(received, entry.number).exists():
        raise Refusal("store-busy")
    waiting = received / f"{entry.number:06d}.{sha256_of(written)}.{secrets.token_hex(4)}{WAITING}"
    waiting.hardlink_to(written)
    try:
        sync(received)
        ledger.write_receipt(received, entry, written)
    finally:
        settle(received, entry.number)
        waiting.unlink(missing_ok=True)


def settle(received: Path, number: int) -> None:
    """Gives the rows of a receipt that is there their name, and takes away those that waited in vain.

    Never in place of others: rows that were written anew meanwhile, without somebody who was erased, stay.
    """
    waiting = list(received.glob(f"{number:06d}.*{WAITING}"))
    if not waiting or not ledger.receipt_file(received, number).exists():
        return
    try:
        sums = sealed.read(ledger.receipt_file(received, number)).get(ledger.ROWS) or []
    except ValueError:
        return  # it is told that the receipt is damaged
    for one in waiting:
        if one.name.split(".")[1] in sums:
            with suppress(FileExistsError, FileNotFoundError):  # another process has done so
                ledger.rows_file(received, number).hardlink_to(one)
    sync(received)
    for one in waiting:
        one.unlink(missing_ok=True)


@contextmanager
def keeping(received: Path, entry: Entry) -> Iterator[None]:
    """Where what is done inside fails: what was received of a file goes; on a lake it stays, and is brought in.

    Raises Refusal("perhaps-recorded") where it stays.
    """
    try:
        yield
    except BaseException as fault:
        if not lake.chosen():
            ledger.receipt_file(received, entry.number).unlink(missing_ok=True)
            ledger.rows_file(received, entry.number).unlink(missing_ok=True)
        elif isinstance(fault, (duckdb.Error, OSError, Refusal)) and _is_kept(received, entry):
            raise Refusal("perhaps-recorded") from None
        raise


def is_in(con: duckdb.DuckDBPyConnection, entry: Entry) -> bool:
    """Whether an entry is in the ledger. Raises Refusal("store-busy") where another has its number."""
    found = con.execute("SELECT * FROM ledger WHERE number = ?", [entry.number]).fetchall()
    if any(Entry(*row) != replace(entry, right=None) for row in found):
        raise Refusal("store-busy")
    return bool(found)


def _is_kept(received: Path, entry: Entry) -> bool:
    try:
        return ledger.entry_of(sealed.read(ledger.receipt_file(received, entry.number))) == entry
    except (OSError, ValueError, KeyError, TypeError):
        return False


def sweep(received: Path) -> None:
    """Takes away what a process that was killed left: rows without a receipt yet, half a receipt, working folders.

    Rows whose receipt is there are kept, and those whose receipt is lost. Only for whoever holds the store's lock.
    """
    for number in {int(path.name.split(".")[0]) for path in received.glob(f"[0-9]*.*{WAITING}")}:
        settle(received, number)
    next_ = max(ledger.numbers(received), default=0) + 1
    for path in received.iterdir():
        if path.is_dir():
            if abandoned(path):
                shutil.rmtree(path)
        elif (path.suffix == ".waiting" or path == ledger.rows_file(received, next_)) and abandoned(path):
            path.unlink(missing_ok=True)
