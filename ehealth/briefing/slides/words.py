"""Text on a slide: every run says its language, for spelling and for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pptx.util import Pt

from ehealth.briefing.slides import layouts
from ehealth.briefing.slides.xml import TAGS as TAGS
from ehealth.charts.theme import Chart


def write(shape: Any, lines: Iterable[str], lang: str, *, size: float = 0, strong: str = "", after: float = 0) -> None:
    r"""The lines as paragraphs of a shape; \v breaks a line.

    strong: what is bold among them. size, after: points, 0 as the layout says.
    """
    frame = shape.text_frame
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        if after:
            paragraph.space_after = Pt(after)
        for part, bold in _parts(line, strong):
            if part == "\v":
                paragraph.add_line_break()
                continue
            run = paragraph.add_run()
            run.text = part
            run._r.get_or_add_rPr().set("lang", TAGS[lang])
            if size:
                run.font.size = Pt(size)
            if bold:
                run.font.bold = True
    frame.word_wrap = True


def place(shape: Any, box: layouts.Box) -> None:
    """Where a placeholder stands on this slide, unlike its layout's."""
    shape.left, shape.top, shape.width, shape.height = layouts.emu(box)


def remove(shape: Any) -> None:
    """An empty placeholder would ask to be filled in."""
    shape._element.getparent().remove(shape._element)


def describe(frame: Any, chart: Chart) -> None:
    """The text alternative of a graphic frame."""
    about = frame._element.nvGraphicFramePr.cNvPr
    about.set("descr", chart.alt)
    about.set("name", chart.name)


def number(slide: Any, lang: str) -> None:
    """The slide's number: python-pptx leaves this placeholder of the layout out."""
    (model,) = (one for one in slide.slide_layout.placeholders if one.placeholder_format.idx == layouts.NUMBER_AT)
    copy = deepcopy(model._element)
    copy.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
    slide.shapes._spTree.append(copy)


def _parts(line: str, strong: str) -> Iterable[tuple[str, bool]]:
    cuts = f"({re.escape(strong)}|\v)" if strong else "(\v)"
    return [(part, part == strong) for part in re.split(cuts, line) if part]
