"""A PostgreSQL of one's own for the time of a test: Debian's, in a folder of its own, on a unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANOTHER = "nobody"  # PostgreSQL refuses to run as root


def programs() -> Path | None:
    """The folder of initdb, postgres and psql, installed or unpacked by `make postgresql`; None where there is none."""
    for base in (Path("/usr/lib/postgresql"), ROOT / ".postgresql/usr/lib/postgresql"):
        for found in sorted(base.glob("*/bin/initdb"), reverse=True):
            return found.parent
    return None


@dataclass(frozen=True)
class Catalog:
    """A running PostgreSQL."""

    folder: Path
    bin: Path

    @property
    def setting(self) -> str:
        """What EHEALTH_REGISTRY is set to."""
        return f"ducklake:postgres:host={self.folder} dbname=postgres user=registry"

    def ask(self, statement: str) -> str:
        """The answer to an SQL statement."""
        return self._run("psql", "-Atc", statement)

    def dump(self) -> str:
        """All that it holds, as text."""
        return self._run("pg_dump")

    def _run(self, program: str, *arguments: str) -> str:
        command = [self.bin / program, "-h", self.folder, "-U", "registry", "-d", "postgres", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=_environment(self.bin)).stdout


@contextmanager
def running() -> Iterator[Catalog]:
    """PostgreSQL as Debian configures it (what is committed is on the disk), stopped and deleted in the end."""
    found = programs()
    assert found
    with tempfile.TemporaryDirectory(prefix="catalog-") as place:
        folder, own = Path(place), os.geteuid() != 0
        if not own:
            shutil.chown(folder, ANOTHER)
            found = _within_reach(found, folder)
        who = {} if own else {"user": ANOTHER, "group": _group(), "extra_groups": []}
        made = [found / "initdb", "-D", folder / "data", "-U", "registry", "-A", "trust", "-E", "UTF8", "--no-locale"]
        common = {"cwd": folder, "env": _environment(found), **who}
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **common)  # type: ignore[call-overload]
        options = ["-c", "listen_addresses=", "-k", folder]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen([found / "postgres", "-D", folder / "data", *options], stderr=log, **common)  # type: ignore[call-overload]
        try:
            yield _answering(Catalog(folder, found), server)
        finally:
            server.send_signal(signal.SIGINT)  # ends its connections, too
            server.wait(timeout=30)


def _answering(catalog: Catalog, server: subprocess.Popen[bytes]) -> Catalog:
    deadline = time.monotonic() + 30
    while True:
        try:
            catalog.ask("SELECT 1")
            return catalog
        except subprocess.CalledProcessError as fault:
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((catalog.folder / "log").read_text()) from fault
            time.sleep(0.05)


def _within_reach(found: Path, folder: Path) -> Path:
    """Programs unpacked in a folder of root's are copied to where another user can run them."""
    if ROOT not in found.parents:
        return found
    shutil.copytree(ROOT / ".postgresql/usr", folder / "usr", symlinks=True)
    return folder / found.relative_to(ROOT / ".postgresql")


def _environment(found: Path) -> dict[str, str]:
    """Its libraries lie beside it where it was unpacked."""
    base = found.parents[4]  # usr/lib/postgresql/15/bin
    libraries = ":".join(str(one) for one in base.glob("usr/lib/*-linux-*")) if base != Path("/") else ""
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", **({"LD_LIBRARY_PATH": libraries} if libraries else {})}


def _group() -> str:
    return "nogroup" if "nogroup" in Path("/etc/group").read_text() else ANOTHER
