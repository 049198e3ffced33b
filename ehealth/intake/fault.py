"""What a rule for a cell is given, and what it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Field = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """Why a value is refused: a problem code and the facts its sentence needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Bad(Exception):
    """Raised by a rule; carries the fault."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, facts)
