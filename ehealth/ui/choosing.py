"""Which edition is on show: the one that the address asks for, else the newest that can be shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from ehealth import editions, settings
from ehealth.access import Reader
from ehealth.domain import Refusal
from ehealth.editions import Edition
from ehealth.ui import seen
from ehealth.ui.address import keep
from ehealth.ui.seen import Stamp

DRAFT = "draft"  # what stands in the address in place of a number
ASKED_IN_VAIN = "choosing.in_vain"  # what the address asked for and cannot be shown, until it asks for something else
OPEN = 16  # pinned links may ask for older editions; the least used is closed first
DESCRIBED = 1_000  # what editions say of themselves
_whole: dict[tuple[Path, int], Edition] = {}  # what a reader process has opened
AGAIN = 10  # seconds after which a reader process tries once more what it could not open: a mounted disk may have hung


@dataclass(frozen=True)
class Chosen:
    """number: of the edition on show, None without one; draft: asked for, by somebody who may see it.

    newest: the last that can be shown; refusals: why what was asked for, or what came after it, cannot be.
    """

    number: int | None
    draft: bool
    newest: int | None
    refusals: tuple[Refusal, ...]


def chosen(store: Path, drafts: bool) -> Chosen:
    """What the address asks for; `drafts` tells whether this reader may see any."""
    known = seen.numbers(store)
    newest, refusals = newest_shown(store)
    asked = _asked((*map(str, known), *([DRAFT] if drafts else [])))
    if asked == DRAFT:
        return Chosen(newest, True, newest, ())
    if asked is None:
        return Chosen(newest, False, newest, refusals + _in_vain())
    try:
        opened(store, int(asked))
    except Refusal as refusal:
        why = Refusal("no-edition", edition=asked) if seen.arriving(store, int(asked)) else refusal
        return Chosen(newest, False, newest, (why,))
    return Chosen(int(asked), False, newest, ())


def newest_shown(store: Path) -> tuple[int | None, tuple[Refusal, ...]]:
    """The number of the newest edition that can be shown, None without one; and why those after it cannot."""
    if settings.only_reads():
        return _newest_here(store)
    stamps = tuple(seen.stamp(store, number) for number in seen.numbers(store)[-2:])
    return _newest(str(store), stamps)


def _newest_here(store: Path) -> tuple[int | None, tuple[Refusal, ...]]:
    """As above in a reader process: of a copy that may be under way, nothing is said."""
    met: list[Refusal] = []
    for number in reversed(seen.numbers(store)):
        try:
            opened(store, number)
        except Refusal as refusal:
            met += [] if seen.arriving(store, number) else [refusal]
        else:
            return number, tuple(met)
    return None, tuple(met)


def opened(store: Path, number: int) -> Edition:
    """A published edition, open, shared by every reader of this process. Raises Refusal as editions.open_edition."""
    try:
        stamp = seen.stamp(store, number)
    except FileNotFoundError as fault:
        raise Refusal("no-edition", edition=number) from fault
    return _kept_open(store, number, stamp) if settings.only_reads() else _opened(str(store), number, stamp)


def _kept_open(store: Path, number: int, stamp: Stamp) -> Edition:
    """An edition in a reader process: as it was opened once, whatever is copied over it meanwhile; it never changes."""
    found = _tried(str(store), number, stamp)
    if isinstance(found, Refusal):
        found = _tried(str(store), number, stamp, int(time.time() / AGAIN))
    if isinstance(found, Refusal):
        found = _whole.get((store, number), found)
    if isinstance(found, Refusal):
        raise Refusal(found.code, **found.facts)  # another one for each run: what is kept is everybody's
    _whole[store, number] = found
    while len(_whole) > OPEN:
        del _whole[next(iter(_whole))]
    return found


def draft(store: Path, name: str, by: Reader) -> Edition:
    """A draft by the name of its file, open, kept for who may see it. Raises Refusal as editions.open_draft."""
    return _draft(str(store), name, by)


def earlier(store: Path, number: int | None, count: int) -> list[Edition]:
    """The last editions before a number, or of all, oldest first; one that cannot be shown is skipped."""
    found: list[Edition] = []
    for older in reversed([one for one in seen.numbers(store) if number is None or one < number]):
        if len(found) == count:
            break
        try:
            found.insert(0, opened(store, older))
        except Refusal:
            continue  # the page Editions names it, with its reason
    return found


@dataclass(frozen=True)
class Listed:
    """An edition in a list: what its manifest says of it, or why it cannot be shown."""

    number: int
    made_on: date
    note: str
    closing: bool
    refusal: Refusal | None


def listed(store: Path, most: int, pinned: int | None) -> tuple[list[Listed], int]:
    """So many of a store's editions, newest first, and the pinned one; and how many older ones there are."""
    known = seen.numbers(store)[::-1]
    also = [number for number in known[most:] if number == pinned]
    found = [_listed(store, number) for number in known[:most] + also]
    shown = [one for one in found if one.refusal is None or not seen.arriving(store, one.number)]
    return shown, len(known[most:]) - len(also)


def _listed(store: Path, number: int) -> Listed:
    try:
        said = _manifest(str(store), number, seen.stamp(store, number))
    except FileNotFoundError:
        return Listed(number, date.min, "", False, Refusal("no-edition", edition=number))
    except Refusal as refusal:
        return Listed(number, date.min, "", False, refusal)
    day = date.fromisoformat(said["made_at"][:10])
    return Listed(number, day, said["note"], said.get("closing") == "true", None)


def _asked(known: tuple[str, ...]) -> str | None:
    asked = st.query_params.get("edition")
    if asked:
        st.session_state[ASKED_IN_VAIN] = None if asked in known else asked
    return keep("edition", known)


def _in_vain() -> tuple[Refusal, ...]:
    asked = st.session_state.get(ASKED_IN_VAIN)
    return (Refusal("no-edition", edition=asked[:20]),) if asked else ()


@st.cache_resource(show_spinner=False, max_entries=OPEN)
def _newest(store: str, stamps: tuple[Stamp, ...]) -> tuple[int | None, tuple[Refusal, ...]]:
    found = editions.latest(Path(store))
    if found.edition is None:
        return None, found.refusals
    found.edition.close()
    return found.edition.number, found.refusals


@st.cache_resource(show_spinner=False, max_entries=DESCRIBED)
def _manifest(store: str, number: int, stamp: Stamp) -> dict[str, str]:
    """What an edition says of itself, kept longer than the edition can be open: opening one takes 20 ms and more."""
    edition = editions.open_edition(Path(store), number)
    edition.close()
    return edition.manifest


@st.cache_resource(show_spinner=False, max_entries=OPEN)
def _opened(store: str, number: int, stamp: Stamp) -> Edition:
    return editions.open_edition(Path(store), number)


@st.cache_resource(show_spinner=False, max_entries=OPEN)
def _tried(store: str, number: int, stamp: Stamp, again: int = 0) -> Edition | Refusal:
    try:
        return editions.open_edition(Path(store), number)
    except Refusal as refusal:
        return refusal


@st.cache_resource(show_spinner=False, max_entries=OPEN)
def _draft(store: str, name: str, by: Reader) -> Edition:
    return editions.open_draft(Path(store), name, by)
