"""What a reader chose, carried where Streamlit's own binding does not carry it.

The binding writes a filter's labels to the address and reads them back while the filter is on the page. A change of
page can lose them, and a code in the address (projects=demo-01) is unknown to it: both are restored here.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ehealth.gallery import Labels

Choice = dict[str, tuple[str, ...]]  # filter → chosen codes

MEMORY = "choices.memory"
ARRIVED = "choices.arrived"  # the page has changed and its filters were not drawn yet
MENDED = "choices.mended"  # the run that mends a Back is under way: it is not mended again


def remind(filters: Mapping[str, Labels]) -> Choice:
    """Before the filters of a new page are drawn: give each the choice that the address or the session holds for it.

    Returns what was given, by filter; nothing on any later run of the page.
    """
    given: Choice = {}
    if st.session_state.get(ARRIVED, True):
        st.session_state[ARRIVED] = False
        asked = {name for name in filters if st.query_params.get_all(name)}
        for name, labels in filters.items():
            codes = _asked(name, labels) if name in asked else _remembered(name, labels)
            if codes:
                given[name] = tuple(codes)
                st.session_state[name] = codes
        carried = {name: [filters[name][code] for code in given[name]] for name in given if name not in asked}
        if carried:  # at once: each message is one more step of the browser's history
            st.query_params.update(carried)
    return given


def kept(chosen: Choice, given: Choice) -> None:
    """After the filters are drawn: remember the choice for the next page.

    After the browser's Back, Streamlit sets filters back whose names the page before had, too; one more run mends it.
    """
    memory = {**st.session_state.get(MEMORY, {}), **chosen, **given}
    lost = any(chosen[name] != codes for name, codes in given.items())
    if lost and not st.session_state.pop(MENDED, False):
        st.session_state[MEMORY] = memory
        st.session_state[MENDED] = st.session_state[ARRIVED] = True
        st.rerun()
    st.session_state.pop(MENDED, None)
    st.session_state[MEMORY] = {**memory, **chosen}


def unknown(name: str, labels: Labels) -> list[str]:
    """What the address asks of a filter and the edition does not hold."""
    known = {*labels, *labels.values()}
    return [value for value in st.query_params.get_all(name) if value and value not in known]


def _remembered(name: str, labels: Labels) -> list[str]:
    return [code for code in st.session_state.get(MEMORY, {}).get(name, ()) if code in labels]


def _asked(name: str, labels: Labels) -> list[str]:
    known = {word: code for code, label in labels.items() for word in (label, code)}
    return [known[value] for value in st.query_params.get_all(name) if value in known]
