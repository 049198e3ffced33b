"""Exact cells → protected cells, and the attack that tries to undo it: arrays in, arrays out, no file, no table."""

from ehealth.disclosure.cells import STEP, Cells, Protected, Published
from ehealth.disclosure.protect import protect

__all__ = ["STEP", "Cells", "Protected", "Published", "protect"]
