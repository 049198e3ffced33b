"""The store's secret key: what is derived from it, and whether it is still the one that was."""

from __future__ import annotations

import hmac
from pathlib import Path

from ehealth.domain import Refusal
from ehealth.editions import latest


def drawing_key(key: bytes) -> bytes:
    """The key that editions are drawn with: derived, so that it tells nothing of the one that hides students."""
    return hmac.digest(key, b"editions", "sha256")


def fingerprint(key: bytes) -> str:
    """What tells one store's key from another, and nothing else of it; each edition says whose it is."""
    return hmac.digest(drawing_key(key), b"fingerprint", "sha256").hex()[:16]


def require(store: Path, key: bytes) -> None:
    """Raises Refusal("other-key") where the edition on show was drawn with another one.

    The same students would get other pseudonyms, and be other people to every count.
    """
    edition = latest(store).edition
    if edition is None:
        return
    edition.close()
    if edition.manifest.get("key", fingerprint(key)) != fingerprint(key):
        raise Refusal("other-key", edition=edition.number, path=f"{store}.key")
