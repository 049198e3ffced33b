"""What editions show: every count a multiple of five, parts that add up, and nothing that one person's change tells."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from ehealth.access import operator
from ehealth.domain import Selection
from ehealth.editions import Edition, open_edition
from ehealth.publishing import make, propose, publish
from ehealth.store import Store, create, open_store
from tests.files import STEWARD, Row, copied, exact, send, students

BY = operator("steward@example.org")
KEY = bytes(range(32))
CELLS = ("enrolment_cells", "placement_cells")
AWARE = {"module_code": "aware", "route": "awareness", "level": "m1"}
OPEN = {"status": "enrolled", "ended_on": ""}


def cohort(graduated: int, withdrawn: int = 0, enrolled: int = 0, **change: str) -> list[Row]:
    """A class of so many students of each status."""
    who = students(graduated + withdrawn + enrolled, **change)
    for row in who[graduated : graduated + withdrawn]:
        row["status"] = "withdrawn"
    return who[: graduated + withdrawn] + [row | OPEN for row in who[graduated + withdrawn :]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Edition 1 of two classes of p1, one of p2, and a survey of the one that graduated in 2025; the key is fixed."""
    store = create(tmp_path_factory.mktemp("made") / "store", key=KEY)
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, AWARE, {"project_code": "p2"})
    send(store, "cohorts", *cohort(30, 10), *cohort(17, 3, 2, academic_year="2023-2024"))
    send(store, "cohorts", *cohort(23, 4, 1, project_code="p2"))
    send(store, "placements", *students(15), *[row | {"employer_type": "other"} for row in students(30)[15:]])
    publish(store, BY)
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def shown(edition: Edition, project: str = "p1", year: str = "2024-2025", module: str = "full") -> list[int]:
    """Students enrolled, graduated and withdrawn of a class."""
    table = edition.table("enrolment_cells")
    found = table[table[["project_code", "module_code", "academic_year"]].eq([project, module, year]).all(axis=1)]
    return [int(n) for n in found.sort_values("status")["students"]]


def as_bytes(store: Store, number: int) -> bytes:
    edition = open_edition(store.path, number)
    return b"".join(edition.table(name).to_csv().encode() for name in CELLS)


def test_multiples_of_five_stay_and_nobody_stays_nobody(known: Store) -> None:
    edition = open_edition(known.path)
    assert edition.protected
    assert shown(edition) == [0, 30, 10]
    assert shown(edition, module="aware") == [0, 0, 0]
    placed = edition.read("placement").set_index("outcome")["students"]
    assert {outcome: int(n) for outcome, n in placed.items() if n} == {"care": 15, "other_job": 15}


@pytest.mark.parametrize("name", CELLS)
def test_every_count_is_the_multiple_of_five_just_below_or_above(demo_store: Path, name: str) -> None:
    now = exact(open_store(demo_store)).table(name)
    kept = open_edition(demo_store).table(name)
    keys = [column for column in now if column != "students"]
    both = now.merge(kept, on=keys, how="outer", suffixes=("_now", "_shown"), validate="1:1")
    assert len(both) == len(now) == len(kept) > 300
    assert (both["students_shown"] % 5 == 0).all()
    assert ((both["students_shown"] - both["students_now"]).abs() < 5).all()
    assert both["students_now"].between(1, 4).any()


def test_parts_add_up_to_their_total_under_every_choice(demo_store: Path) -> None:
    edition = open_edition(demo_store)
    enrolment = edition.read("enrolment")
    values = {
        "years": sorted(enrolment["academic_year"].unique()),
        "projects": sorted(enrolment["project_code"].unique()),
        "waves": sorted(enrolment["wave"].unique()),
        "regions": sorted(enrolment["region"].unique()),
        "routes": sorted(enrolment["route"].unique()),
    }
    for view, names in (("enrolment", list(values)), ("placement", ["projects", "waves", "regions"])):
        for one, other in product(names, names):
            for value in values[one]:
                whole = edition.read(view, Selection(**{one: (value,)}))["students"].sum()
                if one != other:
                    parts = [Selection(**{one: (value,), other: (part,)}) for part in values[other]]
                    assert sum(edition.read(view, part)["students"].sum() for part in parts) == whole
                assert whole % 5 == 0


