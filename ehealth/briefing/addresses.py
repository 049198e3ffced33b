"""The address of a chart: what it pins, written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ehealth import gallery
from ehealth.domain import LANGUAGES, Refusal, Selection
from ehealth.gallery import FILTERS, Labels

Pairs = Iterable[tuple[str, str]]
CAMPAIGN = "utm_"  # what mail programs add to addresses
PINNED = ("edition", "lang", "day", "times")
PICTURES_TIMES = ("1", "2", "3")  # a picture is 1600 pixels wide, or twice or three times that
FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2040, 12, 31)  # between which the dates of all files lie
SHOWN = 40  # characters of a value that a sentence repeats
_NUMBER = re.compile("0*[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Asked:
    """What an address asks of a chart, None where it pins nothing. filters: their values as written."""

    edition: int | None
    lang: str | None
    day: date | None
    times: int
    filters: tuple[tuple[str, str], ...]

    @property
    def pinned(self) -> bool:
        """Whether it answers the same for ever."""
        return None not in (self.edition, self.lang, self.day)


def written(selection: Selection, **pinned: object) -> str:
    """The query string of a view: what is pinned (edition, lang, day, page, times …), then the filters as codes."""
    filters = [(name, code) for name in FILTERS for code in getattr(selection, name)]
    return urlencode([*((name, str(value)) for name, value in pinned.items()), *filters])


def chart_address(form: str, name: str, selection: Selection, edition: int, lang: str, day: date) -> str:
    """The path and query of a chart in a form (json, csv, xlsx, png, svg), all that it shows pinned."""
    kept = gallery.obeyed(gallery.group_of(name), selection)
    return f"/chart/{name}.{form}?{written(kept, edition=edition, lang=lang, day=day.isoformat())}"


def mode_address(name: str, selection: Selection, edition: int, lang: str, day: date) -> str:
    """The path and query of a chart alone in briefing mode, pinned like its picture."""
    kept = gallery.obeyed(gallery.group_of(name), selection)
    return f"/briefing-mode?{written(kept, charts=name, edition=edition, lang=lang, day=day.isoformat())}"


def asked(pairs: Pairs, *others: str) -> Asked:
    """What a query string asks for; `others` are parameters that are known besides.

    A parameter that is not known may be a filter misspelt: left aside, it would give a wrong picture in silence.
    Raises Refusal("address-value") for an edition, a language, a day or a size that is none.
    """
    given = [(name, value) for name, value in pairs if value]
    for name, value in given:
        if name not in (*FILTERS, *PINNED, *others) and not name.startswith(CAMPAIGN):
            raise Refusal("address-value", name=name[:SHOWN], value=value[:SHOWN])
    last = dict(given)
    return Asked(
        edition=int(_one_of(last, "edition", None)) if "edition" in last else None,
        lang=_one_of(last, "lang", LANGUAGES) if "lang" in last else None,
        day=_day(last["day"]) if "day" in last else None,
        times=int(_one_of(last, "times", PICTURES_TIMES)) if "times" in last else 1,
        filters=tuple((name, value) for name, value in given if name in FILTERS),
    )


def in_address(address: str) -> tuple[str, Asked]:
    """A chart's name and what its address asks for. Raises Refusal("address-value")."""
    parts = urlsplit(address)
    return parts.path.removeprefix("/chart/").partition(".")[0], asked(parse_qsl(parts.query))


def page_address(address: str, lang: str) -> str:
    """The page where the chart of an address stands, with its filters, in the newest edition."""
    name, given = in_address(address)
    return f"/{gallery.group_of(name).page}?{urlencode([('lang', lang), *given.filters])}"


def selection_of(filters: Pairs, options: Mapping[str, Mapping[str, Labels]]) -> Selection:
    """The selection that filters ask for, as codes or as labels of any language; `options` by language.

    Raises Refusal("address-value") for what the edition does not hold: a wrong picture would say nothing of it.
    """
    chosen: dict[str, list[str]] = {}
    for name, value in filters:
        pairs = [pair for labels in options.values() for pair in labels[name].items()]
        known = {label: code for code, label in pairs} | {code: code for code, _ in pairs}
        if value not in known:
            raise Refusal("address-value", name=name, value=value[:SHOWN])
        chosen.setdefault(name, []).append(known[value])
    kept: dict[str, Any] = {name: tuple(dict.fromkeys(codes)) for name, codes in chosen.items()}
    return Selection(**kept)


def _one_of(given: Mapping[str, str], name: str, known: Iterable[str] | None) -> str:
    """A parameter that is one of a few, or a whole number of a few digits, from 1."""
    value = given[name]
    if value in known if known is not None else _NUMBER.fullmatch(value):
        return value
    raise Refusal("address-value", name=name, value=value[:SHOWN])


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise Refusal("address-value", name="day", value=text[:SHOWN]) from fault
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refusal("address-value", name="day", value=text[:SHOWN])
    return day
