"""The geometry of nested shares: bars of full width, one under another, joined by the slice that each magnifies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ehealth.charts.theme import Palette, Setting

BAR = 36  # pixels
WIDE_PLOT, PHONE_PLOT = 760, 350  # pixels of the plot on the narrowest page


@dataclass(frozen=True)
class Zoom:
    """Where `count` bars stand: y in pixels, x in percent of a bar; `foot` pixels are left under the last one."""

    count: int
    setting: Setting
    foot: int

    @property
    def named(self) -> int:
        """Pixels of the words above a bar: one line, two on a phone."""
        return 44 if self.setting.compact else 26

    @property
    def pitch(self) -> int:
        """Pixels from one bar to the next."""
        return BAR + self.named + (36 if self.setting.compact else 50)

    @property
    def plot(self) -> int:
        """The pixels of a bar on the narrowest page: words that fit there fit everywhere."""
        return PHONE_PLOT if self.setting.compact else WIDE_PLOT

    @property
    def height(self) -> int:
        """Pixels of the whole plot."""
        return self.foot + (self.count - 1) * self.pitch + BAR + self.named

    def bottom(self, place: int) -> int:
        """The foot of a bar; place 0 is the top one."""
        return self.foot + (self.count - 1 - place) * self.pitch

    def beam(self, place: int, share: float, colours: Palette) -> list[dict[str, Any]]:
        """From the slice of a bar (percent) to the whole of the next one."""
        start, end = self.bottom(place), self.bottom(place + 1) + BAR
        words = end + self.named  # the edge ends above them, so that it never crosses them
        path = f"M 0 {start} L {share} {start} L 100 {words} L 100 {end} L 0 {end} Z"
        edge = {"color": colours.band_edge, "width": 1}
        return [
            {"type": "path", "path": path, "fillcolor": colours.grid, "opacity": 0.6, "line": {"width": 0}},
            {"type": "line", "x0": share, "y0": start, "x1": 100, "y1": words, "line": edge},
        ]

    def bar(self, place: int, base: float, width: float, marker: dict[str, Any], hover: str) -> dict[str, Any]:
        """A piece of a bar, in percent."""
        return {
            "type": "bar",
            "orientation": "h",
            "base": [base],
            "x": [width],
            "y": [self.bottom(place) + BAR / 2],
            "width": BAR,
            "marker": marker,
            "text": [hover],
            "textposition": "none",
            "hovertemplate": "%{text}<extra></extra>",
        }
