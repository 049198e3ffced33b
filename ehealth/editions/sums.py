"""The SHA-256 of a file, and the line beside an edition that tells one that was damaged since it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """The SHA-256 of what a file holds. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_file(edition: Path) -> Path:
    """Where the sum of an edition's file is kept: beside it."""
    return edition.with_suffix(".sha256")


def line(path: Path, name: str) -> str:
    """The line that `sha256sum -c` reads in the folder where the file will bear a name."""
    return f"{sha256_of(path)}  {name}\n"


def fits(edition: Path) -> bool:
    """Whether an edition is what was published; an earlier release left no sum to tell. Raises OSError."""
    kept = sum_file(edition)
    return not kept.exists() or kept.read_bytes() == line(edition, edition.name).encode()
