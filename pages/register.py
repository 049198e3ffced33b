"""What is kept about people, why, for how long, and how to have somebody erased?"""

from __future__ import annotations

import streamlit as st

from ehealth import journal, settings, ui
from ehealth.domain import MONTHS_AFTER
from ehealth.signin.sessions import ABSOLUTE, IDLE
from ehealth.ui import View
from ehealth.ui.shown import Markdown
from ehealth.wording import Words
from ehealth.wording.register import Kept, register


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    years = settings.whole("EHEALTH_RETENTION_YEARS")
    said = w.say("Which data about people, why, where, for how long, and who may see it.")
    ui.masthead(view, w.say("What is kept"), said)
    ui.heading(w.say("Who is responsible"))
    _points(_responsible(w))
    ui.heading(w.say("What is kept, and for how long"))
    _table(register(w, years, journal.RETENTION, (IDLE, ABSOLUTE)), view, w)
    left, right = st.columns(2, gap="medium")
    with left:
        ui.heading(w.say("Why lines of students are kept so long"))
        _points(_why_so_long(years, w))
    with right:
        ui.heading(w.say("To have somebody erased"))
        _points(_erased(w))
        if ui.may("erase"):
            ui.link("erase")


def _responsible(w: Words) -> list[str]:
    publisher = settings.value("EHEALTH_PUBLISHER")
    named = w.say("Responsible for this service: {publisher}.", publisher=publisher)
    return [
        named if publisher else w.say("Who is responsible for this service is not named yet."),
        w.say("On which legal ground data is kept is for whoever is responsible to say: it is not named here yet."),
        w.say(
            "The data comes from the projects’ institutions, which know their students by name; this service does not."
        ),
    ]


def _table(kept: list[Kept], view: View, w: Words) -> None:
    about = w.say("What is kept, and for how long")
    if view.compact:
        ui.pairs([(Markdown(f"**{ui.plain(one.what)}**"), _in_one(one, w)) for one in kept], about)
        return
    rows = [
        {
            w.say("What"): Markdown(f"**{ui.plain(one.what)}.** {ui.plain(one.about)}"),
            w.say("Why"): one.why,
            w.say("Where"): one.where,
            w.say("How long"): one.until,
            w.say("Who may see it"): one.who,
        }
        for one in kept
    ]
    ui.table(rows, about)


def _in_one(one: Kept, w: Words) -> Markdown:
    """What fits a phone: everything in one cell."""
    named = {w.say("Why"): one.why, w.say("Where"): one.where, w.say("How long"): one.until}
    named |= {w.say("Who may see it"): one.who}
    parts = [f"**{ui.plain(name)}** {ui.plain(said.rstrip('.'))}." for name, said in named.items()]
    return Markdown(" ".join([ui.plain(one.about), *parts]))


def _why_so_long(years: int, w: Words) -> list[str]:
    return [
        w.count(
            "{n} year from the last date known: enrolled, ended, surveyed, first job.",
            "{n} years from the last date known: enrolled, ended, surveyed, first job.",
            years,
        ),
        w.say(
            "The last survey comes {months} months after the degree, and a year is left to send it in: four years, "
            "rounded up, unless whoever runs the server sets another number. That is this product’s choice, not the "
            "programme’s.",
            months=max(MONTHS_AFTER),
        ),
        w.say("Then totals stand in place of the lines, so that earlier years show the same figures for ever."),
    ]


def _erased(w: Words) -> list[str]:
    return [
        w.say("Ask the institution that enrolled you: it knows your identifier, and asks a steward of this service."),
        w.say("Every line of every file ever received goes at once, replaced and withdrawn files included."),
        w.say("What was published stays: counts only, the small ones protected."),
        w.say("A file that brings the same student again is refused at that line; a backup that is put back, cleaned."),
    ]


def _points(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {ui.plain(line)}" for line in lines))
