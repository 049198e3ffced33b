"""The lead's own file comes back as it was: marked, or with what was accepted; persons are left out."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from ehealth import intake
from ehealth.corrections import annotated, corrected, corrected_workbook, workbook
from ehealth.domain import Refusal
from tests.files import file, students

XML = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FAULT, WARNING = "FFF9C4B0", "FFFFE8A3"


def marked(kind: str, content: bytes, lang: str = "en") -> bytes:
    with intake.check(kind, content) as checked:
        return annotated(kind, content, checked, lang)


def sheet(book: bytes, index: int = 0) -> list[list[str]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(index).to_python(skip_empty_area=False)
    return [[str(cell) for cell in row] for row in rows]


def part(book: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(book)).read(name))


def colours(book: bytes) -> dict[str, str]:
    """The coloured cells of the first sheet and their colours."""
    styles, rows = part(book, "xl/styles.xml"), part(book, "xl/worksheets/sheet1.xml")
    fills = [fill.find(".//x:fgColor", XML) for fill in styles.findall("x:fills/x:fill", XML)]
    formats = [fills[int(xf.get("fillId", 0))] for xf in styles.findall("x:cellXfs/x:xf", XML)]
    found = {cell.get("r", ""): formats[int(cell.get("s", 0))] for cell in rows.iterfind(".//x:c", XML)}
    return {place: str(colour.get("rgb")) for place, colour in found.items() if colour is not None}


def comments(book: bytes) -> dict[str, str]:
    found = part(book, "xl/comments1.xml").iterfind(".//x:comment", XML)
    return {comment.get("ref", ""): "".join(comment.itertext()) for comment in found}


def everything(book: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(book))
    return b"".join(archive.read(name) for name in archive.namelist())


def test_a_bad_cell_is_coloured_and_says_why_and_what_to_write() -> None:
    book = marked("cohorts", file("cohorts", {}, {"student_id": "etu-2", "enrolled_on": "31/02/2024"}))
    assert colours(book) == {"G3": FAULT}
    assert comments(book) == {
        "G3": "The day “31/02/2024” does not exist. Check the day and the month. Proposal: “29/02/2024”."
    }


def test_the_copy_holds_the_same_rows_as_they_were_written_but_no_unknown_column() -> None:
    content = "Suivi 2024;;\r\n\r\nsep;Code projet;Année\r\n007;=1+1;2024\r\n−3;-3;<r>x</r>\r\n".encode("utf-8-sig")
    assert sheet(marked("cohorts", content)) == [
        ["Suivi 2024", "", ""],
        ["", "", ""],
        ["sep", "Code projet", "Année"],
        ["", "'=1+1", "2024"],
        ["", "-3", "<r>x</r> "],
    ]


def test_every_cell_is_text_and_none_a_formula() -> None:
    book = marked("cohorts", file("cohorts", {"module_code": "=1+1", "student_id": "0001"}))
    cells = part(book, "xl/worksheets/sheet1.xml").findall(".//x:c", XML)
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert b"<f>" not in everything(book)


def test_a_whole_row_at_fault_is_coloured_with_its_comment_on_the_first_cell() -> None:
    book = marked("cohorts", file("cohorts", {}, {}))
    assert colours(book) == {f"{column}3": FAULT for column in "ABCDEFGH"}
    assert list(comments(book)) == ["A3"]
    assert "repeats line 2" in comments(book)["A3"]


def test_a_row_that_is_too_short_is_coloured_as_wide_as_the_header() -> None:
    content = file("cohorts", {}, {"student_id": "etu-2"}).rsplit(b",", 1)[0]
    assert colours(marked("cohorts", content)) == {f"{column}3": FAULT for column in "ABCDEFGH"}


LINES = file("cohorts").splitlines()


def test_a_fault_of_the_header_is_marked_there() -> None:
    book = marked("cohorts", file("cohorts").replace(b"module_code", b"modul_code", 1))
    assert colours(book) == {"B1": FAULT, "B2": FAULT}  # what stands under an unknown name is left out
    assert "looks like “module_code”" in comments(book)["B1"]


def test_a_missing_column_is_marked_on_the_whole_header() -> None:
    book = marked("cohorts", b"\n".join(line.rpartition(b",")[0].rpartition(b",")[0] for line in LINES))
    assert colours(book) == {f"{column}1": FAULT for column in "ABCDEF"}
    assert "“Enrolled on” is missing" in comments(book)["A1"]


def test_a_warning_has_another_colour() -> None:
    assert colours(marked("cohorts", file("cohorts", {"status": "enrolled"}))) == {"H2": WARNING}


def test_a_value_at_fault_is_coloured_on_every_line_and_commented_on_the_first_thousand() -> None:
    book = marked("cohorts", file("cohorts", *students(1500, status="parti")))
    assert (len(colours(book)), len(comments(book))) == (1500, 1000)


def test_the_second_sheet_lists_the_groups_in_the_readers_language() -> None:
    rows = sheet(marked("cohorts", file("cohorts", *students(7, level="Master l")), "fr"), 1)
    assert rows[0][:4] == ["Lignes", "Nombre de lignes", "Colonne", "Valeur"]
    assert rows[1][:4] == ["lignes 2, 3, 4, 5, 6 et 2 autres", "7", "Niveau", "Master l"]
    assert rows[1][6] == "Master 1"


PERSONAL = ("jean.dupont@univ.fr", "0123456789A", " 1850578006084", "2 85 05 2A 006 084 36")


@pytest.mark.parametrize("column", ["student_id", "level", "Nom de famille", "inconnue"])
def test_what_identifies_a_person_is_in_no_byte_of_any_copy(column: str) -> None:
    changes = [{column: value, "module_code": f"m{i}"} for i, value in enumerate((*PERSONAL, "Dupont"))]
    hidden = PERSONAL if column != "Nom de famille" else (*PERSONAL, "Dupont")
    content = b"Contact : jean.dupont@univ.fr\n" + file("cohorts", *changes)
    copies = [
        everything(marked("cohorts", content)),
        everything(corrected_workbook("cohorts", content, {}, "fr")),
        corrected("cohorts", content, {}),
    ]
    assert [v for v in hidden for copy in copies if v.strip().encode() in copy] == []


def test_what_was_accepted_may_not_identify_a_person_either() -> None:
    content = file("cohorts", {"level": "x"})
    assert b"jean" not in corrected("cohorts", content, {("level", "x"): "jean@univ.fr"})


def test_an_emptied_cell_says_why() -> None:
    book = marked("cohorts", file("cohorts", {"Nom": "Dupont"}, {"Nom": "Curie", "level": "1234567890 A"}))
    assert {colours(book)[cell] for cell in ("I2", "I3", "E3")} == {FAULT}
    assert comments(book)["I2"].endswith("what stands in it is left out of this copy.")
    assert comments(book)["E3"] == "What stood here identifies a person: it was taken out of this copy."
    assert "I3" not in comments(book)  # once a column is enough


def test_what_was_accepted_is_written_wherever_the_value_stands_and_the_copy_is_faultless() -> None:
    content = "Relevé\r\n".encode("cp1252") + file("cohorts", *students(3000, level=" Master l"), newline="\r\n")
    content = content.replace(b"enrolled_on", b"enroled_on", 1).removeprefix("Relevé\r\n".encode("cp1252"))
    with intake.check("cohorts", content) as checked:
        names = {g.key: g.problem.proposal for g in checked.groups if g.key and g.problem.proposal}
    with intake.check("cohorts", corrected("cohorts", content, names)) as checked:
        levels = {g.key: g.problem.proposal for g in checked.groups if g.key and g.problem.proposal}
        assert (names, levels) == ({("enroled_on", "enroled_on"): "enrolled_on"}, {("level", " Master l"): "Master 1"})
    with intake.check("cohorts", corrected("cohorts", content, names | levels)) as checked:
        assert (checked.problem_count, checked.rows, checked.encoding, checked.delimiter) == (0, 3000, "utf-8", ";")


def test_the_corrected_copy_keeps_titles_blank_lines_and_what_was_not_accepted() -> None:
    content = b'Suivi 2024\n\nlevel,status,enrolled_on\nx,"a;b",x\n\nx,y,x\n'
    assert corrected("cohorts", content, {("level", "x"): "m2"}) == (
        b'\xef\xbb\xbfSuivi 2024\r\n\r\nlevel;status;enrolled_on\r\nm2;"a;b";x\r\n\r\nm2;y;x\r\n'
    )
    assert sheet(corrected_workbook("cohorts", content, {("level", "x"): "m2"}, "en"))[3] == ["m2", "a;b", "x"]


def test_empty_cells_are_filled_but_no_blank_row_and_no_note_at_the_end() -> None:
    content = b"level,status,enrolled_on\n,a,b\n,,\n,,Total 12\n,Arrete au 1er mars,\n"
    assert corrected("cohorts", content, {("level", ""): "m2"}).splitlines()[1:] == [
        b"m2;a;b",
        b";;",
        b";;Total 12",
        b";Arrete au 1er mars;",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("\tx", "'\tx"), ("＝1", "'＝1"), ("-3", "-3"), ("−3", "−3"), ("+x", "'+x")],
)
def test_a_copy_to_open_runs_nothing(text: str, written: str) -> None:
    content = f'level,status,enrolled_on\n"{text}",a,b\n'.encode()
    assert corrected("cohorts", content, {}, to_open=True).decode("utf-8-sig").splitlines()[1] == f"{written};a;b"


def test_a_copy_that_excel_cannot_hold_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 3)
    assert len(sheet(marked("cohorts", file("cohorts", *students(2))))) == 3
    long = [file("cohorts", {"level": text}) for text in ("x" * 32_768, "=" * 32_767)]
    for content in (file("cohorts", *students(3)), *long):
        with pytest.raises(Refusal, match="copy-too-large"):
            marked("cohorts", content)
        with pytest.raises(Refusal, match="copy-too-large"):
            corrected_workbook("cohorts", content, {}, "en")
        assert len(corrected("cohorts", content, {})) > len(content)


def test_a_copy_of_a_file_that_cannot_be_read_to_its_end_is_refused() -> None:
    content = file("cohorts", *students(40)) + b'"open,\n'
    with pytest.raises(Refusal, match="broken-quotes"):
        corrected("cohorts", content, {})


def test_characters_that_no_workbook_holds_do_not_break_it() -> None:
    book = marked("cohorts", file("cohorts", {"level": "m\x01\uffff2", "status": "a<b&c"}))
    assert re.fullmatch("m.{1,7}2", sheet(book)[1][4])
    assert sheet(book)[1][5] == "a<b&c"
