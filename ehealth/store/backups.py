"""A backup: what was received, editions, their snapshots and who was erased, as they were at one entry of the ledger.

The registry is not in it: it is made again from what was received. The access list neither: the ledger gives it. The
secret key and the log stay apart on purpose. `sha256sum --check SHA256SUMS` judges a backup without this program.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ehealth import journal
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.store import erased, ledger, own, received, receiving
from ehealth.store.engine import sync, write_whole
from ehealth.store.folder import LINKS, Store

FORMAT = "1"
FACTS, ERASED, SUMS = "backup.json", "erased", "SHA256SUMS"  # the sums are written last: without them it is no backup
NOT_WHOLE = "NOT-WHOLE"
KEPT = {
    "received": ("[0-9]*.json", "[0-9]*.parquet", "store.json"),
    "snapshots": ("[0-9]*.parquet",),
    "editions": ("[0-9]*.duckdb", "[0-9]*.sha256"),
}
BLOCK = 1 << 20


@dataclass(frozen=True)
class Made:
    """A backup that is whole: the last entry of the ledger in it, how many files it has; and what was damaged already.

    lost: entries that were not whole in the store, so that they are not in the backup either; "" where all were.
    """

    ledger: int
    files: int
    lost: str


def backup(store: Store, to: Path, by: Reader) -> Made:
    """Copies the store to an empty or absent folder while uploads go on.

    They wait only while files are linked, not while they are copied.
    Raises Refusal: backup-exists, backup-inside, store-busy, erased-list-damaged, not-logged, not-backed-up.
    """
    target = to.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal("backup-exists", path=str(target))
    if store.path in (target, *target.parents):
        raise Refusal("backup-inside", path=str(target))
    with journal.doing(store.path, by, "backup") as act, _refusing(target), ExitStack() as stack:
        with store.locked():
            receiving.sweep(store.received)
            links = stack.enter_context(own.folder(store.path, LINKS))
            facts = _link(store, links)
        act.to = f"{facts['ledger']:06d}"
        faults = [one for one in received.judged(links / "received") if isinstance(one, received.Fault)]
        files = _copy_all(links, target)
    return Made(int(facts["ledger"] or 0), files, received.names(faults))


def fingerprint(store: Store) -> str | None:
    """What tells the store's key from another, and nothing else of it; None where there is none."""
    try:
        return hmac.digest(store.key, b"backup", "sha256").hex()[:16]
    except Refusal:
        return None


def copy(source: Path, target: Path) -> str:
    """Copies a file and waits until it is on the disk; gives its SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as write:
        while block := read.read(BLOCK):
            digest.update(block)
            write.write(block)
        write.flush()
        os.fsync(write.fileno())
    shutil.copymode(source, target)
    return digest.hexdigest()


def sync_all(folders: Iterable[Path]) -> None:
    """Waits until the names in these folders are on the disk."""
    for folder in folders:
        sync(folder)


@contextmanager
def _refusing(target: Path) -> Iterator[None]:
    """Where the disk refuses, what was written goes, so that the folder can be asked for again."""
    was_there = target.exists()
    try:
        yield
    except OSError as fault:
        for path in target.iterdir() if target.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if not was_there and target.is_dir():
            target.rmdir()
        raise Refusal("not-backed-up", path=str(target), reason=fault.strerror or str(fault)) from fault


def _link(store: Store, links: Path) -> dict[str, str | int | None]:
    """Links every file into a folder of the store, where later changes do not reach it: files are only replaced."""
    for name, patterns in KEPT.items():
        (links / name).mkdir(mode=0o700)
        for pattern in patterns:
            for path in (store.path / name).glob(pattern):
                os.link(path, links / name / path.name)
    (links / ERASED).write_text(erased.written(erased.listed(store.path)), encoding="utf-8")
    at = ledger.now().isoformat(timespec="seconds") + "Z"
    last = max((int(path.stem) for path in (links / "received").glob("[0-9]*.json")), default=0)
    facts: dict[str, str | int | None] = {"format": FORMAT, "ledger": last, "made_at": at, "key": fingerprint(store)}
    (links / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return facts


def _copy_all(links: Path, target: Path) -> int:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(target / NOT_WHOLE, f"This backup is not whole: {SUMS} is missing.\n")
    for name in KEPT:
        (target / name).mkdir(mode=0o700)
    names = sorted(str(path.relative_to(links)) for path in links.rglob("*") if path.is_file())
    sums = [f"{copy(links / name, target / name)}  {name}\n" for name in names]
    sync_all(target / name for name in KEPT)
    write_whole(target / SUMS, "".join(sums))
    (target / NOT_WHOLE).unlink()
    sync(target)
    return len(names)
