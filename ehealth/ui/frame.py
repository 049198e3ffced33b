"""What stands around every page: its title, badges and language link, and the sentence when nothing can be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from ehealth import domain, gallery, settings, signin
from ehealth.charts.theme import exact_figures
from ehealth.domain import Selection
from ehealth.ui import seen, taken
from ehealth.ui.address import with_parameters, without_parameter
from ehealth.ui.choices import ARRIVED
from ehealth.ui.compared import since
from ehealth.ui.forgetting import forget_the_erased
from ehealth.ui.shown import badge, is_draft, plain
from ehealth.ui.view import View, chosen, edition, language, reader, store_path, words
from ehealth.wording import Words, of
from ehealth.wording.problems import refuse

Pinned = dict[str, str | tuple[str, ...]]

EVERYTHING = Selection()
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def run(page: Any, pages: dict[str, Any]) -> None:
    """Run a page under its masthead's place; a refusal becomes its sentence under the page's plain title."""
    forget_the_erased(store_path())
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
                st.html(f'<p class="eh-links">{_account()}{_language_link()}</p>', width="content")
        nothing(_sentence(refusal, words()))
        if desk := refusal.facts.get("desk"):
            plain_link(words().say("Go there"), f"{desk.rstrip('/')}/{page.url_path}")


def failed(fault: Exception) -> bool:
    """What stands in place of a page that broke: nothing of the fault, which the server's log holds. For st.App."""
    w = words()
    st.error(w.say("This page broke, and the server’s log says how. Reload it, or tell those who run this service."))
    return True  # Streamlit's own sentence is English only


def masthead(view: View, title: str, sentence: str, selection: Selection = EVERYTHING, **pinned: str) -> None:
    """The page's one h1 (its finding), one sentence, badges and links: always at the top, whenever it is called.

    Its links name what is on show, so the filters come first; pinned: what else the page chose (project="demo-01").
    """
    with _top():
        st.title(plain(title), anchor=False)
        st.markdown(plain(sentence))
        with st.container(horizontal=True, vertical_alignment="center"):
            _badges(view)
            st.space("stretch")
            _links(view, selection, pinned)
        _about_edition(view)


def _about_edition(view: View) -> None:
    """Why this edition is on show and not another: its figures must not be taken for another's."""
    w, found = of(view.lang), chosen()
    for refusal in found.refusals if view.edition is not None else ():
        st.warning(plain(_instead(refusal, view, w)), icon=":material/warning:")
    if found.draft and view.draft is None and view.edition is not None:
        said = w.say("Exact figures are not shown here: this is edition {number}.", number=view.edition)
        st.warning(plain(f"{refuse(domain.Refusal('no-draft'), w.lang)} {said}"), icon=":material/warning:")
    if found.newest and view.edition is not None and view.edition != found.newest:
        _newer(view, view.edition, found.newest, w)


def _instead(refusal: domain.Refusal, view: View, w: Words) -> str:
    """What the address asks for, or what is newer, cannot be shown: why, and what is shown."""
    if refusal.code == "no-edition":
        asked = {"asked": refusal.facts["edition"], "number": view.edition}
        if str(asked["asked"]).isdecimal() and seen.arriving(store_path(), int(asked["asked"])):
            return w.say("Edition {asked} is not on this server yet: edition {number} is shown.", **asked)
        return w.say("Edition {asked} does not exist: edition {number} is shown.", **asked)
    return f"{refuse(refusal, w.lang)} " + w.say("Edition {number} is shown.", number=view.edition)


def _newer(view: View, pinned: int, newest: int, w: Words) -> None:
    """A pinned edition that is not the last one says so, what differs, and how to leave it."""
    seen = replace(view, edition=newest)
    made = date.fromisoformat(edition(seen).manifest["made_at"][:10])
    seen = replace(seen, made_on=made)
    facts = {"number": newest, "date": w.day(made, "medium"), "differences": since(seen, pinned).summary}
    with st.container(horizontal=True, vertical_alignment="center"):
        said = w.say("Edition {number}, of {date}, is newer: {differences}.", **facts)
        st.markdown(f":material/keep: {plain(said)}")
        link("editions", w.say("Compare them"))
        plain_link(w.say("Show edition {number}", number=newest), without_parameter("edition"))


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


def _language_link() -> str:
    other = next(lang for lang in domain.LANGUAGES if lang != language())
    return anchor(LANGUAGE_NAMES[other], with_parameters(lang=other), lang=other)


def _account() -> str:
    """Who is signed in, and the way out; nothing where nobody signs in."""
    if not signin.configured():
        return ""
    return f"<span>{escape(reader().person.name)}</span>{anchor(words().say('Sign out'), '/logout')}"


def _links(view: View, selection: Selection, pinned: dict[str, str]) -> None:
    """What is on show, pinned, as a link to copy; its charts at 16:9; and the other language. One element."""
    w, links = of(view.lang), []
    if view.edition is not None:
        filters = {name: getattr(selection, name) for name in gallery.FILTERS}
        shown: Pinned = {"edition": str(view.edition), "lang": view.lang, **filters, **pinned}
        page = st.session_state.get("frame.page", "")
        links.append(anchor(w.say("Copy link"), f"/{page}{with_parameters(**shown)}", take="link"))
        if page in ("", *gallery.PAGES):
            wide = with_parameters(**shown, page=page or "overview")
            links.append(anchor(w.say("Briefing mode, 16:9"), f"/briefing-mode{wide}"))
    links += [_account(), _language_link()]
    status = '<span role="status"></span>'
    st.html(f'<p class="eh-links" data-said="{taken.said(w)}">{status}{"".join(links)}</p>', width="content")


def plain_link(label: str, address: str) -> None:
    """A link that opens its address anew, in the same window: the session forgets what it kept of the old one."""
    st.html(anchor(label, address), width="content")


def anchor(label: str, address: str, *, lang: str = "", take: str = "") -> str:
    """A link as HTML; lang: of the page that it opens; take: what the script does with it instead."""
    attributes = f'class="eh-link" href="{escape(address, quote=True)}" target="_self"'
    attributes += f' hreflang="{lang}" lang="{lang}"' if lang else ""
    attributes += f' data-take="{take}"' if take else ""
    return f"<a {attributes}>{escape(label)}</a>"


def _sentence(refusal: domain.Refusal, w: Words) -> str:
    if refusal.code == "no-edition" and settings.only_reads():
        return w.say("No edition has arrived on this server yet: its figures appear here as soon as one has.")
    if refusal.code == "no-edition":
        return w.say("Nothing has been published yet. Upload a file, then publish an edition: its figures appear here.")
    return refuse(refusal, w.lang)
