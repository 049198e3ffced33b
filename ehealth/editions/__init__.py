"""Editions: numbered, immutable DuckDB files; whatever a page, chart or download shows comes from one."""

from ehealth.editions.foreseen import Foreseen, foresee
from ehealth.editions.make import Draft, publish, uploads_since
from ehealth.editions.reading import TABLES, Edition, numbers, open_edition

__all__ = ["TABLES", "Draft", "Edition", "Foreseen", "foresee", "numbers", "open_edition", "publish", "uploads_since"]
