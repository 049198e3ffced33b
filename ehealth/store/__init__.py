"""The registry: what was received, exactly, and the ledger of who did what."""

from ehealth.store.backups import backup
from ehealth.store.differences import Difference
from ehealth.store.effects import Replaced
from ehealth.store.erasing import erase, pseudonym_of, rows_of
from ehealth.store.folder import Store, create, open_store, rebuild
from ehealth.store.ledger import Entry
from ehealth.store.received import Fault
from ehealth.store.registry import Registry
from ehealth.store.restoring import restore
from ehealth.store.retention import YEARS, expired, retain
from ehealth.store.supposing import supposing
from ehealth.store.verifying import Verdict, verify

__all__ = [
    "YEARS",
    "Difference",
    "Entry",
    "Fault",
    "Registry",
    "Replaced",
    "Store",
    "Verdict",
    "backup",
    "create",
    "erase",
    "expired",
    "open_store",
    "pseudonym_of",
    "rebuild",
    "restore",
    "retain",
    "rows_of",
    "supposing",
    "verify",
]
