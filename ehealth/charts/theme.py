"""What every chart shares: its setting, its colours, its layout and the footer drawn inside it.

A figure is a plain dictionary of Plotly JSON without a template: it is cached and sent as it is.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehealth import wording
from ehealth.charts.colours import Palette as Palette
from ehealth.charts.colours import palette as palette
from ehealth.charts.native import Native
from ehealth.wording.unseen import visible

Figure = dict[str, Any]
Row = dict[str, Any]

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
SIZE, SMALL = 13, 12  # pixels; no text of a figure is smaller, except in tiles (11)
LINE = 17  # pixels between two lines of small text
WIDE, HALF, PHONE = 160, 90, 64  # characters of small text that fit a full row, half a row and a phone
SHORT = 26  # characters of a footer's part that is kept on one line


@dataclass(frozen=True)
class Setting:
    """Who looks, at what: all that a figure must know beside its table. `scope` is the filters in words, or "".

    framed: it is drawn for a picture at 16:9, light and not compact, wider than on the narrowest page.
    """

    lang: str
    dark: bool
    compact: bool
    edition: int | None
    made_on: date
    demonstration: bool
    protected: bool
    scope: str
    today: date
    framed: bool = False


@dataclass(frozen=True)
class Chart:
    """A figure and all that must agree with it: finding, text alternative, table rows (keys are headings), note.

    people: it counts people, so that a protected edition has rounded it. native: how an office program draws the table;
    None where there is nothing to draw.
    """

    name: str
    title: str
    subtitle: str
    figure: Figure
    alt: str
    table: list[Row]
    note: str
    people: bool = False
    native: Native | None = None


def safe(text: object) -> str:
    """Text of a data file, harmless in a Plotly label, which reads a little HTML, %{…} as a value and $…$ as TeX."""
    return html.escape(visible(str(text)), quote=False).replace("%{", "%&#123;").replace("$", "&#36;")


def unmarked(text: str) -> str:
    """The words of a Plotly label: without its marks, what `safe` wrote as it was."""
    return html.unescape(re.sub(r"<[^>]+>", "", text.replace("<br>", "\n")))


def bold(text: object) -> str:
    """Plotly's bold."""
    return f"<b>{text}</b>"


