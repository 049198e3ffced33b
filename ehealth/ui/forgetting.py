"""What this process remembers of exact figures goes once somebody was erased."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ehealth.editions import erased_file

_seen: dict[Path, tuple[int, int] | None] = {}  # the list of the erased as it was last looked at, by store


def forget_the_erased(store: Path) -> None:
    """Closes drafts and drops every remembered chart when the list of erased students is not what it was.

    Whoever changed it: this process, a command, or a copy that was put back.
    """
    stamp = _stamp(erased_file(store))
    if _seen.setdefault(store, stamp) != stamp:
        _seen[store] = stamp
        st.cache_data.clear()
        st.cache_resource.clear()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
