"""The cells of a chart's sheet: where its table is, and the columns of the chart's own beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from ehealth import wording
from ehealth.charts.colours import LIGHT
from ehealth.charts.native import Native, drawn_rows
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import Words
from ehealth.wording.neutral import sheet_text

FONT = {"color": LIGHT.text, "size": 10}


@dataclass
class Sheet:
    """Where a table's cells are: its first row, and the column of each heading."""

    name: str
    first: int
    columns: dict[str, int]
    extra: int = 0

    def cells(self, heading: str, rows: Sequence[int]) -> str:
        """A reference to the cells of some rows of the table."""
        return self.area([(self.first + row, self.columns[heading]) for row in rows])

    def area(self, places: Sequence[tuple[int, int]]) -> str:
        """A reference to cells in one column: a range where they follow each other, else a list."""
        name = quote_sheetname(self.name)
        if [row for row, _ in places] == list(range(places[0][0], places[-1][0] + 1)):
            ends = (xl_rowcol_to_cell(row, column, True, True) for row, column in (places[0], places[-1]))
            return f"={name}!{':'.join(ends)}"
        listed = (f"{name}!{xl_rowcol_to_cell(row, column, True, True)}" for row, column in places)
        return f"=({','.join(listed)})"


@dataclass(frozen=True)
class Drawing:
    """All that one chart is made from. rows: those of the table that are drawn."""

    book: Workbook
    page: Any
    native: Native
    chart: Chart
    sheet: Sheet
    setting: Setting

    @property
    def rows(self) -> list[Row]:
        return drawn_rows(self.native, self.chart.table)

    @property
    def w(self) -> Words:
        return wording.of(self.setting.lang)

    def helper(self, heading: str, values: Sequence[Any], code: str = "0", of: Sequence[str] = ()) -> str:
        """Writes a column of the chart's own beside the table, in grey; the reference to it.

        of: the cells of the table that the values are taken from, so that the chart follows them; "" for none.
        """
        place = len(self.sheet.columns) + 1 + self.sheet.extra
        self.sheet.extra += 1
        muted = {"font_color": LIGHT.muted}
        self.page.write_string(
            self.sheet.first - 1, place, sheet_text(heading), self.book.add_format(muted | {"text_wrap": True})
        )
        style = self.book.add_format(muted | {"num_format": code})
        self.page.set_column(place, place, 14)
        for row, value in enumerate(values):
            if value is not None and row < len(of) and of[row]:
                self.page.write_formula(self.sheet.first + row, place, f"={of[row]}", style, value)
            elif isinstance(value, str):
                self.page.write_string(self.sheet.first + row, place, sheet_text(value), style)
            elif value is not None:
                self.page.write(self.sheet.first + row, place, value, style)
        return self.sheet.area([(self.sheet.first + row, place) for row in range(len(values))])

    def cell(self, heading: str, row: int | None) -> str:
        """The name of a cell of the table, "" where there is no row."""
        return "" if row is None else xl_rowcol_to_cell(self.sheet.first + row, self.sheet.columns[heading])


def names_axis() -> dict[str, Any]:
    return {"num_font": FONT, "line": {"color": LIGHT.band_edge}, "major_tick_mark": "none"}
