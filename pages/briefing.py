"""Slides and tables of the charts that the reader picks; and whether a picture taken earlier is still true."""

from __future__ import annotations

import streamlit as st

from ehealth import briefing, gallery, ui
from ehealth.briefing import pictures
from ehealth.briefing.pack import packed
from ehealth.briefing.workbook import pack_xlsx
from ehealth.domain import Refusal, Selection
from ehealth.later import Later
from ehealth.ui import View, published
from ehealth.ui.frame import plain_link
from ehealth.wording import Words
from ehealth.wording.problems import refuse

FILTERS = ("years", "projects", "waves", "regions")


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    title = w.say("Charts to take away")
    sentence = w.say("Slides and tables that can be edited, each with its source, its edition and its date.")
    if ui.is_draft(view):
        ui.masthead(view, title, sentence)
        ui.nothing(refuse(Refusal("draft-not-exported"), view.lang))
        return
    selection = ui.choose(view, *FILTERS)
    ui.masthead(view, title, sentence, selection)
    _pack(view, selection, w)
    _check(view, w)


@ui.remember
def findings(view: View, selection: Selection) -> dict[str, str]:
    """Chart → what it says of the selection."""
    found = gallery.draw(gallery.NAMES, ui.edition(view), selection, ui.setting(view, selection))
    return {chart.name: chart.title for chart in found}


def _pack(view: View, selection: Selection, w: Words) -> None:
    labels, said = gallery.labels(view.lang), findings(view, selection)
    names = st.multiselect(
        w.say("Charts, in the order of the pages"),
        list(labels),
        default=list(gallery.DEFAULT),
        format_func=lambda name: labels[name],
        key=f"briefing.charts.{view.lang}",
    )
    if not names:
        ui.nothing(w.say("Choose at least one chart."))
        return
    chosen = [name for name in labels if name in names]
    rows = [{w.say("Chart"): labels[name], w.say("What it says"): said[name]} for name in chosen]
    ui.table(rows, w.say("What the briefing says"))
    with st.container(horizontal=True):
        _download(w.say("PowerPoint slides"), "pptx", chosen, view, selection)
        _download(w.say("Excel tables"), "xlsx", chosen, view, selection)


def _download(label: str, form: str, names: list[str], view: View, selection: Selection) -> None:
    kind = {
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }[form]
    st.download_button(
        label,
        lambda: made(view, names, selection, form),
        file_name=f"briefing-edition-{view.edition}-{view.lang}.{form}",
        mime=kind,
        key=f"briefing.{form}",
        icon=":material/download:",
        on_click="ignore",
    )


def made(view: View, names: list[str], selection: Selection, form: str) -> bytes:
    """The briefing as a file, made when it is asked for."""
    before = ui.earlier(view, 1)
    pack = packed(names, ui.edition(view), before[0] if before else None, selection, view.lang, view.today)
    return Later("ehealth.briefing.slides").pack_pptx(pack) if form == "pptx" else pack_xlsx(pack)


def _check(view: View, w: Words) -> None:
    """The box that tells whether a picture is still current."""
    ui.heading(w.say("Is this picture still true?"))
    ui.muted(
        w.say(
            "Drop a picture taken from this product. What it carries inside is read, not its pixels; "
            "a screenshot carries nothing."
        )
    )
    given = st.file_uploader(
        w.say("A PNG or SVG of a chart"), type=["png", "svg"], key="briefing.picture", max_upload_size=20
    )
    if given is not None:
        try:
            _verdict(view, given.getvalue(), w)
        except Refusal as refusal:
            st.error(ui.plain(refuse(refusal, view.lang)), icon=":material/error:")


def _verdict(view: View, picture: bytes, w: Words) -> None:
    """What the picture says of itself, whether its edition agrees, and what has changed since."""
    said = pictures.read(picture)
    found = pictures.check(said, published.opened(said.edition), published.opened())
    facts = {"title": found.title, "number": said.edition, "filters": found.filters or w.say("no filter")}
    st.markdown(ui.plain(w.say("“{title}” – edition {number}, {filters}.", **facts)))
    if not found.genuine:
        st.error(
            ui.plain(w.say("Its numbers are not those of edition {number}: do not use it.", number=said.edition)),
            icon=":material/error:",
        )
    elif found.gone is not None:
        st.warning(ui.plain(_gone(found, w)), icon=":material/warning:")
    elif found.changes:
        st.warning(ui.plain(_old(found, w)), icon=":material/warning:")
        ui.table(found.changes, w.say("What has changed since the picture"))
    else:
        st.success(ui.plain(_current(found, w)), icon=":material/check_circle:")
    _again(said, view, w)


def _gone(found: pictures.Checked, w: Words) -> str:
    assert found.gone is not None
    numbers = {"own": found.said.edition, "newest": found.newest}
    return w.say("True to edition {own}; edition {newest} no longer has all of what it shows.", **numbers)


def _old(found: pictures.Checked, w: Words) -> str:
    numbers = {"own": found.said.edition, "newest": found.newest}
    return w.count(
        "True to edition {own}, but no longer current: {n} figure differs in edition {newest}.",
        "True to edition {own}, but no longer current: {n} figures differ in edition {newest}.",
        len(found.changes),
        **numbers,
    )


def _current(found: pictures.Checked, w: Words) -> str:
    if found.newest == found.said.edition:
        return w.say("Current: edition {number} is the newest one, and these are its numbers.", number=found.newest)
    return w.say("Current: edition {number}, the newest one, gives the same numbers.", number=found.newest)


def _again(said: pictures.Said, view: View, w: Words) -> None:
    """A link to the same chart of the newest edition."""
    plain_link(w.say("Show this chart as it is today"), briefing.page_address(said.address, view.lang))
