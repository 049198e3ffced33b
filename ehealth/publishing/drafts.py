"""Drafts: the exact figures of this moment, for those entitled to them; never published."""

from __future__ import annotations

from pathlib import Path

from ehealth import journal
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.editions import Edition, draft_file
from ehealth.publishing import files
from ehealth.publishing.counts import EMPLOYER_CELLS, ENROLMENT_CELLS, PLACEMENT_CELLS
from ehealth.publishing.make import now
from ehealth.store import Registry, Store
from ehealth.store.sharing import still

CELLS = {
    "enrolment_cells": ENROLMENT_CELLS,
    "placement_cells": PLACEMENT_CELLS,
    "employer_cells": EMPLOYER_CELLS,
}


class Draft(Edition):
    """The exact figures of this moment, open, without a file: it was taken away once it was opened."""

    def __init__(self, store: Store, by: Reader) -> None:
        journal.require(store.path, by, "drafts")
        with journal.doing(store.path, by, "drafts"), store.registry() as registry, files.making(store) as folder:
            path = folder / "draft.duckdb"
            _write(registry, path)
            super().__init__(path, None)


def draft(store: Store, by: Reader, project: str | None = None) -> Path:
    """The file of the exact figures of this moment, which only its owner can read; older ones are taken away.

    With a project, its cells only: what its lead may see. `editions.last_draft` finds it.
    Raises Refusal (forbidden, no-such-project).
    """
    action = "drafts" if project is None else "exact_figures"
    journal.require(store.path, by, action, project)
    with journal.doing(store.path, by, action, project or ""), store.registry() as registry:
        if project is not None and project not in registry.projects():
            raise Refusal("no-such-project", project=project)
        final = draft_file(store.path, registry.last, project)
        final.parent.mkdir(mode=0o700, exist_ok=True)
        for old in final.parent.iterdir():
            if not old.name.startswith(f"{registry.last:06d}"):
                old.unlink()
        if not _opens(final):
            with files.making(store) as folder:
                _write(registry, folder / final.name, project)
                (folder / final.name).replace(final)
    return final


def _opens(path: Path) -> bool:
    try:
        Edition(path, None).close()
    except Refusal:
        return False
    return True


def _write(registry: Registry, path: Path, project: str | None = None) -> None:
    cells: dict[str, files.Rows] = dict(CELLS)
    if project is not None:
        cells = {n: (f"FROM ({query}) WHERE project_code = ? ORDER BY ALL", [project]) for n, query in CELLS.items()}
    with still(registry):
        files.write(registry, path, files.described(registry, "draft", now(), protected="false", note=""), cells)
    path.chmod(0o600)
