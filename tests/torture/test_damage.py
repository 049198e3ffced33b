"""The WAL cut anywhere, bits flipped anywhere: every figure that is read is the right one, or a sentence is raised."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ehealth import domain
from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.editions import TABLES, numbers, open_edition
from ehealth.publishing import publish
from ehealth.store import Store, create, open_store, rebuild, verify
from tests.files import file, send, students
from tests.torture import size

SEED = random.SystemRandom().randrange(1_000_000)
ROOT = Path(__file__).resolve().parents[2]
BY = operator("steward@example.org")

# A process that is killed with the registry open leaves its last entries in the WAL only.
LEAVES_A_WAL = """
import os, sys
from pathlib import Path
from ehealth.access import operator
from ehealth.store import open_store

by = operator("steward@example.org")
store = open_store(Path(sys.argv[1]))
with store.registry() as registry:
    for path in sys.argv[2:]:
        with registry.examine("cohorts", Path(path).read_bytes(), store.key, by=by) as checked:
            registry.accept(checked, store.key, by, "x.csv")
    registry.withdraw(registry.log()[-1].receipt, by, "sent by mistake")
    os._exit(9)
"""


class Read(NamedTuple):
    """All that a store can tell: its ledger, what is current, and what every edition shows."""

    log: list[Any]
    slices: list[Any]
    current: dict[str, list[Any]]


def read(store: Store) -> Read:
    with store.registry() as registry:
        current = {kind: registry.con.execute(f"FROM current_{kind} ORDER BY ALL").fetchall() for kind in domain.KINDS}
        return Read(registry.log(), registry.slices(), current)


def shown(store: Store, number: int) -> dict[str, str]:
    edition = open_edition(store.path, number)
    try:
        return {name: edition.table(name).to_csv() for name in TABLES}
    finally:
        edition.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two editions, then five uploads and a withdrawal that stand in the WAL alone."""
    folder = tmp_path_factory.mktemp("made")
    store = create(folder / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    for many in (30, 60):
        send(store, "cohorts", *students(many))
        send(store, "placements", *students(many)[:20])
        publish(store, BY)
    paths = [folder / f"{number}.csv" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(file("cohorts", *students(60 + number, project_code="p2")))
    done = subprocess.run([sys.executable, "-c", LEAVES_A_WAL, str(store.path), *map(str, paths)], cwd=ROOT)
    assert done.returncode == 9 and wal(store).stat().st_size > 1000
    return store


@pytest.fixture(scope="module")
def right(made: Store, tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(copy(made, tmp_path_factory.mktemp("right")))


@pytest.fixture
def copies(made: Store, tmp_path: Path) -> Iterator[Store]:
    """Copies of the store, one after the other, each in a place of its own."""
    return (copy(made, tmp_path / str(turn)) for turn in count())


def copy(store: Store, folder: Path) -> Store:
    shutil.copytree(store.path, folder / "store")
    shutil.copy2(store.key_file, folder / "store.key")
    return open_store(folder / "store")


def wal(store: Store) -> Path:
    return store.path / "registry.duckdb.wal"


def flip(path: Path, dice: random.Random) -> None:
    """Flips one bit of a file."""
    content, place = bytearray(path.read_bytes()), dice.randrange(path.stat().st_size)
    content[place] ^= 1 << dice.randrange(8)
    path.chmod(0o600)
    path.write_bytes(content)


def reads_right_or_says(store: Store, right: Read) -> str:
    """What reading came to; a refusal once, and after it the right figures."""
    try:
        assert read(store) == right
    except Refusal as refusal:
        assert refusal.code == "registry-mended"
        assert read(store) == right
        return refusal.code
    return "right"


def test_a_registry_whose_log_breaks_off_brings_in_what_is_missing(copies: Iterator[Store], right: Read) -> None:
    cuts, found = size.of(8, 200), Counter[str]()
    for turn in range(cuts):
        store = next(copies)
        whole = wal(store).read_bytes()
        wal(store).write_bytes(whole[: len(whole) * turn // cuts])
        found[reads_right_or_says(store, right)] += 1
    assert found["right"] + found["registry-mended"] == cuts
    size.tell(f"WAL cut at {cuts} places: {dict(found)}")


@pytest.mark.parametrize("name", ["registry.duckdb", "registry.duckdb.wal"])
def test_a_flipped_bit_of_the_registry_is_set_aside_and_no_figure_is_wrong(
    copies: Iterator[Store], right: Read, name: str
) -> None:
    dice, turns, found = random.Random(SEED), size.of(6, 70), Counter[str]()
    for _ in range(turns):
        store = next(copies)
        flip(store.path / name, dice)
        found[met := reads_right_or_says(store, right)] += 1
        assert len(list(store.path.glob("damaged/*/registry.duckdb"))) == (met == "registry-mended"), f"seed {SEED}"
    size.tell(f"{turns} bits of {name}: {dict(found)}, seed {SEED}")


def test_a_flipped_bit_of_what_was_received_is_named_and_mended(copies: Iterator[Store], right: Read) -> None:
    """The registry is whole at first: it goes on. Once it is gone too, nothing is made up."""
    dice, turns, found = random.Random(SEED), size.of(3, 60), Counter[str]()
    for _ in range(turns):
        store = next(copies)
        assert read(store) == right  # the WAL is in the file from here on
        path = dice.choice([one for one in sorted(store.received.iterdir()) if one.name != "store.json"])
        flip(path, dice)
        assert read(store) == right
        named = [found for found in verify(store).wrong if not isinstance(found, Refusal)]
        assert [facts["lost"].split()[0] for code, facts in named if code.endswith("damaged")] == [path.stem]
        held = store.registry_file.read_bytes()
        store.registry_file.unlink()
        with pytest.raises(Refusal) as refused:
            read(store)
        assert (refused.value.code, refused.value.facts["lost"].split()[0]) == ("received-damaged", path.stem)
        store.registry_file.write_bytes(held)
        rebuild(store.path)
        assert read(store) == right and verify(store).wrong == []
        found[path.suffix] += 1
    size.tell(f"{turns} bits of received/: named and written again from the registry, {dict(found)}, seed {SEED}")


def test_what_is_lost_in_both_is_named_and_gone_on_without_only_when_told_to(copies: Iterator[Store]) -> None:
    store = next(copies)
    with store.registry() as registry:
        last = registry.log()[-2]
    flip(store.received / f"{last.number:06d}.parquet", random.Random(SEED))
    store.registry_file.write_bytes(b"gone")
    told = []
    rebuild(store.path, without=BY, tell=lambda fault, lost: told.append((fault.number, fault.what, lost)))
    assert told == [(last.number, "rows-damaged", True)]
    with store.registry() as registry:
        lost = registry.log()[-2]
        assert (lost.action, lost.kind, lost.file_name, lost.why) == ("lost", "cohorts", "x.csv", "rows-damaged")
        assert registry.log()[-1].action == "withdraw"
    assert len(list(store.path.glob("damaged/*/*.parquet"))) == 1
    assert verify(store).wrong == []


def test_a_flipped_bit_of_an_edition_or_of_its_sum_shows_the_one_before(copies: Iterator[Store]) -> None:
    dice, turns = random.Random(SEED), size.of(8, 70)
    store = next(copies)
    before, last = shown(store, 1), max(numbers(store.path))
    for turn in range(turns):
        path = store.editions / (f"{last:04d}.sha256" if turn % 4 == 3 else f"{last:04d}.duckdb")
        whole = path.read_bytes()
        flip(path, dice)
        with pytest.raises(Refusal) as refused:
            open_edition(store.path, last)
        assert refused.value.code == "edition-unreadable", f"seed {SEED}"
        assert open_edition(store.path).number == 1 and shown(store, 1) == before
        path.write_bytes(whole)
    size.tell(f"{turns} bits of an edition or its sum: all refused, the edition before stays on show, seed {SEED}")


def test_an_edition_tells_that_the_end_of_what_was_received_is_gone(copies: Iterator[Store]) -> None:
    store = next(copies)
    store.registry_file.unlink()
    for path in sorted(store.received.glob("[0-9]*"))[-22:]:
        path.unlink()
    with pytest.raises(Refusal) as refused:
        read(store)
    assert refused.value.code == "received-damaged"
