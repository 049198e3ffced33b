"""init, publish, log: what a steward does."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from ehealth import demo, founding, publishing, store, wording
from ehealth.access import operator
from ehealth.commands.files import address, by_whom
from ehealth.store import Fault
from ehealth.wording import verdicts
from ehealth.wording.neutral import neutral


@click.command()
@click.option("--demo", "demonstration", is_flag=True, help="Invented projects, labelled as such wherever they show.")
@click.option("--students", type=click.IntRange(1, 10_000_000), help=f"With --demo (default {demo.DEFAULT_STUDENTS}).")
@click.option(
    "--seed", type=click.IntRange(0), help=f"With --demo: the same seed, the same data (default {demo.DEFAULT_SEED})."
)
@click.pass_context
def init(context: click.Context, demonstration: bool, students: int | None, seed: int | None) -> None:
    """Make a store with the reference data, and publish edition 1."""
    if not demonstration and (students is not None or seed is not None):
        raise click.UsageError("--students and --seed go with --demo.")
    path: Path = context.obj["store"]
    tell = Progress()
    if demonstration:
        founding.found_demonstration(
            path, students or demo.DEFAULT_STUDENTS, demo.DEFAULT_SEED if seed is None else seed, tell
        )
    else:
        founding.found(path, tell)
    tell.end()
    click.echo(wording.of(context.obj["lang"]).say("Store made in {path}; edition 1 is published.", path=path))


class Progress:
    """A line on standard error every few seconds, moving in place on a terminal."""

    def __init__(self) -> None:
        self.moving, self.last, self.started = sys.stderr.isatty(), time.monotonic(), time.monotonic()

    def __call__(self, name: str, files: int) -> None:
        now = time.monotonic()
        if now - self.last > (0.1 if self.moving else 5):
            line = f"{now - self.started:5.0f} s  {files} files received, last {name}"
            click.echo(f"\r\x1b[K{line}" if self.moving else line, nl=not self.moving, err=True)
            self.last = now

    def end(self) -> None:
        if self.moving:
            click.echo("\r\x1b[K", nl=False, err=True)


@click.command()
@by_whom
@click.option("--note", default="", metavar="TEXT", help="What changed, for the readers.")
@click.option("--closing", is_flag=True, help="The yearly edition that looks again at every class, however small.")
@click.pass_context
def publish(context: click.Context, by: str, note: str, closing: bool) -> None:
    """Protect small counts, attack the result, and freeze the next edition."""
    made = publishing.make(store.open_store(context.obj["store"]), operator(by), note, closing=closing)
    words = wording.of(context.obj["lang"])
    click.echo(words.say("Edition {number} is published.", number=made.number))
    telling = sum(one.telling for one in made.held_back)
    if few := len(made.held_back) - telling:
        click.echo(
            words.count(
                "Held back: fewer than five people differ in {n} class, which stays as it was shown.",
                "Held back: fewer than five people differ in {n} classes, which stay as they were shown.",
                few,
            )
        )
    if telling:
        click.echo(
            words.count(
                "Held back: {n} class stays as it was shown, because two editions together would tell of somebody.",
                "Held back: {n} classes stay as they were shown, because two editions together would tell of somebody.",
                telling,
            )
        )
    click.echo(words.say("The attack on this edition found no small count."))


@click.command()
@click.option("--without-lost", is_flag=True, help="Go on without what is damaged in received/; the ledger says so.")
@click.option("--by", default="", metavar="EMAIL", callback=address, help="With --without-lost: who decides it.")
@click.pass_context
def rebuild(context: click.Context, without_lost: bool, by: str) -> None:
    """Make the registry again from received/; the one there is set aside, once it has mended received/."""
    if without_lost != bool(by):
        raise click.UsageError("--without-lost and --by go together.")
    words = wording.of(context.obj["lang"])

    def tell(fault: Fault, lost: bool) -> None:
        file, who = (fault.entry.file_name, fault.entry.done_by) if fault.entry else (None, None)
        click.echo(verdicts.rebuilt(fault.name, file, who, lost, words))

    with store.rebuild(context.obj["store"], without=operator(by) if by else None, tell=tell).registry() as registry:
        entries = registry.last
    click.echo(words.count("Registry made again: {n} entry.", "Registry made again: {n} entries.", entries))


@click.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Check every hash and every count of the store against each other, and open everything.

    Exit code 0: nothing is wrong, 1: something is, 2: the store cannot be read.
    """
    verdict, words = store.verify(store.open_store(context.obj["store"])), wording.of(context.obj["lang"])
    for what, count in verdict.checked.items():
        click.echo(verdicts.checked(what, count, words))
    for found in verdict.wrong:
        click.echo(verdicts.wrong(found, words))
    if verdict.wrong:
        click.echo(words.count("{n} thing is wrong.", "{n} things are wrong.", len(verdict.wrong)))
        sys.exit(1)
    click.echo(words.say("Nothing is wrong."))


@click.command()
@click.pass_context
def log(context: click.Context) -> None:
    """Print who did what, when: a line an entry, tab-separated, oldest first."""
    with store.open_store(context.obj["store"]).registry() as registry:
        entries = registry.log()
    click.echo("\t".join(("receipt", "done_at", "action", "done_by", "kind", "file_name", "rows", "target", "why")))
    for entry in entries:
        why = entry.why if entry.right is None else " ".join((entry.right.role, entry.right.person.subject))
        cells = (entry.kind, entry.file_name, entry.line_count, entry.target, why)
        listed = (entry.receipt, entry.as_json()["done_at"], entry.action, entry.done_by, *cells)
        click.echo("\t".join(neutral(" ".join(str("" if cell is None else cell).split())) for cell in listed))
