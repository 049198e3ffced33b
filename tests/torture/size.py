"""How long the tests of load and damage go on: a short form in `make test`, the whole in `make torture`."""

from __future__ import annotations

import os

LONG = bool(os.environ.get("TORTURE"))


def of(short: int, long: int) -> int:
    """How many times: `short` in `make test`, `long` in `make torture`."""
    return long if LONG else short


def tell(line: str) -> None:
    """A figure of the run: printed, and shown by `make torture` (pytest -s)."""
    print(f"\n  {line}", flush=True)
