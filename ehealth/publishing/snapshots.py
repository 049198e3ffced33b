"""The secret exact counts that an edition was drawn from, in a file of their own; and the edition to be continued."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ehealth.disclosure import STEP, Published
from ehealth.domain import Refusal
from ehealth.editions import Edition, edition_file, numbers, snapshot_file
from ehealth.intake import quoted
from ehealth.publishing.cubes import CUBES, Cube
from ehealth.store import Registry, Store, keys, ledger
from ehealth.store.engine import sync

Last = Mapping[str, Published]  # by the cube's name


def write(registry: Registry, path: Path, drawn: Mapping[str, Published]) -> None:
    """Writes the snapshots of all cubes to a file that only its owner can read, and waits until it is on the disk."""
    cells = pd.concat([_rows(cube, drawn[cube.name]) for cube in CUBES])
    path.touch(mode=0o600)
    registry.con.register("snapshot", cells)
    try:
        registry.con.execute(f"COPY (FROM snapshot ORDER BY ALL) TO {quoted(path)} (FORMAT parquet)")
    finally:
        registry.con.unregister("snapshot")
    path.chmod(0o600)
    sync(path)


def last(store: Store, registry: Registry, *, closing: bool = False) -> Last | None:
    """What the last edition shows and was drawn from; None where there is none to continue.

    Editions that an earlier release made exact are not continued. Where the last one cannot be, because the key is
    another or its file or its snapshot is lost, only a closing edition goes on, and draws everything anew.
    Raises Refusal (key-changed, snapshot-lost).
    """
    number = last_number(store, registry)
    if not number:
        return None
    try:
        return _continued(store, registry, number)
    except Refusal:
        if closing:
            return None
        raise


def last_number(store: Store, registry: Registry) -> int:
    """The number of the last edition that was made, though its file may be gone; 0 without one."""
    noted = [entry.target or 0 for entry in registry.log() if entry.action == "publish"]
    return max([0, *noted, *numbers(store.path)])


def _continued(store: Store, registry: Registry, number: int) -> Last | None:
    try:
        edition = Edition(edition_file(store.path, number), number)
    except Refusal as fault:
        raise Refusal("snapshot-lost", edition=number) from fault
    try:
        if not edition.protected:
            return None
        if edition.manifest.get("key") != keys.fingerprint(store.key):
            raise Refusal("key-changed", edition=number)
        if not _fits(registry, number):
            raise Refusal("snapshot-lost", edition=number)
        secret = _read(registry, snapshot_file(store.path, number), number)
        return {cube.name: _joined(cube, edition, secret, number) for cube in CUBES}
    finally:
        edition.close()


def _fits(registry: Registry, number: int) -> bool:
    """Whether a snapshot is the one that was written; an earlier release left no sum to tell."""
    noted = [entry.number for entry in registry.log() if entry.action == "publish" and entry.target == number]
    path = snapshot_file(registry.path, number)
    return path.exists() and (not noted or ledger.fits_snapshot(registry.received, noted[-1], path))


def _rows(cube: Cube, drawn: Published) -> pd.DataFrame:
    shape = drawn.snapshot.shape
    return pd.DataFrame(
        {
            "cube": cube.name,
            "slice": np.repeat(np.array(drawn.slices, dtype=object), shape[1]),
            "label": np.tile(np.array(cube.columns, dtype=object), shape[0]),
            "students": drawn.snapshot.ravel(),
        }
    )


def _read(registry: Registry, path: Path, number: int) -> pd.DataFrame:
    try:
        return registry.con.execute(
            f'SELECT cube::VARCHAR AS cube, "slice"::VARCHAR AS code, label::VARCHAR AS "column", '
            f"students::BIGINT AS students FROM read_parquet({quoted(path)})"
        ).df()
    except duckdb.Error as fault:
        raise Refusal("snapshot-lost", edition=number) from fault


def _joined(cube: Cube, edition: Edition, secret: pd.DataFrame, number: int) -> Published:
    """The shown and the secret counts of the same slices; a row that the edition leaves out is all zeros.

    A snapshot of another edition does not fit: each shown count is less than a step away from the one it was drawn
    from.
    """
    kept = secret[secret["cube"] == cube.name]
    snapshot = kept.pivot_table(index="code", columns="column", values="students", aggfunc="sum", fill_value=0)
    snapshot = snapshot.reindex(columns=list(cube.columns), fill_value=0).astype("int64").sort_index()
    cells = edition.table(cube.table)
    shown = cube.wide(cells)
    whole = set(shown.index) <= set(snapshot.index) and len(kept) == len(snapshot) * len(cube.columns)
    shown = shown.reindex(snapshot.index, fill_value=0)
    if not whole or (np.abs(shown.to_numpy() - snapshot.to_numpy()) >= STEP).any():
        raise Refusal("snapshot-lost", edition=number)
    return Published(tuple(snapshot.index), shown.to_numpy(), snapshot.to_numpy())
