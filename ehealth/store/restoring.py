"""A backup put back: every file is judged before anything is placed, and all of it is placed or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehealth import journal
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.store import erased, own
from ehealth.store.backups import ERASED, FACTS, FORMAT, KEPT, SUMS, copy, fingerprint, sync_all
from ehealth.store.engine import sync
from ehealth.store.folder import Store, open_store, rebuild

LINE = re.compile(r"([0-9a-f]{64})  ((?:received|snapshots|editions)/[0-9a-z]+\.[0-9a-z]+|erased|backup\.json)")


@dataclass(frozen=True)
class Restored:
    """A store that was put back up to an entry of the ledger; how many students were erased again; its key, if any."""

    store: Store
    ledger: int
    erased_again: int
    has_key: bool


def restore(backup: Path, to: Path, by: Reader) -> Restored:
    """Puts a backup back into an empty or absent folder.

    Who is on the list of the erased beside that folder, or in the backup, is erased.
    Raises Refusal: no-backup, backup-not-whole, backup-damaged, backup-lacks, backup-newer; store-exists;
    backup-other-key, no-key, erased-list-damaged for what stands beside the folder; not-logged, not-restored.
    """
    store, sums = Store(to.resolve()), _sums(backup)
    facts, prefix = _facts(backup), f".{store.path.name}.restoring-"
    own.sweep(store.path.parent, prefix)  # even where the one that was killed had placed the store already
    if store.path.exists() and (not store.path.is_dir() or any(store.path.iterdir())):
        raise Refusal("store-exists", path=str(store.path))
    _refuse_another_key(store, facts["key"])
    erased.listed(store.path)
    with _refusing(store.path):
        store.path.parent.mkdir(parents=True, exist_ok=True)
        with journal.doing(store.path, by, "restore", f"{facts['ledger']:06d}"):
            _place(backup, sums, facts, store, prefix)
    with open_store(store.path).registry() as registry:
        return Restored(store, facts["ledger"], registry.last - facts["ledger"], store.key_file.exists())


def _sums(backup: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name."""
    if not backup.is_dir():
        raise Refusal("no-backup", path=str(backup))
    try:
        lines = (backup / SUMS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError as fault:
        raise Refusal("backup-not-whole", path=str(backup)) from fault
    except (OSError, ValueError) as fault:
        raise Refusal("backup-damaged", path=str(backup), name=SUMS) from fault
    found = [LINE.fullmatch(line) for line in lines]
    sums = {one[2]: one[1] for one in found if one}
    if len(sums) < len(lines) or not {FACTS, ERASED, "received/store.json"} <= sums.keys():
        raise Refusal("backup-damaged", path=str(backup), name=SUMS)
    return sums


def _facts(backup: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads((backup / FACTS).read_text(encoding="utf-8"))
        known = facts["format"] == FORMAT
        _ = int(facts["ledger"]), facts["key"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Refusal("backup-damaged", path=str(backup), name=FACTS) from fault
    if not known:
        raise Refusal("backup-newer", path=str(backup))
    return facts


def _refuse_another_key(store: Store, key: str | None) -> None:
    """Under another key, nobody who comes again would be recognised."""
    if store.key_file.exists() and key not in (None, fingerprint(store)):
        _ = store.key  # damaged: its own sentence
        raise Refusal("backup-other-key", path=str(store.key_file))


@contextmanager
def _refusing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Refusal("not-restored", path=str(target), reason=fault.strerror or str(fault)) from fault


def _place(backup: Path, sums: dict[str, str], facts: dict[str, Any], store: Store, prefix: str) -> None:
    """Copies, judges and makes the registry beside the place; the last step is one rename."""
    with own.folder(store.path.parent, prefix) as folder:
        made = folder / store.path.name
        _copy_all(backup, sums, made)
        with _made_again(made, backup).registry() as registry:
            if registry.last != facts["ledger"]:
                raise Refusal("backup-damaged", path=str(backup), name=FACTS)
        for name in (FACTS, ERASED):
            (made / name).rename(folder / name)
        sync(made)
        erased.merge(store.path, folder / ERASED)
        made.rename(store.path)
        sync(store.path.parent)


def _made_again(made: Path, backup: Path) -> Store:
    try:
        return rebuild(made)
    except Refusal as fault:
        if fault.code == "received-damaged":
            raise Refusal("backup-lacks", path=str(backup), lost=fault.facts["lost"]) from fault
        raise


def _copy_all(backup: Path, sums: dict[str, str], made: Path) -> None:
    made.mkdir(mode=0o700)
    for name in KEPT:
        (made / name).mkdir(mode=0o700)
    for name, digest in sums.items():
        try:
            found = copy(backup / name, made / name)
        except FileNotFoundError as fault:
            raise Refusal("backup-damaged", path=str(backup), name=name) from fault
        if found != digest:
            raise Refusal("backup-damaged", path=str(backup), name=name)
    sync_all(made / name for name in KEPT)
