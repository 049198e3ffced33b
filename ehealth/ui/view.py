"""Who looks, at which edition: one frozen value that is also a cache key."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import streamlit as st

from ehealth import access, domain, editions, settings, signin, wording
from ehealth.editions import Edition
from ehealth.serving import preferred
from ehealth.signin import standing
from ehealth.ui import admission, choosing
from ehealth.ui.address import keep
from ehealth.ui.choosing import Chosen, Listed

P = ParamSpec("P")
R = TypeVar("R")

ANSWERS_KEPT = 256  # per remembered function: a few selections of a few dozen readers, some 50 kB each


@dataclass(frozen=True)
class View:
    """A reader's language and screen, and the edition on it; `edition` is None while nothing has been published.

    draft: the file of exact figures that is on it instead, of every project or of one; its name tells when it was made.
    """

    store: str
    edition: int | None
    lang: str
    dark: bool
    compact: bool
    today: date
    made_on: date
    demonstration: bool
    protected: bool
    draft: str | None = None


def store_path() -> Path:
    """The store that EHEALTH_STORE names, else data/store."""
    return standing.store()


def view(project: str | None = None) -> View:
    """What this reader sees now: language and edition from the address, theme and screen from the browser.

    A draft that the address asks for is shown whole to those who may see drafts; to a lead on a page of one of their
    own projects, whose code that page gives. Everybody else, and every other page, sees an edition.
    """
    store, found = store_path(), chosen()
    whole = found.draft and may("drafts")
    own = found.draft and project is not None and may("exact_figures", project)
    if whole or own:
        with suppress(domain.Refusal):  # no draft was made: the masthead says so
            name = editions.last_draft(store, reader(), None if whole else project).stem
            return _seen(store, None, choosing.draft(store, name, reader()), name)
    return _seen(store, found.number, None if found.number is None else choosing.opened(store, found.number))


def chosen() -> Chosen:
    """Which edition the address asks for, and which can be shown."""
    return choosing.chosen(store_path(), may("drafts") or may("exact_figures"))


def edition(view: View) -> Edition:
    """The open edition of a view, shared by every reader of this process; Refusal("no-edition") when there is none."""
    if view.draft is not None:
        return choosing.draft(Path(view.store), view.draft, reader())
    if view.edition is None:
        raise domain.Refusal("no-edition")
    return choosing.opened(Path(view.store), view.edition)


def earlier(view: View, count: int) -> list[Edition]:
    """The last few editions before the one of a view, oldest first."""
    return choosing.earlier(Path(view.store), view.edition, count)


def listed(most: int) -> tuple[list[Listed], int]:
    """The newest editions of the store and the one that the address pins, newest first, those too that cannot be
    shown; and how many older ones there are."""
    return choosing.listed(store_path(), most, chosen().number)


def _seen(store: Path, number: int | None, edition: Edition | None, draft: str | None = None) -> View:
    manifest, today = edition.manifest if edition else {}, date.today()
    return View(
        store=str(store),
        edition=number,
        lang=language(),
        dark=st.context.theme.type == "dark",
        compact=on_phone(),
        today=today,
        made_on=date.fromisoformat(manifest["made_at"][:10]) if manifest else today,
        demonstration=manifest.get("demonstration") == "true",
        protected=manifest.get("protected") == "true",
        draft=draft,
    )


def language() -> str:
    """The reader's choice in the address, else the browser's first language that we speak, else French."""
    header = st.context.headers.get("Accept-Language") or st.context.locale or ""
    return keep("lang", domain.LANGUAGES) or preferred(header)


def on_phone() -> bool:
    """Whether the reader's screen is a phone's, as its browser says."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def words() -> wording.Words:
    """The sentences of the reader's language."""
    return wording.of(language())


def reader() -> access.Reader:
    """Who looks. Without sign-in, the one user of this machine."""
    if signin.configured():
        return admission.reader()
    return access.here(access.Reader(access.ROLE_WITHOUT_SIGN_IN))


def still(by: access.Reader) -> access.Reader:
    """Who pressed a button, with the role of now and not of when the button was drawn."""
    return replace(reader(), person=by.person)


def elsewhere() -> domain.Refusal | None:
    """Why a page that acts is not here: a reader process has nothing to act on. None in any other process."""
    if not settings.only_reads():
        return None
    desk = settings.value("EHEALTH_DESK_URL")
    return domain.Refusal("elsewhere", kind="desk" if desk else None, desk=desk)


def may(action: str, project: str | None = None) -> bool:
    """Whether this reader may do something: to hide what `access.require` would refuse."""
    return access.may(reader(), action, project)


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
