"""Files that are not what they should be, wherever one can stand.

Each is a sentence (a Refusal, never another exception), readers go on, and nothing is lost once the file is put back
or the remedy of the sentence is followed. The long form takes about 3 minutes.
"""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from ehealth.domain import Refusal
from ehealth.editions import erased_file, latest
from ehealth.publishing import publish
from ehealth.store import Store
from tests.erasures import STEWARD, erased
from tests.torture.size import LONG
from tests.torture.strange import MENDED, ROWS, answer, held, to_maltreat, with_its_list

ROOT = Path(__file__).resolve().parents[2]
OLDER = ROOT / "tests" / "stores" / "format-2.zip"  # another store, that an earlier release made
# Where a file stands: what sending a file is answered with; "" where it is taken.
PLACES = {
    "registry.duckdb": MENDED,
    "registry.duckdb.wal": "",
    "received/000003.parquet": "",
    "received/000005.json": "",
    "received/000099.json": "received-damaged",
    "received/junk.parquet": "",
    "received/store.json": "",
    "editions/0001.duckdb": "",
    "editions/0001.sha256": "",
    "editions/0007.duckdb": "",
    "snapshots/0001.parquet": "",
    "access.json": "",
    "registry.lock": "",
    "registry.migrating": "",
    "registry.rebuilt": "",
    "registry.format-2.duckdb": "",
    "drafts/000008.duckdb": "",
    "damaged/x": "",
    "../store.key": "no-key",
    "../store.erased": "erased-list-damaged",
    "../store.log/2026-01.jsonl": "",
}
WITHOUT_PUBLISHING = ("editions/0001.duckdb", "editions/0001.sha256", "editions/0007.duckdb", "snapshots/0001.parquet")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return to_maltreat(tmp_path_factory.mktemp("made"))


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return with_its_list(made, tmp_path)


def strange(what: str, place: str, folder: Path) -> bytes | None:
    """Content for a place; None where the older store has nothing there."""
    if what == "empty":
        return b""
    if what == "random":
        return random.Random(place).randbytes(6000)
    with zipfile.ZipFile(OLDER) as packed:
        name = place.removeprefix("../") if place.startswith("..") else f"store/{place}"
        return packed.read(name) if name in packed.namelist() else None


CASES = [(place, what) for place in PLACES for what in ("empty", "random", "older")]


@pytest.mark.parametrize(("place", "what"), CASES if LONG else CASES[::2])
def test_a_strange_file_is_a_sentence_and_nothing_is_lost(known: Store, tmp_path: Path, place: str, what: str) -> None:
    content, target = strange(what, place, tmp_path), known.path / place
    if content is None:
        pytest.skip("the older store has no such file")
    before = target.read_bytes() if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)
    target.write_bytes(content)
    shown = latest(known.path)
    assert (shown.edition is None) == (place.startswith("editions/0001"))
    said = answer(known)
    assert said == ("" if (place, what) == ("../store.key", "older") else PLACES[place])
    sent = 0 if said else 1
    if place in WITHOUT_PUBLISHING:
        with pytest.raises(Refusal, match="snapshot-lost"):
            publish(known, STEWARD)
    if said == MENDED:
        assert answer(known) == ""
        sent = 1
    else:
        target.unlink(missing_ok=True)
        if before is not None:
            target.write_bytes(before)
    assert held(known) == (10 + sent, ROWS, 1)
    assert latest(known.path).edition is not None
    assert publish(known, STEWARD) == 2


def test_what_a_newer_release_wrote_is_left_alone_and_read_again_once_it_is_gone(known: Store) -> None:
    facts = known.facts_file.read_text()
    with known.registry() as registry:
        registry.con.execute("UPDATE store_facts SET value = '99' WHERE name = 'format'")
    assert answer(known) == "other-format"
    known.registry_file.rename(known.path.with_name("newer"))
    known.facts_file.write_text('{"format": "99", "demonstration": "false"}')
    assert answer(known) == "other-format"
    known.facts_file.write_text(facts)
    assert answer(known) == MENDED
    assert latest(known.path).edition is not None
    assert held(known) == (10, ROWS, 1)


def test_an_older_list_of_the_erased_is_not_taken_for_the_last_one(known: Store) -> None:
    older = erased_file(known.path).read_text()
    erased(known, "etu-4")
    newest = erased_file(known.path).read_text()
    erased_file(known.path).write_text(older)
    assert answer(known) == "erased-list-damaged"
    erased_file(known.path).write_text(newest)
    assert answer(known) == ""
