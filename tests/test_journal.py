"""The log: who did what, nothing of a student in it, read by stewards only, a year kept."""

from __future__ import annotations

import json
import stat
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from ehealth import journal
from ehealth.access import Person, Reader
from ehealth.commands import main
from ehealth.domain import Refusal
from ehealth.journal import Asked
from ehealth.store import create

ISSUER = "https://idp.example.org"
STEWARD = Reader("steward", person=Person(ISSUER, "s-1", "Anne Sorel", "steward@example.org"))
LEAD = Reader("lead", frozenset({"p1"}), Person(ISSUER, "l-1", "Luc Morin", "lead@example.org"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    path.mkdir()
    return path


def lines(store: Path, asked: Asked = journal.EVERYTHING) -> list[tuple[str, str, str, str]]:
    return [(line.who, line.action, line.outcome, line.to) for line in journal.read(store, STEWARD, asked).lines]


def files(store: Path) -> list[Path]:
    return sorted(journal.folder(store).iterdir())


def test_a_line_says_who_did_what_to_which_slice_and_when(store: Path) -> None:
    journal.note(store, LEAD, "upload", "cohorts p1 2024-2025 000012-ab12cd34")
    line = journal.read(store, STEWARD).lines[0]
    assert (line.who, line.person, line.role) == ("lead@example.org", f"{ISSUER} l-1", "lead")
    assert (line.action, line.outcome, line.to) == ("upload", "done", "cohorts p1 2024-2025 000012-ab12cd34")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(line.at)).total_seconds()) < 60


def test_the_log_stands_beside_the_store_and_only_its_owner_may_read_it(store: Path) -> None:
    journal.note(store, STEWARD, "publish", "1")
    place, (file,) = journal.folder(store), files(store)
    assert place == store.parent / "store.log"
    assert file.name == f"{datetime.now(UTC):%Y-%m}.jsonl"
    assert (stat.S_IMODE(place.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)


def test_the_newest_line_comes_first(store: Path) -> None:
    for number in range(3):
        journal.note(store, STEWARD, "publish", str(number))
    assert [to for *_, to in lines(store)] == ["2", "1", "0"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("p1 2024-2025 6", "p1 2024-2025 6"),
        ("cinerg-e-sante · 2025", "cinerg-e-sante · 2025"),
        ("000012-ab12cd34", "000012-ab12cd34"),
        (f"{ISSUER} 4f1c-9b lead p1", f"{ISSUER} 4f1c-9b lead p1"),
        ("p1 1234567890A", "p1 …"),
        ("123456789AB", "…"),
        ("1234567890 A", "… A"),
        ("placements p1 2025 6 2025 12 000013", "placements p1 2025 6 2025 12 000013"),
        ("edition 7", "edition 7"),
        (
            "cohort_totals 000012, p1 2024-2025, p2 2024-2025, +3",
            "cohort_totals 000012, p1 2024-2025, p2 2024-2025, +3",
        ),
        ("placement_totals 000012, p1 2025 6, p1 2025 12", "placement_totals 000012, p1 2025 6, p1 2025 12"),
        ("lead: 7c0e1f5a-2211-4000-9999-000000000000 p1", "lead: 7c0e1f5a-2211-4000-9999-000000000000 p1"),
        ("steward: 1234567890A", "steward: …"),
        ("1234567890A, 2850578006084:", "… …"),
        ("2 85 05 78 006 084 36", "… … … … … … …"),
        ("2850578006084", "…"),
        (f"{ISSUER} 2850578006084", f"{ISSUER} …"),
        ("285-05-78-006-084", "…"),
        ("21904512", "…"),
        ("jeanne.petit@exemple.fr", "…"),
        ("promotion-jeanne-petit.csv", "…"),
        ("/srv/jeanne", "…"),
        ("<img src=x>", "… …"),
        ("=cmd|'/c", "…"),
        ("p1\n{}\r\np2\x1b[2J", "p1 … …"),
        ("p1\u2028\u202ep2\u0000", "p1 p2"),
        ("É", "…"),
    ],
)
def test_nothing_enters_but_slices_editions_receipts_and_persons(store: Path, given: str, kept: str) -> None:
    journal.note(store, LEAD, "upload", given)
    assert lines(store) == [("lead@example.org", "upload", "done", kept)]


