"""What was received, in one DuckDB file: rows are added, never changed; one transaction an entry."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import Checked, Tell, check
from ehealth.store import tables

FORMAT = "1"  # of the store; a later release that changes it brings a migration


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; of an upload or a withdrawal it is the receipt."""

    number: int
    action: str
    done_at: datetime
    done_by: str
    kind: str | None = None
    file_name: str | None = None
    sha256: str | None = None
    line_count: int | None = None
    target: int | None = None
    why: str | None = None

    @property
    def receipt(self) -> str:
        """What the person keeps: the number, and enough of the file's hash to notice a mistyped one."""
        return f"{self.number:06d}" + (f"-{self.sha256[:8]}" if self.sha256 else "")

    def as_json(self) -> dict[str, Any]:
        """The receipt to hand out or to write beside the rows."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {"receipt": self.receipt} | known | {"done_at": self.done_at.isoformat(timespec="seconds") + "Z"}


def initialise(path: Path, demonstration: bool) -> None:
    """Makes the empty registry of a new store."""
    con = _connect(path)
    try:
        con.execute(tables.definitions())
        facts = [("format", FORMAT), ("demonstration", str(demonstration).lower())]
        con.executemany("INSERT INTO store_facts VALUES (?, ?)", facts)
    finally:
        con.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        con = duckdb.connect(
            str(path / "registry.duckdb"),
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
        )
    except duckdb.Error as fault:
        raise Refusal("registry-unreadable", path=str(path)) from fault
    folder = str(path).replace("'", "''")
    con.execute(f"SET allowed_directories = ['{folder}/']; SET memory_limit = '2GB'")
    con.execute(
        f"SET temp_directory = '{folder}/spill'; SET enable_external_access = false; SET lock_configuration = true"
    )
    return con


class Registry:
    """An open registry. Get one from Store.registry(), which holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path, self.received = path, path / "received"
        self.con = _connect(path)
        self.facts = dict(self.con.execute("SELECT name, value FROM store_facts").fetchall())
        if self.facts.get("format") != FORMAT:
            raise Refusal("other-format", found=self.facts.get("format"), known=FORMAT)

    def close(self) -> None:
        self.con.close()

    @property
    def demonstration(self) -> bool:
        return bool(self.facts["demonstration"] == "true")

    @property
    def last(self) -> int:
        """The number of the ledger's last entry, 0 for an empty one."""
        return int(self.con.execute("SELECT coalesce(max(number), 0) FROM ledger").fetchall()[0][0])

    def accept(self, checked: Checked, key: bytes, by: str, file_name: str, at: datetime | None = None) -> Entry:
        """Commits a checked file: rows and receipt on disk first, then one transaction. All of it or nothing."""
        entry = Entry(self.last + 1, "upload", at or _now(), by, checked.kind, file_name, checked.sha256, checked.rows)
        rows = self.received / f"{entry.number:06d}.parquet"
        try:
            os.replace(checked.write(key), rows)
            _sync(rows)
            return self._commit(entry)
        except BaseException:
            rows.unlink(missing_ok=True)
            raise

    def withdraw(self, receipt: str, by: str, why: str, at: datetime | None = None) -> Entry:
        """Takes an upload back; the one before it is current again. The reason is kept."""
        upload = self.find(receipt)
        if not why.strip():
            raise Refusal("no-reason")
        return self._commit(
            Entry(self.last + 1, "withdraw", at or _now(), by, upload.kind, target=upload.number, why=why)
        )

    def published(self, edition: int, by: str, note: str, at: datetime | None = None) -> Entry:
        """Notes in the ledger that an edition was made."""
        return self._commit(Entry(self.last + 1, "publish", at or _now(), by, target=edition, why=note or None))

    def find(self, receipt: str) -> Entry:
        """The upload of a receipt. Raises Refusal(no-such-receipt, withdrawn-already)."""
        entries = {entry.receipt: entry for entry in self.log() if entry.action == "upload"}
        numbers = {str(entry.number): entry for entry in entries.values()}
        upload = entries.get(receipt.strip()) or numbers.get(receipt.strip().lstrip("0"))
        if not upload:
            raise Refusal("no-such-receipt", receipt=receipt)
        if any(entry.action == "withdraw" and entry.target == upload.number for entry in self.log()):
            raise Refusal("withdrawn-already", receipt=upload.receipt)
        return upload

    def log(self) -> list[Entry]:
        """The whole ledger, oldest first."""
        rows = self.con.execute("SELECT * FROM ledger ORDER BY number").fetchall()
        return [Entry(*row) for row in rows]

    def slices(self) -> list[tuple[int, str | None, str | None, int | None, int, bool]]:
        """(number, project_code, period, months_after, rows, whether it is current) of every upload, newest first."""
        return self.con.execute(
            "SELECT s.number, s.project_code, s.period, s.months_after, s.line_count, c.number IS NOT NULL FROM slices s "
            "LEFT JOIN current_slices c ON c.number = s.number AND c.kind = s.kind "
            "AND c.project_code IS NOT DISTINCT FROM s.project_code AND c.period IS NOT DISTINCT FROM s.period "
            "AND c.months_after IS NOT DISTINCT FROM s.months_after ORDER BY s.number DESC, s.project_code, s.period, s.months_after"
        ).fetchall()

    @contextmanager
    def examine(
        self,
        kind: str,
        content: bytes,
        key: bytes,
        tell: Tell = lambda stage, share: None,
        project: str | None = None,
    ) -> Iterator[Checked]:
        """intake.check against what this store holds; the result can be given to `accept`."""
        with check(
            kind, content, key=key, references=self._reference, workdir=self.received, tell=tell, project=project
        ) as checked:
            yield checked

    def projects(self) -> list[str]:
        """The codes of the projects that are known now."""
        rows = self.con.execute("SELECT project_code FROM current_projects ORDER BY 1").fetchall()
        return [row[0] for row in rows]

    def _reference(self, name: str, projects: list[str], folder: Path) -> Path:
        query = {
            "projects": "SELECT project_code FROM current_projects",
            "modules": "SELECT project_code, module_code, route FROM current_modules",
            "graduates": "SELECT DISTINCT project_code, student_id FROM current_cohorts "
            "WHERE status = 'graduated' AND project_code IN (SELECT unnest(?))",
        }[name]
        target = folder / f"{name}.parquet"
        quoted = str(target).replace("'", "''")
        self.con.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet)", [projects] if "?" in query else [])
        return target

    def replay(self) -> None:
        """Brings in what was received but is not in the ledger: the receipt is written before the commit."""
        last = self.last
        for path in sorted(self.received.glob("*.json")):
            if int(path.stem) > last:
                self._insert(_read_entry(path))

    def _commit(self, entry: Entry) -> Entry:
        receipt = self.received / f"{entry.number:06d}.json"
        waiting = receipt.with_suffix(".waiting")
        try:
            waiting.write_text(json.dumps(entry.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
            _sync(waiting)
            os.replace(waiting, receipt)
            _sync(self.received)
            self._insert(entry)
        except BaseException:
            receipt.unlink(missing_ok=True)
            waiting.unlink(missing_ok=True)
            raise
        return entry

    def _insert(self, entry: Entry) -> None:
        self.con.execute("BEGIN")
        try:
            values = list(asdict(entry).values())
            self.con.execute(f"INSERT INTO ledger VALUES ({', '.join('?' * len(values))})", values)
            if entry.action == "upload":
                self._insert_rows(entry)
            self.con.execute("COMMIT")
        except BaseException:
            self.con.execute("ROLLBACK")
            raise

    def _insert_rows(self, entry: Entry) -> None:
        if entry.kind not in domain.KINDS:
            raise Refusal("unknown-kind", kind=entry.kind)
        path = str(self.received / f"{entry.number:06d}.parquet").replace("'", "''")
        names = ", ".join(name for name, _ in tables.columns(entry.kind))
        self.con.execute(f"INSERT INTO {entry.kind}_rows SELECT ?, {names} FROM read_parquet('{path}')", [entry.number])
        held = tables.slices_query(entry.kind, f"read_parquet('{path}')")
        self.con.execute(f"INSERT INTO slices SELECT ?, ?, * FROM ({held})", [entry.number, entry.kind])


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _read_entry(path: Path) -> Entry:
    found = json.loads(path.read_text(encoding="utf-8"))
    found.pop("receipt")
    at = datetime.fromisoformat(found.pop("done_at")).replace(tzinfo=None)
    return replace(Entry(found.pop("number"), found.pop("action"), at, found.pop("done_by")), **found)


def _sync(path: Path) -> None:
    """Waits until a file or a folder's list of names is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
