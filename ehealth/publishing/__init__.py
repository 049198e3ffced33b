"""Store → edition: makes editions and drafts, and says what a file would change in them."""

from ehealth.publishing.drafts import Draft
from ehealth.publishing.foreseen import Foreseen, foresee
from ehealth.publishing.make import publish, uploads_since

__all__ = ["Draft", "Foreseen", "foresee", "publish", "uploads_since"]
