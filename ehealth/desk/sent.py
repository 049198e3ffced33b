"""The file that a person sends: its bytes as mended so far, what was found in it, and what it would change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from ehealth import indicators, publishing
from ehealth.access import Reader
from ehealth.desk.worker import apart
from ehealth.domain import Refusal
from ehealth.intake import Checked, Tell, without_persons
from ehealth.store import Difference, Entry, Registry, Replaced, Store
from ehealth.store.differences import Slice
from ehealth.ui.view import reader, words
from ehealth.wording.unseen import one_line

SENT, JUDGED = "upload.sent", "upload.judged"  # in the session: the file as mended so far, and what was found in it
RECEIPT = "upload.receipt"  # in the session: the last entry this person made, until the next file
PROJECTS = 12  # looked at one by one, beside the whole action
PASSING = ("worker-lost", "store-busy")  # refusals that the next run of the page may not meet
LARGEST = 50  # MB that the page takes; the command line takes more


@dataclass(frozen=True)
class Sent:
    """A file in the session. `skip`: what the sender agreed to leave out; `mended`: how often it was corrected here."""

    id: str
    name: str
    content: bytes
    skip: frozenset[str] = frozenset()
    mended: int = 0

    @property
    def key(self) -> str:
        """What tells these bytes from any others in the session: for the keys of widgets."""
        return f"{self.id}.{self.mended}"


@dataclass(frozen=True)
class Judged:
    """What a check found; where there is no problem, also what recording the file would change.

    same: the upload that brought this very file and is still current.
    moved: the figures that would move (indicators.moves), reckoned once and not at every run of the page.
    """

    checked: Checked
    preview: list[dict[str, Any]]
    replaced: list[Replaced]
    same: Entry | None
    differences: dict[Slice, Difference]
    moved: pd.DataFrame | None


def sent(file: Any) -> Sent:
    """The uploaded file, as mended so far if it is the one that was mended; a new one takes the receipt's place."""
    kept: Sent | None = st.session_state.get(SENT)
    if kept is None or kept.id != file.file_id:
        kept = st.session_state[SENT] = Sent(file.file_id, one_line(without_persons(file.name)), file.getvalue())
        st.session_state.pop(RECEIPT, None)
    return kept


def change(old: Sent, **changes: Any) -> None:
    """Keeps the file with a change, and runs the page again: it is checked anew."""
    st.session_state[SENT] = replace(old, **changes)
    st.rerun()


def judged(opened: Store, kind: str, project: str | None, file: Sent, last: int) -> Judged | Refusal:
    """Checks the file, once: the answer is kept until the file, its kind, its project or the ledger's `last` changes.

    Raises nothing: a file that cannot be read, or is larger than the page takes, gives its Refusal.
    """
    asked = (file.key, file.skip, kind, project, last)
    kept = st.session_state.get(JUDGED)
    if kept is None or kept[0] != asked or (isinstance(kept[1], Refusal) and kept[1].code in PASSING):
        kept = st.session_state[JUDGED] = (asked, _judge(opened, kind, project, file))
    answer: Judged | Refusal = kept[1]
    return answer


def record(opened: Store, kind: str, project: str | None, file: Sent, by: Reader, last: int) -> None:
    """Commits what was seen; keeps the receipt. Raises Refusal("changed-meanwhile") if the ledger is not at `last`."""
    asked = (opened, kind, project, file, reader())
    with progress() as tell:
        st.session_state[RECEIPT] = apart(_recorded, *asked, by, last, named(file), tell=tell)


def _recorded(
    opened: Store,
    kind: str,
    project: str | None,
    file: Sent,
    sender: Reader,
    by: Reader,
    last: int,
    name: str,
    *,
    tell: Tell,
) -> Entry:
    with (
        opened.registry() as registry,
        registry.examine(kind, file.content, opened.key, tell, project, file.skip, by=sender) as checked,
    ):
        if registry.last != last:
            raise Refusal("changed-meanwhile")
        tell("recording", 0.9)
        return registry.accept(checked, opened.key, by, name)


def named(file: Sent) -> str:
    """The file's name, with a word where it was corrected here."""
    return words().say("{name} (corrected)", name=file.name) if file.mended else file.name


def _judge(opened: Store, kind: str, project: str | None, file: Sent) -> Judged | Refusal:
    if len(file.content) > LARGEST << 20:
        return Refusal("too-large", limit=LARGEST)
    with progress() as tell:
        try:
            return apart(_found, opened, kind, project, file, reader(), tell=tell)
        except Refusal as refusal:
            return refusal


def _found(opened: Store, kind: str, project: str | None, file: Sent, sender: Reader, *, tell: Tell) -> Judged:
    with (
        opened.registry() as registry,
        registry.examine(kind, file.content, opened.key, tell, project, file.skip, by=sender) as checked,
    ):
        tell("comparing", 1.0)
        return _compared(registry, checked, opened.key)


def _compared(registry: Registry, checked: Checked, key: bytes) -> Judged:
    same = registry.same(checked) if checked.ok else None
    if same or not checked.ok:
        return Judged(checked, [], [], same, {}, None)
    foreseen = publishing.foresee(registry, checked, key)
    projects = sorted({project for project, *_ in foreseen.differences if project})
    moved = indicators.moves(foreseen.before, foreseen.after, projects if len(projects) <= PROJECTS else ())
    return Judged(checked, checked.preview(), registry.replaced(checked), None, foreseen.differences, moved)


@contextmanager
def progress() -> Iterator[Tell]:
    """A progress bar for long work; what it gives is the `tell` of the intake, and moves the bar."""
    w = words()
    stages = {
        "waiting": w.say("Another file is being checked: yours is next…"),
        "reading": w.say("Reading the file…"),
        "checking": w.say("Checking the cells…"),
        "done": w.say("Checked."),
        "comparing": w.say("Comparing with what was received…"),
        "recording": w.say("Recording…"),
    }
    bar = st.progress(0.0, stages["reading"])

    def tell(stage: str, share: float) -> None:
        bar.progress(share, stages.get(stage, ""))

    yield tell
    bar.empty()
