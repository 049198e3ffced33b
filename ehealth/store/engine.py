"""How the registry is opened, a DuckDB file or a lake, and when what was written is on the disk."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.intake.engine import quoted
from ehealth.store import lake

REGISTRY = "registry.duckdb"
ABANDONED = 3600  # seconds: a check of a million rows takes a few
# What DuckDB 2.0.0 says of a file that is not what it wrote; all blocks and all entries of the WAL carry a checksum.
# A WAL that breaks off tells nothing: it counts up to there, and what was received tells what is missing.
DAMAGE = re.compile(
    "Corrupt database file|Corrupt WAL file|WAL does not match database file|not a valid DuckDB database file"
    f'|Could not read enough bytes from file "[^"]*/{re.escape(REGISTRY)}'
)


class Damaged(Exception):
    """The registry's file is not what was written, or is another database."""


def place(path: Path) -> Path:
    """The file that is, or names, the registry of the store at `path`."""
    return path / (lake.REGISTRY if lake.chosen() else REGISTRY)


def lake_of(path: Path, name: str = "") -> str:
    """The word that names the lake; "" of a file."""
    return lake.word(path, name or lake.REGISTRY) if lake.chosen() else ""


def prepare(path: Path, name: str = "") -> None:
    """Makes room for a new registry."""
    if lake.chosen():
        return lake.prepare(path, name or lake.REGISTRY)
    for file in (path / f"{name or REGISTRY}.wal", path / (name or REGISTRY)):
        file.unlink(missing_ok=True)


def forget(path: Path) -> None:
    """Takes away what is no longer the registry of a store, and would keep who was erased."""
    if lake.chosen():
        with lake.connect(path) as con:
            lake.sweep(con, path)
        for file in (path / f"{REGISTRY}.wal", path / REGISTRY):
            file.unlink(missing_ok=True)


def unreadable(path: Path) -> Refusal:
    """What to raise where the registry's SQL fails; from None, since a lake's errors tell its catalog's address."""
    return Refusal("registry-unreachable") if lake.chosen() else Refusal("registry-unreadable", path=str(path))


def connect(path: Path, name: str = "") -> duckdb.DuckDBPyConnection:
    """Opens a registry in the store's folder, shut in that folder.

    Raises Damaged; Refusal("registry-unreadable"), or as lake.connect.
    """
    if lake.chosen():
        return lake.connect(path, name or lake.REGISTRY)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": "2GB",
        "python_enable_replacements": "false",
        "preserve_insertion_order": False,  # else a large insert is written a second time when the file is closed
        "temp_directory": str(path / "spill"),
    }
    try:
        con = duckdb.connect(str(path / (name or REGISTRY)), config=settings)
    except duckdb.Error as fault:
        raise_damage(fault)
        if "Conflicting lock is held" in str(fault):
            raise Refusal("registry-open", path=str(path)) from fault
        raise Refusal("registry-unreadable", path=str(path)) from fault
    con.execute(f"SET allowed_directories = [{quoted(f'{path}/')}]")
    con.execute("SET enable_external_access = false; SET lock_configuration = true")
    return con


def sync(path: Path) -> None:
    """Waits until a file or a folder's list of names is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it is there whole or not at all, even if the power fails."""
    waiting = path.with_suffix(".waiting")
    try:
        waiting.write_text(text, encoding="utf-8")
        sync(waiting)
        waiting.replace(path)
        sync(path.parent)
    finally:
        waiting.unlink(missing_ok=True)


def write_new(path: Path, text: str) -> None:
    """Writes a file that is not there yet as `write_whole`. Raises Refusal("store-busy") where another process has."""
    waiting = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.waiting")
    try:
        waiting.write_text(text, encoding="utf-8")
        sync(waiting)
        path.hardlink_to(waiting)
        sync(path.parent)
    except FileExistsError:
        raise Refusal("store-busy") from None
    finally:
        waiting.unlink(missing_ok=True)


def abandoned(path: Path) -> bool:
    """Whether a killed process left this: of a file's registry, all that is found under its lock."""
    return not lake.chosen() or old(path)


def old(path: Path) -> bool:
    """Whether no living process can still be at work there."""
    try:
        return time.time() - path.lstat().st_mtime > ABANDONED
    except FileNotFoundError:  # it has just taken it away
        return False


def transact(con: duckdb.DuckDBPyConnection, work: Callable[[], None], there: Callable[[], bool]) -> None:
    """Does `work` in one transaction, all or nothing; `there` tells whether another process did it: lake.transact."""
    if lake.chosen():
        return lake.transact(con, work, there)
    con.execute("BEGIN")
    try:
        work()
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise


def raise_damage(fault: Exception) -> None:
    """Raises Damaged where DuckDB says so of the registry's file: it may as well be locked, or the disk full."""
    if isinstance(fault, duckdb.Error) and DAMAGE.search(str(fault)):
        raise Damaged(str(fault).partition("\n")[0]) from fault


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what the disk or DuckDB says (no space left, …) into a refusal: nothing was recorded."""
    try:
        yield
    except (duckdb.Error, OSError) as fault:
        if lake.chosen() and isinstance(fault, duckdb.Error):
            raise Refusal("registry-unreachable") from None  # its text may tell the catalog's address
        raise_damage(fault)
        raise Refusal("not-recorded", reason=str(fault).splitlines()[0]) from fault
