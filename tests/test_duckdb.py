"""DuckDB, once it is started, opens no other file, loads nothing and changes no setting."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ehealth import editions
from ehealth.intake import engine as intake
from ehealth.store import engine as store

SETTINGS = (
    "enable_external_access = true",
    "GLOBAL enable_external_access = true",
    "lock_configuration = false",
    "allowed_directories = ['/']",
    "allowed_paths = ['/etc/passwd']",
    "autoload_known_extensions = true",
    "allow_unsigned_extensions = true",
    "extension_directory = '/tmp'",
    "temp_directory = '/tmp'",
    "memory_limit = '100GB'",
    "home_directory = '/etc'",
    "log_query_path = '/tmp/log'",
    "profile_output = '/tmp/profile'",
    "python_enable_replacements = true",
)
ATTEMPTS = (
    *(f"SET {setting}" for setting in SETTINGS),
    "RESET lock_configuration",
    "PRAGMA enable_profiling = 'json'",
    "CALL enable_logging()",
    "FROM read_csv('/etc/passwd', sep = ':')",
    "FROM read_text('/proc/self/environ')",
    "FROM read_blob('{outside}/secret.csv')",
    "FROM read_csv('{inside}/../secret.csv')",
    "FROM '{outside}/secret.csv'",
    "FROM sniff_csv('{outside}/secret.csv')",
    "FROM glob('/etc/*')",
    "FROM read_parquet('/etc/*')",
    "CREATE VIEW passwords AS FROM read_csv('/etc/passwd')",
    "COPY (SELECT 1) TO '{outside}/made.csv'",
    "COPY (SELECT 1) TO '{inside}/../made.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "EXPORT DATABASE '{outside}/made'",
    "IMPORT DATABASE '{outside}'",
    "ATTACH '{outside}/made.duckdb'",
    "INSTALL httpfs",
    "FORCE INSTALL json",
    "INSTALL sqlite FROM community",
    "LOAD httpfs",
    "LOAD '{outside}/x.duckdb_extension'",
    "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "FROM read_parquet('s3://bucket/x')",
    "CREATE SECRET (TYPE s3)",
    "CREATE PERSISTENT SECRET (TYPE http)",
    "SELECT getenv('PATH')",
    "FROM variable",
)
ALL_SETTINGS = "SELECT name, value FROM duckdb_settings() ORDER BY ALL"

Connections = dict[str, duckdb.DuckDBPyConnection]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside those that the connections may use."""
    folder = tmp_path_factory.mktemp("shut")
    (folder / "secret.csv").write_text("a\n1\n")
    (folder / "inside").mkdir()
    return folder


@pytest.fixture(scope="module")
def connections(outside: Path, new_store: Path) -> Connections:
    """Those of the intake, of a registry and of an edition, as the product opens them."""
    edition = editions.open_edition(new_store)
    return {
        "intake": intake.connect(outside / "inside"),
        "registry": store.connect(outside / "inside"),
        "edition": edition._con,
    }


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("name", ["intake", "registry", "edition"])
def test_a_file_an_extension_or_a_setting_is_refused(
    connections: Connections, outside: Path, name: str, attempt: str
) -> None:
    con, variable = connections[name], pd.DataFrame({"secret": [1]})
    before, there = con.execute(ALL_SETTINGS).fetchall(), sorted(outside.iterdir())
    with pytest.raises(duckdb.Error):
        con.execute(attempt.format(inside=outside / "inside", outside=outside)).fetchall()
    assert con.execute(ALL_SETTINGS).fetchall() == before
    assert sorted(outside.iterdir()) == there
    assert len(variable) == 1


@pytest.mark.parametrize("name", ["intake", "registry"])
def test_its_own_folder_is_what_it_may_use(connections: Connections, outside: Path, name: str) -> None:
    path = outside / "inside" / f"{name}.csv"
    connections[name].execute(f"COPY (SELECT 1 AS a) TO '{path}'")
    assert connections[name].execute(f"FROM read_csv('{path}')").fetchall() == [(1,)]


@pytest.mark.parametrize("statement", ["CREATE TABLE x AS SELECT 1", "DELETE FROM manifest", "DROP TABLE events"])
def test_an_edition_is_read_only(connections: Connections, statement: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connections["edition"].execute(statement)
