"""An Excel workbook's bytes → its first sheet as CSV."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from ehealth import domain
from ehealth.domain import Refusal

MAX_UNPACKED = 1 << 30  # bytes; a full sheet of a million rows and eight columns has 450 MB of XML
MAX_RATIO, ALWAYS_FINE = 200, 100 << 20  # a table packs 10 to 50 times; below 100 MB the ratio does no harm
MAX_SMALL = 10 << 20  # the list of sheets
BLOCK = 8 << 20
READER = Path(__file__).with_name("sheet_rows.py")
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# What the reader needs beside the sheet.
PARTS = (WORKBOOK, LINKS, "_rels/.rels", "xl/styles.xml", "xl/sharedStrings.xml")
# What zipfile and ElementTree raise for damaged, encrypted and lacking parts.
DAMAGED = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, ValueError, EOFError, RuntimeError)
ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*["'])e(?=["'])""")
UNKNOWN = re.compile(  # a formula that was never calculated: its cell has no value, nor a type
    rb"""(<c\s(?![^<>]*\bt\s*=)[^<>]*)>(\s*<f\b[^<>]*(?:/>|>[^<]*</f>))\s*(?:<v\s*/>|<v></v>)?\s*</c>"""
)
CONTENT = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?(?<!/)>(?!</)")  # the start of a cell that is not blank


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows as CSV (UTF-8, commas; a blank row is an empty line), and how many other sheets hold something."""

    name: str
    content: bytes
    others: int


@dataclass(frozen=True)
class _Listed:
    name: str
    path: str
    hidden: bool


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an .xlsx (or .xlsm: macros are never run), whatever the file is called.

    Raises Refusal("not-csv") for an archive that is none, or for a binary workbook (.xlsb).
    """
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        if b"xl/worksheets/" in content:  # a part's own header names it in clear
            raise Refusal("unreadable-workbook") from fault
        raise Refusal("not-csv", kind="archive") from fault
    if "xl/workbook.bin" in names:
        raise Refusal("not-csv", kind="binary-workbook")
    if WORKBOOK not in names:
        raise Refusal("not-csv", kind="archive")
    return True


def read(content: bytes) -> Sheet:
    """The first visible sheet of a workbook.

    Raises Refusal (workbook-too-large, unreadable-workbook, empty-sheet).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, len(content))
            first, *others = [sheet for sheet in _listed(archive) if not sheet.hidden]
            found = Sheet(first.name, _rows(archive, first), sum(_holds_something(archive, one) for one in others))
    except DAMAGED as fault:
        raise Refusal("unreadable-workbook") from fault
    if found.others and not found.content.strip():
        raise Refusal("empty-sheet")
    return found


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    """No more is ever unpacked than these sizes say: zipfile stops there, and checks the sums."""
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > MAX_UNPACKED or unpacked > max(MAX_RATIO * packed, ALWAYS_FINE):
        raise Refusal("workbook-too-large", limit=MAX_UNPACKED >> 20)


def _listed(archive: zipfile.ZipFile) -> Iterator[_Listed]:
    """The worksheets in the workbook's order; charts and macros are no tables."""
    links = {link.get("Id"): link for link in _elements(archive, LINKS, "Relationship")}
    for sheet in _elements(archive, WORKBOOK, "sheet"):
        link = links[next(value for name, value in sheet.items() if name.endswith("}id"))]
        if link.get("Type", "").endswith("/worksheet"):
            target = PurePosixPath("/xl", link.get("Target", ""))
            yield _Listed(
                sheet.get("name", ""), str(target.relative_to("/")), sheet.get("state", "visible") != "visible"
            )


def _elements(archive: zipfile.ZipFile, path: str, name: str) -> list[ElementTree.Element]:
    if archive.getinfo(path).file_size > MAX_SMALL:
        raise ValueError(path)
    return [
        element for element in ElementTree.fromstring(archive.read(path)).iter() if element.tag.endswith("}" + name)
    ]


def _holds_something(archive: zipfile.ZipFile, sheet: _Listed) -> bool:
    """Whether a sheet has a cell that is not blank; our own template's explanations do not count."""
    if sheet.name in (domain.INSTRUCTIONS_SHEET, domain.FAULTS_SHEET):
        return False
    with archive.open(sheet.path) as source:
        return any(CONTENT.search(part) for part in _parts(source))


def _parts(source: IO[bytes]) -> Iterator[bytes]:
    """A sheet's XML a few megabytes at a time, cut where a cell begins."""
    rest = b""
    while block := source.read(BLOCK):
        block = rest + block
        cut = max(block.rfind(b"<c "), block.rfind(b"<", 0, -MAX_SMALL))  # no cell in 10 MB: any element will do
        yield block[: max(cut, 0)]
        rest = block[max(cut, 0) :]
    yield rest


def _rows(archive: zipfile.ZipFile, sheet: _Listed) -> bytes:
    """The sheet's rows, read in a process of its own: see sheet_rows."""
    with tempfile.TemporaryDirectory(prefix="ehealth-") as folder:
        copy = Path(folder, "copy.xlsx")
        _copy(archive, sheet, copy)
        command = [sys.executable, "-I", str(READER), str(copy), sheet.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Refusal("unreadable-workbook")
    return done.stdout


def _copy(archive: zipfile.ZipFile, sheet: _Listed, path: Path) -> None:
    """The parts that are needed, cells without a value mended: see _mended."""
    with zipfile.ZipFile(path, "w") as target:
        for name in {*PARTS, sheet.path} & {*archive.namelist()}:
            with archive.open(name) as source, target.open(name, "w", force_zip64=True) as copy:
                for part in _parts(source):
                    copy.write(_mended(part) if name == sheet.path else part)


def _mended(part: bytes) -> bytes:
    """A cell in error gets its text, such as #N/A, a formula without a value gets one: both would be read as empty."""
    if b'"e"' in part or b"'e'" in part:
        part = ERROR.sub(rb"\1str", part)
    return UNKNOWN.sub(rb'\1 t="str">\2<v>#VALUE!</v></c>', part) if b"<f" in part else part