CHANGES = {
    "one more": cohort(31, 10),
    "one less": cohort(29, 10),
    "one withdrew after all": cohort(29, 11),
    "one of the other module": [*cohort(30, 10), *cohort(1, **{"module_code": "aware"})],
    "four more": cohort(30, 10, 4),
    "two more of each year": [*cohort(32, 10), *cohort(19, 3, 2, academic_year="2023-2024")],
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_change_of_fewer_than_five_leaves_every_cell_as_it_was(known: Store, change: str) -> None:
    send(known, "cohorts", *CHANGES[change])
    made = make(known, BY)
    assert as_bytes(known, 2) == as_bytes(known, 1)
    expected = 2 if "each" in change else 1
    assert len(made.held_back) == expected
    assert {(one.table, one.project_code) for one in made.held_back} == {("enrolment", "p1")}


def test_the_manifest_does_not_tell_that_one_student_is_held_back(known: Store, tmp_path: Path) -> None:
    twin = copied(known, tmp_path / "twin")
    send(known, "cohorts", *cohort(31, 10))
    send(twin, "cohorts", *reversed(cohort(30, 10)))
    for store in (known, twin):
        publish(store, BY, at=datetime.fromisoformat("2026-11-22T09:30:00"))
    assert open_edition(known.path, 2).manifest == open_edition(twin.path, 2).manifest


def test_one_answer_more_leaves_the_survey_as_it_was(known: Store) -> None:
    answers = [*students(16), *[row | {"employer_type": "other"} for row in students(30)[16:]]]
    send(known, "placements", *answers)
    assert [tuple(one) for one in make(known, BY).held_back] == [("placement", "p1", None, "2025", 6, False)]
    assert as_bytes(known, 2) == as_bytes(known, 1)


def test_small_changes_that_add_up_to_five_people_are_shown(known: Store) -> None:
    for number, graduated in enumerate((32, 34, 35), 2):
        send(known, "cohorts", *cohort(graduated, 10))
        assert publish(known, BY) == number
    assert [shown(open_edition(known.path, number)) for number in (1, 2, 3, 4)] == [[0, 30, 10]] * 3 + [[0, 35, 10]]


def test_what_did_not_change_keeps_its_values_over_three_editions(known: Store) -> None:
    first = open_edition(known.path, 1)
    for number, graduated in ((2, 60), (3, 90)):
        send(known, "cohorts", *cohort(graduated, 10))
        publish(known, BY)
        edition = open_edition(known.path, number)
        assert shown(edition) == [0, graduated, 10]
        for place in ({"year": "2023-2024"}, {"project": "p2"}, {"module": "aware"}):
            assert shown(edition, **place) == shown(first, **place)
        assert edition.table("placement_cells").equals(first.table("placement_cells"))


def withdraw_last(store: Store) -> None:
    with store.registry() as registry:
        last = [entry for entry in registry.log() if entry.kind == "cohorts"][-1]
        registry.withdraw(last.receipt, BY, "sent by mistake")


def test_fewer_than_five_people_who_were_withdrawn_stay_on_show_until_a_closing(known: Store) -> None:
    send(known, "cohorts", *cohort(4, academic_year="2022-2023", project_code="p2"))
    publish(known, BY)
    before = shown(open_edition(known.path), "p2", "2022-2023")
    withdraw_last(known)
    assert [tuple(one) for one in make(known, BY).held_back] == [("enrolment", "p2", "full", "2022-2023", None, False)]
    assert shown(open_edition(known.path), "p2", "2022-2023") == (before if any(before) else [])
    assert list(make(known, BY, closing=True).held_back) == []
    assert shown(open_edition(known.path), "p2", "2022-2023") == []


def test_a_class_of_five_that_was_withdrawn_is_gone(known: Store) -> None:
    send(known, "cohorts", *cohort(25, academic_year="2022-2023", project_code="p2"))
    publish(known, BY)
    assert shown(open_edition(known.path), "p2", "2022-2023") == [0, 25, 0]
    withdraw_last(known)
    assert list(make(known, BY).held_back) == []
    assert shown(open_edition(known.path), "p2", "2022-2023") == []


def test_one_student_of_a_module_that_is_not_open_yet_makes_no_row(known: Store) -> None:
    send(known, "modules", {}, AWARE, AWARE | {"module_code": "late", "first_year": "2025-2026"})
    send(known, "cohorts", *cohort(30, 10), *cohort(1, module_code="late"))
    publish(known, BY)
    assert "late" not in set(open_edition(known.path).table("enrolment_cells")["module_code"])


def test_the_same_store_and_key_give_the_same_edition(known: Store, tmp_path: Path) -> None:
    twin = copied(known, tmp_path / "twin")
    for store in (known, twin):
        send(store, "cohorts", *cohort(41, 13, 7))
        publish(store, BY)
    assert as_bytes(known, 2) == as_bytes(twin, 2)
    assert not np.array_equal(shown(open_edition(known.path, 2)), shown(open_edition(known.path, 1)))


def test_a_proposal_is_the_edition_that_is_then_published(known: Store) -> None:
    send(known, "cohorts", *cohort(41, 13, 7))
    with propose(known, STEWARD) as proposal:
        assert proposal.edition.protected and proposal.edition.number is None
        assert proposal.verdict.passed
        seen = [proposal.edition.table(name) for name in CELLS]
        assert publish(known, BY, ledger=proposal.ledger) == 2
    edition = open_edition(known.path, 2)
    assert all(edition.table(name).equals(table) for name, table in zip(CELLS, seen, strict=True))
