"""A chart and what stands around it as HTML: heading, note, the links with which it is taken away, its numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from plotly.io.json import to_json_plotly

from ehealth import briefing
from ehealth.charts.native import Interval
from ehealth.charts.theme import Chart, Figure, palette
from ehealth.domain import Selection
from ehealth.ui.view import View
from ehealth.wording import NBSP, Words, of
from ehealth.wording.unseen import visible

ABSENT = "–"
NO_TRACE = [{"type": "scatter"}]  # a figure that only says a sentence: without a trace Plotly draws no axes for it
IN_QUOTES = {ord("&"): "\\u0026", ord("'"): "\\u0027"}  # JSON in an attribute
HEIGHT = 450  # pixels, Plotly's own
_YEARS = re.compile(r"(?<=\d)-(?=\d)")
_BLANKS = re.compile(r"[ \t\r\n]+")  # not str.split(), which would also eat no-break spaces


def unbroken(text: str) -> str:
    """Text as one line, in which "2024-2025" does not break at its hyphen and nothing is unseen."""
    return visible(_YEARS.sub("\u2011", _BLANKS.sub(" ", text.strip(" \t\r\n"))))


def over_chart(chart: Chart, view: View) -> str:
    """The chart's heading, like Streamlit's own of the page's second rank, and what it says of what it shows."""
    muted = palette(view.dark).muted
    under = f'<p><span style="color:{muted}">{escape(unbroken(chart.subtitle))}</span></p>' if chart.subtitle else ""
    return f'<div class="eh-over"><h2>{escape(unbroken(chart.title))}</h2>{under}</div>'


def drawn(name: str, figure: Figure, alt: str, still: bool = False) -> str:
    """The place of a figure, which draw.js draws in; name: its own on the page; still: nothing answers the mouse."""
    layout = figure["layout"]
    written = to_json_plotly({"data": figure["data"] or NO_TRACE, "layout": layout}, engine="json")  # without < and >
    place = f'class="eh-chart" style="height:{layout.get("height", HEIGHT)}px" data-chart="{name}"'
    about = f'role="figure" aria-label="{escape(alt, quote=True)}"{" data-still" if still else ""}'
    return f"<div {place} {about} data-figure='{written.translate(IN_QUOTES)}'></div>"


def under_chart(chart: Chart, view: View, selection: Selection | None) -> str:
    """The note and, for a published chart of the gallery, the links: "" where there is neither."""
    parts = [f'<p class="eh-note">{escape(chart.note)}</p>' if chart.note else ""]
    if selection is not None and chart.table and view.edition is not None:
        parts.append(links(chart, selection, view.edition, view.lang, view.today))
    said = "".join(parts)
    return f"<div>{said}</div>" if said else ""


def links(chart: Chart, selection: Selection, edition: int, lang: str, day: date) -> str:
    """The ways in which a published chart is taken away, each the address of exactly what is on show."""
    w, pinned = of(lang), (chart.name, selection, edition, lang, day)
    address = {form: briefing.chart_address(form, *pinned) for form in ("png", "svg", "csv", "xlsx")}
    ways = [
        _link("PNG", address["png"] + "&times=2", chart, "png", 2),
        _link(f"PNG{NBSP}×3", address["png"] + "&times=3", chart, "png", 3),
        _link("SVG", address["svg"], chart, "svg"),
        _link(w.say("Copy as picture"), address["png"], chart, "copy"),
        _link("CSV", address["csv"], chart),
        _link("Excel", address["xlsx"], chart),
        _link(w.say("16:9"), briefing.mode_address(*pinned), chart),
    ]
    return f'<p class="eh-take" data-said="{said(w)}">{"".join(ways)}<span role="status"></span></p>'


def said(w: Words) -> str:
    """What the script says while it works, as an attribute."""
    words = {
        "busy": w.say("one moment…"),
        "saved": w.say("saved"),
        "copied": w.say("copied"),
        "failed": w.say("this browser could not do it: open the link in a new tab"),
    }
    return escape(json.dumps(words, ensure_ascii=False), quote=True)


def _link(text: str, address: str, chart: Chart, take: str = "", times: int = 0) -> str:
    named = escape(f"{text} – {chart.title}", quote=True)
    way = f' data-take="{take}"' + (f' data-times="{times}"' if times else "") if take else ""
    return f'<a href="{escape(address, quote=True)}" target="_self" aria-label="{named}"{way}>{escape(text)}</a>'


def data(chart: Chart, view: View) -> str:
    """The chart's table, to open, like Streamlit's own expander; access.js keeps it open when it is drawn anew."""
    named = f'class="eh-data" data-of="{chart.name}" style="border-color:{palette(view.dark).rule}"'
    table = table_html(chart.table, chart.title, view.lang)
    return f"<details {named}><summary>{of(view.lang).say('Data')}</summary>{table}</details>"


def table_html(rows: Sequence[Mapping[str, Any]], caption: str, lang: str) -> str:
    """A real table: caption, headings with their scope, the first column naming its row; numbers to the right."""
    w = of(lang)
    numeric = [heading for heading in rows[0] if any(_is_number(row[heading]) for row in rows)]
    head = "".join(_cell("th", heading, heading in numeric, ' scope="col"') for heading in map(str, rows[0]))
    body = "".join(f"<tr>{_row(row, numeric, w)}</tr>" for row in rows)
    return (
        f'<div class="eh-table" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Mapping[str, Any], numeric: list[str], w: Words) -> str:
    (first, name), *rest = row.items()
    return _cell("th", text(name, w), first in numeric, ' scope="row"') + "".join(
        _cell("td", text(value, w), heading in numeric) for heading, value in rest
    )


def _cell(tag: str, words: str, number: bool, scope: str = "") -> str:
    return f"<{tag}{scope}{' class=eh-n' if number else ''}>{escape(words)}</{tag}>"


def text(value: Any, w: Words) -> str:
    """A value as a table shows it; what is missing is a dash, never 0."""
    if briefing.absent(value):
        return ABSENT
    if isinstance(value, bool):
        return w.say("yes") if value else w.say("no")
    if isinstance(value, Interval):
        return value.said(w)
    if isinstance(value, date):
        return w.day(value, "medium").replace(" ", NBSP)
    if isinstance(value, int | float):
        digits = next(digits for digits in (0, 1, 2) if digits == 2 or round(value, digits) == value)
        return w.number(value, digits)
    return visible(str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not briefing.absent(value)