def test_a_long_text_is_cut_at_a_word(store: Path) -> None:
    journal.note(store, LEAD, "upload", "project " * 5_000)
    kept = lines(store)[0][3]
    assert len(kept) <= 600 and set(kept.split()) == {"project", "…"}


def test_what_a_provider_says_of_a_person_cannot_forge_a_line(store: Path) -> None:
    forged = '","outcome":"done"}\n{"at":"2026-01-01T00:00:00+00:00","who":"other@example.org"}\n'
    journal.note(store, Reader("reader", person=Person(ISSUER + forged, forged, forged, forged * 99)), "sign_in")
    found = journal.read(store, STEWARD)
    assert (len(found.lines), found.damaged) == (1, 0)
    assert len(files(store)[0].read_text().splitlines()) == 1
    assert len(found.lines[0].who) == 254


def test_a_refusal_is_noted_and_what_is_allowed_is_not_yet(store: Path) -> None:
    journal.require(store, LEAD, "upload", "p1")
    assert not journal.folder(store).exists()
    with pytest.raises(Refusal, match="forbidden"):
        journal.require(store, LEAD, "upload", "p2")
    assert lines(store) == [("lead@example.org", "upload", "refused", "p2")]


def test_an_action_is_one_line_that_says_how_it_ended(store: Path) -> None:
    with journal.doing(store, LEAD, "upload", "p1") as act:
        assert lines(store) == [("lead@example.org", "upload", "begun", "p1")]
        act.to = "p1 000012-ab12cd34"
    assert lines(store) == [("lead@example.org", "upload", "done", "p1 000012-ab12cd34")]
    with pytest.raises(Refusal, match="no-reason"), journal.doing(store, STEWARD, "withdraw", "000012"):
        raise Refusal("no-reason")
    assert lines(store)[0] == ("steward@example.org", "withdraw", "failed", "000012")


def planted(store: Path, month: str, *, day: str = "15", to: str = "1") -> Path:
    """A line of an earlier month, as that month's process wrote it."""
    journal.note(store, STEWARD, "publish", to)
    now = journal.folder(store) / f"{datetime.now(UTC):%Y-%m}.jsonl"
    *before, line = now.read_text().splitlines(keepends=True)
    now.write_text("".join(before))
    old = json.loads(line) | {"at": f"{month}-{day}T08:00:00+00:00"}
    (path := now.with_name(f"{month}.jsonl")).write_text(json.dumps(old) + "\n")
    return path


def months_ago(count: int) -> str:
    today = datetime.now(UTC)
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return f"{year}-{month + 1:02d}"


def test_a_month_that_ended_more_than_a_year_ago_is_removed_when_a_line_is_noted(store: Path) -> None:
    kept, gone = planted(store, months_ago(12)), planted(store, months_ago(13))
    assert [to for *_, to in lines(store)] == ["1"], "what is kept no longer is not shown"
    journal.note(store, STEWARD, "publish", "2")
    assert (kept.exists(), gone.exists()) == (True, False)


def test_a_month_is_kept_until_a_year_after_its_end(store: Path) -> None:
    path = planted(store, "2025-11")
    journal.sweep(store, date(2026, 11, 30))
    assert path.exists()
    journal.sweep(store, date(2026, 12, 1))
    assert not path.exists()


