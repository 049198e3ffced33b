"""Appends lines, whole and on the disk, and removes the months that are kept no longer."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ehealth import access
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.journal.lines import BEGUN, DONE, FAILED, REFUSED, expired, folder, made, months, written

LOCK_WAIT = 10.0  # seconds; a line takes a few thousandths of one


@dataclass
class Act:
    """An action under way; `to` may be said only once it is known, such as a receipt."""

    to: str


def note(store: Path, reader: Reader, action: str, to: str = "", outcome: str = DONE, act: str = "") -> None:
    """Appends a line, and waits until it is on the disk. Raises Refusal("not-logged"): then there is no line at all.

    Of `to`, what might be a student's number or a file's name is not kept. `doing` is for what changes something.
    """
    with _refusing():
        _sweep(store, datetime.now(UTC).date())
        now = datetime.now(UTC)
        place = _made_folder(folder(store))
        _append(place / f"{now:%Y-%m}.jsonl", written(made(now, reader, action, to, outcome, act)))


@contextmanager
def doing(store: Path, reader: Reader, action: str, to: str = "") -> Iterator[Act]:
    """What is done inside the `with` is in the log, whatever happens. Whether it may be done is asked before.

    A line before it says that it begins, one after it how it ended. Where the first cannot be written, nothing is done;
    where the second cannot be (a killed process, a full disk), what was done stands and the first one tells of it.
    Raises Refusal("not-logged") before anything is done, never after.
    """
    act, named = Act(to), secrets.token_hex(4)
    note(store, reader, action, to, BEGUN, named)
    try:
        yield act
    except BaseException:
        with suppress(Refusal):
            note(store, reader, action, act.to, FAILED, named)
        raise
    with suppress(Refusal):
        note(store, reader, action, act.to, DONE, named)


def require(store: Path, reader: Reader, action: str, project: str | None = None) -> None:
    """access.require, and a refusal is noted. It is one even where it cannot be noted."""
    try:
        access.require(reader, action, project)
    except Refusal:
        with suppress(Refusal):
            note(store, reader, action, project or "", REFUSED)
        raise


def prepare(store: Path) -> None:
    """Makes the log's folder, and sweeps it. Raises Refusal("not-logged") where no line could be written."""
    with _refusing():
        place = _made_folder(folder(store))
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _sweep(store, datetime.now(UTC).date())


def sweep(store: Path, today: date | None = None) -> None:
    """Removes the files of months that ended more than a year ago, as `note` does. Raises Refusal("not-logged")."""
    with _refusing():
        _sweep(store, today or datetime.now(UTC).date())


def _sweep(store: Path, today: date) -> None:
    for year, month, path in months(store):
        if expired(year, month, today):
            path.unlink(missing_ok=True)  # another process may have been faster


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Refusal("not-logged", reason=fault.strerror or str(fault)) from fault


def _made_folder(place: Path) -> Path:
    """The log's folder, which only the store's owner may enter, also where root's command line makes it."""
    if not place.is_dir():
        place.mkdir(mode=0o700, exist_ok=True)
        store = place.with_suffix("")
        _give(place, store if store.exists() else place.parent)
        _sync_folder(place.parent)
    return place


def _append(path: Path, line: bytes) -> None:
    """The line at the end of the file or, where the disk takes only a part of it, nothing."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        lock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size == 0:
            _give(path, path.parent)
            _sync_folder(path.parent)
        elif os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # after half a line, which a power cut may leave
        try:
            if os.write(descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)


def lock(descriptor: int, how: int) -> None:
    """Waits for whoever writes, and not for ever: a process that was stopped may hold the lock. Raises OSError then."""
    deadline = time.monotonic() + LOCK_WAIT
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.002)


def _give(path: Path, like: Path) -> None:
    """To the owner of `like`, where root made it: the service must be able to write on."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _sync_folder(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
