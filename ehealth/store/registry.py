"""What was received, in one DuckDB file: rows are added, never changed; one transaction an entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import duckdb

from ehealth import domain
from ehealth.domain import Refusal
from ehealth.intake import Checked, Tell, check, without_persons
from ehealth.intake.personal import PEOPLE
from ehealth.store import effects, engine, footer, ledger, migrations, references, tables
from ehealth.store.differences import Difference, Slice, differences
from ehealth.store.ledger import Entry
from ehealth.store.migrations import FORMAT


def initialise(path: Path, facts: dict[str, str], name: str = engine.REGISTRY) -> None:
    """Makes the empty registry of a store; `facts` are format and demonstration."""
    with engine.connect(path, name) as con:
        con.execute(tables.definitions())
        con.executemany("INSERT INTO store_facts VALUES (?, ?)", list(facts.items()))


class Registry:
    """An open registry. Get one from Store.registry(), which holds the lock."""

    def __init__(self, path: Path, name: str = engine.REGISTRY) -> None:
        self.path, self.received = path, path / "received"
        self.con = engine.connect(path, name)
        try:
            migrations.migrate(self.con, self.received)
            self.facts = dict(self.con.execute("SELECT name, value FROM store_facts").fetchall())
            if self.facts.get("format") != FORMAT:
                raise Refusal("other-format", found=self.facts.get("format"), known=FORMAT)
        except duckdb.Error as fault:
            self.close()
            raise Refusal("registry-unreadable", path=str(path)) from fault
        except Refusal:
            self.close()
            raise

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
        """Commits a checked file: rows and receipt on disk first, then one transaction. All of it or nothing.

        The same file again changes nothing: the receipt of its first upload is given, while that is what is current.
        Of the file's name, what identifies a person is not kept.
        Raises Refusal (has-problems, not-recorded).
        """
        if checked.ok and (same := self.same(checked)):
            return same
        number, at, name = self.last + 1, at or ledger.now(), without_persons(file_name)
        entry = Entry(number, "upload", at, by, checked.kind, name, checked.sha256, checked.rows)
        rows = ledger.rows_file(self.received, number)
        with _refusing(), _removing_on_failure(rows):
            checked.write(key).replace(rows)
            engine.sync(rows)
            self._commit(entry)
        return entry

    def withdraw(self, receipt: str, by: str, why: str, at: datetime | None = None) -> Entry:
        """Takes an upload back; the one before it is current again. The reason is kept.

        Raises Refusal (no-such-receipt, withdrawn-already, no-reason, not-recorded).
        """
        upload = self.find(receipt)
        if not why.strip():
            raise Refusal("no-reason")
        number, at = self.last + 1, at or ledger.now()
        entry = Entry(number, "withdraw", at, by, upload.kind, target=upload.number, why=why.strip())
        with _refusing():
            self._commit(entry)
        return entry

    def published(self, edition: int, by: str, note: str, at: datetime | None = None) -> Entry:
        """Notes in the ledger that an edition was made."""
        entry = Entry(self.last + 1, "publish", at or ledger.now(), by, target=edition, why=note or None)
        with _refusing():
            self._commit(entry)
        return entry

    def find(self, receipt: str) -> Entry:
        """The upload of a receipt, or of its number. Raises Refusal (no-such-receipt, withdrawn-already)."""
        log, asked = self.log(), receipt.strip()
        uploads = [entry for entry in log if entry.action == "upload"]
        upload = next((e for e in uploads if asked == e.receipt or asked.lstrip("0") == str(e.number)), None)
        if not upload:
            raise Refusal("no-such-receipt", receipt=receipt)
        if any(entry.action == "withdraw" and entry.target == upload.number for entry in log):
            raise Refusal("withdrawn-already", receipt=upload.receipt)
        return upload

    def log(self) -> list[Entry]:
        """The whole ledger, oldest first."""
        rows = self.con.execute("SELECT * FROM ledger ORDER BY number").fetchall()
        return [Entry(*row) for row in rows]

    def slices(self) -> list[tuple[int, str | None, str | None, int | None, int, bool]]:
        """(number, project_code, period, months_after, rows, whether it is current) of every upload, newest first.

        Of totals, not the rows but the students that they count.
        """
        return self.con.execute(
            f"SELECT number, project_code, period, months_after, line_count, current FROM ({tables.HELD_SLICES}) "
            "ORDER BY number DESC, project_code, period, months_after"
        ).fetchall()

    def projects(self) -> list[str]:
        """The codes of the projects that are known now."""
        rows = self.con.execute("SELECT project_code FROM current_projects ORDER BY 1").fetchall()
        return [row[0] for row in rows]

    @contextmanager
    def examine(
        self,
        kind: str,
        content: bytes,
        key: bytes,
        tell: Tell = lambda stage, share: None,
        project: str | None = None,
        skip: frozenset[str] = frozenset(),
    ) -> Iterator[Checked]:
        """intake.check against what this store holds; the result can be given to `accept`."""
        with check(
            kind,
            content,
            key=key,
            references=self._reference,
            workdir=self.received,
            tell=tell,
            project=project,
            skip=skip,
        ) as checked:
            if checked.ok:
                slices = self.replaced(checked)
                checked.warnings += effects.changing_form(slices) + effects.shrinking(slices)
                checked.warnings += effects.unrested(self.con, checked)
            yield checked

    def replaced(self, checked: Checked) -> list[effects.Replaced]:
        """The slices that a checked file holds, with their rows now and with it."""
        return effects.replaced(self.con, checked)

    @contextmanager
    def supposing(self, checked: Checked, key: bytes) -> Iterator[dict[Slice, Difference]]:
        """Inside the `with`, what is current is as if the checked file were recorded; then nothing has changed.

        Gives the rows that it adds, changes and removes, by slice. Raises Refusal (has-problems, not-recorded).
        """
        rows = checked.write(key)
        entry = Entry(self.last + 1, "upload", ledger.now(), "", checked.kind, line_count=checked.rows)
        with _refusing():
            found = differences(self.con, checked.kind, rows)
            self.con.execute("BEGIN")
            try:
                self._insert(entry, rows)
                yield found
            finally:
                self.con.execute("ROLLBACK")

    def same(self, checked: Checked) -> Entry | None:
        """The upload that brought the very same file, where all that it brought is still current."""
        query = "SELECT max(number) FROM ledger WHERE action = 'upload' AND kind = ? AND sha256 = ?"
        number = self.con.execute(query, [checked.kind, checked.sha256]).fetchall()[0][0]
        held = [current for upload, *_, current in self.slices() if upload == number] if number else []
        return next(entry for entry in self.log() if entry.number == number) if held and all(held) else None

    def _reference(self, name: str, projects: list[str], folder: Path) -> Path:
        return references.write(self.con, name, projects, folder)

    def replay(self) -> None:
        """Brings in what was received but is not in the ledger: the receipt is written before the commit."""
        for entry in ledger.read_receipts(self.received, self.last):
            self._transact(entry, judged=True)

    def _commit(self, entry: Entry) -> None:
        with _removing_on_failure(ledger.receipt_file(self.received, entry.number)):
            ledger.write_receipt(self.received, entry)
            self._transact(entry)

    def _transact(self, entry: Entry, *, judged: bool = False) -> None:
        """One transaction; `judged` entries were accepted once and are not asked again what they break."""
        self.con.execute("BEGIN")
        try:
            self._insert(entry, ledger.rows_file(self.received, entry.number))
            if entry.action == "withdraw" and not judged:
                effects.refuse_orphans(self.con, entry.kind or "")
            self.con.execute("COMMIT")
        except BaseException:
            self.con.execute("ROLLBACK")
            raise

    def _insert(self, entry: Entry, rows: Path) -> None:
        values = list(asdict(entry).values())
        self.con.execute(f"INSERT INTO ledger VALUES ({', '.join('?' * len(values))})", values)
        if entry.action == "upload":
            self._insert_rows(entry, rows)

    def _insert_rows(self, entry: Entry, rows: Path) -> None:
        if entry.kind not in domain.KINDS:
            raise Refusal("unknown-kind", kind=entry.kind)
        path = str(rows).replace("'", "''")
        names = ", ".join(name for name, _ in tables.columns(entry.kind))
        self.con.execute(f"INSERT INTO {entry.kind}_rows SELECT ?, {names} FROM read_parquet('{path}')", [entry.number])
        held = tables.slices_query(entry.kind, f"read_parquet('{path}')")
        self.con.execute(f"INSERT INTO slices SELECT ?, ?, * FROM ({held})", [entry.number, entry.kind])
        if entry.kind in PEOPLE:
            footer.insert_kept(self.con, entry.number, entry.kind, rows)


@contextmanager
def _removing_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns what the disk or DuckDB says (no space left, …) into a refusal: nothing was recorded."""
    try:
        yield
    except (duckdb.Error, OSError) as fault:
        raise Refusal("not-recorded", reason=str(fault).splitlines()[0]) from fault
