"""Lines of students go when their time is up, and no figure moves: nor when an upload is withdrawn later."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import dashboard
from ehealth import journal, publishing
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.editions import open_edition
from ehealth.publishing.counts import COHORTS_RECEIVED, DELIVERIES, ENROLMENT_CELLS, PLACEMENT_CELLS
from ehealth.store import Entry, Store, create, expired, rebuild, retain, retention
from ehealth.store.tables import HELD_SLICES
from tests.erasures import STEWARD, lines, pseudonym, traces
from tests.files import Row, copied, file, refusal, send, students

OLD: Row = {"academic_year": "2022-2023", "enrolled_on": "2022-09-01", "ended_on": "2023-07-04"}
OPEN: Row = {"status": "enrolled", "ended_on": ""}
SURVEY: Row = {"graduation_year": "2023", "months_after": "6", "surveyed_on": "2024-01-15"}
ANSWERS: tuple[Row, ...] = (
    {"answered": "false", "situation": "", "employer_type": ""},
    {"situation": "seeking", "employer_type": ""},
    {"situation": "studying", "employer_type": ""},
    {"situation": "inactive", "employer_type": ""},
    {"employer_type": "care"},
    {"employer_type": "pharma"},
    {"employer_type": "health_agency"},
    {"employer_type": "consulting_health"},
    {"employer_type": "other", "health_duties": "yes"},
    {"employer_type": "other", "health_duties": "no"},
    {"employer_type": "unknown"},
    {"employer_type": ""},
)
LAST_DAY, NEXT_DAY = date(2028, 1, 15), date(2028, 1, 16)  # of the class of 2023: surveyed on 15 January 2024


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The class of 2023, surveyed once, sent three times; that of 2025; and p2, whose students began in 2022."""
    store = create(tmp_path_factory.mktemp("made") / "store")
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"module_code": "part", "route": "awareness"}, {"project_code": "p2"})
    send(store, "cohorts", *students(12, **OLD))
    both = [one | OLD for one in students(14)] + [one | OLD | {"module_code": "part"} | OPEN for one in students(3)]
    send(store, "cohorts", *both, *({"student_id": f"new-{number}"} for number in range(9)))
    send(store, "placements", *(one | SURVEY | answer for one, answer in zip(students(12), ANSWERS, strict=True)))
    back = send(store, "cohorts", *students(20, **OLD))
    with store.registry() as registry:
        registry.withdraw(back.receipt, STEWARD, "wrong file")
    send(store, "cohorts", *students(7, **OLD, project_code="p2"))
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "4")
    return copied(made, tmp_path)


def let_go(store: Store, today: date = NEXT_DAY, by: Reader = STEWARD) -> Entry | None:
    with store.registry() as registry:
        return retain(registry, by, today)


def figures(store: Store) -> dict[str, pd.DataFrame]:
    """All that editions count and say of deliveries, exactly."""
    with store.registry() as registry:
        queries = {"enrolment": ENROLMENT_CELLS, "placement": PLACEMENT_CELLS, "deliveries": DELIVERIES}
        queries["received"] = f"FROM ({COHORTS_RECEIVED}) ORDER BY ALL"
        return {name: registry.con.execute(query).df() for name, query in queries.items()}


