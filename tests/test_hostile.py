"""Names that try to be more than text are the very same text in whatever leaves: figures, files, the command line."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from python_calamine import load_workbook

from ehealth import briefing, corrections, editions, gallery, intake
from ehealth.briefing.pack import packed
from ehealth.briefing.slides import pack_pptx
from ehealth.briefing.workbook import chart_xlsx, pack_xlsx
from ehealth.charts import Chart, Setting
from ehealth.charts.framed import framed
from ehealth.charts.theme import safe, unmarked
from ehealth.commands import main
from ehealth.domain import Selection
from ehealth.editions import Edition
from ehealth.store import open_store
from ehealth.ui import shown, taken
from ehealth.wording.neutral import neutral
from ehealth.wording.unseen import one_line
from tests import hostile
from tests.files import copied, file

DAY = date(2026, 11, 26)
SELECTIONS = [Selection(), *(Selection(projects=(f"demo-{number:02d}",)) for number in range(1, 11))]
OURS = re.compile(r'</?b>|<br>|</?sup>|</span>|<span style="color:#[0-9A-F]{6}">|%\{text\}<extra></extra>')
PARTS = ("text", "ticktext", "hovertemplate", "name", "title", "label")


@pytest.fixture(scope="module")
def folder(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.renamed(copied(open_store(demo_store), tmp_path_factory.mktemp("hostile")).path).path


@pytest.fixture(scope="module")
def edition(folder: Path) -> Iterator[Edition]:
    opened = editions.open_edition(folder)
    yield opened
    opened.close()


def drawn(edition: Edition, selection: Selection, lang: str = "fr", **how: Any) -> Iterator[tuple[Chart, Setting]]:
    setting = gallery.setting(edition, selection, lang, DAY, **how)
    yield from ((chart, setting) for chart in gallery.draw(gallery.NAMES, edition, selection, setting))


def words(node: Any, shows: bool = False) -> Iterator[str]:
    """Every text that Plotly would read marks in."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from words(value, shows or name in PARTS)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from words(value, shows)
    elif isinstance(node, str) and shows:
        yield node


def expected(edition: Edition) -> set[str]:
    """Every hostile text of the reference tables."""
    tables = [edition.table(name) for name in hostile.TEXTS]
    texts = {str(text) for table in tables for name in table.select_dtypes("str") for text in table[name].dropna()}
    return {text for text in texts if any(text.startswith(name) for name in hostile.NAMES)}


def test_the_door_lets_every_name_in_as_it_is_written(edition: Edition) -> None:
    found = expected(edition)
    assert {name for name in hostile.NAMES if not any(text.startswith(name) for text in found)} == set()
    assert edition.manifest["note"] == hostile.NOTE


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_plotly_reads_no_mark_in_a_name(edition: Edition, lang: str, compact: bool) -> None:
    read = set()
    for selection in (*SELECTIONS, Selection(years=("2010-2011",))):
        for chart, setting in drawn(edition, selection, lang, compact=compact):
            figures = [chart.figure] if compact else [chart.figure, framed(chart, setting).figure]
            read |= {text for figure in figures for text in words(figure)}
    assert [text for text in read if re.search(r"[<>$]|%\{", OURS.sub("", text))] == []
    plain = " ".join(unmarked(text) for text in read)
    assert [name for name in hostile.NAMES if len(name) < 20 and name not in plain] == []


@pytest.mark.parametrize("name", hostile.NAMES)
def test_what_is_made_safe_for_plotly_is_read_as_it_was_written(name: str) -> None:
    assert unmarked(safe(name)) == name


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags, self.texts = set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"class", "scope", "tabindex", "role", "aria-label"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_table_and_a_note_are_text(edition: Edition) -> None:
    said = set()
    for selection in SELECTIONS[:3]:
        for chart, _ in drawn(edition, selection):
            found = Elements()
            found.feed(taken.table_html(chart.table, chart.title, "fr"))
            assert found.tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
            said |= set(found.texts)
    assert len(expected(edition) & said) >= len(hostile.NAMES)


def office(blob: bytes) -> tuple[set[str], set[str], list[str]]:
    """The texts of an Office file's parts, its formulas, and what leads out of it; those of files inside it, too."""
    texts, formulas, out = set[str](), set[str](), list[str]()
    archive = zipfile.ZipFile(io.BytesIO(blob))
    for name in archive.namelist():
        if name.endswith(".xlsx"):
            inner = office(archive.read(name))
            texts, formulas, out = texts | inner[0], formulas | inner[1], out + inner[2]
        if not name.endswith((".xml", ".rels")):
            continue
        for one in ElementTree.fromstring(archive.read(name)).iter():
            texts |= {one.text or "", *one.attrib.values()}
            formulas |= {one.text or ""} if one.tag.endswith("}f") else set()
            out += [name] if one.get("TargetMode") == "External" or one.tag.endswith("}hlinkClick") else []
    return texts, formulas, out


