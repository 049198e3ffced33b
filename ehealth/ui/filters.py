"""One row of filters, bound to the address bar, and the selection they make."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import streamlit as st

from ehealth import gallery
from ehealth.charts.theme import Setting
from ehealth.domain import Selection
from ehealth.gallery import Labels
from ehealth.ui.choices import kept, remind, unknown
from ehealth.ui.shown import plain
from ehealth.ui.view import View, edition, remember, words
from ehealth.wording import Words

LEFT_OUT = "filters.left_out"  # what the address asked for and the edition does not hold, and the choice made with it


def choose(view: View, *names: str) -> Selection:
    """Draw the named filters (years, projects, waves, regions, routes) in one row and return the reader's selection.

    A filter's parameter in the address has its name; a pasted address in the other language is understood.
    """
    labels = options(view)
    shown = [name for name in names if labels[name]]
    if not shown:
        return Selection()
    with st.expander(words().say("Filters")) if view.compact else nullcontext():
        columns = st.columns(max(len(shown), 4))
    noticed = [value[:40] for name in shown for value in unknown(name, labels[name])]
    given = remind({name: labels[name] for name in shown})
    chosen: dict[str, Any] = {}
    for name, column in zip(shown, columns, strict=False):
        chosen[name] = tuple(_filter(name, labels[name], column))
    kept(chosen, given)
    _say_left_out(noticed, chosen)
    return Selection(**chosen)


def _say_left_out(noticed: list[str], chosen: dict[str, Any]) -> None:
    """Names what the address asked for in vain, until the reader chooses something else."""
    if noticed:
        st.session_state[LEFT_OUT] = (noticed, chosen)
    left_out, before = st.session_state.get(LEFT_OUT, ([], None))
    if left_out and before == chosen:
        said = words().say("Not in this edition, so left out: {values}.", values=words().listing(left_out))
        st.warning(plain(said), icon=":material/warning:")


def setting(view: View, selection: Selection) -> Setting:
    """What a chart must know of the reader and of the filters."""
    return Setting(
        lang=view.lang,
        dark=view.dark,
        compact=view.compact,
        edition=view.edition,
        made_on=view.made_on,
        demonstration=view.demonstration,
        protected=view.protected,
        scope=gallery.scope(selection, options(view), view.lang),
        today=view.today,
    )


@remember
def options(view: View) -> dict[str, Labels]:
    """What each filter offers in the view's edition."""
    return gallery.options(edition(view), view.lang)


def _filter(name: str, labels: Labels, place: Any) -> list[str]:
    chosen: list[str] = place.multiselect(
        _title(name, words()),
        list(labels),
        format_func=lambda code: labels.get(code, code),
        key=name,
        bind="query-params",
        placeholder=_everything(name, words()),
    )
    return chosen


def _title(name: str, w: Words) -> str:
    return {
        "years": w.say("Academic year"),
        "projects": w.say("Project"),
        "waves": w.say("Cut-off"),
        "regions": w.say("Region"),
        "routes": w.say("Route"),
    }[name]


def _everything(name: str, w: Words) -> str:
    return {
        "years": w.say("All years"),
        "projects": w.say("All projects"),
        "waves": w.say("All cut-offs"),
        "regions": w.say("All regions"),
        "routes": w.say("Both routes"),
    }[name]
