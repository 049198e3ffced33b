"""Folders of one process: gone when it is done and, where it was killed, when the next one sweeps."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

HELD = "held"  # the file whose lock says that the process lives: the system lets it go with the process


@contextmanager
def folder(parent: Path, prefix: str) -> Iterator[Path]:
    """An empty folder inside one that only this process uses. Make it under a lock that whoever sweeps holds, too."""
    made = Path(mkdtemp(prefix=prefix, dir=parent))
    try:
        with (made / HELD).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            (made / "own").mkdir(mode=0o700)
            yield made / "own"
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(parent: Path, prefix: str) -> None:
    """Takes away the folders of processes that were killed."""
    for left in parent.glob(f"{prefix}*"):
        if not _held(left / HELD):
            shutil.rmtree(left, ignore_errors=True)


def _held(path: Path) -> bool:
    try:
        with path.open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
