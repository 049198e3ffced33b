"""A registry that is damaged or lost, and what was received that is: set aside, made again, and named."""

from __future__ import annotations

from pathlib import Path

from ehealth import journal
from ehealth.access import Reader, operator
from ehealth.domain import Refusal
from ehealth.store import footer, ledger, received
from ehealth.store.engine import refusing
from ehealth.store.ledger import Entry
from ehealth.store.received import Fault
from ehealth.store.registry import Registry
from ehealth.store.rewriting import remake, set_aside


def mend(store: Path) -> Refusal:
    """Sets a damaged registry aside and makes it again; gives what whoever met it is told: nothing else was done.

    Only under the store's lock. Raises Refusal("received-damaged") where that cannot be done without a loss.
    """
    with journal.doing(store, operator(""), "rebuild"), refusing():
        remake(store, received.known(store), keep=True)
    return Refusal("registry-mended", path=str(store))


def heal(registry: Registry) -> list[Fault]:
    """Writes again, from a registry that is whole, what is damaged or missing in received/; gives what that was.

    Only under the store's lock. A file of rows is not set aside: it may be one of before somebody was erased.
    """
    faults, log = _faults(registry.received, registry.last), {entry.number: entry for entry in registry.log()}
    with refusing():
        for fault in (one for one in faults if one.number in log):
            entry = log[fault.number]
            if entry.action == "upload":
                waiting = ledger.rows_file(registry.received, entry.number).with_suffix(".rows.waiting")
                footer.write(registry.con, waiting, entry.number, entry.kind or "")
                waiting.replace(ledger.rows_file(registry.received, entry.number))
            ledger.write_receipt(registry.received, entry, again=True)
    return faults


def lose(store: Path, by: Reader) -> list[Fault]:
    """Sets aside what is damaged in received/ and writes in its place that the entry is lost; gives what that was.

    Only under the store's lock, and only once somebody has decided that no backup has it.
    """
    folder, faults = store / "received", _faults(store / "received", received.known(store))
    with journal.doing(store, by, "lost", ", ".join(f"{one.number:06d}" for one in faults)), refusing():
        for one in faults:
            set_aside(store, _files(folder, one))
            kind, name = (one.entry.kind, one.entry.file_name) if one.entry else (None, None)
            entry = Entry(one.number, "lost", ledger.now(), by.person.email, kind, name, why=one.what)
            ledger.write_receipt(folder, entry, again=True)
    return faults


def _faults(folder: Path, known: int) -> list[Fault]:
    return [one for one in received.judged(folder, known=known) if isinstance(one, Fault)]


def _files(folder: Path, fault: Fault) -> list[Path]:
    return [ledger.receipt_file(folder, fault.number), ledger.rows_file(folder, fault.number)]
