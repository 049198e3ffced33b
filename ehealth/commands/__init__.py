"""The command line, a contract that scripts rely on: 0 done, 1 problems in a file, 2 refused or wrong usage."""

from __future__ import annotations

import locale
import os
import sys
from pathlib import Path
from typing import Any

import click

from ehealth import domain
from ehealth.commands.backups import backup, restore
from ehealth.commands.brief import brief
from ehealth.commands.files import check, schema, template, upload, withdraw
from ehealth.commands.noted import journal
from ehealth.commands.people import people
from ehealth.commands.privacy import erase, retain
from ehealth.commands.shown import show
from ehealth.commands.stores import init, log, publish, rebuild, verify
from ehealth.domain import Refusal
from ehealth.wording.problems import refuse


class Sentences(click.Group):
    """A group whose refusals are one sentence on standard error and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            click.echo(refuse(refusal, context.obj["lang"]), err=True)
            sys.exit(2)


def language() -> str:
    """The language of the terminal where it is French, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0]
    return "fr" if (named or "").startswith("fr") else "en"


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    envvar="EHEALTH_STORE",
    default=domain.DATA / "store",
    help="The store's folder (EHEALTH_STORE, else data/store).",
)
@click.pass_context
def main(context: click.Context, store: Path) -> None:
    """eHealth monitor: receive files, publish editions, show indicators."""
    if context.invoked_subcommand not in ("brief", "template"):  # files for others
        os.umask(0o077)
    context.obj = {"store": store, "lang": language()}


OF_FILES = (check, upload, withdraw, schema, template)
OF_THE_STORE = (init, publish, show, brief, log, journal, people, rebuild, verify, backup, restore, erase, retain)
for command in (*OF_FILES, *OF_THE_STORE):
    main.add_command(command)
