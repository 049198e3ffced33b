"""Receipts as files: JSON that carries the SHA-256 of its own content, so that one that was damaged tells."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from ehealth.store.engine import write_new, write_whole

SEAL = "seal"


def write(path: Path, content: dict[str, Any], *, new: bool = False) -> None:
    """Writes a receipt with its seal, whole or not at all; where it is `new`, as engine.write_new."""
    writing = write_new if new else write_whole
    writing(path, json.dumps(_bare(content) | {SEAL: seal(content)}, ensure_ascii=False, indent=1))


def read(path: Path) -> dict[str, Any]:
    """What a receipt holds. Raises ValueError for one that is damaged; an earlier release left none to tell by."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(path.name)
    if found.get(SEAL, seal(found)) != seal(found):
        raise ValueError(path.name)
    return found


def seal(content: dict[str, Any]) -> str:
    """The SHA-256 of a receipt's content without its seal: as JSON with sorted names, no blanks, UTF-8."""
    text = json.dumps(_bare(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != SEAL}
