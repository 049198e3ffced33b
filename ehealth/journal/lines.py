"""A line of the log, what may stand in it, and the files that keep the lines: one a month, beside the store."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from ehealth.access import Person, Reader
from ehealth.journal.about import about, clean

BEGUN, DONE, REFUSED, FAILED = OUTCOMES = ("begun", "done", "refused", "failed")
RETENTION = 12  # months that a month's lines are kept after its end: one year

MONTH = re.compile(r"([0-9]{4})-([0-9]{2})\.jsonl")  # the name of a month's file
LONGEST = {"who": 254, "person": 512}  # characters; an e-mail address has 254 at most
SHORT = 40  # of any other field: they are words of ours


@dataclass(frozen=True)
class Line:
    """who: an e-mail address; person: issuer and subject; to: the slice, edition, receipt or person that it was about.

    outcome: one of OUTCOMES. act: what the line that an action begins with has in common with the one it ends with.
    """

    at: str
    who: str
    person: str
    role: str
    action: str
    outcome: str
    to: str = ""
    act: str = ""

    @property
    def named(self) -> frozenset[str]:
        """The words of `to`: kinds, projects, periods, receipts."""
        return frozenset(self.to.replace(",", " ").split())


def folder(store: Path) -> Path:
    """Beside the store and not in it, so that a copy of the data does not carry it."""
    return store.with_name(store.name + ".log")


def months(store: Path) -> list[tuple[int, int, Path]]:
    """(year, month, file) of every month that there is, oldest first. Raises OSError where that cannot be known."""
    place = folder(store)
    named = [(MONTH.fullmatch(path.name), path) for path in place.iterdir()] if place.exists() else []
    return sorted((int(found[1]), int(found[2]), path) for found, path in named if found)


def expired(year: int, month: int, today: date) -> bool:
    """Whether a month ended more than a year ago."""
    return (today.year - year) * 12 + today.month - month > RETENTION


def key(person: Person) -> str:
    """What tells a person from any other: issuer and subject; "" on the command line and without sign-in."""
    return f"{person.issuer} {person.subject}".strip()


def made(at: datetime, reader: Reader, action: str, to: str, outcome: str, act: str) -> Line:
    """A line that can neither break out of itself nor name a student, whatever it is given."""
    person = reader.person
    given = {"who": person.email, "person": key(person), "role": reader.role, "action": action, "outcome": outcome}
    kept = {name: clean(text)[: LONGEST.get(name, SHORT)] for name, text in given.items()}
    return Line(at.isoformat(timespec="seconds"), **kept, to=about(to), act=act)


def written(line: Line) -> bytes:
    """The line as it stands in its file."""
    return (json.dumps(asdict(line), ensure_ascii=False) + "\n").encode()


def parsed(text: bytes) -> Line | None:
    """What `written` wrote; None where that was damaged."""
    try:
        found = json.loads(text)
        line = Line(**found)
        datetime.fromisoformat(line.at)
    except (ValueError, TypeError, RecursionError):
        return None
    return line if all(type(value) is str for value in found.values()) else None
