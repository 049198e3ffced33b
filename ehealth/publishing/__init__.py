"""Store → edition: makes editions and drafts, and says what a file would change in them."""

from ehealth.publishing.drafts import Draft, draft
from ehealth.publishing.drawing import HeldBack
from ehealth.publishing.foreseen import Foreseen, foresee
from ehealth.publishing.make import MOVING, Made, make, publish, uploads_since
from ehealth.publishing.proposals import Proposal, closed_already, propose

__all__ = [
    "MOVING",
    "Draft",
    "Foreseen",
    "HeldBack",
    "Made",
    "Proposal",
    "closed_already",
    "draft",
    "foresee",
    "make",
    "propose",
    "publish",
    "uploads_since",
]
