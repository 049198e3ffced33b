"""erase, retain: what the people in the files have a right to."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from ehealth import store, wording
from ehealth.access import operator
from ehealth.commands.files import by_whom
from ehealth.store import Registry, Store
from ehealth.wording.problems import kind_name


@click.command()
@by_whom
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept in the log; it must not name the student.")
@click.option("--project", metavar="CODE", help="The project of the student.")
@click.option("--student", metavar="ID", help="The identifier as the institution writes it; asked for if absent.")
@click.option("--pseudonym", type=click.UUID, help="In place of project and student: the identifier's pseudonym.")
@click.pass_context
def erase(
    context: click.Context, by: str, why: str, project: str | None, student: str | None, pseudonym: UUID | None
) -> None:
    """Erase one student: all rows of all uploads, and every copy; what was published stays."""
    if (pseudonym is None) == (project is None) or (pseudonym and student):
        raise click.UsageError("Give either --project and --student, or --pseudonym.")
    opened, words = store.open_store(context.obj["store"]), wording.of(context.obj["lang"])
    if project and not student:  # so that no history of commands keeps it
        student = click.prompt(words.say("Identifier, as the institution writes it"), err=True)
    with opened.registry() as registry:
        who = pseudonym or _named(opened, registry, project or "", student or "")
        _confirm(store.rows_of(registry, who), words)
        damaged = (opened.path / "damaged").exists()
        entry = store.erase(registry, who, operator(by), why, student or "")
    rows = words.count("{n} row", "{n} rows", entry.line_count or 0)
    click.echo(words.say("Erased: {rows}. Receipt {receipt}.", rows=rows, receipt=entry.receipt))
    if damaged:
        click.echo(words.say("What had been set aside as damaged held rows of students: it is gone, too."))


def _named(opened: Store, registry: Registry, project: str, student: str) -> UUID:
    return store.pseudonym_of(registry, opened.key, project, student)


def _confirm(found: dict[str, int], words: wording.Words) -> None:
    """Asks at a terminal, where somebody may have mistyped."""
    if not sys.stdin.isatty():
        return
    kinds = [f"{kind_name(kind, words.lang)}: {words.number(rows)}" for kind, rows in found.items()]
    yes, no = words.say("yes")[0], words.say("no")[0]
    asked = words.say("Rows kept of this student: {rows}. Erase them for good?", rows=words.listing(kinds))
    if click.prompt(asked, type=click.Choice([yes, no], case_sensitive=False), default=no, err=True) != yes:
        raise click.Abort


@click.command()
@by_whom
@click.pass_context
def retain(context: click.Context, by: str) -> None:
    """Let the lines of students go whose time is up; their totals stay. Publishing does it, too."""
    with store.open_store(context.obj["store"]).registry() as registry:
        entry = store.retain(registry, operator(by))
    words = wording.of(context.obj["lang"])
    if entry is None:
        click.echo(words.say("No line has to go yet."))
        return
    rows = words.count("{n} row", "{n} rows", entry.line_count or 0)
    click.echo(words.say("Gone: {rows}; their totals stay. Receipt {receipt}.", rows=rows, receipt=entry.receipt))
