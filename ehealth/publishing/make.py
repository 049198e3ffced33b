"""Freezes the next edition: its secret snapshot first, then the file that readers open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ehealth import journal
from ehealth.access import Reader, operator
from ehealth.disclosure import Verdict
from ehealth.domain import Refusal
from ehealth.editions import Edition, edition_file, numbers, open_edition, snapshot_file, sums
from ehealth.publishing import files, snapshots
from ehealth.publishing.drawing import Drawn, HeldBack, draw
from ehealth.store import Entry, Registry, Store, retain
from ehealth.store.engine import sync
from ehealth.store.sharing import alone, still

MOVING = ("upload", "withdraw", "erase")  # what an edition includes; who has a role and what expires move no figure


@dataclass(frozen=True)
class Made:
    """An edition that was published, and what is known of its making."""

    number: int
    held_back: Sequence[HeldBack]
    verdict: Verdict


def publish(
    store: Store,
    by: Reader,
    note: str = "",
    at: datetime | None = None,
    *,
    closing: bool = False,
    ledger: int | None = None,
) -> int:
    """Freezes the next edition and notes it in the ledger; gives its number. See `make`."""
    return make(store, by, note, at, closing=closing, ledger=ledger).number


def make(
    store: Store,
    by: Reader,
    note: str = "",
    at: datetime | None = None,
    *,
    closing: bool = False,
    ledger: int | None = None,
) -> Made:
    """Protects, attacks and freezes the next edition, and notes it in the ledger. A crash leaves no half edition.

    Before, the lines of students go whose time is up, which moves no figure (store.retain).

    Args:
        at: UTC without its zone; now if absent.
        closing: the yearly edition that looks again at every class, by however few people it differs.
        ledger: the last entry that whoever decided had seen.

    Raises Refusal: forbidden; changed-meanwhile where the ledger is past `ledger`, audit-failed, closing-done, no-key,
    key-changed, snapshot-lost, edition-not-made when it cannot be written.
    """
    journal.require(store.path, by, "publish")
    at = at or now()
    with store.registry() as registry, alone(registry):
        if ledger is not None and registry.last != ledger:
            raise Refusal("changed-meanwhile", kind="publish")
        retain(registry, by)
        _note_missed(registry)
        with ExitStack() as reading:
            reading.enter_context(still(registry))
            drawn = draw(store, registry, at, closing=closing)
            if fault := drawn.verdict.failure:
                raise Refusal("audit-failed", table=fault.table, knowledge=fault.knowledge)
            with journal.doing(store.path, by, "publish", f"edition {drawn.number}"):
                _freeze(store, registry, drawn, drawn.manifest(registry, at, note))
                reading.close()
                registry.published(drawn.number, by, note, at)
    return Made(drawn.number, drawn.held_back, drawn.verdict)


def _note_missed(registry: Registry) -> None:
    """Notes the edition that was frozen by a process that was killed before the ledger said so."""
    noted = {entry.target for entry in registry.log() if entry.action == "publish"}
    for number in (one for one in numbers(registry.path) if one not in noted):
        with suppress(Refusal):  # it is no edition that could be shown
            with closing(open_edition(registry.path, number)) as edition:
                made = datetime.fromisoformat(edition.manifest["made_at"]).replace(tzinfo=None)
            registry.published(number, operator(""), edition.manifest["note"], made)


def now() -> datetime:
    """The time of an edition: UTC without its zone, whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def uploads_since(store: Store, edition: Edition | None) -> list[Entry]:
    """Uploads, withdrawals and erasures that the edition does not include yet, oldest first."""
    included = int(edition.manifest["ledger"]) if edition else 0
    with store.registry() as registry:
        return [entry for entry in registry.log() if entry.number > included and entry.action in MOVING]


def _freeze(store: Store, registry: Registry, drawn: Drawn, manifest: dict[str, str]) -> None:
    """The snapshot and the sum are in place before the edition is. Without it they are no edition's: they are swept."""
    secret, final = snapshot_file(store.path, drawn.number), edition_file(store.path, drawn.number)
    try:
        secret.parent.mkdir(mode=0o700, exist_ok=True)
        _sweep(store)
        with files.making(store) as folder:
            waiting, hidden = folder / final.name, folder / secret.name
            files.write(registry, waiting, manifest, drawn.cells())
            snapshots.write(registry, hidden, drawn.snapshot())
            waiting.chmod(0o444)
            sync(waiting)
            summed = folder / sums.sum_file(final).name
            summed.write_text(sums.line(waiting, final.name), encoding="ascii")
            summed.chmod(0o444)
            sync(summed)
            _place(hidden, secret)
            _place(summed, sums.sum_file(final))
            _place(waiting, final)
    except OSError as fault:
        raise Refusal("edition-not-made", path=str(store.editions)) from fault


def _place(waiting: Path, final: Path) -> None:
    waiting.replace(final)
    sync(final.parent)


def _sweep(store: Store) -> None:
    """Takes away drafts, which are of before, and what editions that never came to be left; we hold the lock."""
    for path in (store.path / "drafts").glob("*"):
        path.unlink()
    made = {f"{number:04d}" for number in numbers(store.path)}
    for path in (*(store.path / "snapshots").iterdir(), *store.editions.glob("[0-9]*.sha256")):
        if path.stem not in made:
            path.unlink()
