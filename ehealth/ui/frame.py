"""What stands around every page: its title, badges and language link, and the sentence when nothing can be shown."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from ehealth import domain
from ehealth.charts.theme import exact_figures, palette
from ehealth.ui.address import with_parameter
from ehealth.ui.choices import ARRIVED
from ehealth.ui.shown import badge, is_draft, plain
from ehealth.ui.view import UNKNOWN_EDITION, View, language, words
from ehealth.wording import Words, of
from ehealth.wording.problems import refuse

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def run(page: Any, pages: dict[str, Any]) -> None:
    """Run a page under its masthead's place; a refusal becomes its sentence under the page's plain title."""
    if st.session_state.get("frame.page") != page.url_path:
        st.session_state["frame.page"], st.session_state[ARRIVED] = page.url_path, True
    st.session_state["frame.pages"] = pages
    st.session_state["frame.top"] = st.container()
    try:
        page.run()
    except domain.Refusal as refusal:
        with _top():
            st.title(plain(page.title), anchor=False)
            with st.container(horizontal=True):
                st.space("stretch")
                _language_link()
        nothing(_sentence(refusal, words()))


def masthead(view: View, title: str, sentence: str) -> None:
    """The page's one h1 (its finding), one sentence and the badges: always at the top, whenever it is called."""
    with _top():
        st.title(plain(title), anchor=False)
        st.markdown(plain(sentence))
        with st.container(horizontal=True, vertical_alignment="center"):
            _badges(view)
            st.space("stretch")
            _language_link()
        _unknown_edition(view)


def _unknown_edition(view: View) -> None:
    """A link to an edition that is not here says so: its figures must not be taken for another's."""
    asked = st.session_state.get(UNKNOWN_EDITION)
    if asked and view.edition is not None:
        said = of(view.lang).say(
            "Edition {asked} does not exist: edition {number} is shown.", asked=asked[:20], number=view.edition
        )
        st.warning(plain(said), icon=":material/warning:")


def nothing(sentence: str) -> None:
    """An empty state: one sentence that says what is missing and how to go on."""
    st.info(plain(sentence), icon=":material/info:")


def link(name: str, label: str = "") -> None:
    """A link to another page, by its name; `label` is its title in the navigation unless given."""
    page = st.session_state["frame.pages"][name]
    st.page_link(page, label=label or page.title, icon=":material/arrow_forward:", icon_position="right")


def _top() -> Any:
    return st.session_state.get("frame.top") or st.container()


def _badges(view: View) -> None:
    w = of(view.lang)
    if view.demonstration:
        st.markdown(badge(w.say("Demonstration data"), "orange", "science"))
    if view.edition is not None:
        made = w.day(view.made_on, "medium")
        st.markdown(badge(w.say("Edition {number} · {date}", number=view.edition, date=made)))
    if is_draft(view):
        st.markdown(badge(exact_figures(w), "orange", "lock"))


def _language_link() -> None:
    other = next(lang for lang in domain.LANGUAGES if lang != language())
    address = escape(with_parameter("lang", other), quote=True)
    style = f"color: {palette(st.context.theme.type == 'dark').measured}; font-size: 0.875rem"
    attributes = f'href="{address}" hreflang="{other}" lang="{other}" target="_self" style="{style}"'
    st.html(f"<a {attributes}>{LANGUAGE_NAMES[other]}</a>", width="content")


def _sentence(refusal: domain.Refusal, w: Words) -> str:
    if refusal.code == "no-edition":
        return w.say("Nothing has been published yet. Upload a file, then publish an edition: its figures appear here.")
    return refuse(refusal, w.lang)
