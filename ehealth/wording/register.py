"""The register: everything kept about people, why, where, for how long, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from ehealth import access, domain, settings
from ehealth.wording import Words
from ehealth.wording.rights import ROLES

KEYS = ("project_code", "student_id")


@dataclass(frozen=True)
class Kept:
    """One sort of data, in the reader's words."""

    what: str
    about: str
    why: str
    where: str
    until: str
    who: str


def register(w: Words, years: int, months: int, session: tuple[int, int]) -> list[Kept]:
    """Every sort of data about people.

    years: of lines of students; months: of the log, after each month's end; session: the seconds without an action
    after which it ends, and those after which it does anyhow.
    """
    return [*_students(w, years), *_counts(w), *_users(w, months), *_machinery(w, *session)]


def _students(w: Words, years: int) -> list[Kept]:
    kept = w.count(
        "{n} year after the last date known of the student. A class goes as a whole, once the time of its last student "
        "is up; its totals stay.",
        "{n} years after the last date known of the student. A class goes as a whole, once the time of its last "
        "student is up; its totals stay.",
        years,
    )
    store = w.say("As long as the store")
    return [
        Kept(
            w.say("Lines of students"),
            w.say("By pseudonym, of each student and course: {cohorts}; of each graduate and survey: {placements}.",
                  cohorts=_columns("cohorts", w), placements=_columns("placements", w)),
            w.say("To count students, graduates and what becomes of them."),
            "registry.duckdb, received/", kept,
            w.say("Nobody sees a line. Exact counts: {roles}.", roles=_roles("exact_figures", w)),
        ),
        Kept(
            w.say("Files as they were sent"),
            w.say("Read in memory and in a temporary folder. Names, e-mail addresses, INE and NIR are refused."),
            w.say("To check them."), w.say("Not kept"), w.say("As long as the check takes"),
            w.say("Whoever sends them"),
        ),
        Kept(
            w.say("Secret key"),
            w.say("What turns an institution’s identifier into a pseudonym, project by project."),
            w.say("So that a student is recognised from one file to the next, and by nobody without the key."),
            w.say("Beside the store, outside its backups"), store, w.say("Whoever runs the server"),
        ),
        Kept(
            w.say("List of erased students"),
            w.say("Pseudonyms only, with who erased, when and why."),
            w.say("So that nobody comes back from a backup or with a new file."),
            w.say("Beside the store, outside its backups"), store, w.say("Whoever runs the server"),
        ),
    ]  # fmt: skip


def _counts(w: Words) -> list[Kept]:
    return [
        Kept(
            w.say("Editions"),
            w.say("Counts only, the small ones protected."),
            w.say("To publish."), "editions/", w.say("For ever"), w.say("Every reader"),
        ),
        Kept(
            w.say("Snapshots"),
            w.say("The exact counts that an edition was drawn from; no pseudonym."),
            w.say("So that two editions together tell of nobody."), "snapshots/", w.say("As long as their edition"),
            w.say("Nobody"),
        ),
        Kept(
            w.say("Drafts"),
            w.say("Exact counts; no pseudonym."),
            w.say("To check figures before they are published."), "drafts/",
            w.say("Until the next draft, edition or erasure"),
            w.say("Exact counts: {roles}.", roles=_roles("exact_figures", w)),
        ),
    ]  # fmt: skip


def _users(w: Words, months: int) -> list[Kept]:
    store = w.say("As long as the store")
    return [
        Kept(
            w.say("Ledger"),
            w.say("E-mail address of who sent, withdrew, published or erased; when, the file’s name, the reason."),
            w.say("To tell where each figure comes from."), "registry.duckdb, received/", store,
            w.say("{roles}; a project lead, of their own projects.", roles=_capital(_roles("publish", w))),
        ),
        Kept(
            w.say("Access list"),
            w.say("Name, e-mail address, organisation, identifier at the sign-in, role and projects."),
            w.say("So that everybody may do what is theirs, and nothing else."), "access.json",
            w.say("Until the role is taken away; in the ledger as long as the store"), _capital(_roles("people", w)),
        ),
        Kept(
            w.say("Log"),
            w.say("Who did what, when, to which project, and what was refused; nothing of a student."),
            w.say("To find misuse."), w.say("Beside the store, a file a month"),
            w.count("{n} month after its month", "{n} months after its month", months), _capital(_roles("log", w)),
        ),
    ]  # fmt: skip


def _machinery(w: Words, idle: int, absolute: int) -> list[Kept]:
    return [
        Kept(
            w.say("Sessions"),
            w.say("Who is signed in."), w.say("So that nobody signs in for each page."),
            w.say("In the server’s memory only"),
            w.say("{minutes} minutes without an action, {hours} hours at most", minutes=idle // 60,
                  hours=absolute // 3600),
            w.say("Nobody"),
        ),
        Kept(
            w.say("Cookies"),
            w.say("One names the session, one guards against forged requests. No audience is measured.")
            if not settings.only_reads()
            else w.say("One names the session, one the server that it is on, one guards against forged requests. "
                       "No audience is measured."),
            w.say("Without them nobody could be signed in."), w.say("In your browser"),
            w.say("Until the browser is closed"), w.say("You"),
        ),
        Kept(
            w.say("Backups"),
            w.say("Copies of the store, without the key."), w.say("To survive a breakdown."),
            w.say("Where whoever runs the server puts them"),
            w.say("As they choose; what was erased is erased again when one is put back"),
            w.say("Whoever runs the server"),
        ),
    ]  # fmt: skip


def _columns(kind: str, w: Words) -> str:
    """What a line says beside whose it is, from the schema."""
    title = "title" if w.lang == "fr" else "x-title-en"
    named = [str(one[title]) for one in domain.schema(kind)["fields"] if one["name"] not in KEYS]
    return w.listing([name[:1].lower() + name[1:] for name in named])


def _roles(action: str, w: Words) -> str:
    """Who may do something, from the table that hides and refuses."""
    own = w.say("(own projects)")
    found = [role for role in access.ROLES if action in access.ACTIONS[role]]
    confined = [action in access.OF_OWN_PROJECTS.get(role, frozenset()) for role in found]
    return w.listing(
        [f"{w.say(ROLES[r])} {own}" if c else w.say(ROLES[r]) for r, c in zip(found, confined, strict=True)]
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
