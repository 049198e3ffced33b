"""The two typefaces of the pages, cut down for pictures: some 70 kB instead of 800 in each SVG."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from ehealth.later import Later

subset, instancer = Later("fontTools.subset"), Later("fontTools.varLib.instancer")

# Letters of all European languages in Latin script, typographic signs, the marks that our figures write.
SIGNS = (*range(0x20, 0x180), *range(0x2010, 0x2027), 0x202F, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2192, 0x2212, 0x2264,
         0x2265, 0x2592, 0x25A0, 0x25B2, 0x25BC, 0x25C6, 0x25CB, 0x25CF)  # fmt: skip
FACES: tuple[tuple[str, str, str, dict[str, int]], ...] = (  # family, file of Streamlit's, weights, axes that are fixed
    ("Source Sans", "SourceSansVF-Upright*.woff2", "200 900", {}),
    ("Source Serif", "SourceSerifVariable-Roman*.woff2", "600", {"wght": 600, "opsz": 28}),
)

LINKED = """@font-face {{ font-family: '{family}'; font-weight: {weights}; font-display: swap;
  src: url(/static/media/{file}) format('woff2'); }}
"""
_ONE = Lock()


def style() -> str:
    """@font-face rules that carry their faces; reckoned once, in some three seconds of one core."""
    with _ONE:  # a page in briefing mode asks twice at once
        return _style()


@cache
def _style() -> str:
    return "".join(_rule(*face) for face in FACES)


def linked() -> str:
    """The same faces whole, from where Streamlit's pages have them: for a page of ours that a browser opens."""
    files = [(family, _file(pattern).name, weights) for family, pattern, weights, _ in FACES]
    return "".join(LINKED.format(family=family, file=file, weights=weights) for family, file, weights in files)


def _rule(family: str, pattern: str, weights: str, fixed: dict[str, int]) -> str:
    packed = base64.b64encode(_cut(_file(pattern), fixed)).decode()
    source = f"url(data:font/woff2;base64,{packed}) format('woff2')"
    return f"@font-face{{font-family:'{family}';font-weight:{weights};src:{source}}}"


def _cut(path: Path, fixed: dict[str, int]) -> bytes:
    options = subset.Options(layout_features=["kern", "liga", "ccmp", "locl", "mark"], hinting=False)
    font: Any = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=SIGNS)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, fixed) if fixed else font
    font.flavor, out = "woff2", io.BytesIO()
    font.save(out)
    return out.getvalue()


def _file(pattern: str) -> Path:
    """A file among Streamlit's own, whose names carry a hash."""
    spec = find_spec("streamlit")
    assert spec is not None and spec.submodule_search_locations
    (found,) = Path(spec.submodule_search_locations[0]).glob(f"static/static/media/{pattern}")
    return found
