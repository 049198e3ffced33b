"""brief, through the command line: what it writes, what it refuses, and which files it leaves alone."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
import python_calamine
from click.testing import CliRunner, Result
from pptx import Presentation

from ehealth.commands import main
from ehealth.gallery import DEFAULT


@pytest.fixture(scope="module")
def store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("brief") / "store"))


def brief(store: Path, out: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store), "brief", "--out", str(out), *words], env={"LANG": "en"})


def titles(path: Path) -> list[str]:
    return [slide.shapes.title.text for slide in Presentation(str(path)).slides]


def test_a_deck_has_the_default_charts_between_cover_and_closing_slides(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief.pptx"
    done = brief(store, out, "--lang", "fr")
    assert (done.exit_code, done.output) == (0, f"{out}\n")
    found = Presentation(str(out)).slides
    names = [shape.name for slide in found for shape in slide.shapes if shape.has_chart]
    assert names == list(DEFAULT)
    assert titles(out)[-2:] == ["Définitions", "Ce qui a changé"]


def test_a_workbook_has_the_same_numbers_as_the_deck(store: Path, tmp_path: Path) -> None:
    deck, book = tmp_path / "brief.pptx", tmp_path / "brief.xlsx"
    for out in (deck, book):
        assert brief(store, out, "--chart", "headcount").exit_code == 0
    (drawn,) = [one.chart for slide in Presentation(str(deck)).slides for one in slide.shapes if one.has_chart]
    values = [value for value in next(iter(drawn.plots[1].series)).values if value is not None]
    sheet = python_calamine.load_workbook(book).get_sheet_by_name("Head count by academic year").to_python()
    (head,) = [row for row in sheet if "Projects that reported" in row]
    below = sheet[sheet.index(head) + 1 :]
    assert values == [row[head.index("Students")] for row in below if isinstance(row[head.index("Students")], float)]
    assert len(values) == 5


def test_filters_are_obeyed_and_said(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief.pptx"
    words = (
        "--project",
        "demo-01",
        "--year",
        "2025",
        "--months-after",
        "12",
        "--chart",
        "grants",
        "--chart",
        "response",
    )
    assert brief(store, out, *words, "--lang", "en").exit_code == 0
    cover, grants, response, *_ = Presentation(str(out)).slides
    assert "Filters: 2024-2025 · DÉMO 01 · 12 months" in cover.placeholders[1].text_frame.text
    said = [slide.placeholders[12].text_frame.text.replace("\u00a0", " ") for slide in (grants, response)]
    assert "Filters: DÉMO 01 ·" in said[0]
    assert "Filters: 2024-2025 · DÉMO 01 · 12 months ·" in said[1]


@pytest.mark.parametrize("name", ["brief.pdf", "brief", "brief.csv"])
def test_other_endings_are_refused(store: Path, tmp_path: Path, name: str) -> None:
    done = brief(store, tmp_path / name)
    assert done.exit_code == 2
    assert "name a file that ends in .pptx or .xlsx" in done.output
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("ending", ["pptx", "xlsx"])
def test_a_briefing_is_replaced_until_someone_saves_it(store: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"brief.{ending}"
    assert brief(store, out, "--chart", "grants").exit_code == 0
    assert brief(store, out, "--chart", "response").exit_code == 0
    out.write_bytes(saved_by_someone(out.read_bytes()))
    before = out.read_bytes()
    done = brief(store, out)
    assert done.exit_code == 2
    assert done.output == (
        f"{out} is in the way: it is no briefing, or someone has saved it since it was written. Name another file.\n"
    )
    assert out.read_bytes() == before


def saved_by_someone(blob: bytes) -> bytes:
    """The file as an office program leaves it: with its user's name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            new.writestr(name, said.replace(b"lastModifiedBy>eHealth monitor<", b"lastModifiedBy>Claire<"))
    return target.getvalue()


def test_a_file_of_another_kind_is_left_alone(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "cohorts.xlsx"
    out.write_text("mine", encoding="utf-8")
    assert brief(store, out).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"


def test_what_the_edition_does_not_hold_is_refused_by_name(store: Path, tmp_path: Path) -> None:
    done = brief(store, tmp_path / "brief.pptx", "--project", "nobody")
    assert (done.exit_code, done.output) == (
        2,
        "Edition 1 does not hold “nobody”. Name another, or leave the filter out.\n",
    )
    done = brief(store, tmp_path / "brief.pptx", "--edition", "9")
    assert (done.exit_code, done.output) == (2, "Edition 9 does not exist.\n")


def test_a_place_that_cannot_be_written_gets_one_sentence_and_no_half_file(store: Path, tmp_path: Path) -> None:
    done = brief(store, tmp_path / "nowhere" / "brief.xlsx", "--chart", "headcount")
    assert done.exit_code == 2
    assert "could not be written: No such file or directory" in done.output
    (tmp_path / ".brief.xlsx.part").mkdir()  # what stands in the way of writing whole
    assert brief(store, tmp_path / "brief.xlsx", "--chart", "headcount").exit_code == 2
    assert not (tmp_path / "brief.xlsx").exists()
