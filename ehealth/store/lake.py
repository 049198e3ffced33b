"""The registry on DuckLake: its catalog in PostgreSQL, its rows as Parquet in the store's folder, on a shared disk.

The same SQL as in a file, and several processes at once. Which lake is the registry stands in the file registry.lake;
each has a schema of its own in the catalog and a folder of its own under lake/, named by the same word, so that one
that is made again takes the other's place by a rename.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from logging import getLogger
from pathlib import Path

import duckdb

from ehealth import settings
from ehealth.domain import Refusal
from ehealth.intake.engine import OFF, quoted

REGISTRY, ROWS = "registry.lake", "lake"
EXTENSIONS = ("postgres_scanner", "ducklake")  # in the order in which they are loaded
TURN, PUBLISHING = 718_001, 718_002  # PostgreSQL's advisory locks: whoever is killed holds none
WAIT, AT_ONCE = 60_000, 20  # milliseconds
TRIES = 5
WORD = re.compile("[0-9a-f]{8}")  # stands in SQL and in the names of folders
LOG = getLogger(__name__)


def chosen() -> str:
    """How to reach the catalog; "" where the registry is a file. Raises Refusal as settings.catalog."""
    return settings.catalog()


def word(path: Path, name: str = REGISTRY) -> str:
    """Which lake is the registry of the store at `path`; "" where there is none."""
    file = path / name
    text = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    return text if WORD.fullmatch(text) else ""


def prepare(path: Path, name: str) -> None:
    """Names a new lake in the file `name`; the catalog makes it at the first connection."""
    new = secrets.token_hex(4)
    (path / ROWS / new).mkdir(parents=True, mode=0o700)
    (path / name).write_text(new + "\n", encoding="utf-8")


def connect(path: Path, name: str = REGISTRY, version: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to the lake that the file `name` names; with `version`, as it was then, and only to read.

    Raises Refusal: registry-unreachable; registry-extensions.
    """
    extensions()
    opener = _opened if version is None else _opened.__wrapped__
    if not (lake := word(path, name)):
        raise Refusal("registry-unreachable")
    con = opener(chosen(), path, lake, version).cursor()
    try:
        con.execute("USE registry")
    except duckdb.Error:
        raise Refusal("registry-unreachable") from None
    return con


@lru_cache(maxsize=1)  # loading the extensions takes a third of a second
def _opened(address: str, path: Path, name: str, version: int | None) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={**dict.fromkeys(OFF, "false"), "memory_limit": "2GB"})
    for file in extensions():
        con.execute(f"LOAD {quoted(file)}")
    at = "" if version is None else f", SNAPSHOT_VERSION {version}"
    try:
        con.execute(f"ATTACH {quoted(address)} AS catalog (TYPE postgres)")
        if name:
            rows = quoted(f"{path}/{ROWS}/{name}/")
            con.execute(
                f"ATTACH {quoted(settings.LAKE + address)} AS registry "
                f"(DATA_PATH {rows}, METADATA_SCHEMA 'registry_{name}', OVERRIDE_DATA_PATH true{at})"
            )
    except duckdb.Error:
        raise Refusal("registry-unreachable") from None  # its text would tell the whole address
    con.execute(f"SET temp_directory = {quoted(path / 'spill' / secrets.token_hex(4))}")
    con.execute(f"SET preserve_insertion_order = false; SET allowed_directories = [{quoted(f'{path}/')}]")
    con.execute("SET enable_external_access = false; SET lock_configuration = true")
    return con


def extensions() -> list[Path]:
    """The extensions' files. Raises Refusal("registry-extensions") where DuckDB is of a version without them."""
    return [_file(extension) for extension in EXTENSIONS]


def _file(extension: str) -> Path:
    """The wheel's file, made for this version of DuckDB and no other. Raises Refusal("registry-extensions")."""
    found = find_spec(f"duckdb_extension_{extension}")
    for folder in (found.submodule_search_locations or []) if found else []:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{extension}.duckdb_extension"
        if file.is_file():
            return file
    raise Refusal("registry-extensions", version=duckdb.__version__)


@contextmanager
def hold(path: Path, lock: int, wait: int = WAIT) -> Iterator[None]:
    """Holds a lock of a lake's catalog for as long as the `with` lasts. Raises Refusal: store-busy; as `connect`."""
    with _holding(_opened(chosen(), path, word(path), None), lock, wait):
        yield


@contextmanager
def _holding(con: duckdb.DuckDBPyConnection, lock: int, wait: int) -> Iterator[None]:
    cursor = con.cursor()  # closed with `con`, and with it the lock is lost
    try:
        cursor.execute("BEGIN")
        _tell(cursor, f"SET LOCAL lock_timeout = {wait}; SELECT pg_advisory_xact_lock({lock})")
        yield
    finally:
        with suppress(duckdb.Error):  # where the connection broke, nothing is held any more
            cursor.execute("ROLLBACK")
        cursor.close()


@contextmanager
def guard(path: Path) -> Iterator[None]:
    """Holds TURN of a store whose lake may be lost. Raises Refusal as `connect` and `hold`."""
    with _opened.__wrapped__(chosen(), path, "", None) as con, _holding(con, TURN, WAIT):
        yield


def _tell(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    try:
        con.execute("CALL postgres_execute('catalog', ?)", [statement])
    except duckdb.Error as fault:
        raise Refusal("store-busy" if "lock timeout" in str(fault) else "registry-unreachable") from None


def transact(con: duckdb.DuckDBPyConnection, work: Callable[[], None], there: Callable[[], bool]) -> None:
    """`work` in one transaction, unless it is `there` already; again where another process was faster.

    Raises Refusal("store-busy"); duckdb.Error, also where the connection broke at the commit and nobody knows.
    """
    for _ in range(TRIES):
        con.execute("BEGIN")
        try:
            if there():  # asked inside: what another process did before is seen, what it does meanwhile is a conflict
                con.execute("ROLLBACK")
                return
            con.execute("UPDATE store_facts SET value = (value::BIGINT + 1)::VARCHAR WHERE name = 'turn'")
            work()
        except BaseException:
            _roll_back(con)
            raise
        try:
            con.execute("COMMIT")
            return
        except duckdb.Error as fault:
            _roll_back(con)
            if "conflict" not in str(fault):
                if _is(there):
                    return
                raise
            LOG.info("Another process was faster")
    raise Refusal("store-busy")


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # a commit that failed has ended its transaction
        con.execute("ROLLBACK")


def _is(there: Callable[[], bool]) -> bool:
    with suppress(duckdb.Error):
        return there()
    return False


def sweep(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Takes away every lake of this store but its registry: rows and catalog. Only for whoever holds TURN."""
    for folder in (path / ROWS).iterdir():
        if folder.name != word(path) and WORD.fullmatch(folder.name):
            _tell(con, f"SET LOCAL lock_timeout = {WAIT}; DROP SCHEMA IF EXISTS registry_{folder.name} CASCADE")
            shutil.rmtree(folder)


def version(con: duckdb.DuckDBPyConnection) -> int:
    """The lake's snapshot of this moment."""
    return int(con.execute("SELECT id FROM registry.current_snapshot()").fetchall()[0][0])
