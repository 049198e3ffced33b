"""The last slides: definitions in two columns, and what changed since the edition before."""

from __future__ import annotations

import textwrap
from typing import Any

from pptx.util import Emu, Pt

from ehealth import wording
from ehealth.briefing.pack import Pack, changed, facts
from ehealth.briefing.slides import layouts, words
from ehealth.charts.theme import Row

SIZE, LINE, LETTERS = 11, 22.5, 87  # points, pixels, characters of a line of half a slide
HIGH = layouts.LEFT_BOX[3]  # pixels of a column
WIDTHS = (0.3, 0.18, 0.13, 0.15, 0.15, 0.09)  # of the table's columns
MOST = 7  # figures in the table
BELOW = 4  # lines of files and reference data under it; the notes have them all


def definitions(deck: Any, pack: Pack) -> None:
    """The terms that the charts use, on as many slides as they take."""
    w = wording.of(pack.setting.lang)
    entries = [
        f"{term}{wording.NBSP}: {said}" if w.lang == "fr" else f"{term}: {said}" for term, said in pack.definitions
    ]
    terms = [term for term, _ in pack.definitions]
    columns = _columns(list(zip(terms, entries, strict=True)))
    for start in range(0, len(columns), 2):
        slide = _text_slide(deck, w.say("Definitions"), pack)
        for idx, column in zip((layouts.LEFT_AT, layouts.RIGHT_AT), (*columns[start : start + 2], []), strict=False):
            _entries(slide.placeholders[idx], column, pack.setting.lang)


def changes(deck: Any, pack: Pack) -> None:
    """The figures that differ as a table, the files and the reference data in sentences."""
    w = wording.of(pack.setting.lang)
    heading = w.say("What changed since edition {n}", n=pack.previous) if pack.previous else w.say("What changed")
    slide = _text_slide(deck, heading, pack)
    rows = pack.changes.figures if pack.changes else []
    left, right = (slide.placeholders[idx] for idx in (layouts.LEFT_AT, layouts.RIGHT_AT))
    words.remove(right)
    left_at, top, _, high = layouts.LEFT_BOX
    words.place(left, (left_at, top, layouts.WHOLE, high))
    said = changed(pack)
    words.write(left, said[:1] if rows else said, pack.setting.lang, size=14, after=6)
    if rows:
        _table(slide, rows, top + 50, pack.setting.lang)
        more = [w.say("The first {shown} of {all}.", shown=MOST, all=w.number(len(rows)))] if len(rows) > MOST else []
        whole = [w.say("Changes of the whole action, whatever the filters.")] if pack.setting.scope else []
        below = [*whole, *more, *said[1:]][:BELOW]
        under = min(top + 80 + 52 * (min(len(rows), MOST) + 1), layouts.RULE - 20 - 26 * BELOW)
        box = slide.shapes.add_textbox(*layouts.emu((left_at, under, layouts.WHOLE, 26 * BELOW)))
        words.write(words.flush(box), below, pack.setting.lang, size=12)
        words.write(slide.notes_slide.notes_placeholder, [*more, *said], pack.setting.lang)


def _text_slide(deck: Any, heading: str, pack: Pack) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layouts.TEXT])
    words.write(slide.shapes.title, [heading], pack.setting.lang)
    words.write(
        slide.placeholders[layouts.FOOTER_AT], [f"{wording.NBSP}· ".join(facts(pack.setting))], pack.setting.lang
    )
    words.number(slide, pack.setting.lang)
    return slide


def _columns(entries: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The entries in columns, none of which is cut."""
    columns: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for term, said in entries:
        takes = LINE * (len(textwrap.wrap(said, LETTERS)) + 0.4)
        if columns[-1] and used + takes > HIGH:
            columns.append([])
            used = 0
        columns[-1].append((term, said))
        used += takes
    return columns


def _entries(shape: Any, column: list[tuple[str, str]], lang: str) -> None:
    if not column:
        words.remove(shape)
        return
    frame = shape.text_frame
    for place, (term, said) in enumerate(column):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(5)
        for text, bold in ((term, True), (said.removeprefix(term), False)):
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = text, bold, Pt(SIZE)
            run._r.get_or_add_rPr().set("lang", words.TAGS[lang])


def _table(slide: Any, rows: list[Row], top: int, lang: str) -> None:
    """Before and after, figure by figure: a table of PowerPoint's own."""
    shown, headings = rows[:MOST], list(rows[0])
    box = layouts.emu((layouts.MARGIN, top, layouts.WHOLE, 40 * (len(shown) + 1)))
    table = slide.shapes.add_table(len(shown) + 1, len(headings), *box).table
    for column, share in zip(table.columns, WIDTHS, strict=True):
        column.width = Emu(int(box[2] * share))
    for row, cells in enumerate([dict(zip(headings, headings, strict=True)), *shown]):
        for column, heading in enumerate(headings):
            cell = table.cell(row, column)
            words.write(cell, ["" if cells[heading] is None else str(cells[heading])], lang, size=12)
