"""What is no workbook, is damaged or would cost too much gets its one reason."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from typing import Any

import pytest
import xlsxwriter

from ehealth import intake
from ehealth.domain import Refusal
from tests.files import rows, students, understood
from tests.mangling import mangled
from tests.test_intake_reading import COHORT
from tests.workbooks import drawn, repacked, workbook


def refusal(content: bytes) -> tuple[str, Any]:
    with pytest.raises(Refusal) as refused, intake.check("cohorts", content):
        pass
    return refused.value.code, refused.value.facts.get("kind")


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for name in names:
            written.writestr(name, "<x/>")
    return target.getvalue()


def test_an_empty_first_sheet_before_a_full_one_is_said() -> None:
    assert refusal(drawn(lambda book, sheet: book.add_worksheet("2").write_string(0, 0, "x"))) == ("empty-sheet", None)
    assert refusal(drawn(lambda book, sheet: None)) == ("empty-file", None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0 old, or locked", ("not-csv", "old-workbook")),
        (archive("word/document.xml"), ("not-csv", "archive")),
        (archive("content.xml", "mimetype"), ("not-csv", "archive")),
        (archive("xl/workbook.bin"), ("not-csv", "binary-workbook")),
        (archive("xl/workbook.xml"), ("unreadable-workbook", None)),
        (workbook("cohorts")[:-500], ("unreadable-workbook", None)),
    ],
)
def test_what_is_no_workbook_gets_its_one_reason(content: bytes, told: tuple[str, Any]) -> None:
    assert refusal(content) == told


@pytest.mark.parametrize(
    "change",
    [
        lambda name, part: None if name.endswith(("sheet1.xml", "styles.xml")) else part,
        lambda name, part: None if name.endswith(".rels") else part,
        lambda name, part: part[: len(part) // 2] if name.endswith("sheet1.xml") else part,
        lambda name, part: b"<" if name == "xl/workbook.xml" else part,
        lambda name, part: part.replace(b'uniqueCount="', b'uniqueCount="99999999999'),
    ],
    ids=["no sheet", "no links", "half a sheet", "no XML", "memory"],
)
def test_a_damaged_workbook_is_a_sentence(change: Any) -> None:
    assert refusal(repacked(workbook("cohorts"), change)) == ("unreadable-workbook", None)


def test_a_byte_that_changed_in_the_archive_is_noticed() -> None:
    content = bytearray(workbook("cohorts", *students(50)))
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        start = whole.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 300] ^= 8
    assert refusal(bytes(content)) == ("unreadable-workbook", None)


def test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    def stray(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_string(0, 0, "project_code")
        sheet.write_string(1_048_575, 16_383, "x")

    def blank(book: xlsxwriter.Workbook, sheet: Any) -> None:
        for j, (name, value) in enumerate(rows("cohorts")[0].items()):
            sheet.write_string(0, j, name)
            sheet.write_string(1, j, value)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    started = time.monotonic()
    assert refusal(drawn(stray)) == ("unreadable-workbook", None)
    assert understood("cohorts", drawn(blank)) == [COHORT]
    assert time.monotonic() - started < 20


def test_a_zip_bomb_is_refused_by_what_it_declares_and_a_lie_by_what_it_holds() -> None:
    bomb = repacked(workbook("cohorts"), lambda name, part: part + b" " * (150 << 20 if "sheet1" in name else 0))
    assert len(bomb) < 1 << 20
    assert refusal(bomb) == ("workbook-too-large", None)
    honest, small = struct.pack("<I", (150 << 20) + size_of("sheet1.xml")), struct.pack("<I", 4000)
    assert bomb.count(honest) == 2  # in the part's own header, and in the list at the end
    assert refusal(bomb.replace(honest, small)) == ("unreadable-workbook", None)


def size_of(part: str) -> int:
    with zipfile.ZipFile(io.BytesIO(workbook("cohorts"))) as source:
        return next(info.file_size for info in source.infolist() if info.filename.endswith(part))


@pytest.mark.parametrize("seed", range(6))
def test_a_mangled_workbook_is_refused_or_says_the_same(seed: int) -> None:
    dice, content = random.Random(seed), workbook("cohorts", *students(12))
    clean = understood("cohorts", content)
    for _ in range(10):
        try:
            with intake.check("cohorts", mangled(content, dice)) as checked:
                assert not checked.ok or checked.preview() == clean
        except Refusal as refused:
            assert refused.code in ("unreadable-workbook", "not-csv", "not-text", "empty-file")
