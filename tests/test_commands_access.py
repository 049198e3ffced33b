"""access on the command line: who has which role."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ehealth import access
from ehealth.access import Person, Right
from ehealth.commands import main
from ehealth.store import Store
from tests.files import send

BY = ["--by", "steward@example.org"]
ISSUER = "https://id.example.org"


def run(store: Path, *arguments: str) -> Result:
    environment = {"LC_ALL": "en_GB.UTF-8", "EHEALTH_OIDC_ISSUER": ISSUER}
    return CliRunner().invoke(main, ["--store", str(store), "access", *arguments], env=environment)


@pytest.fixture
def known(store: Store) -> Path:
    send(store, "projects")
    return store.path


def test_roles_are_given_listed_and_taken_away(known: Path) -> None:
    given = run(known, "grant", "4f1c", "--role", "lead", "--project", "p1", "--name", "Ada\tL.", *BY)
    assert given.stdout == "Ada L. is lead now. Receipt 000002.\n"
    assert access.listed(known) == (Right(Person(ISSUER, "4f1c", "Ada\tL."), "lead", frozenset({"p1"})),)
    listed = run(known, "list").stdout.splitlines()
    assert [line.split("\t") for line in listed] == [
        ["issuer", "subject", "name", "email", "organisation", "role", "projects"],
        [ISSUER, "4f1c", "Ada L.", "", "", "lead", "p1"],
    ]
    log = CliRunner().invoke(main, ["--store", str(known), "log"], env={"LC_ALL": "en_GB.UTF-8"}).stdout
    assert log.splitlines()[-1].split("\t")[2:] == ["grant", "steward@example.org", "", "", "", "", "lead 4f1c"]
    assert run(known, "revoke", "4f1c", *BY).stdout == "Ada L. has no role any more. Receipt 000003.\n"
    assert access.listed(known) == ()
    gone = run(known, "revoke", "4f1c", *BY)
    assert (gone.exit_code, gone.stderr) == (2, "The access list has nobody with the identifier 4f1c.\n")


def test_a_lead_without_a_project_is_said_to_have_no_right(known: Path) -> None:
    given = run(known, "grant", "4f1c", "--role", "lead", *BY)
    assert "Without a project, a lead may send nothing and see no exact figure." in given.stdout


def test_a_project_that_is_not_there_and_the_last_steward_are_refused(known: Path) -> None:
    assert run(known, "grant", "4f1c", "--role", "lead", "--project", "p9", *BY).exit_code == 2
    assert run(known, "grant", "4f1c", "--role", "steward", *BY).exit_code == 0
    refused = run(known, "revoke", "4f1c", *BY)
    assert (refused.exit_code, refused.stderr.split(":")[0]) == (2, "Nothing was changed")
