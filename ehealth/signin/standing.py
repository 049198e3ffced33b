"""What a signed-in person is here, at this moment: the access list is read anew each time."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from ehealth import access, domain, journal, settings
from ehealth.access import Person, Reader, Right
from ehealth.signin.configuration import check_address

LOG = logging.getLogger(__name__)
AWAY = 3600  # seconds for which a reader process goes by the list it read last, while its whole folder is away
COPYING = 10  # seconds for which it does so while the list is half a copy

_last: dict[Path, tuple[float, tuple[Right, ...]]] = {}


def store() -> Path:
    """The store that EHEALTH_STORE names, else data/store."""
    return Path(settings.value("EHEALTH_STORE") or domain.DATA / "store").resolve()


def ready_to_read(signed_in: bool) -> None:
    """What a reader process needs, above all where people sign in: the list of who may, and a log.

    Raises Misconfigured; Refusal: reader-no-list, reader-no-log.
    """
    if desk := settings.value("EHEALTH_DESK_URL"):
        check_address("EHEALTH_DESK_URL", desk, "https://desk.example.org")
    if not signed_in:
        return
    if not access.list_file(store()).is_file():
        raise domain.Refusal("reader-no-list", path=str(access.list_file(store())))
    try:
        journal.prepare(store())
    except domain.Refusal as refusal:
        place = str(journal.folder(store()))
        raise domain.Refusal("reader-no-log", path=place, reason=refusal.facts["reason"]) from refusal


def reader(person: Person) -> Reader:
    """A person with the role of this moment; with none while the access list is damaged."""
    try:
        rights = _rights(store())
    except (ValueError, KeyError, TypeError, OSError) as fault:
        LOG.error("the access list cannot be read, so nobody gets in: %s", fault)
        return Reader(access.NOBODY, frozenset(), person)
    found = access.reader_of(person, rights, settings.value("EHEALTH_FIRST_STEWARD"))
    # The list keeps what was known of somebody when they were put on it; the provider's word is newer.
    return access.here(Reader(found.role, found.projects, person))


def _rights(store: Path) -> tuple[Right, ...]:
    """The access list. One that is taken away lets nobody in; a whole folder that is away is something else."""
    if not settings.only_reads():
        return access.listed(store)
    read, kept = _last.get(store, (0.0, ()))
    since = time.monotonic() - read
    if not _there(store):
        return kept if since < AWAY else ()
    try:
        rights = access.listed(store)
    except ValueError:
        if since < COPYING:
            return kept
        raise
    _last[store] = time.monotonic(), rights
    return rights


def _there(store: Path) -> bool:
    try:
        return access.list_file(store).exists() or (store / "editions").exists()
    except OSError:  # a mounted folder whose other end is gone
        return False
