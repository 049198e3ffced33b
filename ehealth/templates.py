"""Empty files to fill in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ehealth import domain
from ehealth.wording import NBSP, both, mark

Field = Mapping[str, Any]

LISTS = "Listes"  # a hidden sheet: a list in the cell's own rule may not exceed 255 characters
LAST_ROW = 1_048_575
FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2040, 12, 31)
NUMBERS = {"date": "dd/mm/yyyy", "integer": "0", "number": "General", "money": "#,##0.00", "published": "General"}
TEXT = "@"  # any other column: a spreadsheet neither eats its zeros nor makes dates of it
NEVER_FORMULAS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
COMMENT = {"x_scale": 2.2, "y_scale": 1.6, "visible": False}


def template(kind: str) -> bytes:
    """The header of a kind as CSV: UTF-8 with a mark, semicolons and CRLF, so that a French Excel opens it right."""
    target = io.StringIO()
    names = [field["name"] for field in domain.schema(kind)["fields"]]
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow(names)
    return target.getvalue().encode("utf-8-sig")


def workbook(kind: str) -> bytes:
    """The same as .xlsx: lists and dates to choose from, two example rows to delete, instructions in both languages."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, NEVER_FORMULAS) as book:
        schema = domain.schema(kind)
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", schema["title"])[:31])
        instructions, lists = book.add_worksheet(domain.INSTRUCTIONS_SHEET), book.add_worksheet(LISTS)
        lists.hide()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, field in enumerate(schema["fields"]):
            sheet.write_string(0, column, field["name"], bold)
            sheet.write_comment(0, column, _meaning(field), COMMENT)
            number = NUMBERS.get(_type(field), TEXT)
            sheet.set_column(column, column, _width(field), book.add_format({"num_format": number}))
            _restrict(sheet, lists, column, field)
            example = book.add_format({"num_format": number, "italic": True, "font_color": "#5A5A5A"})
            for row, value in enumerate(field.get("x-examples", ()), 1):
                _put(sheet, row, column, field, value, example)
        _instruct(instructions, schema, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    return target.getvalue()


def choices(field: Field) -> list[str]:
    """What the list of a column offers: the French labels of its codes, yes or no, or the few numbers that it takes."""
    if "x-codes" in field:
        return [labels["fr"] for labels in field["x-codes"].values()]
    if field["type"] == "boolean":
        return ["oui", "non"]
    return [str(value) for value in field.get("constraints", {}).get("enum", ())]


def _type(field: Field) -> str:
    return str(field.get("x-type", field["type"]))


def _required(field: Field) -> bool:
    return bool(field.get("constraints", {}).get("required"))


def _width(field: Field) -> int:
    """Room for the name, the choices and the examples, up to what a screen shows of ten columns."""
    texts = (field["name"], *choices(field), *map(str, field.get("x-examples", ())))
    return min(max(map(len, texts)) + 3, 32)


def _meaning(field: Field) -> str:
    needed = both(mark("Required.") if _required(field) else mark("Optional."), " ")
    french, english = f"{field['title']}{NBSP}: {field['description']}", f"{field['x-title-en']}: "
    return f"{french}\n\n{english}{field['x-description-en']}\n\n{needed}"


def _restrict(sheet: Worksheet, lists: Worksheet, column: int, field: Field) -> None:
    """A list, or the days that are accepted. It warns and does not forbid: the door also takes other spellings."""
    rule: dict[str, Any] = {"error_type": "warning", "error_title": both(mark("Check"))}
    if listed := choices(field):
        for row, value in enumerate(listed):  # a number among texts would not be found by who types it
            lists.write_number(row, column, int(value)) if value.isdigit() else lists.write_string(row, column, value)
        letters = xlsxwriter.utility.xl_col_to_name(column)
        rule |= {"validate": "list", "source": f"={LISTS}!${letters}$1:${letters}${len(listed)}"}
        rule["error_message"] = both(mark("Choose one of the values of the list."))
    elif _type(field) == "date":
        rule |= {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        rule["error_message"] = both(mark("Write a day between 01/01/2010 and 31/12/2040."))
    else:
        return
    sheet.data_validation(1, column, LAST_ROW, column, rule)


def _put(sheet: Worksheet, row: int, column: int, field: Field, value: Any, style: Format) -> None:
    """An example as the column takes it, under its French label; every cell by its own type, so none is a formula."""
    if value == "":
        sheet.write_blank(row, column, None, style)
    elif _type(field) == "date":
        sheet.write_datetime(row, column, date.fromisoformat(value), style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "oui" if value else "non", style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, field.get("x-codes", {}).get(value, {}).get("fr", value), style)


def _instruct(sheet: Worksheet, schema: Field, bold: Format, wrapped: Format) -> None:
    """What the file is, how it is sent, what never is, then a line for each column."""
    sheet.set_column(0, 2, 26)
    sheet.set_column(3, 3, 14)
    sheet.set_column(4, 6, 60)
    sheet.write_string(0, 0, f"{schema['title']} – {schema['x-title-en']}", bold)
    sheet.write_string(1, 0, schema["description"])
    sheet.write_string(2, 0, schema["x-description-en"])
    said = (
        mark("Fill in the first sheet, one row for each record, and delete its two example rows in italics."),
        mark("Then send this workbook on the page “Upload a file”: it is checked first, and can be taken back."),
        mark("Never send names, e-mail addresses, INE or social-security numbers, or birth dates."),
    )
    for row, line in enumerate("\n".join(both(sentence, "\n") for sentence in said).split("\n"), 4):
        sheet.write_string(row, 0, line)
    headings = ("Colonne – Column", "Titre", "Title", "Obligatoire – Required", "Contenu", "Content")
    for column, heading in enumerate((*headings, "Valeurs acceptées – Accepted values")):
        sheet.write_string(11, column, heading, bold)
    for row, field in enumerate(schema["fields"], 12):
        for column, text in enumerate(_described(field)):
            sheet.write_string(row, column, text, wrapped)


def _described(field: Field) -> tuple[str, ...]:
    labels = field.get("x-codes", {}).items()
    accepted = [f"{code} = {label['fr']} – {label['en']}" for code, label in labels] or choices(field)
    return (
        field["name"],
        field["title"],
        field["x-title-en"],
        "oui – yes" if _required(field) else "non – no",
        field["description"],
        field["x-description-en"],
        "\n".join(accepted),
    )
