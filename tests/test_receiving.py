"""Two processes of a lake that both believe to hold its lock: what became an entry stays whole, whatever they do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehealth.store import Entry, engine, lake, ledger, received, receiving, sealed
from tests.files import refusal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What was received of a registry on a lake, of which nothing else is needed."""
    monkeypatch.setattr(lake, "chosen", lambda: "postgres:")
    (tmp_path / "received").mkdir()
    yield tmp_path / "received"


def upload(folder: Path, text: str) -> tuple[Path, Entry, Path]:
    """The first upload, as a process is about to receive it."""
    written = folder.parent / text
    written.write_text(text)
    entry = Entry(1, "upload", ledger.now(), "lead@example.org", "cohorts", text, "ab" * 32, 1)
    return folder, entry, written


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_of_two_entries_of_one_number_the_first_stays_with_its_rows(folder: Path) -> None:
    first, second = upload(folder, "first"), upload(folder, "second")
    receiving.receive(*first)
    assert refusal(receiving.receive, *second) == "store-busy"
    assert refusal(receiving.receive, folder, Entry(1, "withdraw", ledger.now(), "a"), None) == "store-busy"
    receiving.receive(*first)  # its transaction is tried again
    assert received.entries(folder) == [first[1]]
    assert (names(folder), (folder / "000001.parquet").read_text()) == (["000001.json", "000001.parquet"], "first")


@pytest.mark.parametrize("look", [received.entries, receiving.sweep])
def test_whoever_looks_between_a_receipt_and_its_rows_finds_both(
    folder: Path, look: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = ledger.write_receipt
    receiver = upload(folder, "first")

    def and_look(*arguments: object, **named: object) -> None:
        write(*arguments, **named)  # type: ignore[arg-type]
        assert not (folder / "000001.parquet").exists()
        look(folder)  # type: ignore[operator]
        assert (folder / "000001.parquet").exists()

    monkeypatch.setattr(ledger, "write_receipt", and_look)
    receiving.receive(*receiver)
    assert received.entries(folder) == [receiver[1]]


def test_what_another_is_about_to_receive_is_not_swept_unless_it_is_old(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = upload(folder, "first")

    def swept(*_: object, **__: object) -> None:
        receiving.sweep(folder)
        assert len(names(folder)) == 1
        os.utime(next(folder.iterdir()), (0, 0))
        receiving.sweep(folder)
        assert names(folder) == []
        raise OSError("killed")

    monkeypatch.setattr(ledger, "write_receipt", swept)
    with pytest.raises(OSError, match="killed"):
        receiving.receive(*receiver)


def test_rows_that_were_written_anew_meanwhile_are_not_put_back(folder: Path) -> None:
    receiving.receive(*upload(folder, "first"))
    sums = sealed.read(folder / "000001.json")[ledger.ROWS]
    late = folder / f"000001.{sums[0]}.abcd{receiving.WAITING}"
    late.write_text("first")
    anew = folder.parent / "without"
    anew.write_text("without")
    ledger.replace_rows(folder, 1, anew)
    receiving.sweep(folder)
    assert (names(folder), (folder / "000001.parquet").read_text()) == (["000001.json", "000001.parquet"], "without")


def test_an_entry_that_was_received_is_not_taken_away_when_its_commit_fails(folder: Path) -> None:
    receiver = upload(folder, "first")

    def fails() -> None:
        with receiving.keeping(folder, receiver[1]):
            receiving.receive(*receiver)
            raise OSError("cut")

    assert refusal(fails) == "perhaps-recorded"
    assert received.entries(folder) == [receiver[1]]
    engine.write_whole(folder / "000001.json", "{}")  # of another: nothing of ours is there
    with pytest.raises(OSError, match="cut"), receiving.keeping(folder, receiver[1]):
        raise OSError("cut")
