"""Heavy work in one process of its own, of lower priority: readers wait neither for its Python nor for its cores."""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from ehealth.domain import Refusal
from ehealth.intake import Tell

R = TypeVar("R")

ROOT = Path(__file__).parents[2]
KINDER = 5  # niceness: an idle core is its own, of a busy one the server has three quarters
START = f"import os, sys; os.nice({KINDER}); sys.path.insert(0, sys.argv[1]); "
START += "from ehealth.desk import worker; worker.serve(int(sys.argv[2]))"
TOLD, RAISED, DONE = "told", "raised", "done"


class Worker:
    """The process, started at the first need; it does one thing at a time, and ends when the server does."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def apart(self, job: Callable[..., R], *given: Any, tell: Tell | None = None, **named: Any) -> R:
        """What a function of a module gives, called in the process; all that goes there and back is pickled.

        tell: handed to the function, and called here. Where it raises, the function is made to stop where it stands.
        Raises what the function raises, of our own refusals; Refusal("worker-lost") where the process ended meanwhile.
        """
        if not self._turn.acquire(blocking=False):
            if tell:
                tell("waiting", 0.0)
            self._turn.acquire()
        try:
            said, found = self._asked((job, given, named, tell is not None), tell)
        except (EOFError, OSError) as fault:
            self._forget()
            raise Refusal("worker-lost") from fault
        finally:
            self._turn.release()
        if said == RAISED:
            raise found
        answer: R = found
        return answer

    def _asked(self, request: tuple[Any, ...], tell: Tell | None) -> tuple[str, Any]:
        line = self._started()
        line.send(request)
        answer: tuple[str, Any] = line.recv()
        while tell and answer[0] == TOLD:
            try:
                tell(*answer[1])
            except BaseException:  # the page was left, or is run again
                line.send(False)
                line.recv()
                raise
            line.send(True)
            answer = line.recv()
        return answer

    def _started(self) -> Connection:
        if self._line and self._process and self._process.poll() is None:
            return self._line
        self._forget()
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-c", START, str(ROOT), str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        self._line = Connection(ours.detach())
        return self._line

    def _forget(self) -> None:
        """One that has ended, or whose line is broken."""
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None


class _Stopped(BaseException):
    """Nobody waits for this work any more."""


def serve(handle: int) -> None:
    """What the process does: one request after another, until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, whose end is seen here
    line = Connection(handle)
    with suppress(EOFError, OSError):
        while True:
            line.send(_answer(line, *line.recv()))


def _answer(
    line: Connection, job: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any], telling: bool
) -> tuple[str, Any]:
    def tell(stage: str, share: float) -> None:
        line.send((TOLD, (stage, share)))
        if not line.recv():
            raise _Stopped

    try:
        return DONE, job(*given, **named, **({"tell": tell} if telling else {}))
    except Refusal as refusal:
        return RAISED, refusal
    except _Stopped:
        return DONE, None
    except Exception as fault:  # noqa: BLE001  (its message may hold a cell of the file, and goes nowhere)
        where = "".join(traceback.format_tb(fault.__traceback__))
        logging.getLogger(__name__).error("a job failed: %s\n%s", type(fault).__name__, where)
        return RAISED, RuntimeError("a job failed in the worker: the server's log says where")


apart = Worker().apart
