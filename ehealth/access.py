"""Who may do what, written once: what hides a page or a button and what refuses the action are this table."""

from __future__ import annotations

from ehealth.domain import Refusal

READER = frozenset({"read"})
LEAD = READER | {"upload", "exact_figures"}  # both for the lead's own projects only
STEWARD = LEAD | {"reference", "withdraw", "drafts", "publish", "log"}

ACTIONS = {"reader": READER, "lead": LEAD, "steward": STEWARD}

ROLE_WITHOUT_SIGN_IN = "steward"  # the server then listens on loopback only, so its one user is at its keyboard


def may(role: str, action: str) -> bool:
    """Whether a role may do something; an unknown role may do nothing."""
    return action in ACTIONS.get(role, frozenset())


def require(role: str, action: str) -> None:
    """Raise Refusal("forbidden") unless the role may do it."""
    if not may(role, action):
        raise Refusal("forbidden", role=role, action=action)
