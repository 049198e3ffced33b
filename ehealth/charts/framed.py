"""A chart at 16:9, as it leaves the product: the page's own figure with its title, subtitle, note and footer inside.

Only sizes and margins change, so that a picture cannot say anything else than the page. Text of the figure keeps its
logical pixels and the whole is scaled to 1600 wide; title, footer and margins are set in pixels of those 1600.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from ehealth import wording
from ehealth.charts.sentences import balanced
from ehealth.charts.theme import Chart, Figure, Setting, bold, label, palette, safe, unmarked

SERIF = '"Source Serif", "Source Serif 4", "Source Serif Pro", serif'
WIDTH, HEIGHT, MARGIN = 1600, 900, 60  # pixels of the picture
TITLE, SUBTITLE, FOOTER = 44, 24, 18  # pixels: sizes of text
TITLE_LINE, SUBTITLE_LINE, FOOTER_LINE = 57.2, 31.2, 23.4  # 1.3 times the size, as Plotly sets them
TITLE_WIDTH, SUBTITLE_WIDTH, FOOTER_WIDTH = 72, 122, 190  # characters of a line, a little fewer than would fit
TOP, OVER_PLOT, OVER_RULE, UNDER_RULE, UNDER = 42, 34, 16, 14, 26  # pixels between the parts
LARGEST, SMALLEST = 1.7, 1.15  # of the figure's own scale: 13 px of text become 22, and never less than 15
SHRUNK = 0.9  # of the plot's own height: a little less is no harm, and makes the text larger


@dataclass(frozen=True)
class Frame:
    """A figure to draw at `width` × `height` logical pixels, `scale` times larger: 1600 wide, 900 high or more."""

    figure: Figure
    width: float
    height: float
    scale: float


@dataclass(frozen=True)
class _Words:
    """The lines around the plot, and the pixels of the picture that they take above and below it."""

    title: list[str]
    subtitle: list[str]
    footer: list[str]

    @property
    def above(self) -> float:
        return TOP + TITLE_LINE * len(self.title) + SUBTITLE_LINE * len(self.subtitle) + OVER_PLOT

    @property
    def below(self) -> float:
        return OVER_RULE + UNDER_RULE + FOOTER_LINE * len(self.footer) + UNDER


def framed(chart: Chart, setting: Setting) -> Frame:
    """The 16:9 figure of a chart drawn with `setting` (light, not compact, framed); taller where it has many rows."""
    layout = chart.figure["layout"]
    notes = [one for one in layout.get("annotations", []) if one.get("name") == "footer"]
    words = _words(chart)
    margin, ticks = layout["margin"], -(notes[0]["yshift"] + 10) if notes else layout["margin"]["b"]
    plot = layout["height"] - margin["t"] - margin["b"]
    fixed = margin["t"] + ticks
    scale = _scale(plot, fixed, margin, words, float(layout.get("meta", {}).get("plot", 0)))
    height = max(HEIGHT / scale, SHRUNK * plot + fixed + (words.above + words.below) / scale)
    width = WIDTH / scale
    margins = {
        "l": margin["l"] + MARGIN / scale,
        "r": margin["r"] + MARGIN / scale,
        "t": margin["t"] + words.above / scale,
        "b": ticks + words.below / scale,
        "pad": 0,
    }
    box = _Box(width, height, scale, margins, ticks)
    texts = [one for one in layout.get("annotations", []) if one.get("name") != "footer"]
    drawn = layout | {
        "width": width,
        "height": height,
        "margin": margins,
        "paper_bgcolor": palette(setting.dark).page,
        "annotations": [*texts, *_texts(words, box, setting)],
        "shapes": [*layout.get("shapes", []), _rule(words, box, setting)],
    }
    return Frame({"data": chart.figure["data"], "layout": drawn}, width, height, scale)


def footer_lines(chart: Chart) -> list[str]:
    """What stands under a chart that leaves its page, without marks: the figure's own footer, and the chart's note."""
    notes = [one for one in chart.figure["layout"].get("annotations", []) if one.get("name") == "footer"]
    said = [" ".join(unmarked(note["text"]).split("\n")) for note in notes]
    return [text for text in (*said, chart.note) if text]


def _words(chart: Chart) -> _Words:
    footer = [
        line for text in footer_lines(chart) for line in textwrap.wrap(text, FOOTER_WIDTH, break_on_hyphens=False)
    ]
    subtitle = balanced(chart.subtitle, SUBTITLE_WIDTH) if chart.subtitle else []
    return _Words(balanced(chart.title, TITLE_WIDTH), subtitle, footer)


def _scale(plot: float, fixed: float, margin: dict[str, Any], words: _Words, narrowest: float) -> float:
    """As large as the plot's height and its narrowest width (pixels, 0 for any) allow."""
    by_height = (HEIGHT - words.above - words.below) / (SHRUNK * plot + fixed)
    by_width = (WIDTH - 2 * MARGIN) / (narrowest + margin["l"] + margin["r"]) if narrowest else LARGEST
    return max(min(LARGEST, by_height, by_width), SMALLEST)


@dataclass(frozen=True)
class _Box:
    """The picture in logical pixels, and where its parts stand."""

    width: float
    height: float
    scale: float
    margins: dict[str, float]
    ticks: float

    @property
    def plot(self) -> tuple[float, float]:
        """The plot's width and height."""
        m = self.margins
        return self.width - m["l"] - m["r"], self.height - m["t"] - m["b"]


def _texts(words: _Words, box: _Box, setting: Setting) -> list[Figure]:
    colours, scale = palette(setting.dark), box.scale
    top = box.margins["t"] - TOP / scale
    under = top - TITLE_LINE * len(words.title) / scale
    foot = box.ticks + (OVER_RULE + UNDER_RULE) / scale
    serif = {"family": SERIF, "weight": 600, "size": TITLE / scale, "color": colours.text}
    muted = {"color": colours.muted}
    demonstration = wording.of(setting.lang).say("Demonstration data").replace(" ", wording.NBSP)
    return [
        _lines(words.title, 1, top, serif, box),
        _lines(words.subtitle, 1, under, muted | {"size": SUBTITLE / scale}, box),
        _lines(words.footer, 0, -foot, muted | {"size": FOOTER / scale}, box, demonstration),
    ]


def _lines(lines: list[str], y: int, shift: float, font: dict[str, Any], box: _Box, strong: str = "") -> Figure:
    """Lines of text flush with the picture's left margin, their top `shift` logical pixels above the plot's edge y."""
    text = "<br>".join(map(safe, lines))
    text = text.replace(strong, bold(strong), 1) if strong else text  # as the footer writes it
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    left = MARGIN / box.scale - box.margins["l"]
    return label(text, 0, y, xshift=left, yshift=shift, font=font, **place)


def _rule(words: _Words, box: _Box, setting: Setting) -> Figure:
    """The line over the footer, from margin to margin."""
    wide, high = box.plot
    left, right = ((box.margins[side] - MARGIN / box.scale) / wide for side in ("l", "r"))
    y = -(box.ticks + OVER_RULE / box.scale) / high
    line = {"color": palette(setting.dark).rule, "width": 2 / box.scale}
    return {
        "type": "line",
        "xref": "paper",
        "yref": "paper",
        "x0": -left,
        "x1": 1 + right,
        "y0": y,
        "y1": y,
        "line": line,
    }
