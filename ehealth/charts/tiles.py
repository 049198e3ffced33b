"""The 18 regions as equal tiles: a small one reads as easily as a large one, and no map file has to be fetched."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ehealth import domain, wording
from ehealth.charts.reasons import stacked
from ehealth.charts.theme import (
    LINE,
    SIZE,
    SMALL,
    Figure,
    Row,
    Setting,
    base_layout,
    bold,
    footer,
    hatched,
    label,
    no_axis,
    palette,
)
from ehealth.wording import Words

# INSEE code → column and row, as the regions lie; overseas in a column apart.
PLACES = {
    "32": (2, 0),
    "53": (0, 1),
    "28": (1, 1),
    "11": (2, 1),
    "44": (3, 1),
    "52": (0, 2),
    "24": (1, 2),
    "27": (2, 2),
    "75": (1, 3),
    "84": (2, 3),
    "76": (1, 4),
    "93": (2, 4),
    "94": (3, 4),
    "01": (4.5, 0),
    "02": (4.5, 1),
    "03": (4.5, 2),
    "04": (4.5, 3),
    "06": (4.5, 4),
}
SHORT_NAMES = {  # those too long for two lines of a tile
    "24": "Centre-Val<br>de Loire",
    "27": "Bourgogne-<br>Fr.-Comté",
    "32": "Hauts-de-<br>France",
    "11": "Île-de-<br>France",
    "52": "Pays de<br>la Loire",
    "75": "Nouvelle-<br>Aquitaine",
    "84": "Auvergne-<br>Rhône-Alpes",
    "93": "Prov.-Alpes-<br>Côte d’Azur",
}
WIDTH, HEIGHT, STRIP = 0.95, 0.94, 0.11  # of a place: the tile, and the hatched strip of a partial one
TILE_TEXT = 11  # pixels
PLOT, PHONE_PLOT = 376, 340  # pixels, the line above the tiles included
CLASSES = 4
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)  # and these times ten, a hundred…
KEY = 8  # pixels between the tiles and their key


@dataclass(frozen=True)
class Tile:
    """What one region shows: the ground and ink of its tile, its number or word, and its border."""

    fill: str
    ink: str
    name_ink: str
    word: str
    line: dict[str, object]


def steps(most: int) -> tuple[int, int, int]:
    """Where the four classes of students part: three round numbers, the same distance apart."""
    scale = 1
    while scale * 100 * CLASSES <= most:
        scale *= 10
    step = min((scale * nice for nice in ROUND), key=lambda nice: abs(nice * CLASSES - most))
    return step, 2 * step, 3 * step


def tile_map(rows: list[Row], setting: Setting, source: str) -> Figure:
    """The figure of the rows of `indicators.coverage`: a tile is a value, none, hidden or partial (hatched foot)."""
    w = wording.of(setting.lang)
    most = max((int(row["students"]) for row in rows if not pd.isna(row["students"])), default=0)
    tiles = {row["region"]: _tile(row, steps(most), setting) for row in rows}
    few = {"hidden" for row in rows if row["reason"] == "too_few"}
    key, samples, below = _legend(steps(most), {state(row) for row in rows} | few, setting)
    n = w.say("n of each region: students") if most else ""
    notes, bottom = footer(setting, source, n, below=below, left=0, half=True, people=True)
    titles = [_over(w.say("Mainland"), -WIDTH / 2, setting), _over(w.say("Overseas"), 4.5 - WIDTH / 2, setting)]
    names = [text for row in rows for text in _texts(row["region"], tiles[row["region"]], setting)]
    layout = base_layout(
        setting,
        (PHONE_PLOT if setting.compact else PLOT) + bottom,
        left=0,
        right=0,
        top=2,
        bottom=bottom,
        xaxis=no_axis(range=[-0.49, 4.5 + 0.49]),
        yaxis=no_axis(range=[4.5, -0.78]),
        shapes=[*(_shape(row["region"], tiles[row["region"]]) for row in rows), *samples],
        annotations=[*names, *titles, *key, *notes],
    )
    partial = [row["region"] for row in rows if row["state"] == "partial" and state(row) != "not_received"]
    strips = [_strip(code, tiles[code]) for code in partial]
    return {"data": strips or [_anchor()], "layout": layout | {"barmode": "overlay"}}


def _tile(row: Row, limits: tuple[int, int, int], setting: Setting) -> Tile:
    w, colours = wording.of(setting.lang), palette(setting.dark)
    thin = {"color": colours.rule, "width": 1}
    here = state(row)
    if row["reason"] == "too_few":
        line = {"color": colours.other, "width": 1.2, "dash": "dot"}
        return Tile(colours.panel, colours.text, colours.text, stacked("too_few", w), line)
    if here in ("none", "awareness", "not_received"):
        words = {"none": w.say("none"), "awareness": w.say("module"), "not_received": stacked("not_received", w)}
        return Tile(colours.page, colours.muted, colours.muted, words[here], thin)
    students = int(row["students"])
    rank = sum(students >= limit for limit in limits)
    fill, ink = colours.tiles[rank], colours.tile_inks[rank]
    return Tile(fill, ink, ink, bold(w.number(students)), {"color": fill, "width": 0})


def state(row: Row) -> str:
    """value, partial, hidden, none; or not_received (partial, nothing came) and awareness (no complete course)."""
    if row["state"] == "none":
        return "awareness" if row["awareness"] else "none"
    return "not_received" if row["reason"] == "not_received" else str(row["state"])


def _shape(code: str, tile: Tile) -> Figure:
    x, y = PLACES[code]
    corners = {"x0": x - WIDTH / 2, "x1": x + WIDTH / 2, "y0": y - HEIGHT / 2, "y1": y + HEIGHT / 2}
    return {"type": "rect", "fillcolor": tile.fill, "line": tile.line, "layer": "below"} | corners


def _texts(code: str, tile: Tile, setting: Setting) -> list[Figure]:
    x, y = PLACES[code]
    size = SIZE + 1 if tile.word.startswith("<b>") else SMALL
    above, below = 0.19, 0.17
    if "<br>" in tile.word:  # two lines under what may be two lines
        size, above, below = TILE_TEXT, 0.24, 0.23
    centred = {"xanchor": "center", "yanchor": "middle", "align": "center"}
    return [
        label(_name(code, setting), x, y - above, font={"size": TILE_TEXT, "color": tile.name_ink}, **centred),
        label(tile.word, x, y + below, font={"size": size, "color": tile.ink}, **centred),
    ]


def _name(code: str, setting: Setting) -> str:
    name = domain.label("projects", "region", code, setting.lang)
    return SHORT_NAMES.get(code, name.replace(" ", "<br>") if setting.compact else name)


def _strip(code: str, tile: Tile) -> Figure:
    """Hatching along the foot of a partial tile, where it hides neither name nor number."""
    x, y = PLACES[code]
    return {
        "type": "bar",
        "x": [x],
        "y": [STRIP],
        "base": [y + HEIGHT / 2 - STRIP],
        "width": WIDTH,
        "marker": hatched(tile.name_ink, tile.fill) | {"line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _over(text: str, x: float, setting: Setting) -> Figure:
    font = {"size": SMALL, "color": palette(setting.dark).muted}
    return label(text, x, -0.52, font=font, xanchor="left", yanchor="bottom")


def _anchor() -> Figure:
    """A trace that draws nothing: Plotly gives a figure its axes only where there is a trace."""
    return {"type": "scatter", "x": [0], "y": [0], "mode": "markers", "opacity": 0, "hoverinfo": "skip"}


def _legend(limits: tuple[int, int, int], states: set[str], setting: Setting) -> tuple[list[Figure], list[Figure], int]:
    """The key of what occurs on the tiles: its texts, its colour samples, and the pixels it takes below them."""
    texts, samples = _classes(limits, setting) if states & {"value", "partial"} else ([], [])
    w = wording.of(setting.lang)
    words = {
        "none": w.say("none: no complete course"),
        "awareness": w.say("module: awareness only"),
        "hidden": w.say("too few: a handful of students, or none"),
        "not_received": w.say("not received: no cohort of the year"),
        "partial": w.say("hatched: some projects awaited"),
    }
    told = [word for name, word in words.items() if name in states]
    across = 1 if setting.compact else 2
    lines = [" · ".join(told[start : start + across]) for start in range(0, len(told), across)]
    top = KEY + (26 if samples else 0)
    return [*texts, _below("<br>".join(lines), 0, top, setting)], samples, top + (LINE + 1) * len(lines)


def _classes(limits: tuple[int, int, int], setting: Setting) -> tuple[list[Figure], list[Figure]]:
    """A colour sample and a text for each class of students, set side by side in pixels."""
    w, fills = wording.of(setting.lang), palette(setting.dark).tiles
    under, over = f"&lt; {w.number(limits[0])}", f"{w.number(limits[2])} +"
    names = [under, _range(*limits[:2], w), _range(*limits[1:], w), over]
    widest = max(len(name) for name in names[1:])
    pitch = 26 + 8 + int(7.2 * max(widest, 5))
    texts = [_below(name, place * pitch + 25, KEY, setting) for place, name in enumerate(names)]
    return texts, [_sample(fill, place * pitch) for place, fill in enumerate(fills)]


def _sample(fill: str, left: int) -> Figure:
    pixels = {"xsizemode": "pixel", "ysizemode": "pixel", "xref": "paper", "yref": "paper", "xanchor": 0, "yanchor": 0}
    corners = {"x0": left, "x1": left + 18, "y0": -KEY - 16, "y1": -KEY - 2}
    return {"type": "rect", "fillcolor": fill, "line": {"width": 0}} | pixels | corners


def _below(text: str, left: int, top: int, setting: Setting) -> Figure:
    font = {"size": SMALL, "color": palette(setting.dark).muted}
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": left, "yshift": -top}
    return label(text, 0, 0, font=font, **place)


def _range(low: int, end: int, w: Words) -> str:
    return w.number(low) if end - low == 1 else f"{w.number(low)}–{w.number(end - 1)}"
