"""Drafts: the exact figures of this moment, for those entitled to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ehealth.editions import Edition
from ehealth.publishing.make import EMPLOYER_CELLS, fill, manifest_of
from ehealth.store import Store


class Draft(Edition):
    """The exact figures of this moment, not published; its file goes when it is closed."""

    def __init__(self, store: Store) -> None:
        self._folder = TemporaryDirectory(prefix=".draft-", dir=store.editions)
        path = Path(self._folder.name) / "draft.duckdb"
        made_at = datetime.now(UTC).replace(tzinfo=None)
        with store.registry() as registry:
            fill(registry, path, manifest_of(registry, "draft", made_at, ""), {"employer_cells": EMPLOYER_CELLS})
        super().__init__(path, None)

    def close(self) -> None:
        super().close()
        self._folder.cleanup()
