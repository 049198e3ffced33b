"""The whole store looked at: every hash, every cross-count, every file opened. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ehealth import journal
from ehealth.access import listed, operator
from ehealth.domain import Refusal
from ehealth.editions import Edition, edition_file, erased_file, numbers, snapshot_file, sum_file
from ehealth.intake import quoted
from ehealth.store import consistency, erased, keys, ledger, received, sealed
from ehealth.store.consistency import Found, Wrong
from ehealth.store.erasing import LINES
from ehealth.store.folder import Store
from ehealth.store.ledger import Entry
from ehealth.store.received import Fault
from ehealth.store.registry import Registry
from ehealth.store.rewriting import DAMAGED


@dataclass
class Verdict:
    """checked: how many of each thing were looked at, by a code of wording.verdicts; wrong: codes and their facts."""

    checked: dict[str, int] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def take(self, found: Found) -> None:
        """Adds what was looked at, and what is wrong there."""
        what, count, wrong = found
        self.checked[what] = self.checked.get(what, 0) + count
        self.wrong += wrong


def verify(store: Store) -> Verdict:
    """Looks at everything. Others wait while the registry is read, not while what was received is.

    Raises Refusal("store-busy"). A registry that is damaged is made again, as at any opening.
    """
    verdict, faults = Verdict(), _faults(store.received)
    for turn in (1, 2):
        try:
            with store.registry() as registry:
                faults = [one for one in faults if isinstance(received.judge(store.received, one.number), Fault)]
                faults += _lost_at_the_end(registry)
                _registry(store, registry, verdict, faults)
            break
        except Refusal as refusal:
            if refusal.code == "store-busy":
                raise
            verdict.wrong.append(refusal)
            if refusal.code != "registry-mended" or turn == 2:
                break
            verdict = Verdict(wrong=verdict.wrong)
    verdict.take(_receipts(store.received, faults))
    verdict.take(_seals(store.received))
    verdict.checked["set_aside"] = len(list((store.path / DAMAGED).glob("*")))
    return verdict


def _faults(folder: Path) -> list[Fault]:
    return [one for one in received.judged(folder) if isinstance(one, Fault)]


def _lost_at_the_end(registry: Registry) -> list[Fault]:
    """The entries after the last receipt that is there; those before it are in `_faults`."""
    last = max(ledger.numbers(registry.received), default=0)
    return [one for one in received.judged(registry.received, last, registry.last) if isinstance(one, Fault)]


def _receipts(folder: Path, faults: list[Fault]) -> Found:
    wrong: list[Wrong] = [(one.what, {"lost": one.name} | _about(one.entry)) for one in faults]
    try:
        received.facts(folder)
    except Refusal:
        wrong.append(("facts-damaged", {}))
    return "receipts", len(ledger.numbers(folder)), wrong


def _about(entry: Entry | None) -> dict[str, str]:
    """The file and who sent it, where the receipt still tells."""
    return {"name": (entry and entry.file_name) or "?", "who": (entry and entry.done_by) or "?"}


def _seals(folder: Path) -> Found:
    """Earlier releases wrote no seal: what they wrote can only be compared with the registry."""
    count = 0
    for number in ledger.numbers(folder):
        try:
            count += sealed.SEAL in sealed.read(ledger.receipt_file(folder, number))
        except (OSError, ValueError):
            continue
    return "seals", count, []


def _registry(store: Store, registry: Registry, verdict: Verdict, faults: list[Fault]) -> None:
    for found in consistency.look(registry, {one.number for one in faults}):
        verdict.take(found)
    published = {entry.target or 0: entry for entry in registry.log() if entry.action == "publish"}
    for number in sorted({*published, *numbers(store.path)}):
        verdict.take(("editions", 1, list(_edition(registry, number, published.get(number)))))
        verdict.take(("sums", sum_file(edition_file(store.path, number)).exists(), []))
    verdict.take(("people", len(registry.rights()), list(_people(store, registry))))
    verdict.take(("key", 1, list(_key(store))))
    if not erased_file(store.path).exists() and any(entry.action == "erase" for entry in registry.log()):
        verdict.wrong.append(("erased-missing", {"path": str(erased_file(store.path))}))
    gone = [str(one.student) for one in erased.listed(store.path)]
    left = registry.con.execute(
        f"SELECT count(*) FROM ({LINES}) WHERE student_id IN (SELECT unnest(?::UUID[]))", [gone]
    ).fetchall()[0][0]
    verdict.take(("erased", len(gone), [("erased-there", {"rows": left})] if left else []))
    damaged = journal.read(store.path, operator("")).damaged
    verdict.take(("log", 1, [("log-damaged", {"lines": damaged})] if damaged else []))


def _edition(registry: Registry, number: int, noted: Entry | None) -> Iterator[Wrong]:
    """An edition opens, fits its sum, was noted after what it includes, and can be continued."""
    path = edition_file(registry.path, number)
    if not path.exists():
        yield "edition-missing", {"edition": number}
        return
    try:
        edition = Edition(path, number)
    except Refusal as refusal:
        yield refusal
        return
    edition.close()
    if noted is None:
        yield "edition-unnoted", {"edition": number}
    if int(edition.manifest["ledger"]) >= (noted.number if noted else registry.last + 1):
        yield "edition-ahead", {"edition": number}
    if edition.protected and not _continued(registry, number, noted):
        yield "snapshot-damaged", {"edition": number}


def _continued(registry: Registry, number: int, noted: Entry | None) -> bool:
    """Whether an edition's snapshot is there, is the one of its receipt, and can be read."""
    path = snapshot_file(registry.path, number)
    try:
        registry.con.execute(f"SELECT sum(students) FROM read_parquet({quoted(path)})").fetchall()
    except duckdb.Error:
        return False
    return noted is None or ledger.fits_snapshot(registry.received, noted.number, path)


def _key(store: Store) -> Iterator[Wrong]:
    try:
        keys.require(store.path, store.key)
    except Refusal as refusal:
        yield refusal


def _people(store: Store, registry: Registry) -> Iterator[Wrong]:
    if listed(store.path) != registry.rights():
        yield "people-other", {}
