"""What a signed-in person is here, at this moment: the access list is read anew each time."""

from __future__ import annotations

import logging
from pathlib import Path

from ehealth import access, domain, settings
from ehealth.access import Person, Reader

LOG = logging.getLogger(__name__)


def store() -> Path:
    """The store that EHEALTH_STORE names, else data/store."""
    return Path(settings.value("EHEALTH_STORE") or domain.DATA / "store").resolve()


def reader(person: Person) -> Reader:
    """A person with the role of this moment; with none while the access list is damaged."""
    try:
        rights = access.listed(store())
    except (ValueError, KeyError, TypeError, OSError) as fault:
        LOG.error("the access list cannot be read, so nobody gets in: %s", fault)
        return Reader(access.NOBODY, frozenset(), person)
    found = access.reader_of(person, rights, settings.value("EHEALTH_FIRST_STEWARD"))
    # The list keeps what was known of somebody when they were put on it; the provider's word is newer.
    return Reader(found.role, found.projects, person)
