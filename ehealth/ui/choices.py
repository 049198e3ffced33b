"""What a reader chose, carried where Streamlit's own binding does not carry it.

The binding writes a filter's labels to the address and reads them back while the filter is on the page. A change of
page can lose them, and a code in the address (projects=demo-01) is unknown to it: both are restored here.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

Labels = dict[str, str]  # code → what the reader sees; also what the address shows

MEMORY = "choices.memory"
ARRIVED = "choices.arrived"  # the page has changed and its filters were not drawn yet


def remind(filters: Mapping[str, Labels]) -> None:
    """Before the filters of a new page are drawn: give each the choice that the address or the session holds for it."""
    if st.session_state.get(ARRIVED, True):
        st.session_state[ARRIVED] = False
        for name, labels in filters.items():
            asked = st.query_params.get_all(name)
            if not asked:
                _carry(name, labels)
            elif not set(asked) <= set(labels.values()):
                _understand(name, labels, asked)


def kept(chosen: Mapping[str, tuple[str, ...]]) -> None:
    """After the filters are drawn: remember the choice for the next page."""
    st.session_state[MEMORY] = {**st.session_state.get(MEMORY, {}), **chosen}


def _carry(name: str, labels: Labels) -> None:
    codes = [code for code in st.session_state.get(MEMORY, {}).get(name, ()) if code in labels]
    if codes:
        st.query_params[name] = [labels[code] for code in codes]
        st.session_state[name] = codes


def _understand(name: str, labels: Labels, asked: list[str]) -> None:
    known = {word: code for code, label in labels.items() for word in (label, code)}
    codes = [known[value] for value in asked if value in known]
    if codes:
        st.session_state[name] = codes
