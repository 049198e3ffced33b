"""Secret numbers: the same on any machine for the same key and code, unguessable without the key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from ehealth.disclosure.cells import Counts

BYTES = 7  # a number below 2**56: int64 holds it, and sums of a few of them


def numbers(key: bytes, salt: str, codes: Sequence[str], columns: int) -> Counts:
    """One number a cell, drawn from each slice's code and not from its place: a new slice moves no other's."""
    drawn = b"".join(_stretched(key, salt, code, columns * BYTES) for code in codes)
    parts = np.frombuffer(drawn, np.uint8).reshape(len(codes), columns, BYTES).astype(np.int64)
    found: Counts = parts @ (256 ** np.arange(BYTES, dtype=np.int64))
    return found


def _stretched(key: bytes, salt: str, code: str, length: int) -> bytes:
    parts = (key, salt.encode(), code.encode())
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.shake_256(framed).digest(length)
