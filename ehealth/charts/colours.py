"""The colours of the light and the dark page: one meaning each, always doubled by a shape, a hatching or a word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours by meaning. `on_measured` is the ink on a measured bar; `tiles` go from few to many, with their inks."""

    page: str
    panel: str
    text: str
    muted: str
    rule: str
    grid: str
    measured: str
    on_measured: str
    broad: str
    broad_text: str
    disputed: str
    today: str
    today_text: str
    band: str
    band_edge: str
    other: str
    tiles: tuple[str, ...]
    tile_inks: tuple[str, ...]


LIGHT = Palette(
    page="#FFFFFF",
    panel="#F3F6F9",
    text="#17212E",
    muted="#566173",
    rule="#D5DCE4",
    grid="#E3E8EE",
    measured="#12436D",
    on_measured="#FFFFFF",
    broad="#28A197",
    broad_text="#17665F",
    disputed="#801650",
    today="#F46A25",
    today_text="#9A3A0A",
    band="#DDE8F1",
    band_edge="#7A93AD",
    other="#8C97A6",
    tiles=("#DCE7F1", "#A9C4DC", "#3E74A3", "#12436D"),
    tile_inks=("#17212E", "#17212E", "#FFFFFF", "#FFFFFF"),
)
DARK = Palette(
    page="#0E1621",
    panel="#172231",
    text="#E8EDF3",
    muted="#A9B5C4",
    rule="#2E3C4F",
    grid="#263345",
    measured="#B5D6F6",
    on_measured="#0E1621",
    broad="#1B8078",
    broad_text="#6FD6CB",
    disputed="#F5C0DB",
    today="#E0702F",
    today_text="#FFB48A",
    band="#1E3046",
    band_edge="#5C7997",
    other="#5C6C81",
    tiles=("#1E3A57", "#2F5F8C", "#4F8DC4", "#8FC0EF"),
    tile_inks=("#E8EDF3", "#FFFFFF", "#0E1621", "#0E1621"),
)


def palette(dark: bool) -> Palette:
    """The colours of the light or the dark page."""
    return DARK if dark else LIGHT
