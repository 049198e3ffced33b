"""What was received, in one DuckDB file: rows are added, never changed; one transaction an entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from ehealth import access, journal
from ehealth.access import NOBODY, Person, Reader, Right
from ehealth.domain import Refusal
from ehealth.intake import Checked, Tell, check, without_persons
from ehealth.intake.personal import PEOPLE
from ehealth.store import (
    acting,
    effects,
    engine,
    footer,
    keys,
    ledger,
    migrations,
    received,
    receiving,
    references,
    rights,
    sharing,
    tables,
)
from ehealth.store.ledger import Entry


class Registry:
    """An open registry. Get one from Store.registry(), which holds the lock."""

    def __init__(self, path: Path, name: str = "") -> None:
        self.path, self.received = path, path / "received"
        self.given: references.Given | None = None
        self.open(name)

    def open(self, name: str = "") -> None:
        """Opens it, or what has taken its place since."""
        self.lake = engine.lake_of(self.path, name)
        self.con = engine.connect(self.path, name)
        try:
            opened, self.con = self.con, migrations.migrated(self.con, self.path)
            self.migrated = self.con is not opened
            self.facts = dict(self.con.execute("SELECT name, value FROM store_facts").fetchall())
            if self.facts.get("format") != migrations.FORMAT:
                raise Refusal("other-format", found=self.facts.get("format"), known=migrations.FORMAT)
        except duckdb.CatalogException:
            self.close()
            raise (engine.unreadable(self.path) if self.lake else engine.Damaged("another database")) from None
        except (duckdb.Error, engine.Damaged, Refusal):
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

    def accept(self, checked: Checked, key: bytes, by: Reader, file_name: str, at: datetime | None = None) -> Entry:
        """Commits a checked file in one transaction, all or nothing; rows and receipt are on the disk before it ends.

        The same file again changes nothing: the receipt of its first upload is given, while that is what is current.
        Of the file's name, what identifies a person is not kept.
        Raises Refusal: forbidden, has-problems, not-recorded; of a lake also changed-meanwhile, perhaps-recorded.
        """
        projects = [one.project_code for one in self.replaced(checked)] if checked.ok else [None]
        acting.permit(self.path, by, checked.kind, projects)
        if checked.ok and (same := self.same(checked)):
            return same
        at, name = at or ledger.now(), without_persons(file_name)
        with engine.refusing():
            written = checked.write(key)
            engine.sync(written)
            with sharing.turn(self):
                number = self.last + 1
                if self.given and self.given.overtaken(self.con, number - 1) and (same := self.same(checked)):
                    return same
                entry = Entry(number, "upload", at, by.person.email, checked.kind, name, checked.sha256, checked.rows)
                return self._commit(entry, by, written)

    def withdraw(self, receipt: str, by: Reader, why: str, at: datetime | None = None) -> Entry:
        """Takes an upload back; the one before it is current again. The reason is kept.

        Raises Refusal (forbidden, no-such-receipt, withdrawn-already, no-reason, not-recorded).
        """
        journal.require(self.path, by, "withdraw")
        with sharing.turn(self):
            upload = self.find(receipt)
            if not why.strip():
                raise Refusal("no-reason")
            number, at = self.last + 1, at or ledger.now()
            entry = Entry(number, "withdraw", at, by.person.email, upload.kind, target=upload.number, why=why.strip())
            return self._commit(entry, by)

    def published(self, edition: int, by: Reader, note: str, at: datetime | None = None) -> Entry:
        """Writes in the ledger (not in the log) that an edition was made. Raises Refusal (forbidden, not-recorded)."""
        journal.require(self.path, by, "publish")
        at = at or ledger.now()
        with sharing.turn(self):
            return self._write(Entry(self.last + 1, "publish", at, by.person.email, target=edition, why=note or None))

    def grant(self, right: Right, by: Reader, at: datetime | None = None) -> Entry:
        """Gives a person a role in place of the one they had, if any; role nobody takes it away.

        Raises Refusal: forbidden, no-person, unknown-role, no-such-project, last-steward, not-recorded.
        """
        journal.require(self.path, by, "people")
        with engine.refusing(), sharing.turn(self):
            given = rights.checked(self.con, right, self.projects())
            entry = Entry(self.last + 1, rights.action(given), at or ledger.now(), by.person.email, right=given)
            self._commit(entry, by)
            rights.write_list(self.con, self.path)
        return entry

    def revoke(self, person: Person, by: Reader) -> Entry:
        """Takes a person's role away. Raises Refusal as `grant`; no-such-person where they have none."""
        return self.grant(Right(rights.known(self.con, person), NOBODY), by)

    def rights(self) -> tuple[Right, ...]:
        """The access list."""
        return rights.current(self.con)

    def find(self, receipt: str) -> Entry:
        """The upload of a receipt, or of its number. Raises Refusal (no-such-receipt, withdrawn-already)."""
        return ledger.find(self.log(), receipt)

    def log(self) -> list[Entry]:
        """The whole ledger, oldest first."""
        rows, given = self.con.execute("SELECT * FROM ledger ORDER BY number").fetchall(), rights.given(self.con)
        return [replace(Entry(*row), right=given.get(row[0])) for row in rows]

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
        *,
        by: Reader,
    ) -> Iterator[Checked]:
        """intake.check against what this store holds, for whoever may send it; the result can be given to `accept`.

        Lines of projects that are not theirs, or not the one that was announced, are problems.
        Raises Refusal as intake.check; forbidden; other-key.
        """
        acting.permit(self.path, by, kind, [project])
        if kind in PEOPLE:
            keys.require(self.path, key)
        self.given = references.Given(self.last) if self.lake else None
        own = access.confined(by, access.sending(kind))
        with check(
            kind,
            content,
            key=key,
            references=partial(references.write, self.con, given=self.given),
            workdir=self.received,
            tell=tell,
            projects=own if project is None else {project},
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

    def same(self, checked: Checked) -> Entry | None:
        """The upload that brought the very same file, where all that it brought is still current."""
        query = "SELECT max(number) FROM ledger WHERE action = 'upload' AND kind = ? AND sha256 = ?"
        number = self.con.execute(query, [checked.kind, checked.sha256]).fetchall()[0][0]
        held = [current for upload, *_, current in self.slices() if upload == number] if number else []
        return next(entry for entry in self.log() if entry.number == number) if held and all(held) else None

    def replay(self, known: int = 0) -> None:
        """Brings in what was received but is not in the ledger: the receipt is written before the commit.

        Raises Refusal("received-damaged") before anything is brought in.
        """
        for entry in received.entries(self.received, self.last, known):
            work = partial(self.insert, entry, ledger.rows_file(self.received, entry.number))
            engine.transact(self.con, work, partial(receiving.is_in, self.con, entry))
        rights.write_list(self.con, self.path)

    def _commit(self, entry: Entry, by: Reader, written: Path | None = None) -> Entry:
        with journal.doing(self.path, by, entry.action, acting.about(entry)) as act:
            self._write(entry, written)
            act.to = acting.about(entry, self.slices())
        return entry

    def _write(self, entry: Entry, written: Path | None = None) -> Entry:
        def work() -> None:
            self.insert(entry, written, judged=False)
            receiving.receive(self.received, entry, written)  # last: what is refused before leaves nothing

        with engine.refusing(), receiving.keeping(self.received, entry):
            engine.transact(self.con, work, partial(receiving.is_in, self.con, entry))
        return entry

    def insert(self, entry: Entry, rows: Path | None, judged: bool = True) -> None:
        """Writes an entry and what it brings; only inside a transaction.

        `judged` entries were accepted once and are not asked again what they break.
        """
        values = entry.columns()
        self.con.execute(f"INSERT INTO ledger VALUES ({', '.join('?' * len(values))})", values)
        if entry.action == "upload" and rows:
            footer.insert(self.con, entry.number, entry.kind or "", rows)
        if entry.right:
            rights.insert(self.con, entry.number, entry.right)
        if entry.action == "withdraw" and not judged:
            effects.refuse_orphans(self.con, entry.kind or "")
