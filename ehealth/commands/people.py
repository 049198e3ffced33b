"""access: who has which role, as stewards change it on the page People."""

from __future__ import annotations

import click

from ehealth import access, settings, store, wording
from ehealth.access import NOBODY, Person, Right, operator
from ehealth.commands.files import by_whom
from ehealth.store import Entry
from ehealth.wording.neutral import neutral

COLUMNS = ("issuer", "subject", "name", "email", "organisation", "role", "projects")

subject_of = click.argument("subject")
issued_by = click.option(
    "--issuer",
    default=lambda: settings.value("EHEALTH_OIDC_ISSUER"),
    metavar="URL",
    help="The provider that names them so (EHEALTH_OIDC_ISSUER if absent).",
)


@click.group("access")
def people() -> None:
    """List, give and take away roles. A person is the SUBJECT that a provider names."""


@people.command("list")
@click.pass_context
def list_(context: click.Context) -> None:
    """Print the access list: a line a person, tab-separated."""
    with store.open_store(context.obj["store"]).registry() as registry:
        rights = registry.rights()
    click.echo("\t".join(COLUMNS))
    for right in rights:
        who = right.person
        cells = (who.issuer, who.subject, who.name, who.email, who.organisation, right.role)
        click.echo("\t".join(neutral(" ".join(cell.split())) for cell in (*cells, " ".join(sorted(right.projects)))))


@people.command()
@subject_of
@issued_by
@click.option("--role", required=True, type=click.Choice(access.ROLES))
@click.option("--project", "projects", multiple=True, metavar="P", help="A lead's project; may be repeated.")
@click.option("--name", default="", help="To tell people apart; signing in does not change it.")
@click.option("--email", default="", help="Likewise.")
@by_whom
@click.pass_context
def grant(
    context: click.Context,
    subject: str,
    issuer: str,
    role: str,
    projects: tuple[str, ...],
    name: str,
    email: str,
    by: str,
) -> None:
    """Give SUBJECT a role, in place of the one they had, if any."""
    right = Right(Person(issuer, subject, name, email), role, frozenset(projects))
    with store.open_store(context.obj["store"]).registry() as registry:
        entry = registry.grant(right, operator(by))
    _said(context, entry)


@people.command()
@subject_of
@issued_by
@by_whom
@click.pass_context
def revoke(context: click.Context, subject: str, issuer: str, by: str) -> None:
    """Take the role of SUBJECT away. Sessions that are open lose it within a minute."""
    with store.open_store(context.obj["store"]).registry() as registry:
        entry = registry.revoke(Person(issuer, subject), operator(by))
    _said(context, entry)


def _said(context: click.Context, entry: Entry) -> None:
    words, right = wording.of(context.obj["lang"]), entry.right
    assert right is not None
    who = right.person.name or right.person.email or right.person.subject
    if right.role == NOBODY:
        click.echo(words.say("{who} has no role any more. Receipt {receipt}.", who=who, receipt=entry.receipt))
        return
    facts = {"who": who, "role": right.role, "receipt": entry.receipt}
    click.echo(words.say("{who} is {role} now. Receipt {receipt}.", **facts))
    if right.role in access.OF_OWN_PROJECTS and not right.projects:
        click.echo(words.say("Without a project, a lead may send nothing and see no exact figure."))
