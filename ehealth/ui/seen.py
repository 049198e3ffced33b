"""The editions of a store's folder as they were last seen: where a folder goes away, what is open stays on show."""

from __future__ import annotations

import time
from pathlib import Path

from streamlit.logger import get_logger

from ehealth import editions, settings

ARRIVING = 60  # seconds for which a copy that changes is taken for one that is not whole yet

Stamp = tuple[str, int, int, int]  # a file's path, and what tells its content from another

_numbers: dict[Path, list[int]] = {}
_stamps: dict[Path, Stamp] = {}
_away: set[Path] = set()


def numbers(store: Path) -> list[int]:
    """The numbers of a store's editions, ascending; in a reader process, those last seen while there are none."""
    if not settings.only_reads():
        return editions.numbers(store)
    try:
        found = editions.numbers(store)
    except OSError:  # a mounted folder whose other end is gone
        found = []
    if found:
        _numbers[store] = found
    _tell(store, away=not found)
    return _numbers.get(store, [])


def stamp(store: Path, number: int) -> Stamp:
    """What tells an edition's file from another; as last seen while the folder is away. Raises FileNotFoundError."""
    path = editions.edition_file(store, number)
    try:
        found = path.stat()
        sums = editions.sum_file(path)
        checked = sums.stat().st_mtime_ns if sums.exists() else 0  # it may come after its edition
        _stamps[path] = str(path), found.st_mtime_ns, found.st_size, checked
    except OSError:
        if store not in _away or path not in _stamps:
            raise
    return _stamps[path]


def arriving(store: Path, number: int) -> bool:
    """Whether a reader process may be looking at a file that is still being copied, or at one that is not here yet."""
    if not settings.only_reads():
        return False
    try:
        return time.time() - editions.edition_file(store, number).stat().st_ctime < ARRIVING
    except OSError:
        return True


def _tell(store: Path, away: bool) -> None:
    """One sentence in the server's log when a folder goes, and one when it is back."""
    log = get_logger(__name__)
    if away and store in _numbers and store not in _away:
        _away.add(store)
        log.error("%s: no edition is to be seen any more. What is open stays on show until it is back.", store)
    elif not away and store in _away:
        _away.discard(store)
        log.warning("%s: the editions are back.", store)