def same(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> bool:
    return all(before[name].equals(after[name]) for name in before)


def held(store: Store) -> list[tuple[str, str, int]]:
    """(kind, period, line_count) of what is current of students."""
    with store.registry() as registry:
        return registry.con.execute(
            f"SELECT kind, period, line_count FROM ({HELD_SLICES}) WHERE current AND period IS NOT NULL "
            "ORDER BY project_code, period, kind"
        ).fetchall()


def test_the_time_of_a_class_is_up_four_years_after_the_last_thing_known_of_it(known: Store) -> None:
    with known.registry() as registry:
        assert expired(registry, LAST_DAY) == {"cohorts": [(8, "p2", "2022-2023", 0, 7)], "placements": []}
        assert expired(registry, NEXT_DAY) == {
            "cohorts": [
                (3, "p1", "2022-2023", 0, 12), (4, "p1", "2022-2023", 0, 17), (6, "p1", "2022-2023", 0, 20),
                (8, "p2", "2022-2023", 0, 7),
            ],
            "placements": [(5, "p1", "2023", 6, 12)],
        }  # fmt: skip


def test_the_years_are_the_installation_s(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "5")
    assert let_go(known, NEXT_DAY) is None
    for wrong in ("0", "four", "2.5", "-1", "100"):
        monkeypatch.setenv("EHEALTH_RETENTION_YEARS", wrong)
        assert refusal(let_go, known) == "setting-no-number"


def test_no_figure_moves_when_lines_give_way_to_totals(known: Store) -> None:
    before = figures(known)
    assert before["placement"]["students"].sum() == 12 and (before["placement"]["students"] > 0).sum() == 9
    with known.registry() as registry:
        slices = registry.slices()
    assert lines(known) == {"cohorts": 65, "placements": 12}
    let_go(known)
    assert lines(known) == {"cohorts": 9, "placements": 0}
    assert same(before, figures(known))
    with known.registry() as registry:
        assert registry.slices() == slices
    assert held(known) == [
        ("cohort_totals", "2022-2023", 17), ("placement_totals", "2023", 12), ("cohorts", "2024-2025", 9),
        ("cohort_totals", "2022-2023", 7),
    ]  # fmt: skip


def test_no_file_of_the_store_holds_a_student_whose_time_is_up(known: Store) -> None:
    old, still_here = pseudonym(known, "etu-14"), pseudonym(known, "new-2")
    assert len(traces(known, old)) == 3
    let_go(known)
    assert traces(known, old) == []
    assert traces(known, still_here) == ["000004.parquet", "registry.duckdb"]


def test_a_class_waits_for_the_last_of_its_students(known: Store) -> None:
    send(known, "placements", {"student_id": "etu-11"} | SURVEY | {"months_after": "12", "surveyed_on": "2024-07-20"})
    gone = let_go(known)
    assert gone and gone.line_count == 7
    assert let_go(known, date(2028, 7, 20)) is None
    gone = let_go(known, date(2028, 7, 21))
    assert gone and gone.line_count == 62


def test_withdrawing_an_upload_whose_lines_went_brings_back_the_totals_of_the_one_before(known: Store) -> None:
    let_go(known)
    with known.registry() as registry:
        registry.withdraw("000004", STEWARD, "wrong file")
    assert ("cohort_totals", "2022-2023", 12) in held(known)


def test_the_registry_made_again_has_the_same_totals(known: Store) -> None:
    let_go(known)
    before, now = figures(known), held(known)
    known.registry_file.write_bytes(b"damaged beyond repair")
    rebuild(known.path)
    assert same(before, figures(known)) and held(known) == now


def test_the_next_editions_show_the_old_years_unchanged(known: Store) -> None:
    publishing.publish(known, STEWARD)
    first = (known.path / "editions" / "0001.duckdb").read_bytes()
    let_go(known)
    publishing.publish(known, STEWARD)
    assert (known.path / "editions" / "0001.duckdb").read_bytes() == first
    with closing(open_edition(known.path, 1)) as one, closing(open_edition(known.path, 2)) as two:
        for table in ("enrolment_cells", "placement_cells", "deliveries"):
            assert one.table(table).equals(two.table(table))


def test_the_ledger_says_how_many_rows_went_and_by_which_rule(known: Store) -> None:
    gone = let_go(known)
    with known.registry() as registry:
        assert registry.log()[-1] == gone
    assert gone and (gone.number, gone.action, gone.done_by, gone.line_count, gone.why) == (
        9, "retain", "steward@example.org", 68, "EHEALTH_RETENTION_YEARS = 4",
    )  # fmt: skip
    assert let_go(known) is None
    with known.registry() as registry:
        assert registry.last == 9


def test_publishing_lets_lines_go_by_itself(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "1")
    publishing.publish(known, STEWARD)
    assert lines(known) == {"cohorts": 0, "placements": 0}
    with known.registry() as registry:
        assert [entry.action for entry in registry.log()[8:]] == ["retain", "publish"]


def test_what_was_published_last_is_still_what_was_looked_at(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that go are no change that whoever publishes has not seen."""
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "1")
    with publishing.propose(known, STEWARD) as proposal:
        seen = proposal.edition.table("enrolment_cells")
    number = publishing.publish(known, STEWARD, ledger=proposal.ledger)
    with closing(open_edition(known.path, number)) as edition:
        assert edition.table("enrolment_cells").equals(seen)
    assert publishing.uploads_since(known, open_edition(known.path, number)) == []


def test_lines_that_are_sent_again_for_such_a_class_are_a_change_of_form_and_go_again(known: Store) -> None:
    let_go(known)
    content = file("cohorts", *students(16, **OLD))
    with known.registry() as registry, registry.examine("cohorts", content, known.key, by=STEWARD) as checked:
        assert [warning.code for warning in checked.warnings] == ["other-form", "fewer-rows"]
        registry.accept(checked, known.key, STEWARD, "cohorts.csv")
    gone = let_go(known)
    assert gone and gone.line_count == 16


@pytest.mark.parametrize("step", ["write_again", "write_receipt", "renew"])
def test_what_dies_on_its_way_is_gone_on_with(known: Store, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = figures(known)
    place = {"write_again": retention.footer, "write_receipt": retention.ledger, "renew": retention}[step]
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(place, step, dies)
        let_go(known)
    assert same(before, figures(known))
    let_go(known)
    assert same(before, figures(known))
    assert lines(known) == {"cohorts": 9, "placements": 0}
    with known.registry() as registry:
        assert [entry.line_count for entry in registry.log() if entry.action == "retain"] == [68]


def test_nobody_but_a_steward_lets_lines_go(known: Store) -> None:
    for by in (Reader("reader"), Reader("lead", frozenset({"p1"})), Reader("nobody")):
        with pytest.raises(Refusal, match="forbidden"):
            let_go(known, by=by)
    assert lines(known) == {"cohorts": 65, "placements": 12}


def test_a_server_that_starts_lets_lines_go(known: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dashboard.let_go()  # without a store there is nothing to do
    monkeypatch.setenv("EHEALTH_STORE", str(known.path))
    monkeypatch.setenv("EHEALTH_RETENTION_YEARS", "1")
    dashboard.let_go()
    assert lines(known) == {"cohorts": 0, "placements": 0}
    assert journal.read(known.path, STEWARD).lines[0].action == "retain"
