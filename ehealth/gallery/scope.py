"""What an edition lets a reader choose, and a choice in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ehealth import domain
from ehealth.charts.theme import Setting
from ehealth.domain import Selection
from ehealth.editions import Edition
from ehealth.wording import Words, of

FILTERS = ("years", "projects", "waves", "regions", "routes")
LISTED = 50  # characters of filters that fit a footer of three lines: beyond, the longest are counted, not named
Labels = dict[str, str]  # code → what the reader sees; also what the address of a page shows


def setting(
    edition: Edition, selection: Selection, lang: str, today: date, *, dark: bool = False, compact: bool = False
) -> Setting:
    """What a chart must know of an edition, of who looks and of the filters."""
    said = Setting(
        lang=lang,
        dark=dark,
        compact=compact,
        edition=edition.number,
        made_on=date.fromisoformat(edition.manifest["made_at"][:10]),
        demonstration=edition.demonstration,
        protected=edition.protected,
        scope="",
        today=today,
    )
    return replace(said, scope=scope(selection, options(edition, lang), lang))


def scope(selection: Selection, labels: dict[str, Labels], lang: str) -> str:
    """The filters in words, "" when nothing was left out; `labels` are the edition's options. Many are only counted."""
    w, chosen = (
        of(lang),
        {name: [labels[name].get(code, code) for code in getattr(selection, name)] for name in FILTERS},
    )
    said = {name: w.listing(named) for name, named in chosen.items() if named}
    for name in sorted(said, key=lambda name: -len(said[name])):
        if len(chosen[name]) > 1 and len(" · ".join(said.values())) > LISTED:
            said[name] = _counted(name, len(chosen[name]), w)
    surveys = [w.say("{n} months", n=months) for months in selection.months_after]  # of the command line
    return " · ".join([*said.values(), *([w.listing(surveys)] if surveys else [])])


def _counted(name: str, n: int, w: Words) -> str:
    """How many were chosen of one filter."""
    return {
        "years": w.count("{n} year", "{n} years", n),
        "projects": w.count("{n} project", "{n} projects", n),
        "waves": w.count("{n} cut-off", "{n} cut-offs", n),
        "regions": w.count("{n} region", "{n} regions", n),
        "routes": w.count("{n} kind of course", "{n} kinds of course", n),
    }[name]


def options(edition: Edition, lang: str) -> dict[str, Labels]:
    """What each filter offers in an edition: only what occurs in it, newest year first."""
    projects, modules, enrolment = (edition.read(name) for name in ("projects", "modules", "enrolment"))
    regions = {*_codes(projects["region"]), *_codes(modules["region"])}
    return {
        "years": {year: year for year in sorted(_codes(enrolment["academic_year"]), reverse=True)},
        "projects": _acronyms(zip(projects["project_code"], projects["acronym"], strict=True)),
        "waves": _labels("projects", "wave", sorted(_codes(projects["wave"])), lang),
        "regions": _labels("projects", "region", regions, lang),
        "routes": _labels("modules", "route", (r for r in domain.ROUTES if r in _codes(modules["route"])), lang),
    }


def _codes(column: Iterable[Any]) -> set[str]:
    return {value for value in column if isinstance(value, str) and value}


def _labels(kind: str, name: str, codes: Iterable[str], lang: str) -> Labels:
    labels = {code: domain.label(kind, name, code, lang) for code in codes}
    return dict(sorted(labels.items(), key=lambda item: item[1])) if name == "region" else labels


def _acronyms(pairs: Iterable[tuple[str, str]]) -> Labels:
    """Acronyms in alphabetical order; two projects of the same acronym are told apart by their codes."""
    pairs = sorted(pairs, key=lambda pair: pair[1].casefold())
    names = [acronym for _, acronym in pairs]
    return {code: acronym if names.count(acronym) == 1 else f"{acronym} ({code})" for code, acronym in pairs}
