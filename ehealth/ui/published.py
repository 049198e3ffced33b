"""Published editions for what stands beside the pages: open, shared, never a draft."""

from __future__ import annotations

from contextlib import suppress

from ehealth import gallery, settings
from ehealth.domain import LANGUAGES, Refusal
from ehealth.editions import Edition
from ehealth.ui import choosing
from ehealth.ui.view import store_path


def opened(number: int | None = None) -> Edition:
    """An edition of the store, the newest that can be shown without a number.

    Raises Refusal("no-edition"), and as editions.open_edition.
    """
    store = store_path()
    wanted = choosing.newest_shown(store)[0] if number is None else number
    if wanted is None:
        raise Refusal("no-edition", edition=None)
    return choosing.opened(store, wanted)


def newest_opens() -> bool:
    """Whether there is an edition and the newest can be shown; for a reader process, whose newest may be half a copy,
    whether any can."""
    number, refusals = choosing.newest_shown(store_path())
    return number is not None and (settings.only_reads() or not refusals)


def acronyms(number: str | None) -> dict[str, str]:
    """Project code → what a filter shows for it, in the edition of that number or the newest; {} without one."""
    with suppress(Refusal):
        edition = opened(int(number) if number is not None and number.isdecimal() else None)
        return gallery.options(edition, LANGUAGES[0])["projects"]
    return {}
