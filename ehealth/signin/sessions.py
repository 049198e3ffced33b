"""Who is signed in: kept in memory only, so a restart signs everybody out and no identity lies on a disk.

The browser holds a random token, the server its SHA-256. Roles are not kept here: they are looked up each time.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from ehealth.access import Person

IDLE = 30 * 60  # seconds without an action of the person
ABSOLUTE = 12 * 3600  # seconds from the sign-in, whatever they do
TABS = 100  # of one session, the last that were opened
KEPT = 5000  # sessions; the one that was used longest ago makes room


@dataclass
class Session:
    """digest: of the token. id_token: tells the provider which of its sessions a sign-out ends.

    tabs: Streamlit's own names of this person's open tabs, which nobody else may resume or send files to.
    refused: whether the log says already that they asked for the data without a role.
    """

    digest: str
    person: Person
    id_token: str = field(repr=False)
    began: float
    seen: float
    tabs: deque[str] = field(default_factory=lambda: deque(maxlen=TABS))
    refused: bool = False


class Sessions:
    """Shared by the gate, which runs in the server's loop, and the script, which runs in threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock, self._lock = clock, Lock()
        self._open: dict[str, Session] = {}

    def begin(self, person: Person, id_token: str) -> str:
        """A new session's token, which nothing here keeps."""
        token, now = secrets.token_urlsafe(32), self.clock()
        session = Session(digest(token), person, id_token, now, now)
        with self._lock:
            self._open = {key: one for key, one in self._open.items() if self._lives(one, now)}
            while len(self._open) >= KEPT:
                del self._open[min(self._open.values(), key=lambda one: one.seen).digest]
            self._open[session.digest] = session
        return token

    def live(self, token: str) -> Session | None:
        """The session of a token, unless it has ended; looking is not using it."""
        with self._lock:
            session, now = self._open.get(digest(token)), self.clock()
            if session is not None and not self._lives(session, now):
                del self._open[session.digest]
                return None
            return session

    def touch(self, session: Session) -> None:
        """The person did something: the idle time begins anew."""
        session.seen = self.clock()

    def claim(self, session: Session, tab: str) -> None:
        """A tab is this session's from now on."""
        if tab not in session.tabs:
            session.tabs.append(tab)

    def end(self, token: str) -> Session | None:
        """Ends the session of a token, if it lives, in every tab that has it."""
        session = self.live(token)
        with self._lock:
            return session and self._open.pop(session.digest, None)

    def __len__(self) -> int:
        return len(self._open)

    @staticmethod
    def _lives(session: Session, now: float) -> bool:
        return now - session.seen < IDLE and now - session.began < ABSOLUTE


def digest(token: str) -> str:
    """What is kept of a secret that a browser holds."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


SESSIONS = Sessions()
