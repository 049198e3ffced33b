"""The next edition as it would be, protected and attacked, for whoever decides to publish it: nothing is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from ehealth import journal
from ehealth.access import Reader
from ehealth.disclosure import Verdict
from ehealth.editions import Edition
from ehealth.publishing import files
from ehealth.publishing.drawing import HeldBack, closing_done, draw
from ehealth.publishing.make import now
from ehealth.store import Store
from ehealth.store.sharing import still


class Proposal:
    """What `publish` would freeze now, with the same choice of closing. Close it, or use it in a `with`.

    edition: open and protected, its file already gone. ledger: the last entry of the ledger that it includes, to be
    given to `publish`. held_back: the slices that stay as they were, without their counts. verdict: where it failed,
    the edition must be shown to nobody.
    """

    def __init__(self, store: Store, by: Reader, *, closing: bool = False) -> None:
        journal.require(store.path, by, "publish")
        with store.registry() as registry, still(registry), files.making(store) as folder:
            at = now()
            drawn = draw(store, registry, at, closing=closing)
            path = folder / "proposal.duckdb"
            files.write(registry, path, drawn.manifest(registry, at, ""), drawn.cells())
            self.edition = Edition(path, None)
            self.ledger: int = registry.last
        self.held_back: Sequence[HeldBack] = drawn.held_back
        self.verdict: Verdict = drawn.verdict

    def __enter__(self) -> Proposal:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the edition."""
        self.edition.close()


def propose(store: Store, by: Reader, closing: bool = False) -> Proposal:
    """The next edition as it would be. Raises Refusal as `publish` does, but for a failed verdict."""
    return Proposal(store, by, closing=closing)


def closed_already(store: Store) -> int | None:
    """This year, where its closing edition was made and another would be refused; None where one may be made."""
    year = now().year
    with store.registry() as registry:
        return year if closing_done(store, registry, year) else None
