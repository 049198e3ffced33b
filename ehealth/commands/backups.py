"""backup, restore: a copy of the store to keep elsewhere, and the way back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ehealth import store, wording
from ehealth.access import operator

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.command()
@FOLDER
@click.pass_context
def backup(context: click.Context, folder: Path) -> None:
    """Copy the store to an empty folder while uploads go on; the secret key and the log are not in it."""
    opened, words = store.open_store(context.obj["store"]), wording.of(context.obj["lang"])
    made = store.backup(opened, folder, operator(""))
    entries = words.count("{n} entry of the ledger", "{n} entries of the ledger", made.ledger)
    files = words.count("{n} file", "{n} files", made.files)
    click.echo(words.say("Backup made in {path}: {entries}, {files}.", path=str(folder), entries=entries, files=files))
    click.echo(
        words.say(
            "It holds students’ lines: whoever is erased later, and lines whose time is up later "
            "(EHEALTH_RETENTION_YEARS), stay in it until it is thrown away. Keep {key} apart from it.",
            key=str(opened.key_file),
        )
    )
    if made.lost:
        click.echo(
            words.say(
                "Damaged in the store already, and so in this backup: {lost}. Keep the older ones, and mend the store: "
                "python -m ehealth --store {path} rebuild",
                lost=made.lost,
                path=str(opened.path),
            ),
            err=True,
        )
        sys.exit(1)


@click.command()
@FOLDER
@click.pass_context
def restore(context: click.Context, folder: Path) -> None:
    """Put a backup back, into a store’s folder that is empty or absent."""
    words = wording.of(context.obj["lang"])
    made = store.restore(folder, context.obj["store"], operator(""))
    entries = words.count("{n} entry of the ledger", "{n} entries of the ledger", made.ledger)
    click.echo(words.say("Put back in {path}: {entries}.", path=str(made.store.path), entries=entries))
    if made.erased_again:
        click.echo(words.count("{n} student was erased again.", "{n} students were erased again.", made.erased_again))
    if not made.has_key:
        click.echo(
            words.say(
                "The secret key is missing: put it back as {path}. Until then nothing can be received or published.",
                path=str(made.store.key_file),
            )
        )
