"""The lines of the ledger, and the receipts that are written beside the rows before anything is committed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ehealth.access import Right, as_json, from_json
from ehealth.domain import Refusal
from ehealth.editions import sha256_of, snapshot_file
from ehealth.store import lake, sealed
from ehealth.store.engine import sync
from ehealth.wording.unseen import one_line

ROWS = "rows_sha256"  # in a receipt: of the Parquet; two while a file is rewritten
SNAPSHOT = "snapshot_sha256"  # in the receipt of an edition, whose own sum stands beside it
BESIDES = {"receipt", "seal", ROWS, SNAPSHOT}  # in a receipt, and not of an Entry


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; of an upload or a withdrawal it is the receipt.

    What people typed, and the names of their files, are kept on one line, with nothing in them that nobody sees.
    """

    number: int
    action: str
    done_at: datetime
    done_by: str
    kind: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    line_count: int | None = None
    target: int | None = None
    why: str | None = None
    right: Right | None = None  # of a grant or a revocation: whose, and what it is from then on

    def __post_init__(self) -> None:
        for name in ("done_by", "file_name", "why"):
            if text := getattr(self, name):
                object.__setattr__(self, name, one_line(text))  # the one way, where a dataclass is frozen

    @property
    def receipt(self) -> str:
        """What the person keeps: the number, and enough of the file's hash to notice a mistyped one."""
        return f"{self.number:06d}" + (f"-{self.sha256[:8]}" if self.sha256 else "")

    def as_json(self) -> dict[str, Any]:
        """The receipt to hand out or to write beside the rows."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        known |= {"right": as_json(self.right)} if self.right else {}
        return {"receipt": self.receipt} | known | {"done_at": self.done_at.isoformat(timespec="seconds") + "Z"}

    def columns(self) -> list[Any]:
        """What the table `ledger` holds of it, in the order of its columns."""
        return [value for name, value in asdict(self).items() if name != "right"]


def now() -> datetime:
    """The time of an entry: UTC without its zone, whole seconds, as the ledger keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def rows_file(received: Path, number: int) -> Path:
    """Where an upload's rows are kept."""
    return received / f"{number:06d}.parquet"


def receipt_file(received: Path, number: int) -> Path:
    """Where an entry's receipt is kept."""
    return received / f"{number:06d}.json"


def find(log: list[Entry], receipt: str) -> Entry:
    """The upload of a receipt, or of its number. Raises Refusal (no-such-receipt, withdrawn-already)."""
    asked = receipt.strip()
    uploads = [entry for entry in log if entry.action == "upload"]
    upload = next((e for e in uploads if asked == e.receipt or asked.lstrip("0") == str(e.number)), None)
    if not upload:
        raise Refusal("no-such-receipt", receipt=receipt)
    if any(entry.action == "withdraw" and entry.target == upload.number for entry in log):
        raise Refusal("withdrawn-already", receipt=upload.receipt)
    return upload


def write_receipt(received: Path, entry: Entry, rows: Path | None = None, *, again: bool = False) -> None:
    """Writes an entry's receipt, whole or not at all, with the sums of the files that it speaks of.

    rows: where an upload's are, unless they have their name. again: in place of one that is damaged or missing.
    Raises Refusal("store-busy") where another process of a lake has taken the number.
    """
    content = entry.as_json() | _sums(received, entry, rows or rows_file(received, entry.number))
    sealed.write(receipt_file(received, entry.number), content, new=lake.chosen() != "" and not again)


def replace_rows(received: Path, number: int, waiting: Path) -> None:
    """Puts a file that is on the disk in place of an upload's rows. Its receipt fits both until it is there."""
    rows, receipt = rows_file(received, number), receipt_file(received, number)
    found = sealed.read(receipt)
    before, after = found.get(ROWS) or [sha256_of(rows)], sha256_of(waiting)
    sealed.write(receipt, found | {ROWS: [*before, after]})
    waiting.replace(rows)
    sync(received)
    sealed.write(receipt, found | {ROWS: [after]})


def fits_snapshot(received: Path, number: int, snapshot: Path) -> bool:
    """Whether a snapshot is the one that the receipt of its edition speaks of; a receipt may speak of none."""
    try:
        known = sealed.read(receipt_file(received, number)).get(SNAPSHOT)
    except (OSError, ValueError):
        known = None  # it is told that the receipt is damaged
    return known in (None, sha256_of(snapshot))


def _sums(received: Path, entry: Entry, rows: Path) -> dict[str, Any]:
    if entry.action == "upload":
        return {ROWS: [sha256_of(rows)]}
    if entry.action == "publish" and entry.target:
        snapshot = snapshot_file(received.parent, entry.target)
        return {SNAPSHOT: sha256_of(snapshot)} if snapshot.exists() else {}
    return {}


def numbers(received: Path) -> list[int]:
    """The numbers of the receipts that were written, ascending."""
    return sorted(int(path.stem) for path in received.glob("[0-9]*.json") if path.stem.isdecimal())


def entry_of(receipt: dict[str, Any]) -> Entry:
    """The entry of a receipt that was read. Raises ValueError, KeyError or TypeError for one that is none."""
    found = {name: value for name, value in receipt.items() if name not in BESIDES}
    at = datetime.fromisoformat(found.pop("done_at")).replace(tzinfo=None)
    right = found.pop("right", None)
    return replace(
        Entry(found.pop("number"), found.pop("action"), at, found.pop("done_by")),
        **found,
        right=from_json(right) if right else None,
    )
