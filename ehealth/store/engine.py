"""The registry's DuckDB file: how it is opened, and when what was written is on the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.intake.engine import quoted

REGISTRY = "registry.duckdb"
# What DuckDB 2.0.0 says of a file that is not what it wrote; all blocks and all entries of the WAL carry a checksum.
# A WAL that breaks off tells nothing: it counts up to there, and what was received tells what is missing.
DAMAGE = re.compile(
    "Corrupt database file|Corrupt WAL file|WAL does not match database file|not a valid DuckDB database file"
    f'|Could not read enough bytes from file "[^"]*/{re.escape(REGISTRY)}'
)


class Damaged(Exception):
    """The registry's file is not what was written, or is another database."""


def connect(path: Path, name: str = REGISTRY) -> duckdb.DuckDBPyConnection:
    """Opens a registry in the store's folder, shut in that folder. Raises Damaged; Refusal("registry-unreadable")."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": "2GB",
        "python_enable_replacements": "false",
        "preserve_insertion_order": False,  # else a large insert is written a second time when the file is closed
        "temp_directory": str(path / "spill"),
    }
    try:
        con = duckdb.connect(str(path / name), config=settings)
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


@contextmanager
def removing_on_failure(path: Path) -> Iterator[None]:
    """Takes the file away where what is done inside fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
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
        raise_damage(fault)
        raise Refusal("not-recorded", reason=str(fault).splitlines()[0]) from fault
