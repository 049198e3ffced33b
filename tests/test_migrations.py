"""A store that the first release made opens in this one, with all that it holds."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.store import Store, create, open_store, rebuild
from tests.files import send, students

# What the first format had in place of today's views.
VIEWS_1 = """
CREATE OR REPLACE VIEW current_slices AS
SELECT s.kind, s.project_code, s.period, s.months_after, max(s.number) AS number
FROM slices s SEMI JOIN live_uploads u ON u.number = s.number
GROUP BY ALL;
DROP VIEW subjects; DROP VIEW current_cohort_totals; DROP VIEW current_placement_totals;
DROP TABLE cohort_totals_rows; DROP TABLE placement_totals_rows; DROP TABLE rights;
UPDATE store_facts SET value = '1' WHERE name = 'format';
"""


@pytest.fixture
def first(store: Store) -> Store:
    """A store of format 1: two projects, a cohort that replaced another, one withdrawn, a survey."""
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    send(store, "cohorts", *students(5), {"project_code": "p2"})
    send(store, "cohorts", *students(4))
    sent = send(store, "cohorts", *students(9))
    send(store, "placements", *students(2))
    with store.registry() as registry:
        registry.withdraw(sent.receipt, operator("lead@example.org"), "wrong")
    store.facts_file.write_text('{"format": "1", "demonstration": "false"}')
    with duckdb.connect(str(store.registry_file)) as con:
        con.execute(VIEWS_1)
    return store


def held(store: Store) -> tuple[int, dict[str, int]]:
    """(entries of the ledger, current rows of each kind of people)."""
    with store.registry() as registry:
        kinds = ("cohorts", "cohort_totals", "placements", "placement_totals")
        counts = {k: registry.con.execute(f"SELECT count(*) FROM current_{k}").fetchall()[0][0] for k in kinds}
        return registry.last, counts


def columns(store: Store) -> list[tuple[str, ...]]:
    with duckdb.connect(str(store.registry_file), read_only=True) as con:
        query = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        return con.execute(query).fetchall()


def test_a_store_of_the_first_format_keeps_what_it_holds_and_takes_totals(first: Store, tmp_path: Path) -> None:
    assert held(first) == (7, {"cohorts": 5, "cohort_totals": 0, "placements": 2, "placement_totals": 0})
    assert json.loads(first.facts_file.read_text()) == {"format": "3", "demonstration": "false"}
    assert columns(first) == columns(create(tmp_path / "new"))
    send(first, "cohort_totals", {"students": 8})
    assert held(open_store(first.path)) == (
        8,
        {"cohorts": 1, "cohort_totals": 1, "placements": 2, "placement_totals": 0},
    )


def test_a_store_of_the_first_format_is_made_again_from_what_was_received(first: Store) -> None:
    first.registry_file.unlink()
    assert held(rebuild(first.path)) == (
        7,
        {"cohorts": 5, "cohort_totals": 0, "placements": 2, "placement_totals": 0},
    )
    assert json.loads(first.facts_file.read_text())["format"] == "3"


def test_a_migration_that_fails_leaves_the_store_as_it_was(first: Store) -> None:
    with duckdb.connect(str(first.registry_file)) as con:
        con.execute("CREATE TABLE placement_totals_rows (a INTEGER)")  # in the way of the migration's own
    with pytest.raises(Refusal) as refused, first.registry():
        pass
    assert refused.value.code == "not-recorded"
    assert json.loads(first.facts_file.read_text())["format"] == "1"
    with duckdb.connect(str(first.registry_file)) as con:
        con.execute("DROP TABLE placement_totals_rows")
    assert held(first)[1]["cohorts"] == 5


def test_a_store_of_a_format_to_come_is_not_made_again(first: Store) -> None:
    first.facts_file.write_text('{"format": "99", "demonstration": "false"}')
    with pytest.raises(Refusal) as refused:
        rebuild(first.path)
    assert refused.value.code == "other-format"
    assert held(first)[0] == 7
