"""A store's folder: its key, its lock, and a sentence where it cannot be opened."""

from __future__ import annotations

import hashlib
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ehealth import publishing
from ehealth.domain import Refusal
from ehealth.store import Store, create, open_store
from tests.files import STEWARD, file, send, students

ROOT = Path(__file__).resolve().parents[1]


def refused(folder: Path) -> str:
    """The code with which a store does not open."""
    with pytest.raises(Refusal) as caught, open_store(folder).registry() as registry:
        registry.log()
    return caught.value.code


def test_the_key_stands_beside_the_folder_for_its_owner_only(store: Store) -> None:
    assert store.key_file.parent == store.path.parent
    assert stat.S_IMODE(store.key_file.stat().st_mode) == 0o600
    assert len(store.key) == 32


def test_two_stores_have_two_keys(store: Store, tmp_path: Path) -> None:
    assert create(tmp_path / "other").key != store.key


def test_a_pseudonym_is_half_a_sha_256_of_key_project_and_student(store: Store) -> None:
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", {"student_id": "etu-7"})
    with store.registry() as registry:
        kept = registry.con.execute("SELECT student_id FROM current_cohorts").fetchall()
    received = duckdb.sql(f"SELECT student_id FROM read_parquet('{store.received}/000003.parquet')").fetchall()
    expected = hashlib.sha256(store.key + b"p1\x1fetu-7").hexdigest()[:32]
    assert kept[0][0].hex == received[0][0].hex == expected


def test_a_store_is_made_in_an_empty_folder_only(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for folder in (store.path, tmp_path / "mine"):
        with pytest.raises(Refusal) as caught:
            create(folder)
        assert caught.value.code == "store-exists"
    (tmp_path / "empty").mkdir()
    assert create(tmp_path / "empty").registry_file.is_file()


def test_a_key_that_is_already_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "s.key").write_text("ab" * 32)
    assert create(tmp_path / "s").key == bytes.fromhex("ab" * 32)
    (tmp_path / "t.key").write_text("cd" * 32)
    with pytest.raises(Refusal) as caught:
        create(tmp_path / "t", key=b"k" * 32)
    assert caught.value.code == "key-exists"
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("content", [None, "", "not hexadecimal"])
def test_a_lost_key_is_a_sentence(store: Store, content: str | None) -> None:
    store.key_file.unlink()
    if content is not None:
        store.key_file.write_text(content)
    with pytest.raises(Refusal) as caught:
        send(store, "projects")
    assert caught.value.code == "no-key"


def test_another_stores_key_is_a_sentence_before_students_become_others(store: Store) -> None:
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30))
    publishing.publish(store, STEWARD)
    own = store.key_file.read_text()
    store.key_file.write_text("11" * 32)
    with pytest.raises(Refusal) as caught:
        send(store, "cohorts", *students(31))
    assert caught.value.code == "other-key"
    send(store, "modules", {"title": "Nobody is in it"})
    store.key_file.write_text(own)
    send(store, "cohorts", *students(31))


def test_where_there_is_no_store_there_is_a_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path) == "no-store"
    assert refused(tmp_path / "nowhere") == "no-store"


def test_a_store_of_another_format_is_left_alone(store: Store) -> None:
    with store.registry() as registry:
        registry.con.execute("UPDATE store_facts SET value = '99' WHERE name = 'format'")
    assert refused(store.path) == "other-format"


def test_a_registry_that_is_another_database_is_set_aside_and_made_again(store: Store) -> None:
    send(store, "projects")
    store.registry_file.unlink()
    duckdb.connect(str(store.registry_file)).close()
    assert refused(store.path) == "registry-mended"
    with store.registry() as registry:
        assert registry.projects() == ["p1"]


@pytest.mark.parametrize("kept", [0, 100, 5000, 300_000])
def test_a_damaged_registry_is_set_aside_and_made_again(store: Store, kept: int) -> None:
    send(store, "projects")
    content = store.registry_file.read_bytes()
    damaged = content[:kept] + b"\xa5" * (len(content) - kept)
    store.registry_file.write_bytes(damaged)
    assert refused(store.path) == "registry-mended"
    assert [path.read_bytes() for path in store.path.glob("damaged/*/registry.duckdb")] == [damaged]
    with store.registry() as registry:
        assert registry.projects() == ["p1"]


def test_two_processes_that_write_at_once_wait_for_each_other(store: Store, tmp_path: Path) -> None:
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    running = []
    for project in ("p1", "p2"):
        content = tmp_path / f"{project}.csv"
        content.write_bytes(file("cohorts", *students(40, project_code=project)))
        command = [sys.executable, "-m", "ehealth", "--store", str(store.path), "upload", "cohorts", str(content)]
        running.append(subprocess.Popen([*command, "--by", "a@example.org"], cwd=ROOT, stdout=subprocess.PIPE))
    assert [process.wait(60) for process in running] == [0, 0]
    with store.registry() as registry:
        assert [(e.number, e.kind) for e in registry.log()[2:]] == [(3, "cohorts"), (4, "cohorts")]
        assert sorted(slice_[1] for slice_ in registry.slices() if slice_[2]) == ["p1", "p2"]


def test_a_store_that_stays_busy_is_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ehealth.store.folder.LOCK_WAIT", 0.1)
    with store.registry():
        assert refused(store.path) == "store-busy"


ALWAYS = """
import sys
from pathlib import Path
from ehealth.store import open_store

store = open_store(Path(sys.argv[1]))
while True:
    with store.registry():
        print(flush=True)
"""


def test_whoever_writes_without_a_pause_lets_others_have_their_turn(store: Store) -> None:
    """Five turns of ours take about ten of theirs, not sixty seconds."""
    greedy = [sys.executable, "-c", ALWAYS, str(store.path)]
    with subprocess.Popen(greedy, cwd=ROOT, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout and other.stdout.readline()
            for _ in range(5):
                with store.registry():
                    pass
        finally:
            other.kill()
        assert len(other.stdout.read()) < 20
