"""Which files of a store's folder are editions, and which of them a reader may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ehealth import journal
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.editions.reading import Edition


@dataclass(frozen=True)
class Latest:
    """The newest edition that can be shown, None where there is none; and why those after it cannot, newest first."""

    edition: Edition | None
    refusals: tuple[Refusal, ...]


def edition_file(store: Path, number: int) -> Path:
    """Where an edition is kept."""
    return store / "editions" / f"{number:04d}.duckdb"


def snapshot_file(store: Path, number: int) -> Path:
    """Where the secret counts that an edition was drawn from are kept: personal data, as the rows are."""
    return store / "snapshots" / f"{number:04d}.parquet"


def draft_file(store: Path, ledger: int, project: str | None = None) -> Path:
    """Where the draft of an entry of the ledger is kept: of every project, or of one."""
    return store / "drafts" / (f"{ledger:06d}" + ("" if project is None else f"-{project}") + ".duckdb")


def erased_file(store: Path) -> Path:
    """Where the list of erased students is kept: beside the store, so that a copy that is put back does not undo it.

    Whoever has a draft open drops it when the list changes.
    """
    return store.with_name(store.name + ".erased")


def numbers(store: Path) -> list[int]:
    """The numbers of the editions in a store's folder, ascending."""
    return sorted(int(path.stem) for path in (store / "editions").glob("[0-9]*.duckdb") if path.stem.isdecimal())


def open_edition(store: Path, number: int | None = None) -> Edition:
    """A published edition; the latest that can be shown if no number is given.

    Raises Refusal: no-edition; edition-unreadable, edition-newer; edition-exact for one that an earlier release made
    before small counts were protected. Without a number, that of the newest, where none can be shown.
    """
    if number is not None:
        return _open(store, number)
    found = latest(store)
    if found.edition is None:
        raise found.refusals[0] if found.refusals else Refusal("no-edition", edition=None)
    return found.edition


def latest(store: Path) -> Latest:
    """The newest edition that can be shown: one that is damaged, newer or exact leaves the one before it on show."""
    met: list[Refusal] = []
    for number in reversed(numbers(store)):
        try:
            return Latest(_open(store, number), tuple(met))
        except Refusal as refusal:
            met.append(refusal)
    return Latest(None, tuple(met))


def open_draft(store: Path, name: str, by: Reader) -> Edition:
    """A draft by the name of its file: of every project, or of the one that its name ends with.

    Raises Refusal: forbidden; edition-unreadable.
    """
    project = name.partition("-")[2]
    journal.require(store, by, "exact_figures" if project else "drafts", project or None)
    return Edition(store / "drafts" / f"{name}.duckdb", None)


def last_draft(store: Path, by: Reader, project: str | None = None) -> Path:
    """The file of the last draft that was made; with a project, of the one of its cells.

    Raises Refusal: forbidden; no-draft.
    """
    journal.require(store, by, "drafts" if project is None else "exact_figures", project)
    kept = (path for path in (store / "drafts").glob("*.duckdb") if path.stem.partition("-")[0].isdecimal())
    made = max((path for path in kept if path.stem.partition("-")[2] == (project or "")), default=None)
    if made is None:
        raise Refusal("no-draft")
    return made


def _open(store: Path, number: int) -> Edition:
    if number not in numbers(store):
        raise Refusal("no-edition", edition=number)
    edition = Edition(edition_file(store, number), number)
    if not edition.protected:
        edition.close()
        raise Refusal("edition-exact", edition=number)
    return edition
