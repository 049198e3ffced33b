"""The registry: what was received, exactly, and the ledger of who did what."""

from ehealth.store.differences import Difference
from ehealth.store.effects import Replaced
from ehealth.store.folder import Store, create, open_store, rebuild
from ehealth.store.ledger import Entry
from ehealth.store.registry import Registry

__all__ = ["Difference", "Entry", "Registry", "Replaced", "Store", "create", "open_store", "rebuild"]