def test_filters_name_person_action_outcome_project_and_days(store: Path) -> None:
    planted(store, months_ago(1), day="03", to="old")
    journal.note(store, LEAD, "upload", "cohorts p1 2024-2025")
    journal.note(store, LEAD, "upload", "cohorts p12 2024-2025", "refused")
    journal.note(store, STEWARD, "publish", "1")
    today, before = datetime.now(UTC).date(), date.fromisoformat(f"{months_ago(1)}-03")
    assert [to for *_, to in lines(store, Asked(who="LEAD@example.org"))] == [
        "cohorts p12 2024-2025",
        "cohorts p1 2024-2025",
    ]
    assert [to for *_, to in lines(store, Asked(who=f"{ISSUER} s-1", action="publish"))] == ["1", "old"]
    assert [to for *_, to in lines(store, Asked(outcome="refused"))] == ["cohorts p12 2024-2025"]
    assert [to for *_, to in lines(store, Asked(project="p1"))] == ["cohorts p1 2024-2025"]
    assert [to for *_, to in lines(store, Asked(until=before))] == ["old"]
    assert len(lines(store, Asked(since=today))) == 3
    assert lines(store, Asked(since=date(2040, 1, 1))) == []


@pytest.mark.parametrize("role", ["nobody", "reader", "lead", ""])
def test_only_stewards_read_it_and_whoever_else_tries_is_noted(store: Path, role: str) -> None:
    other = Reader(role, frozenset({"p1"}), Person(ISSUER, "x-1", email="other@example.org"))
    for ask in (journal.read, journal.newcomers):
        with pytest.raises(Refusal, match="forbidden"):
            ask(store, other)
    assert lines(store) == [("other@example.org", "people", "refused", ""), ("other@example.org", "log", "refused", "")]


def test_whoever_came_without_a_role_is_listed_once(store: Path) -> None:
    new = Reader("nobody", person=Person(ISSUER, "n-1", "Nina Roy", "nina@example.org"))
    planted(store, months_ago(2))
    for who in (new, LEAD, new):
        journal.note(store, who, "sign_in")
    journal.note(store, Reader("nobody", person=Person(ISSUER, "r-1")), "sign_in", "signin-no-email", "refused")
    (found,) = journal.newcomers(store, STEWARD)
    assert found[0] == Person(ISSUER, "n-1", email="nina@example.org")


def test_a_year_of_a_busy_ministry_is_read_in_a_few_seconds(store: Path) -> None:
    journal.note(store, LEAD, "upload", "cohorts p1 2024-2025 000012-ab12cd34")
    (file,) = files(store)
    file.write_bytes(file.read_bytes() * 100_000)
    before = time.perf_counter()
    assert len(lines(store)) == 100_000
    assert time.perf_counter() - before < 20


def test_the_command_prints_it_oldest_first_and_says_what_is_damaged(tmp_path: Path) -> None:
    store = create(tmp_path / "made").path
    journal.note(store, LEAD, "upload", "cohorts p1 2024-2025", "refused")
    journal.note(store, Reader("reader", person=Person(email="=cmd@example.org")), "sign_in")
    with files(store)[0].open("a") as target:
        target.write('{"at":\n')
    done = CliRunner().invoke(main, ["--store", str(store), "journal"], env={"LC_ALL": "en_GB.UTF-8"})
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert head == ["at", "who", "person", "role", "action", "outcome", "to"]
    assert rows[0][1:] == ["lead@example.org", f"{ISSUER} l-1", "lead", "upload", "refused", "cohorts p1 2024-2025"]
    assert rows[1][1:] == ["'=cmd@example.org", "", "reader", "sign_in", "done", ""]
    assert done.stderr == "1 damaged line is left out.\n"
    asked = ["--action", "upload", "--since", f"{datetime.now(UTC):%Y-%m-%d}", "--project", "p1"]
    assert len(CliRunner().invoke(main, ["--store", str(store), "journal", *asked]).stdout.splitlines()) == 2
    assert CliRunner().invoke(main, ["--store", str(store), "journal", "--since", "yesterday"]).exit_code == 2
    assert CliRunner().invoke(main, ["--store", str(tmp_path / "none"), "journal"]).exit_code == 2
