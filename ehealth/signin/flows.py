"""Sign-ins under way: what must come back from the provider, in the browser that was sent there, once."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from ehealth.signin.sessions import digest

LASTING = 10 * 60  # seconds that somebody may take at the provider
KEPT = 5000  # flows; the oldest makes room


@dataclass(frozen=True)
class Flow:
    """goal: the address that the person asked for. browser: the digest of its cookie.

    state, nonce: 43 random characters each, where ProConnect asks for 32.
    """

    goal: str
    browser: str
    began: float
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def challenge(self) -> str:
        """The verifier's S256 (RFC 7636)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Flows:
    """Used in the server's loop only."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._open: dict[str, Flow] = {}

    def begin(self, goal: str, browser: str) -> tuple[Flow, str]:
        """A flow, and what its browser's cookie must hold: as before while it has another flow open in a tab."""
        now = self.clock()
        self._open = {state: one for state, one in self._open.items() if now - one.began < LASTING}
        while len(self._open) >= KEPT:
            del self._open[next(iter(self._open))]
        if all(one.browser != digest(browser) for one in self._open.values()):
            browser = secrets.token_urlsafe(32)
        flow = Flow(goal, digest(browser), now)
        self._open[flow.state] = flow
        return flow, browser

    def take(self, state: str, browser: str) -> Flow | None:
        """The flow of a state, once, and only for the browser that began it, in time."""
        flow = self._open.get(state)
        if flow is None or not secrets.compare_digest(flow.browser, digest(browser)):
            return None
        del self._open[state]
        return flow if self.clock() - flow.began < LASTING else None

    def __len__(self) -> int:
        return len(self._open)


FLOWS = Flows()
