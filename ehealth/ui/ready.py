"""A figure that Streamlit sends as it is."""

from __future__ import annotations

from typing import Any

from plotly.basedatatypes import BaseFigure


class Ready(BaseFigure):  # type: ignore[misc]
    """A chart's own dictionary, as the tests of the charts have checked it (tests/figures.py).

    Streamlit would check a dictionary anew at each rerun, which took two thirds of a rerun of six charts.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        self._ready = figure

    def to_dict(self) -> dict[str, Any]:
        """All that is asked of it."""
        return self._ready
