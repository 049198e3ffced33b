"""Exact cells → protected cells, and the attack that tries to undo it: arrays in, arrays out, no file, no table."""

from ehealth.disclosure.attack.replay import replay
from ehealth.disclosure.attack.verdict import Finding, Verdict
from ehealth.disclosure.audit import KNOWLEDGE, audit
from ehealth.disclosure.cells import STEP, Cells, Protected, Published
from ehealth.disclosure.protect import protect

__all__ = ["KNOWLEDGE", "STEP", "Cells", "Finding", "Protected", "Published", "Verdict", "audit", "protect", "replay"]
