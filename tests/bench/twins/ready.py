"""The six figures of every choice of years, ready in a file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

YEARS = ["2026-2027", "2025-2026", "2024-2025", "2023-2024", "2022-2023"]
CHARTS = [f"chart{place}" for place in range(6)]


def ready() -> dict[str, list[dict[str, Any]]]:
    """Years → six figures."""
    found: dict[str, list[dict[str, Any]]] = json.loads(Path(os.environ["READY"], "figures.json").read_text())
    return found


def chosen_years(years: Iterable[str] | None) -> str:
    """How a choice is named in the file."""
    return " ".join(sorted(years or ()))
