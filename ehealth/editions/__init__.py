"""Editions: numbered, immutable DuckDB files; whatever a page, chart or download shows comes from one.

Here they are opened and read; `ehealth.publishing` makes them. Nothing here can reach the registry.
"""

from ehealth.editions.opening import (
    Latest,
    draft_file,
    edition_file,
    erased_file,
    last_draft,
    latest,
    numbers,
    open_draft,
    open_edition,
    snapshot_file,
)
from ehealth.editions.reading import FORMAT, TABLES, Edition
from ehealth.editions.sums import sha256_of, sum_file

__all__ = [
    "FORMAT",
    "TABLES",
    "Edition",
    "Latest",
    "draft_file",
    "edition_file",
    "erased_file",
    "last_draft",
    "latest",
    "numbers",
    "open_draft",
    "open_edition",
    "sha256_of",
    "snapshot_file",
    "sum_file",
]
