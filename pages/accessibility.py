"""The statement that French law asks for: how accessible the service is, what is not, and where to turn."""

from __future__ import annotations

import streamlit as st

from ehealth import settings, ui
from ehealth.ui.shown import Markdown
from ehealth.wording import Words
from ehealth.wording.upstream import BY_HAND, STREAMLIT_ISSUES, TESTED_ON, TESTED_WITH, UPSTREAM, Upstream

PUBLISHER, CONTACT = "EHEALTH_PUBLISHER", "EHEALTH_ACCESSIBILITY_CONTACT"  # whoever runs the server sets them
DEFENDER = "https://formulaire.defenseurdesdroits.fr/"
DELEGATES = "https://www.defenseurdesdroits.fr/saisir/delegues"


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    ui.masthead(view, w.say("Accessibility: not conforming"), _applies(w))
    ui.heading(w.say("State of conformity"))
    st.markdown(ui.plain(_state(w)))
    ui.heading(w.say("Results of the tests"))
    _points([ui.plain(line) for line in _results(w)])
    ui.heading(w.say("Content that is not accessible"))
    ui.muted(w.say("Looked at on {day}. None is part of what this service adds to its frame.", day=w.day(TESTED_ON)))
    ui.table([_row(one, w) for one in (*UPSTREAM, *BY_HAND)], w.say("Content that is not accessible"))
    ui.heading(w.say("How this statement was made"))
    _points([ui.plain(line) for line in _made(w)])
    ui.heading(w.say("Feedback and contact"))
    st.markdown(ui.plain(_contact(w)))
    ui.heading(w.say("Ways of appeal"))
    _appeal(w)


def _applies(w: Words) -> str:
    publisher = settings.value(PUBLISHER)
    if not publisher:
        return w.say("This statement applies to eHealth monitor. Who publishes it has not been given yet.")
    law = "article 47 de la loi n° 2005-102 du 11 février 2005" if w.lang == "fr" else "article 47 of law 2005-102"
    facts = {"publisher": publisher, "law": law}
    return w.say("{publisher} undertakes to make eHealth monitor accessible, in accordance with {law}.", **facts)


def _state(w: Words) -> str:
    return w.say(
        "eHealth monitor does not conform to the general reference for accessibility (RGAA 4.1): nobody has audited "
        "its 106 criteria yet, and without an audit in force the law knows no other state. "
        "What was tested, and what was found, is below."
    )


def _results(w: Words) -> list[str]:
    facts = {"tool": TESTED_WITH, "day": w.day(TESTED_ON)}
    return [
        w.say("No audit: no rate of conformity can be given."),
        w.say(
            "{tool} is run on every page in both languages and on some twenty states, "
            "in dark in English only, as of {day}.",
            **facts,
        ),
        w.say("By machine too: keyboard, focus, headings, tables, contrast, 320 pixels, text at 200%, printing."),
        w.say("No screen reader was used, and nobody who depends on one was asked."),
    ]


def _row(one: Upstream, w: Words) -> dict[str, object]:
    what, instead = one.said(w)
    number = Markdown(f"[#{one.issue}]({STREAMLIT_ISSUES}/{one.issue})") if one.issue else w.say("none known")
    return {
        w.say("What"): what,
        w.say("Meanwhile"): instead,
        w.say("Streamlit’s issue"): number,
        w.say("Seen on"): one.seen,
    }


def _made(w: Words) -> list[str]:
    facts = {"day": w.day(TESTED_ON)}
    return [
        w.say("Drawn up on {day}, from the tests that come with the program.", **facts),
        w.say("Technologies: HTML, CSS, JavaScript, SVG, WAI-ARIA; Streamlit and Plotly."),
        w.say("Tested in Chromium, at 1280, 640, 390 and 320 pixels."),
        w.say("Every page was tested: {pages}.", pages=w.listing(_titles())),
    ]


def _titles() -> list[str]:
    return [page.title for page in st.session_state["frame.pages"].values()]


def _contact(w: Words) -> str:
    contact = settings.value(CONTACT)
    if not contact:
        return w.say("To whom a defect is reported has not been given yet.")
    return w.say("If you cannot reach a content or a service, write to {contact}: you get another form of it.",
                 contact=contact)  # fmt: skip


def _appeal(w: Words) -> None:
    said = w.say("You reported a defect that keeps you from a content or a service, and got no satisfying answer:")
    st.markdown(ui.plain(said))
    _points(
        [
            f"[{ui.plain(w.say('Write to the Defender of Rights'))}]({DEFENDER})",
            f"[{ui.plain(w.say('Contact the Defender’s delegate in your region'))}]({DELEGATES})",
            ui.plain(
                w.say("Write by post, without a stamp: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07")
            ),
        ]
    )


def _points(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {line}" for line in lines))
