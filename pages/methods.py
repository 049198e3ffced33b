"""How the figures are made: definitions, due dates, editions, sources, and the edition's tables to download."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import streamlit as st

from ehealth import briefing, ui
from ehealth.charts import methods, protection
from ehealth.charts.theme import Row
from ehealth.domain import DEFINITION_VERSION, Selection
from ehealth.editions import TABLES
from ehealth.ui import View
from ehealth.ui.shown import Markdown


def render() -> None:
    """The page."""
    view, w = ui.view(), ui.words()
    setting = ui.setting(view, Selection())
    ui.masthead(
        view,
        w.say("How the figures are made"),
        w.say("Definitions, due dates, editions, sources, and the tables behind every page."),
    )
    ui.heading(w.say("Definitions, version {number}", number=_version(view)))
    for entries, place in zip(
        (methods.student_definitions(setting), methods.graduate_definitions(setting)),
        st.columns(2, gap="medium"),
        strict=True,
    ):
        with place:
            _entries(entries, _version(view))
    left, right = st.columns(2, gap="medium")
    with left:
        _due(view)
    with right:
        _editions(view)
    if view.protected:
        _protection(view)
    if not ui.is_draft(view):
        _downloads(view)
    _sources(view)


@ui.remember
def sources(view: View) -> list[dict[str, object]]:
    """Where the edition's public facts come from."""
    edition = ui.edition(view)
    events, envelopes, projects = (edition.read(name) for name in ("events", "envelopes", "projects"))
    return methods.source_rows(events, envelopes, projects, ui.setting(view, Selection()))


def _version(view: View) -> str:
    return ui.edition(view).manifest.get("definition_version", DEFINITION_VERSION)


def _entries(entries: list[methods.Entry], version: str) -> None:
    about = ui.words().say("Definitions, version {number}", number=version)
    ui.pairs([(Markdown(f"**{ui.plain(term)}**"), meaning) for term, meaning in entries], about)


def _due(view: View) -> None:
    w = ui.words()
    ui.heading(w.say("Due dates"))
    ui.table(methods.due_dates(ui.setting(view, Selection())), w.say("Due dates"))
    ui.muted(w.say("This calendar is the product’s own, not the programme’s."))


def _editions(view: View) -> None:
    ui.heading(ui.words().say("Editions"))
    sentences = methods.about_editions(ui.setting(view, Selection()))
    st.markdown("\n".join(f"- :small[{ui.plain(sentence)}]" for sentence in sentences))


def _protection(view: View) -> None:
    """What was done to the counts, what that does not do, and what the attack on this edition found."""
    w, setting, audit = ui.words(), ui.setting(view, Selection()), ui.edition(view).manifest.get("audit", "")
    ui.heading(w.say("How small counts are protected"))
    st.markdown(ui.plain(protection.explanation(setting)))
    lines = [*protection.limits(setting), *protection.accuracy_lines(audit, setting)]
    st.markdown("\n".join(f"- :small[{ui.plain(line)}]" for line in lines))
    rows = protection.attack_rows(audit, setting)
    if rows:
        said = w.say("What the attack on this edition found, by what the attacker knows besides:")
        ui.muted(said)
        ui.table([_attack_on_a_phone(row) for row in rows] if view.compact else rows, said)


def _attack_on_a_phone(row: Row) -> Row:
    """Without what each count must keep: four columns would not fit."""
    return dict(list(row.items())[:3])


def _downloads(view: View) -> None:
    w, words = ui.words(), methods.table_words(ui.setting(view, Selection()))
    ui.heading(w.say("The tables of this edition"))
    ui.muted(w.say("CSV, UTF-8, commas, codes and cents as the edition keeps them: the same file in both languages."))
    grid = st.grid(5, min_column_width=200)
    for name in TABLES:
        with grid.cell():
            _download(view, name)
            ui.muted(words[name])


def _download(view: View, name: str) -> None:
    edition = ui.edition(view)
    st.download_button(
        f"{name}.csv",
        lambda: briefing.edition_csv(edition, name),
        file_name=f"edition-{edition.number}-{name}.csv",
        mime="text/csv",
        key=f"table.{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _sources(view: View) -> None:
    w = ui.words()
    ui.heading(w.say("Sources"))
    rows = sources(view)
    if not rows:
        ui.nothing(w.say("No public fact is recorded in this edition."))
        return
    linked = [row | {w.say("Address"): _link(row[w.say("Address")])} for row in rows]
    ui.table([_on_a_phone(row) for row in linked] if view.compact else linked, w.say("Sources"))


def _on_a_phone(row: Row) -> Row:
    """The address behind its source: three columns would not fit."""
    (source, said), used, (_, link) = row.items()
    return {source: Markdown(f"{ui.plain(str(said))} {link}") if link else said, **dict([used])}


def _link(address: object) -> Markdown | None:
    """A link that shows only the site; None for what is not a web address."""
    parts = urlsplit(str(address or ""))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return Markdown(f"[{ui.plain(parts.hostname)}]({quote(str(address), safe=':/?&=#%~.-_')})")
