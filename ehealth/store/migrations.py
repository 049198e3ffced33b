"""A store that an earlier release made is brought to this one's format when it is opened."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.store import engine, lake, tables
from ehealth.store.engine import write_whole

FORMAT = "3"
FACTS = "store.json"  # in received/, so that the registry can be made again from there alone

# Format → the SQL that makes a registry of it one of the next format, for ever as it was when that format came.
STEPS = {
    "1": """
CREATE TABLE cohort_totals_rows (
    number BIGINT, project_code VARCHAR, module_code VARCHAR, academic_year VARCHAR, status VARCHAR, students BIGINT);
CREATE TABLE placement_totals_rows (
    number BIGINT, project_code VARCHAR, graduation_year BIGINT, months_after BIGINT, outcome VARCHAR, students BIGINT);
""",
    "2": """
CREATE TABLE rights (
    number BIGINT, issuer VARCHAR, subject VARCHAR, name VARCHAR, email VARCHAR, organisation VARCHAR,
    role VARCHAR, projects VARCHAR[]);
""",
}


def newest(facts: dict[str, str]) -> dict[str, str]:
    """A store's facts once it has this release's format; a format that is not known stays, and is refused later."""
    return facts | {"format": FORMAT} if facts.get("format") in STEPS else facts


def initialise(path: Path, facts: dict[str, str], name: str = "") -> None:
    """Makes the empty registry of a store; `facts` are format and demonstration."""
    with engine.connect(path, name) as con:
        con.execute(tables.definitions())
        con.executemany("INSERT INTO store_facts VALUES (?, ?)", list(facts.items()))
        if lake.chosen():  # what every entry changes, so that no two processes add the same one
            con.execute("INSERT INTO store_facts VALUES ('turn', '0')")


def migrate(con: duckdb.DuckDBPyConnection, received: Path) -> None:
    """Takes every step from a registry's format to this release's, all or none. Only under the store's lock.

    Views hold nothing and are made again after the last step. Raises Refusal("not-recorded").
    """
    facts = dict(con.execute("SELECT name, value FROM store_facts").fetchall())
    if newest(facts) == facts:
        return
    try:
        con.execute("BEGIN")
        for step in range(int(facts["format"]), int(FORMAT)):
            con.execute(STEPS[str(step)])
        con.execute(tables.views())
        con.execute("UPDATE store_facts SET value = ? WHERE name = 'format'", [FORMAT])
        write_whole(received / FACTS, json.dumps(newest(facts)))  # `rebuild` takes either format
        con.execute("COMMIT")
    except (duckdb.Error, OSError) as fault:
        con.close()  # what was begun is lost with it
        raise Refusal("not-recorded", reason=str(fault).splitlines()[0]) from fault
