"""Reads the log, newest first: for stewards, and for nobody else."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ehealth.access import NOBODY, Person, Reader
from ehealth.domain import Refusal
from ehealth.journal.lines import BEGUN, DONE, Line, expired, months, parsed
from ehealth.journal.writing import lock, require

LATELY = 31  # days in which whoever signed in without a role is still shown to those who give roles


@dataclass(frozen=True)
class Asked:
    """Which lines; nothing asked means all of them. who: an e-mail address, or issuer and subject.

    since, until: the days (UTC) of the first and of the last line, both included.
    """

    who: str = ""
    action: str = ""
    outcome: str = ""
    project: str = ""
    since: date | None = None
    until: date | None = None


EVERYTHING = Asked()


@dataclass(frozen=True)
class Log:
    """lines: newest first; an action that ended is one line, the last. damaged: lines that could not be read."""

    lines: list[Line]
    damaged: int


def read(store: Path, reader: Reader, asked: Asked = EVERYTHING) -> Log:
    """The lines that were asked for. Raises Refusal: forbidden, which is noted; log-unreadable."""
    require(store, reader, "log")
    return _read(store, asked)


def picked(lines: list[Line], asked: Asked) -> list[Line]:
    """Those of the lines that were asked for."""
    return [line for line in lines if _fits(line, asked)]


def newcomers(store: Path, reader: Reader) -> list[tuple[Person, str]]:
    """Who signed in lately and had no role, newest first, with when that was. Raises Refusal as `read`."""
    require(store, reader, "people")
    found: dict[str, tuple[Person, str]] = {}
    lately = datetime.now(UTC).date() - timedelta(days=LATELY)
    for line in _read(store, Asked(action="sign_in", outcome=DONE, since=lately)).lines:
        issuer, _, subject = line.person.partition(" ")
        if line.role == NOBODY and subject:
            found.setdefault(line.person, (Person(issuer, subject, email=line.who), line.at))
    return list(found.values())


def _read(store: Path, asked: Asked) -> Log:
    lines, damaged, ended = [], 0, set()
    try:
        texts = list(_newest_first(store, asked))
    except OSError as fault:
        raise Refusal("log-unreadable", reason=fault.strerror or str(fault)) from fault
    for text in texts:
        line = parsed(text)
        if line is None:
            damaged += 1
        elif line.act and line.outcome == BEGUN and line.act in ended:
            continue
        else:
            ended.add(line.act)
            if _fits(line, asked):
                lines.append(line)
    return Log(lines, damaged)


def _newest_first(store: Path, asked: Asked) -> Iterator[bytes]:
    """The lines since the month that was asked for; what was kept beyond its time is not read.

    Later months are read whatever was asked: an action may end in the one after.
    """
    today = datetime.now(UTC).date()
    for year, month, path in reversed(months(store)):
        early = asked.since is not None and (year, month) < (asked.since.year, asked.since.month)
        if not (early or expired(year, month, today)):
            yield from filter(None, reversed(_whole(path).split(b"\n")))


def _whole(path: Path) -> bytes:
    """A month's file at a moment at which nobody writes to it."""
    try:
        with path.open("rb") as file:
            lock(file.fileno(), fcntl.LOCK_SH)
            size = os.fstat(file.fileno()).st_size
            fcntl.flock(file, fcntl.LOCK_UN)
            return file.read(size)
    except FileNotFoundError:
        return b""  # kept no longer, as of now


def _fits(line: Line, asked: Asked) -> bool:
    day = line.at[:10]
    return (
        asked.action in ("", line.action)
        and asked.outcome in ("", line.outcome)
        and (asked.since is None or asked.since.isoformat() <= day)
        and (asked.until is None or day <= asked.until.isoformat())
        and (not asked.project or asked.project in line.named)
        and (not asked.who or asked.who.casefold() in (line.who.casefold(), line.person.casefold()))
    )
