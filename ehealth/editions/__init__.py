"""Editions: numbered, immutable DuckDB files; whatever a page, chart or download shows comes from one.

Here they are opened and read; `ehealth.publishing` makes them. Nothing here can reach the registry.
"""

from ehealth.editions.reading import TABLES, Edition, numbers, open_edition

__all__ = ["TABLES", "Edition", "numbers", "open_edition"]
