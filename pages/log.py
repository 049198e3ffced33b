"""Who did what lately, and what was refused?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from ehealth import briefing, journal, ui
from ehealth.access import Reader
from ehealth.journal import REFUSED, Asked, Line
from ehealth.ui import published
from ehealth.ui.shown import Markdown
from ehealth.wording import Words
from ehealth.wording.rights import ACTIONS, OUTCOMES, ROLES, about, named

LATELY = 30  # days looked at unless others are chosen
SHOWN = 50  # lines on the page; the file has them all
FIRST_REFUSED = 5  # of what was refused, above everything else
COLOURS = {"done": "green", "refused": "orange", "failed": "orange", "begun": "gray"}


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    days = _days(w)
    found = journal.read(ui.store_path(), ui.reader(), days)
    people = {line.person.partition(" ")[2]: line.who for line in found.lines if line.who}
    refused = journal.picked(found.lines, Asked(outcome=REFUSED))
    ui.masthead(view, _title(refused, days, w), _sentence(found.lines, w))
    if found.damaged:
        said = w.count("{n} damaged line is left out.", "{n} damaged lines are left out.", found.damaged)
        st.warning(ui.plain(said), icon=":material/warning:")
    if not found.lines:
        ui.nothing(w.say("Nothing was noted in these days. Choose others."))
        return
    if refused:
        _lines(refused, FIRST_REFUSED, w.say("Refused"), people, view.compact)
    ui.heading(w.say("Everything"))
    asked = _chosen(found.lines, days, published.acronyms(str(view.edition)), view.compact)
    lines = journal.picked(found.lines, asked)
    if lines:
        _lines(lines, SHOWN, "", people, view.compact)
        _download(asked, w)
    else:
        ui.nothing(w.say("Nothing like this was noted in these days. Choose something else."))


def _days(w: Words) -> Asked:
    """The days that are looked at, the first and the last included: from lists, which every reader can use."""
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=ago) for ago in range(31 * (journal.RETENTION + 1))]
    first, last = st.columns(4)[:2]
    since = first.selectbox(w.say("From (UTC)"), days, LATELY, format_func=w.day, key="log.since")
    until = last.selectbox(w.say("To (UTC)"), days, 0, format_func=w.day, key="log.until")
    return Asked(since=since, until=until)


def _title(refused: list[Line], days: Asked, w: Words) -> str:
    since = w.day(days.since) if days.since else ""
    if not refused:
        return w.say("Nothing was refused since {day}", day=since)
    return w.count("{n} refusal since {day}", "{n} refusals since {day}", len(refused), day=since)


def _sentence(lines: list[Line], w: Words) -> str:
    people = len({line.person or line.who for line in lines})
    said = w.count("{n} line", "{n} lines", len(lines))
    by = w.count("by {n} person", "by {n} people", people)
    return w.say("{lines}, {by}. The log is kept for one year, apart from the data.", lines=said, by=by)


def _chosen(lines: list[Line], days: Asked, projects: dict[str, str], compact: bool) -> Asked:
    """What was asked for beside the days; each filter offers what the days hold."""
    w = ui.words()
    people = sorted({line.who or line.person for line in lines} - {""})
    actions = sorted({line.action for line in lines}, key=lambda code: named(ACTIONS, code, w.lang))
    outcomes = [code for code in journal.OUTCOMES if any(line.outcome == code for line in lines)]
    held = {word for line in lines for word in line.named}
    with st.expander(w.say("Filters")) if compact else nullcontext():
        columns = st.columns(4)
    return replace(
        days,
        who=_filter(columns[0], "who", w.say("Who"), people, str),
        action=_filter(columns[1], "action", w.say("What"), actions, lambda code: named(ACTIONS, code, w.lang)),
        outcome=_filter(columns[2], "outcome", w.say("Outcome"), outcomes, lambda code: named(OUTCOMES, code, w.lang)),
        project=_filter(
            columns[3],
            "project",
            w.say("Project"),
            [code for code in projects if code in held],
            lambda code: projects[code],
        ),
    )


def _filter(place: Any, name: str, label: str, codes: list[str], said: Callable[[str], str]) -> str:
    chosen = place.selectbox(label, codes, index=None, format_func=said, placeholder="–", key=f"log.{name}")
    return str(chosen) if chosen in codes else ""


def _lines(lines: list[Line], shown: int, title: str, people: dict[str, str], compact: bool) -> None:
    w = ui.words()
    if title:
        ui.heading(title)
    rows = [_row(line, people, w) for line in lines[:shown]]
    ui.table([_narrow(row, w) for row in rows] if compact else rows, title or w.say("Everything"))
    if len(lines) > shown:
        ui.muted(w.say("The latest {shown} of {all}.", shown=shown, all=w.number(len(lines))))


def _row(line: Line, people: dict[str, str], w: Words) -> dict[str, Any]:
    return {
        w.say("When (UTC)"): _when(line, w),
        w.say("Who"): line.who or line.person or None,
        w.say("Role"): named(ROLES, line.role, w.lang),
        w.say("What"): named(ACTIONS, line.action, w.lang),
        w.say("About"): about(line.to, people, w.lang) or None,
        w.say("Outcome"): ui.badge(named(OUTCOMES, line.outcome, w.lang), COLOURS.get(line.outcome, "gray")),
    }


def _narrow(row: dict[str, Any], w: Words) -> dict[str, Any]:
    """What fits a phone: when and how it ended, then the rest in one cell."""
    when = Markdown(f"{ui.plain(row[w.say('When (UTC)')])} {row[w.say('Outcome')]}")
    said = " · ".join(filter(None, (row[name] for name in (w.say("Who"), w.say("What"), w.say("About")))))
    return {w.say("When (UTC)"): when, w.say("What"): said}


def _when(line: Line, w: Words) -> str:
    at = datetime.fromisoformat(line.at)
    return f"{w.day(at.date(), 'medium')} {at:%H:%M}"


def _download(asked: Asked, w: Words) -> None:
    who = ui.reader()
    st.download_button(
        w.say("The log as CSV"),
        lambda: _file(who, asked, w),
        "log.csv",
        "text/csv",
        icon=":material/download:",
        key="log.csv",
        on_click="ignore",
    )


def _file(who: Reader, asked: Asked, w: Words) -> bytes:
    """The lines asked for, read when the button is pressed; that they were taken away is in the log, too."""
    lines = journal.read(ui.store_path(), who, asked).lines
    journal.note(ui.store_path(), who, "log")
    return briefing.csv_bytes([_written(line, w) for line in lines], w.lang)


def _written(line: Line, w: Words) -> dict[str, str]:
    """A line of the file: what a spreadsheet sorts and filters by."""
    return {
        w.say("When (UTC)"): f"{datetime.fromisoformat(line.at):%Y-%m-%d %H:%M:%S}",
        w.say("Who"): line.who,
        w.say("Issuer and subject"): line.person,
        w.say("Role"): named(ROLES, line.role, w.lang),
        w.say("What"): named(ACTIONS, line.action, w.lang),
        w.say("About"): line.to,
        w.say("Outcome"): named(OUTCOMES, line.outcome, w.lang),
    }
