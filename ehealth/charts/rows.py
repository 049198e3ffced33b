"""Rows of bars with their names: beside the bars on a page, above them on a phone. One unit of y is one pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ehealth.charts.sentences import shortened
from ehealth.charts.theme import Setting, bold, label, palette, safe

NAMED = 252  # pixels of the left margin where names stand beside the bars
HALF_NAMED = 168  # the same in a figure of half a row
BAR = 21  # pixels
CHARACTER, SMALL_CHARACTER = 6.3, 5.8  # pixels, a little more than the mean of the face at 13 and 12 px
FULL_PLOT, HALF_PLOT, PHONE_PLOT = 560, 240, 350  # pixels of the plot on the narrowest page of each kind


@dataclass(frozen=True)
class Rows:
    """Where the rows of a figure stand.

    `half`: the figure fills half a row of the page. `stacked`: names stand above the bars, as on a phone.
    """

    count: int
    setting: Setting
    half: bool = False
    stacked: bool = False

    @property
    def above(self) -> bool:
        """Whether names stand above their bars."""
        return self.stacked or self.setting.compact

    @property
    def pitch(self) -> int:
        """Pixels from one row to the next."""
        return 52 if self.above else 34

    @property
    def left(self) -> int:
        """The figure's left margin."""
        return 4 if self.above else HALF_NAMED if self.half else NAMED

    @property
    def plot(self) -> int:
        """The pixels of the plot's width on the narrowest page: what fits there fits everywhere."""
        return PHONE_PLOT if self.above else HALF_PLOT if self.half else FULL_PLOT

    @property
    def height(self) -> int:
        """Pixels of the plot."""
        return self.count * self.pitch + 6

    def middle(self, row: int) -> float:
        """The y of a row's bar."""
        foot = self.height - (row + 1) * self.pitch
        return foot + (BAR / 2 + 4 if self.above else self.pitch / 2)

    def names(self, named: list[tuple[str, str]]) -> list[dict[str, Any]]:
        """Each row's name in bold, then what goes with it in muted ink, cut where it does not fit."""
        muted, page = palette(self.setting.dark).muted, palette(self.setting.dark).page
        room = (self.plot if self.above else self.left) / CHARACTER
        lift = BAR / 2 + 11 if self.above else 0
        return [
            label(
                bold(safe(shortened(name, int(room))))
                + f'<span style="color:{muted}">  {safe(shortened(more, max(int(room - len(name)) - 3, 4)))}</span>',
                0,
                self.middle(row) + lift,
                xref="paper",
                xanchor="left",
                xshift=-self.left,
                yanchor="middle",
                **({"bgcolor": page} if self.above else {}),  # there they stand over grid lines
            )
            for row, (name, more) in enumerate(named)
        ]
