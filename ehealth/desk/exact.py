"""The way to exact figures, for those who may see them: a draft is made, and a link opens it."""

from __future__ import annotations

import streamlit as st

from ehealth import publishing
from ehealth.desk.worker import apart
from ehealth.store import Store
from ehealth.ui.frame import plain_link
from ehealth.ui.shown import badge
from ehealth.ui.view import language, may, reader
from ehealth.wording import Words

MADE = "exact.made"  # in the session: the draft whose link is shown


def exact_figures(opened: Store, w: Words, project: str | None = None) -> None:
    """A button that makes the draft of everything, or of a lead's own project, for who may see it; then its link."""
    action = "drafts" if project is None else "exact_figures"
    if not may(action, project):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(w.say("Exact figures of this moment"), icon=":material/lock:", key=f"exact.{project}"):
            st.session_state[MADE] = apart(publishing.draft, opened, reader(), project).stem
        if st.session_state.get(MADE, "").partition("-")[2] == (project or "") and MADE in st.session_state:
            page = "/" if project is None else "/project"
            more = "" if project is None else f"&project={project}"
            plain_link(w.say("Open them"), f"{page}?edition=draft&lang={language()}{more}")
            st.markdown(badge(w.say("exact figures – not for circulation"), "orange", "lock"))