def label(text: str, x: Any, y: Any, **more: Any) -> dict[str, Any]:
    """An annotation without an arrow; `more` is any Plotly annotation attribute (xref, xanchor, font, …)."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "align": "left"} | more


def hatched(colour: str, ground: str) -> dict[str, Any]:
    """A bar's `marker` for what is partial or uncertain: 45° hatching on the page's own ground."""
    pattern = {"shape": "/", "fgcolor": colour, "bgcolor": ground, "size": 6, "solidity": 0.35}
    return {"color": ground, "pattern": pattern, "line": {"color": colour, "width": 1}}


def pale(colours: Palette) -> dict[str, Any]:
    """A bar's `marker` for what remains of a whole: the band's colour, with an edge that is seen on the page."""
    return {"color": colours.band, "line": {"color": colours.band_edge, "width": 1}}


def axis(setting: Setting, **more: Any) -> dict[str, Any]:
    """A number axis: light grid, no line, no tick mark, horizontal tick labels 6 px off; `more` overrides."""
    colours = palette(setting.dark)
    return {
        "gridcolor": colours.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickangle": 0,
        "ticklabelstandoff": 6,
        "tickfont": {"color": colours.muted, "size": SIZE},
        "fixedrange": True,
        "automargin": False,
    } | more


def no_axis(**more: Any) -> dict[str, Any]:
    """An axis that is not drawn."""
    return {"visible": False, "fixedrange": True} | more


def base_layout(
    setting: Setting, height: int, *, left: int = 40, right: int = 84, top: int = 6, bottom: int = 28, **more: Any
) -> dict[str, Any]:
    """The layout of every figure. `height` and margins are pixels, footer included; `more` is added or overrides.

    Lay the footer first: it says how much `bottom` must be. meta={"plot": n} where the plot must be n pixels wide.
    """
    colours = palette(setting.dark)
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "font": {"family": FONT, "size": SIZE, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": colours.panel, "bordercolor": colours.rule, "font": {"color": colours.text}},
        "separators": ",\u202f" if setting.lang == "fr" else ".,",
        "xaxis": axis(setting),
        "yaxis": axis(setting),
    } | more


def footer(
    setting: Setting,
    source: str,
    n: str = "",
    *,
    below: int = 28,
    left: int = 40,
    half: bool = False,
    people: bool = False,
    marks: Iterable[str] = (),
) -> tuple[list[dict[str, Any]], int]:
    """The lines under a figure, drawn inside it: annotations, and the bottom margin (px) that they and the ticks need.

    Args:
        source: where the data comes from, in the reader's language ("project uploads"); long ones are wrapped.
        n: how many people or projects are counted, or where that stands ("n = 10 projects", "n under each year").
        below: pixels that the axis labels take under the plot.
        left: the figure's left margin in pixels, so that the footer starts flush with the page's edge.
        half: the figure fills half a row of the page, so its lines are shorter.
        people: the figure counts people: in a protected edition it says that they were rounded.
        marks: what a reader may mistake once the picture has left the page ("hatched: partial year").
    """
    width = PHONE if setting.compact else HALF if half else WIDE
    text = _footer_text(setting, source, n, people, marks)
    lines = [*_warning(setting), *(safe(line) for line in textwrap.wrap(text, width, break_on_hyphens=False))]
    drawn = label(
        "<br>".join(lines),
        0,
        0,
        name="footer",
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        xshift=-left,
        yshift=-below - 10,
        font={"size": SMALL, "color": palette(setting.dark).muted},
    )
    return [drawn], below + 10 + LINE * len(lines) + 6


def exact_figures(w: wording.Words) -> str:
    """The mark of a draft, wherever its figures stand."""
    return w.say("exact figures – not for circulation")


def _warning(setting: Setting) -> list[str]:
    """The first line under a draft's figure."""
    if setting.edition is not None or setting.protected:
        return []
    ink = palette(setting.dark).today_text
    return [f'<span style="color:{ink}">{bold(exact_figures(wording.of(setting.lang)).upper())}</span>']


def _footer_text(setting: Setting, source: str, n: str, people: bool, marks: Iterable[str]) -> str:
    w = wording.of(setting.lang)
    made = w.day(setting.made_on, "medium")
    parts = [
        w.say("Demonstration data") if setting.demonstration else "",
        w.say("Source: {source}", source=source),
        w.say("Draft, {date}", date=made)
        if setting.edition is None
        else w.say("Edition {number}, {date}", number=setting.edition, date=made),
        w.say("Filters: {scope}", scope=setting.scope) if setting.scope else w.say("no filter"),
        n,
        w.say("counts rounded to 5, small values changed").replace(" 5", f"{wording.NBSP}5")
        if people and setting.protected
        else "",
        *marks,
    ]
    return f"{wording.NBSP}· ".join(_unbroken(part) for part in parts if part)  # a line ends with the dot


def _unbroken(part: str) -> str:
    """Short parts do not break between lines; long ones may, but not after their colon."""
    return part.replace(" ", wording.NBSP) if len(part) <= SHORT else part.replace(": ", f":{wording.NBSP}", 1)


def empty_chart(setting: Setting, name: str, title: str, sentence: str, source: str, *, half: bool = False) -> Chart:
    """A chart with nothing to draw: its figure carries one sentence that says why, and its table is empty."""
    notes, bottom = footer(setting, source, below=0, left=0, half=half)
    colours = palette(setting.dark)
    lines = textwrap.wrap(sentence, PHONE - 8 if setting.compact else HALF if half else WIDE)
    text, font = "<br>".join(map(safe, lines)), {"color": colours.muted}
    said = label(text, 0, 0.5, xref="paper", yref="paper", xanchor="left", font=font)
    layout = base_layout(setting, 120 + bottom, left=0, right=0, bottom=bottom, annotations=[said, *notes])
    layout |= {"xaxis": no_axis(range=[0, 1]), "yaxis": no_axis(range=[0, 1])}
    nothing = {"type": "scatter", "x": [None], "y": [None], "hoverinfo": "skip"}  # Streamlit refuses a figure without
    figure = {"data": [nothing], "layout": layout}
    return Chart(name, title, "", figure, sentence, [], "")
