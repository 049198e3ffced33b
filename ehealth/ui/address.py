"""What the address bar carries beside the filters: the language and a pinned edition."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

import streamlit as st


def keep(name: str, known: Collection[str]) -> str | None:
    """A parameter's value if it is a known one, kept through page changes; an unknown value leaves the address.

    A change of page empties the address, so the session remembers what was asked and writes it back.
    """
    memory = f"address.{name}"
    asked = st.query_params.get(name)
    if asked in known:
        st.session_state[memory] = asked
        return asked
    kept = st.session_state.get(memory)
    value = str(kept) if kept in known else None
    if value is not None:
        st.query_params[name] = value
    elif asked is not None:
        del st.query_params[name]
    return value


def with_parameters(**changed: str | tuple[str, ...]) -> str:
    """The query string of this page with some parameters changed: a link that keeps the filters."""
    parameters = {key: st.query_params.get_all(key) for key in st.query_params}
    return "?" + urlencode({**parameters, **changed}, doseq=True)


def without_parameter(name: str) -> str:
    """The query string of this page without one parameter, its filters kept."""
    parameters = {key: st.query_params.get_all(key) for key in st.query_params if key != name}
    return "?" + urlencode(parameters, doseq=True)
