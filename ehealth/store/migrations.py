"""A store that an earlier release made is brought to this one's format when it is opened: on a copy of its registry."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb

from ehealth.domain import Refusal
from ehealth.store import engine, lake, tables
from ehealth.store.engine import write_whole

FORMAT = "3"
FACTS = "store.json"  # in received/, so that the registry can be made again from there alone
COPY = "registry.migrating"
KEPT = "registry.format-{}.duckdb"  # the registry of before a migration

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


def migrated(con: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyConnection:
    """The registry's connection, or one to a copy of it that has taken every step and stands in its place.

    A lake takes no step: it is made again from what was received.

    Only under the store's lock. The registry that was there is kept until `forget`. A kill at any point leaves a store
    that opens: the old registry or the new one is whole in its place. Raises Refusal("not-recorded").
    """
    facts = dict(con.execute("SELECT name, value FROM store_facts").fetchall())
    if newest(facts) == facts or lake.chosen():
        return con
    try:
        con.execute("CHECKPOINT")  # else rows may be in the log beside the file, which is not copied
        before = _counts(con)
        con.close()
        _take_steps(path, facts["format"], before)
        write_whole(path / "received" / FACTS, json.dumps(newest(facts)))  # `rebuild` takes either format
        _swap(path, facts["format"])
    except (duckdb.Error, OSError) as fault:
        con.close()
        engine.raise_damage(fault)
        raise Refusal("not-recorded", reason=str(fault).splitlines()[0]) from fault
    finally:
        _remove(path, COPY)
    return engine.connect(path)


def forget(path: Path) -> None:
    """Takes away the registries of before: the one in their place has opened since, or what they hold has to go."""
    for old in path.glob(KEPT.format("*")):
        old.unlink()


def _take_steps(path: Path, found: str, before: dict[str, int]) -> None:
    """Takes the steps on a copy. Views hold nothing and are made again after the last one."""
    _remove(path, COPY)
    shutil.copy(path / engine.REGISTRY, path / COPY)
    with engine.connect(path, COPY) as con:
        con.execute("BEGIN")
        for step in range(int(found), int(FORMAT)):
            con.execute(STEPS[str(step)])
        con.execute(tables.views())
        con.execute("UPDATE store_facts SET value = ? WHERE name = 'format'", [FORMAT])
        con.execute("COMMIT")
        con.execute("CHECKPOINT")
        if not before.items() <= _counts(con).items():
            raise Refusal("not-recorded", reason=f"{found} → {FORMAT}")
    engine.sync(path / COPY)


def _swap(path: Path, found: str) -> None:
    kept = path / KEPT.format(found)
    kept.unlink(missing_ok=True)
    os.link(path / engine.REGISTRY, kept)
    (path / COPY).replace(path / engine.REGISTRY)
    engine.sync(path)


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has; it takes a moment only, since a table knows."""
    names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()]
    return {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names}


def _remove(path: Path, name: str) -> None:
    for file in (path / name, path / f"{name}.wal"):
        file.unlink(missing_ok=True)
