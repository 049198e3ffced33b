"""A briefing as .pptx: one finding per slide, a native chart that can be edited, its footer and its method."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ehealth import wording
from ehealth.briefing.pack import AUTHOR, Pack, changed, facts, title
from ehealth.briefing.slides import bars, closing, layouts, marks, words
from ehealth.briefing.slides.grid import Grid
from ehealth.briefing.slides.reading import read
from ehealth.charts.framed import footer_lines
from ehealth.charts.sentences import balanced, shortened
from ehealth.charts.theme import Chart, Setting

KINDS = {"columns": bars.columns, "bars": bars.bars, "spans": bars.spans, "points": marks.points, "dates": marks.dates}
TITLE_WIDTH, SUBTITLE_WIDTH, COVER_WIDTH = 61, 118, 42  # characters of a line, a little fewer than would fit
PROPERTY = 255  # characters of what a file says of itself: python-pptx refuses more


@dataclass
class _Data:
    """A chart as python-pptx takes one: its XML, and the workbook inside it."""

    xml: bytes
    grid: Grid = field(repr=False)

    def xml_bytes(self, _: Any) -> bytes:
        return self.xml

    @property
    def xlsx_blob(self) -> bytes:
        return self.grid.blob()


def pack_pptx(pack: Pack) -> bytes:
    """The deck: cover, one slide a chart, definitions, what changed."""
    setting = pack.setting
    deck = layouts.empty_deck(setting.lang)
    _cover(deck, pack)
    for chart in pack.charts:
        _finding(deck, chart, pack)
    closing.definitions(deck, pack)
    closing.changes(deck, pack)
    _properties(deck, pack)
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def _cover(deck: Any, pack: Pack) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[layouts.COVER])
    words.write(slide.shapes.title, ["\v".join(balanced(title(pack), COVER_WIDTH))], pack.setting.lang)
    words.write(slide.placeholders[1], facts(pack.setting), pack.setting.lang)


def _finding(deck: Any, chart: Chart, pack: Pack) -> None:
    setting, lang = pack.setting, pack.setting.lang
    slide = deck.slides.add_slide(deck.slide_layouts[layouts.FINDING])
    lines, under = (
        balanced(chart.title, TITLE_WIDTH),
        balanced(chart.subtitle, SUBTITLE_WIDTH) if chart.subtitle else [],
    )
    words.write(slide.shapes.title, ["\v".join(lines)], lang)
    lower = _room(slide, len(lines), len(under))
    if under:
        words.write(slide.placeholders[layouts.SUBTITLE_AT], ["\v".join(under)], lang)
    else:
        words.remove(slide.placeholders[layouts.SUBTITLE_AT])
    if chart.native and chart.table:
        grid = Grid()
        drawn = KINDS[chart.native.kind](read(chart, setting), grid)
        frame = slide.placeholders[layouts.CHART_AT].insert_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, _Data(drawn, grid))
        words.describe(frame, chart)
        left, top, wide, high = layouts.emu(layouts.CHART_BOX)
        frame.left, frame.top, frame.width, frame.height = left, top + lower, wide, high - lower
    else:
        _sentence(slide, chart, lang)
    words.write(slide.placeholders[layouts.FOOTER_AT], footer_lines(chart), lang, strong=_demonstration(setting))
    words.number(slide, lang)
    words.write(slide.notes_slide.notes_placeholder, _notes(chart), lang)


def _sentence(slide: Any, chart: Chart, lang: str) -> None:
    """Where there is nothing to draw: why, in the chart's place."""
    words.remove(slide.placeholders[layouts.CHART_AT])
    box = slide.shapes.add_textbox(*layouts.emu((layouts.MARGIN, 300, layouts.WHOLE, 200)))
    words.write(words.flush(box), [chart.alt], lang, size=18)


def _room(slide: Any, title_lines: int, subtitle_lines: int) -> int:
    """Makes room for further lines of title and subtitle; how much lower the chart begins (EMU)."""
    above, under = layouts.TITLE_LINE * (title_lines - 1), layouts.SUBTITLE_LINE * max(subtitle_lines - 1, 0)
    if above:
        left, top, wide, high = layouts.TITLE_BOX
        words.place(slide.shapes.title, (left, top, wide, high + above))
    if above or under:
        left, top, wide, high = layouts.SUBTITLE_BOX
        words.place(slide.placeholders[layouts.SUBTITLE_AT], (left, top + above, wide, high + under))
    return (above + under) * layouts.PX


def _demonstration(setting: Setting) -> str:
    return (
        wording.of(setting.lang).say("Demonstration data").replace(" ", wording.NBSP) if setting.demonstration else ""
    )


def _notes(chart: Chart) -> Iterable[str]:
    """What a speaker needs: the caveats, then the picture in words."""
    return filter(None, (chart.note, chart.alt))


def _properties(deck: Any, pack: Pack) -> None:
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = title(pack), AUTHOR, AUTHOR
    said = " ".join([*facts(pack.setting), *changed(pack)[:1]])
    about.subject, about.keywords, about.comments = facts(pack.setting)[0], "", shortened(said, PROPERTY)
    about.language = words.TAGS[pack.setting.lang]
