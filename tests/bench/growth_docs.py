"""What tests/bench/growth.py tells: a table, docs/growth.csv, the table in docs/FIGURES.md, and docs/growth.svg."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
Figures = dict[str, float]

# Name, what the chart calls it, its colour (Okabe and Ito's) and the dashes that tell it without colour.
DRAWN = {
    "init": ("make the store", "#000000", "none"),
    "upload": ("upload 1 %", "#0072b2", "none"),
    "publish": ("publish", "#d55e00", "none"),
    "few": ("upload 100 lines", "#56b4e9", "6 3"),
    "first": ("first page", "#009e73", "6 3"),
    "filter": ("other years", "#cc79a7", "2 3"),
    "rerun": ("rerun", "#009e73", "2 3"),
}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 780, 480, 74, 200, 70, 52
LINE = 17  # between two names at the end of lines


def table(found: list[Figures], slopes: dict[str, float]) -> str:
    """The figures as Markdown; the last line has the slopes."""
    head = ["students", "projects", "rows", "init", "upload 1 %", "upload 100 lines", "publish", "first page", "rerun"]
    head += ["other years", "server", "disk"]
    lines = [head, ["---:"] * len(head), *(_cells(one) for one in found)]
    if slopes:
        names = ["init", "upload", "few", "publish", "first", "rerun", "filter"]
        lines.append(["slope", "", "", *(f"**{slopes[name]:.2f}**" for name in names), "", ""])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(one: Figures) -> list[str]:
    counts = [f"{one[name]:,.0f}" for name in ("students", "projects", "rows")]
    steps = [
        f"{one[f'{name}_cpu']:.2f} s, {one[f'{name}_mb']:,.0f} MB" for name in ("init", "upload", "few", "publish")
    ]
    pages = [f"{1000 * one[f'{name}_cpu']:.0f} ms" for name in ("first", "rerun", "filter")]
    return [*counts, *steps, *pages, f"{one['server_mb']:,.0f} MB", f"{one['disk_mb']:,.0f} MB"]


def write(found: list[Figures], slopes: dict[str, float]) -> None:
    """Writes the three files; of docs/FIGURES.md the lines between the marks."""
    with (DOCS / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: round(value, 4) for key, value in one.items()} for one in found)
    (DOCS / "growth.svg").write_text(chart(found), encoding="utf-8")
    figures = DOCS / "FIGURES.md"
    marked = re.compile(r"(<!-- growth -->\n).*?(<!-- /growth -->)", re.DOTALL)
    text = figures.read_text(encoding="utf-8")
    figures.write_text(marked.sub(lambda m: f"{m[1]}{table(found, slopes)}\n{m[2]}", text), encoding="utf-8")


def chart(found: list[Figures]) -> str:
    """A log-log chart of seconds of processor by students, each line with its name at its end."""
    across = _axis([one["students"] for one in found], LEFT, WIDTH - RIGHT)
    seconds = [one[f"{name}_cpu"] for one in found for name in DRAWN]
    up = _axis(seconds, HEIGHT - BOTTOM, TOP)
    parts = [*_grid(across, up, [one["students"] for one in found])]
    ends = _apart({name: _at(up, found[-1][f"{name}_cpu"]) for name in DRAWN})
    for name, (said, colour, dashes) in DRAWN.items():
        points = [(_at(across, one["students"]), _at(up, one[f"{name}_cpu"])) for one in found]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<path d="M{x + 5:.1f} {y:.1f}L{x + 14:.1f} {ends[name]:.1f}" stroke="{colour}"/>')
        last = _seconds(found[-1][f"{name}_cpu"])
        parts.append(f'<text x="{x + 18:.1f}" y="{ends[name] + 4:.1f}">{said} · {last}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12" fill="#161616">'
        "<title>Seconds of processor by number of students, both axes logarithmic</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


Axis = tuple[float, float, float, float]  # the least and the most power of ten, and where they are


def _axis(values: list[float], first: float, last: float) -> Axis:
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))), first, last


def _at(axis: Axis, value: float) -> float:
    low, high, first, last = axis
    return first + (math.log10(value) - low) / (high - low) * (last - first)


def _grid(across: Axis, up: Axis, sizes: list[float]) -> list[str]:
    """The lines of the powers of ten, their names and the titles of the axes."""
    found = [
        f'<text x="{LEFT - 62}" y="24" font-size="15" font-weight="bold">'
        "What each step costs as the students grow</text>",
        f'<text x="{LEFT - 62}" y="{TOP - 18}">seconds of processor</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">students</text>',
    ]
    for power in range(int(up[0]), int(up[1]) + 1):
        y = _at(up, 10.0**power)
        found.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        found.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_seconds(10.0**power)}</text>')
    for size in sizes:
        x = _at(across, size)
        found.append(f'<path d="M{x:.1f} {TOP + 4}V{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        found.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,.0f}</text>')
    return found


def _seconds(value: float) -> str:
    return f"{value:,.0f} s" if value >= 10 else f"{value:.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Where each name stands: at the end of its line, and lower where the one above it would be too near."""
    found: dict[str, float] = {}
    for name in sorted(places, key=lambda name: places[name]):
        found[name] = max(places[name], max(found.values(), default=-LINE) + LINE)
    over = max(0.0, max(found.values()) - (HEIGHT - BOTTOM))
    return {name: place - over for name, place in found.items()}
