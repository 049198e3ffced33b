"""A backup and the way back: whole or not at all, without the key, and nobody erased comes back."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ehealth.commands import main
from ehealth.editions import erased_file, open_edition
from ehealth.publishing import publish
from ehealth.store import Store, backup, backups, restore
from ehealth.store.erased import listed
from tests.erasures import STEWARD, erased, frozen, lines, made_with, traces
from tests.files import copied, exact, faults, file, refusal, send, students


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Eight entries of the ledger, an edition, and a draft."""
    return made_with(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path / "here")


@pytest.fixture
def kept(made: Store, tmp_path: Path) -> Path:
    backup(made, tmp_path / "kept", STEWARD)
    return tmp_path / "kept"


def keyed(made: Store, folder: Path) -> Path:
    """Where a store is put back, with the key beside it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(made.key_file, folder.with_name(folder.name + ".key"))
    return folder


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store), *words], env={"LANG": "en_GB.UTF-8", "LC_ALL": ""})


def test_what_is_put_back_is_what_there_was(made: Store, kept: Path, tmp_path: Path) -> None:
    back = restore(kept, keyed(made, tmp_path / "back" / "store"), STEWARD)
    assert (back.ledger, back.erased_again, back.has_key) == (8, 0, True)
    assert lines(back.store) == lines(made) == {"cohorts": 50, "placements": 8}
    assert frozen(back.store) == frozen(made)
    with made.registry() as before, back.store.registry() as after:
        assert before.log() == after.log()
        assert before.slices() == after.slices()
    assert open_edition(back.store.path).number == 1
    assert exact(back.store).read("enrolment")["students"].sum() == 11
    send(back.store, "cohorts", *students(9))
    assert publish(back.store, STEWARD) == 2


def test_a_backup_is_judged_by_sha256sum_and_holds_neither_key_nor_registry(made: Store, kept: Path) -> None:
    judged = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=kept)
    assert judged.returncode == 0
    names = {str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()}
    listed_names = {line[66:] for line in (kept / "SHA256SUMS").read_text().splitlines()}
    assert names - listed_names == {"SHA256SUMS"}
    assert {name for name in names if "/" not in name} == {"SHA256SUMS", "backup.json", "erased"}
    key = made.key.hex()
    assert [name for name in names if key.encode() in (kept / name).read_bytes()] == []
    facts = json.loads((kept / "backup.json").read_text())
    assert (facts["format"], facts["ledger"], len(facts["key"])) == ("1", 8, 16)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


def test_a_backup_leaves_nothing_in_the_store(known: Store, tmp_path: Path) -> None:
    before = sorted(path for path in known.path.rglob("*"))
    backup(known, tmp_path / "b", STEWARD)
    assert sorted(path for path in known.path.rglob("*")) == before


def test_who_was_erased_after_a_backup_does_not_come_back_with_it(known: Store, tmp_path: Path) -> None:
    backup(known, tmp_path / "kept", STEWARD)
    who = erased(known)
    shutil.rmtree(known.path)
    back = restore(tmp_path / "kept", known.path, STEWARD)
    assert (back.ledger, back.erased_again) == (8, 1)
    assert lines(back.store) == {"cohorts": 47, "placements": 7}
    assert traces(back.store, who) == []


def test_who_was_erased_before_a_backup_stays_so_beside_an_older_list(
    known: Store, made: Store, tmp_path: Path
) -> None:
    erased(known, "etu-3")
    who = erased(known)
    backup(known, tmp_path / "kept", STEWARD)
    there = keyed(made, tmp_path / "there" / "store")
    one, two = erased_file(known.path).read_text().splitlines(keepends=True)
    erased_file(there).write_text(one)
    back = restore(tmp_path / "kept", there, STEWARD)
    assert (back.ledger, back.erased_again) == (10, 0)
    assert erased_file(there).read_text() == one + two
    assert traces(back.store, who) == []
    codes = [code for *_, code in faults("cohorts", file("cohorts", *students(4)), back.store)]
    assert codes == ["erased-student", "erased-student"]


def test_two_lists_that_went_apart_are_one_afterwards(known: Store, made: Store, tmp_path: Path) -> None:
    """At the same second, each of two copies of a store erased another student."""
    other = copied(known, tmp_path / "other")
    first, second = erased(known, "etu-1"), erased(other, "etu-2")
    at = listed(known.path)[0].at.isoformat()
    text = erased_file(other.path).read_text()
    erased_file(other.path).write_text(text.replace(listed(other.path)[0].at.isoformat(), at))
    backup(known, tmp_path / "kept", STEWARD)
    shutil.rmtree(other.path)
    back = restore(tmp_path / "kept", other.path, STEWARD)
    assert [one.student for one in listed(other.path)] == [first, second]
    assert back.erased_again == 1
    assert traces(back.store, first) == traces(back.store, second) == []
    assert run(other.path, "log").output.count("erase") == 2


DAMAGE: list[tuple[str, Callable[[Path], object]]] = [
    ("backup-not-whole", lambda kept: (kept / "SHA256SUMS").unlink()),
    ("backup-damaged", lambda kept: (kept / "received" / "000003.parquet").write_bytes(b"")),
    ("backup-damaged", lambda kept: (kept / "received" / "000003.json").unlink()),
    ("backup-damaged", lambda kept: (kept / "erased").write_text("{}")),
    ("backup-damaged", lambda kept: (kept / "backup.json").write_bytes(b"\xff")),
    ("backup-damaged", lambda kept: (kept / "SHA256SUMS").write_text("")),
    ("backup-damaged", lambda kept: (kept / "SHA256SUMS").open("a").write("0" * 64 + "  ../../escaped\n")),
    ("backup-newer", lambda kept: (kept / "backup.json").write_text('{"format": "2", "ledger": 8, "key": ""}')),
    ("no-backup", lambda kept: shutil.rmtree(kept)),
]


@pytest.mark.parametrize(("code", "damage"), DAMAGE)
def test_a_damaged_backup_is_a_sentence_and_nothing_is_placed(
    made: Store, kept: Path, tmp_path: Path, code: str, damage: Callable[[Path], object]
) -> None:
    there = keyed(made, tmp_path / "there" / "store")
    damage(kept)
    assert refusal(restore, kept, there, STEWARD) == code
    assert {path.name for path in there.parent.iterdir()} <= {"store.key", "store.log"}


def test_where_something_stands_nothing_is_made(known: Store, kept: Path, tmp_path: Path) -> None:
    assert refusal(restore, kept, known.path, STEWARD) == "store-exists"
    assert refusal(backup, known, kept, STEWARD) == "backup-exists"
    assert refusal(backup, known, known.received / "b", STEWARD) == "backup-inside"
    (tmp_path / "empty").mkdir()
    assert backup(known, tmp_path / "empty", STEWARD).ledger == 8
    (tmp_path / "there").mkdir()
    assert restore(kept, tmp_path / "there", STEWARD).ledger == 8


def test_another_key_beside_the_folder_is_not_taken_for_the_backups_own(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "there.key").write_text("ab" * 32)
    assert refusal(restore, kept, tmp_path / "there", STEWARD) == "backup-other-key"
    (tmp_path / "there.key").write_text("ab")
    assert refusal(restore, kept, tmp_path / "there", STEWARD) == "no-key"
    assert not (tmp_path / "there").exists()


def test_a_store_that_lost_its_key_is_backed_up_all_the_same(known: Store, tmp_path: Path) -> None:
    known.key_file.unlink()
    backup(known, tmp_path / "kept", STEWARD)
    assert restore(tmp_path / "kept", tmp_path / "there" / "store", STEWARD).ledger == 8


def test_a_disk_that_fills_up_leaves_no_half_backup(
    known: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(backups, "copy", full)
        assert refusal(backup, known, tmp_path / "kept", STEWARD) == "not-backed-up"
    assert not (tmp_path / "kept").exists()
    assert not list(known.path.glob(".backup-*"))
    assert backup(known, tmp_path / "kept", STEWARD).ledger == 8


def test_the_commands_say_what_is_in_it_and_what_is_not(known: Store, tmp_path: Path) -> None:
    said = run(known.path, "backup", str(tmp_path / "kept"))
    assert said.exit_code == 0
    assert said.output.startswith(f"Backup made in {tmp_path}/kept: 8 entries of the ledger, ")
    assert "stay in it until it is thrown away. Keep " in said.output and "store.key apart from it" in said.output
    back = run(tmp_path / "back", "restore", str(tmp_path / "kept"))
    assert back.exit_code == 0
    assert back.output == (
        f"Put back in {tmp_path}/back: 8 entries of the ledger.\n"
        f"The secret key is missing: put it back as {tmp_path}/back.key. "
        "Until then nothing can be received or published.\n"
    )
    assert run(tmp_path / "back", "backup", str(tmp_path / "kept")).exit_code == 2
    log = [line.split("\t")[4:] for line in run(known.path, "journal", "--action", "backup").output.splitlines()]
    assert log[1:] == [["backup", "done", "000008"]]


def test_a_backup_of_what_is_damaged_already_says_so_and_is_not_put_back(known: Store, tmp_path: Path) -> None:
    (known.received / "000004.parquet").write_bytes(b"PAR1")
    said = run(known.path, "backup", str(tmp_path / "kept"))
    assert said.exit_code == 1
    assert "Damaged in the store already, and so in this backup: 000004 cohorts. Keep the older ones" in said.stderr
    assert refusal(restore, tmp_path / "kept", tmp_path / "back", STEWARD) == "backup-lacks"
    assert not (tmp_path / "back").exists()
