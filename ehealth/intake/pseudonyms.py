"""Student identifiers → HMAC-SHA-256 under the store's secret, in SQL, so that a million take a second."""

from __future__ import annotations

import hashlib


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The outer and inner pads of HMAC (RFC 2104) for SHA-256, so that SQL can finish the sum."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return bytes(b ^ 0x5C for b in block), bytes(b ^ 0x36 for b in block)


def pseudonym(table: str) -> str:
    """HMAC-SHA-256 of project and student, its first 128 bits; takes the two pads as the parameters $1 and $2."""
    message = f"encode({table}.project_code || chr(31) || {table}.student_id)"
    return f"CAST(unhex(left(sha256($1::BLOB || unhex(sha256($2::BLOB || {message}))), 32)) AS UUID)"
