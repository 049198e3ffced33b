"""journal: who did what, and what was refused."""

from __future__ import annotations

from datetime import datetime

import click

from ehealth import access, store, wording
from ehealth import journal as noted
from ehealth.journal import OUTCOMES, Asked
from ehealth.wording.neutral import neutral

COLUMNS = ("at", "who", "person", "role", "action", "outcome", "to")
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--since", type=DAY, metavar="DAY", help="From this day on (UTC), as 2026-11-01.")
@click.option("--until", type=DAY, metavar="DAY", help="Until this day.")
@click.option("--who", default="", metavar="TEXT", help="An e-mail address, or issuer and subject.")
@click.option("--action", default="", metavar="ACTION", help="Such as upload, publish, people, sign_in.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="How it ended.")
@click.option("--project", default="", metavar="CODE", help="What was done to a project.")
@click.pass_context
def journal(
    context: click.Context,
    since: datetime | None,
    until: datetime | None,
    who: str,
    action: str,
    outcome: str | None,
    project: str,
) -> None:
    """Print who did what, and what was refused: a line an action, tab-separated, oldest first; kept for one year."""
    opened, days = store.open_store(context.obj["store"]), [day.date() if day else None for day in (since, until)]
    found = noted.read(opened.path, access.operator(""), Asked(who, action, outcome or "", project, *days))
    click.echo("\t".join(COLUMNS))
    for line in reversed(found.lines):
        click.echo("\t".join(neutral(getattr(line, name)) for name in COLUMNS))
    if found.damaged:
        words = wording.of(context.obj["lang"])
        said = words.count("{n} damaged line is left out.", "{n} damaged lines are left out.", found.damaged)
        click.echo(said, err=True)
