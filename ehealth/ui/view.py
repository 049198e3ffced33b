"""Who looks, at which edition: one frozen value that is also a cache key."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import streamlit as st

from ehealth import access, domain, editions, wording
from ehealth.editions import Edition
from ehealth.ui.address import keep
from ehealth.ui.serving import preferred

P = ParamSpec("P")
R = TypeVar("R")

UNKNOWN_EDITION = "view.unknown_edition"  # what the address asked for and this store does not hold
EDITIONS_OPEN = 16  # pinned links may ask for older editions; the least used is closed first
ANSWERS_KEPT = 256  # per remembered function: a few selections of a few dozen readers, some 50 kB each


@dataclass(frozen=True)
class View:
    """A reader's language and screen, and the edition on it; `edition` is None while nothing has been published."""

    store: str
    edition: int | None
    lang: str
    dark: bool
    compact: bool
    today: date
    made_on: date
    demonstration: bool
    protected: bool


def store_path() -> Path:
    """The store that EHEALTH_STORE names, else data/store."""
    return Path(os.environ.get("EHEALTH_STORE") or domain.DATA / "store").resolve()


def view() -> View:
    """What this reader sees now: language and edition from the address, theme and screen from the browser."""
    store = str(store_path())
    number = _edition_number(store)
    manifest = {} if number is None else _opened(store, number).manifest
    today = date.today()
    return View(
        store=store,
        edition=number,
        lang=language(),
        dark=st.context.theme.type == "dark",
        compact="Mobi" in (st.context.headers.get("User-Agent") or ""),
        today=today,
        made_on=date.fromisoformat(manifest["made_at"][:10]) if manifest else today,
        demonstration=manifest.get("demonstration") == "true",
        protected=manifest.get("protected") == "true",
    )


def edition(view: View) -> Edition:
    """The open edition of a view, shared by every reader of this process; Refusal("no-edition") when there is none."""
    if view.edition is None:
        raise domain.Refusal("no-edition")
    return _opened(view.store, view.edition)


def language() -> str:
    """The reader's choice in the address, else the browser's first language that we speak, else French."""
    header = st.context.headers.get("Accept-Language") or st.context.locale or ""
    return keep("lang", domain.LANGUAGES) or preferred(header)


def words() -> wording.Words:
    """The sentences of the reader's language."""
    return wording.of(language())


def may(action: str) -> bool:
    """Whether this reader may do something: to hide what `access.require` would refuse."""
    return access.may(access.ROLE_WITHOUT_SIGN_IN, action)


def remember(function: Callable[P, R]) -> Callable[P, R]:
    """Keep a function's answers for all readers, by its arguments: pass the view, it carries edition, language and day.

    Arguments are hashed and answers pickled: views, selections, strings in; charts and frames out.
    """

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        return cast("R", _kept(function)(*args, **kwargs))

    return remembered


@cache
def _kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """The cached function, made at its first call: at import time there may be no server yet to keep anything."""
    hashes: dict[str | type, Callable[[Any], Any]] = {View: repr, domain.Selection: repr}
    keep_answers: Callable[..., Callable[..., Any]] = st.cache_data(
        show_spinner=False, max_entries=ANSWERS_KEPT, hash_funcs=hashes
    )
    return keep_answers(function)


def _edition_number(store: str) -> int | None:
    numbers = editions.numbers(Path(store))
    asked = st.query_params.get("edition")
    if asked:
        st.session_state[UNKNOWN_EDITION] = None if asked in map(str, numbers) else asked
    pinned = keep("edition", tuple(str(number) for number in numbers))
    if pinned:
        return int(pinned)
    return max(numbers, default=None)


@st.cache_resource(show_spinner=False, max_entries=EDITIONS_OPEN)
def _opened(store: str, number: int) -> Edition:
    return editions.open_edition(Path(store), number)
