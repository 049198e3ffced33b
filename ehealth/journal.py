"""The log: who did what, when, to which slice. Appended to only; apart from the data; no student identifier in it."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ehealth import access
from ehealth.access import Reader
from ehealth.domain import Refusal


@dataclass(frozen=True)
class Line:
    """who: an e-mail; person: issuer and subject; to: the slice, edition or person that the action was about.

    outcome: done, or refused.
    """

    at: str
    who: str
    person: str
    role: str
    action: str
    outcome: str
    to: str


def folder(store: Path) -> Path:
    """Beside the store and not in it, so that a copy of the data does not carry it."""
    return store.with_name(store.name + ".log")


def note(store: Path, reader: Reader, action: str, to: str = "", outcome: str = "done") -> None:
    """Appends a line, whole, and waits until it is on the disk; a file a month, which only its owner can read."""
    now, person = datetime.now(UTC), reader.person
    key = f"{person.issuer} {person.subject}".strip()
    line = Line(now.isoformat(timespec="seconds"), person.email, key, reader.role, action, outcome, to)
    place = folder(store)
    place.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(place / f"{now:%Y-%m}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, (json.dumps(asdict(line), ensure_ascii=False) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require(store: Path, reader: Reader, action: str, project: str | None = None) -> None:
    """access.require, and a refusal is noted."""
    try:
        access.require(reader, action, project)
    except Refusal:
        note(store, reader, action, project or "", "refused")
        raise
