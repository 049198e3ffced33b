"""A student who is erased is gone from every file of the store, stays gone, and no edition changes."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from ehealth import publishing
from ehealth.access import Reader
from ehealth.editions import erased_file
from ehealth.store import Store, pseudonym_of, rebuild, retain, rewriting, rows_of
from ehealth.store.erased import listed
from tests.erasures import STEWARD, WHY, erased, frozen, lines, made_with, pseudonym, traces
from tests.files import Row, copied, exact, faults, file, refusal, send, students

Y1: Row = {"academic_year": "2023-2024", "enrolled_on": "2023-09-01", "ended_on": "2024-07-04"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return made_with(tmp_path_factory.mktemp("made") / "store")


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def test_before_an_erasure_the_search_finds_the_student_in_files_of_rows_and_in_the_registry(known: Store) -> None:
    assert traces(known, pseudonym(known)) == [
        "000003.parquet", "000004.parquet", "000005.parquet", "000006.parquet", "registry.duckdb",
    ]  # fmt: skip


def test_an_erased_student_is_in_no_file_of_the_store(known: Store) -> None:
    assert lines(known) == {"cohorts": 50, "placements": 8}
    other = pseudonym(known, "etu-3")
    who = erased(known)
    assert traces(known, who) == []
    assert lines(known) == {"cohorts": 47, "placements": 7}
    assert len(traces(known, other)) == 5


def test_a_deleted_row_would_stay_in_the_registry_s_file(known: Store) -> None:
    """Why it is made again: this is what DuckDB leaves."""
    who = pseudonym(known)
    with known.registry() as registry:
        registry.con.execute("DELETE FROM cohorts_rows; DELETE FROM placements_rows; CHECKPOINT; VACUUM")
    assert "registry.duckdb" in traces(known, who)


def test_the_same_identifier_in_another_project_is_another_student(known: Store) -> None:
    erased(known)
    with known.registry() as registry:
        other = pseudonym_of(registry, known.key, "p2", "etu-2")
        assert rows_of(registry, other) == {"cohorts": 1}


def test_an_identifier_may_be_given_with_blanks_around_it_and_keeps_its_capitals(known: Store) -> None:
    assert pseudonym(known, " etu-2 ") == pseudonym(known)
    assert pseudonym(known, "ETU-2") != pseudonym(known)


def test_editions_and_their_snapshots_stay_as_they_are_and_the_exact_figures_move(known: Store) -> None:
    before = frozen(known)
    assert set(before) == {"0001.duckdb", "0001.parquet", "0001.sha256"}
    erased(known)
    assert frozen(known) == before
    with closing(exact(known)) as edition:
        cells = edition.table("enrolment_cells")
    assert cells.query("project_code == 'p1' and status == 'graduated'")["students"].tolist() == [7]


def test_drafts_are_taken_away_and_the_next_one_has_another_name(known: Store) -> None:
    old = next((known.path / "drafts").iterdir())
    erased(known)
    assert not old.exists()
    assert publishing.draft(known, STEWARD).name != old.name


def test_what_killed_processes_left_is_taken_away(
    known: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting.tempfile, "gettempdir", lambda: str(tmp_path))
    clear, running = tmp_path / "ehealth-old", tmp_path / "ehealth-new"
    left = [known.received / "intake-x", known.editions / ".making-x", known.path / "spill", clear, running]
    for folder in left:
        folder.mkdir()
        (folder / "rows").write_text("etu-2")
    os.utime(clear, (0, 0))
    erased(known)
    assert [folder.exists() for folder in left] == [False, False, False, False, True]


def test_the_ledger_says_who_erased_when_why_and_how_many_rows_and_not_whom(known: Store) -> None:
    who = erased(known)
    with known.registry() as registry:
        entry = registry.log()[-1]
    assert (entry.number, entry.action, entry.done_by, entry.why, entry.line_count) == (
        9, "erase", "steward@example.org", WHY, 4,
    )  # fmt: skip
    receipt = (known.received / "000009.json").read_text()
    assert "etu-2" not in receipt and str(who) not in receipt


def test_receipts_keep_saying_what_each_file_brought(known: Store) -> None:
    erased(known)
    with known.registry() as registry:
        assert [entry.line_count for entry in registry.log() if entry.kind == "cohorts"] == [9, 11, 30, None]
        assert [rows for number, *_, rows, _ in registry.slices() if number in (3, 4, 6)] == [29, 7, 3, 8]


def test_the_registry_made_again_is_the_same_without_the_student(known: Store) -> None:
    who = erased(known)
    with known.registry() as registry:
        log, slices = registry.log(), registry.slices()
    known.registry_file.write_bytes(b"damaged beyond repair")
    with rebuild(known.path).registry() as registry:
        assert (registry.log(), registry.slices()) == (log, slices)
    assert traces(known, who) == []


def test_the_only_student_of_a_class_leaves_it_empty_and_no_earlier_upload_comes_back(known: Store) -> None:
    send(known, "cohorts", *students(6, **Y1))
    send(known, "cohorts", {"student_id": "etu-90"} | Y1)
    erased(known, "etu-90")
    rebuild(known.path)
    with known.registry() as registry:
        held = [rows for number, _, period, _, rows, current in registry.slices() if period == "2023-2024" and current]
    assert held == [0]
    with closing(exact(known)) as edition:
        assert edition.table("enrolment_cells").query("academic_year == '2023-2024'")["students"].sum() == 0


def test_two_students_are_erased_one_after_the_other_within_a_second(known: Store) -> None:
    gone = [erased(known, "etu-1"), erased(known, "etu-2")]
    with known.registry() as registry:
        assert [entry.line_count for entry in registry.log() if entry.action == "erase"] == [4, 4]
        assert registry.last == 10
    assert [traces(known, who) for who in gone] == [[], []]


def test_a_file_that_brings_an_erased_student_again_is_refused_at_the_line(known: Store) -> None:
    who = erased(known)
    assert faults("cohorts", file("cohorts", *students(3)), known) == [(3, "student_id", "erased-student")]
    placements = (
        "project_code,student_id,graduation_year,months_after,surveyed_on,answered\np1,etu-2,2025,12,2026-07-01,no\n"
    )
    assert faults("placements", placements.encode(), known) == [(2, "student_id", "erased-student")]
    assert traces(known, who) == []


def test_lines_that_went_meanwhile_do_not_make_the_store_forget_who_was_erased(
    known: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(known)
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "1")
    content = file("cohorts", {"student_id": "etu-2"})
    with known.registry() as registry:
        assert retain(registry, STEWARD, date(2030, 1, 1))
        with registry.examine("cohorts", content, known.key, by=STEWARD) as checked:
            assert [problem.code for problem in checked.problems] == ["erased-student"]


@pytest.mark.parametrize(
    ("why", "code"), [(" ", "no-reason"), ("ETU-2 wrote to us", "reason-names-student"), (WHY, None)]
)
def test_an_erasure_needs_a_reason_that_names_nobody(known: Store, why: str, code: str | None) -> None:
    if code:
        assert refusal(erased, known, why=why) == code
        assert not erased_file(known.path).exists()
    else:
        erased(known, why=why)


def test_an_address_in_the_reason_is_not_kept(known: Store) -> None:
    erased(known, why="letter of anna@example.org")
    with known.registry() as registry:
        assert registry.log()[-1].why == "letter of …"


def test_nobody_but_a_steward_erases(known: Store) -> None:
    for by in (Reader("reader"), Reader("lead", frozenset({"p1"})), Reader("nobody")):
        assert refusal(erased, known, by=by) == "forbidden"
    assert lines(known) == {"cohorts": 50, "placements": 8}


def test_a_student_who_is_not_there_is_a_sentence_and_is_not_put_on_the_list(known: Store) -> None:
    assert refusal(erased, known, "etu-4711") == "no-such-student"
    erased(known)
    assert refusal(erased, known) == "no-such-student"
    assert len(listed(known.path)) == 1
