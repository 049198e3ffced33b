"""Who may do what, written once: what hides a page or a button and what refuses the action are this table."""

from __future__ import annotations

from dataclasses import dataclass

from ehealth import settings
from ehealth.domain import KINDS, Refusal, schema

NOBODY = "nobody"  # signed in, and not on the access list
READER = frozenset({"read"})
LEAD = READER | {"upload", "exact_figures"}
STEWARD = LEAD | {"reference", "withdraw", "drafts", "publish", "people", "log", "erase"}

ACTIONS = {"reader": READER, "lead": LEAD, "steward": STEWARD}
ROLES = tuple(ACTIONS)
OF_OWN_PROJECTS = {"lead": frozenset({"upload", "exact_figures"})}  # what a role may do for its own projects only

ROLE_WITHOUT_SIGN_IN = "steward"  # the server then listens on loopback only, so its one user is at its keyboard


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider at `issuer` names `subject`: the pair is the person. The rest may change or be empty.

    organisation: the SIRET of who employs them. Without sign-in, and on the command line, there is only an e-mail.
    """

    issuer: str = ""
    subject: str = ""
    name: str = ""
    email: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Reader:
    """Who looks: a role and, for a lead, the codes of the projects that are theirs. No project is none, never all."""

    role: str
    projects: frozenset[str] = frozenset()
    person: Person = Person()


def operator(email: str) -> Reader:
    """Whoever runs commands on the store's own machine, whose files are theirs; also its one user without sign-in."""
    return Reader(ROLE_WITHOUT_SIGN_IN, person=Person(email=email))


def here(reader: Reader) -> Reader:
    """Somebody in this process: a reader's rights at most where it only shows editions."""
    reading = settings.only_reads() and may(reader, "read")
    return Reader("reader", person=reader.person) if reading else reader


def may(reader: Reader, action: str, project: str | None = None) -> bool:
    """Whether a reader may do something for a project; without one, whether there is any that they may do it for.

    An unknown role may do nothing.
    """
    if action not in ACTIONS.get(reader.role, frozenset()):
        return False
    if action not in OF_OWN_PROJECTS.get(reader.role, frozenset()):
        return True
    return bool(reader.projects) if project is None else project in reader.projects


def confined(reader: Reader, action: str) -> frozenset[str] | None:
    """The projects that a reader may do something for; None where their role does not confine it to their own."""
    return reader.projects if action in OF_OWN_PROJECTS.get(reader.role, frozenset()) else None


def require(reader: Reader, action: str, project: str | None = None) -> None:
    """Raise Refusal("forbidden") unless the reader may do it."""
    if not may(reader, action, project):
        raise Refusal("forbidden", role=reader.role, action=action)


def sending(kind: str) -> str:
    """The action that sending a file of a kind is: `upload` where it is about projects, else `reference`."""
    return "upload" if kind in KINDS and "project_code" in schema(kind)["x-slice"] else "reference"