REFERENCE = re.compile(r"\(?(('[^'\"<>{}]+'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?,?)+\)?|[A-Z]+\d+")


@pytest.mark.parametrize("selection", [SELECTIONS[number] for number in (0, 2, 4)])
def test_decks_and_workbooks_hold_names_as_text_and_run_nothing(edition: Edition, selection: Selection) -> None:
    """Filters with a formula and with a word longer than a file's properties may be among them."""
    pack = packed(gallery.NAMES, edition, None, selection, "fr", DAY)
    for made in (pack_pptx(pack), pack_xlsx(pack), *(chart_xlsx(chart, pack.setting) for chart in pack.charts)):
        texts, formulas, out = office(made)
        assert [one for one in formulas if not REFERENCE.fullmatch(one)] == []
        assert out == []
    texts, _, _ = office(pack_xlsx(pack))
    assert sum(neutral(text) in texts for text in expected(edition)) >= (
        len(hostile.NAMES) if selection == SELECTIONS[0] else 3
    )


def test_a_csv_holds_each_name_and_no_formula(edition: Edition) -> None:
    cells = set()
    for chart, setting in drawn(edition, Selection(), "en"):
        content = briefing.chart_csv(chart, setting.lang, True) if chart.table else b""
        cells |= {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row}
    for name in hostile.TEXTS:
        cells |= {cell for row in csv.reader(io.StringIO(briefing.edition_csv(edition, name).decode())) for cell in row}
    assert {neutral(text) for text in expected(edition)} <= cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "+1 @"))] == []


def test_the_command_line_prints_names_and_no_line_of_their_own(folder: Path, edition: Edition) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["--store", str(folder), *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert {row["acronym"] for row in json.loads(run("show", "projects", "--format", "json"))} == set(
        edition.read("projects")["acronym"]
    )
    log = run("log")
    assert log.count(hostile.BY) >= 5 and log.count(hostile.FILE) >= 5 and hostile.NOTE in log
    assert {line.count("\t") for line in log.splitlines()} == {8}


def test_the_lead_s_copies_hold_the_cells_as_text() -> None:
    rows = [
        {"project_code": f"p{n}", "title": name, "acronym": name, "wave": "9"} for n, name in enumerate(hostile.NAMES)
    ]
    content = file("projects", *rows)
    with intake.check("projects", content) as checked:
        copies = [
            corrections.annotated("projects", content, checked, "fr"),
            corrections.corrected_workbook("projects", content, {("wave", "9"): "1"}, "fr"),
        ]
    for copy in copies:
        cells = {str(cell) for row in load_workbook(io.BytesIO(copy)).get_sheet_by_index(0).to_python() for cell in row}
        assert {neutral(name) for name in hostile.NAMES} <= cells
        _, formulas, out = office(copy)
        assert not formulas and [name for name in out if "rels" not in name] == []
    csv_copy = corrections.corrected("projects", content, {}, to_open=True).decode("utf-8-sig")
    found = {cell for row in csv.reader(io.StringIO(csv_copy), delimiter=";") for cell in row}
    assert {neutral(name) for name in hostile.NAMES} <= found


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("http://evil.example", r"http:color[\:]//evil\.example"),
        ("www.evil.example a@b.org", r"www:color[\.]evil\.example a:color[\@]b\.org"),
        (":smile: :material_home:", r":color[\:]smile\: :color[\:]material\_home\:"),
        ("a -> b <-> c -- d", r"a \-:color[\>] b \<:color[\-]:color[\>] c \-:color[\-] d"),
        ("à 12:30, 3 : 4", r"à 12\:30, 3 \: 4"),
    ],
)
def test_what_streamlit_makes_of_text_that_is_read_already_is_cut_in_two(text: str, markdown: str) -> None:
    assert shown.plain(text) == markdown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("exe.\u202efdp.csv", "exe.[U+202E]fdp.csv"),
        ("a\r\n2026-11-26\tsteward\tpublish", "a 2026-11-26 steward publish"),
        ("\x1b[31mred\x00", "[U+001B][31mred[U+0000]"),
        ("a\u2028b\u200bc\U000e0041", "a[U+2028]b[U+200B]c[U+E0041]"),
        ("effectif\u202f: 5\u00a0% ☎\ufe0f é\u0301", "effectif\u202f: 5\u00a0% ☎\ufe0f é\u0301"),
    ],
)
def test_what_nobody_sees_is_written_out(text: str, line: str) -> None:
    assert one_line(text) == line
