"""Charts built by hand for the tests of decks and workbooks, with what was hidden and what is missing among them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ehealth.briefing.pack import Pack
from ehealth.charts.native import Interval, Native
from ehealth.charts.theme import Chart, Setting, footer

FR = Setting("fr", False, False, 7, date(2026, 11, 14), True, True, "", date(2026, 11, 26), True)
EN = Setting("en", False, False, 7, date(2026, 11, 14), False, True, "Bretagne", date(2026, 11, 26), True)

YEARS = [
    {"Year": "2022-2023", "Students": "too few", "Reported": 3, "Expected": 3},
    {"Year": "2023-2024", "Students": 184, "Reported": 7, "Expected": 7},
    {"Year": "2024-2025", "Students": 1240, "Reported": 4, "Expected": 7},
    {"Year": "2025-2026", "Students": None, "Reported": 0, "Expected": 7},
]
RATES: list[dict[str, Any]] = [
    {"When": "6 months", "Measure": "strict", "Out of (n)": 240, "Rate, %": 46, "95% interval": Interval(38, 54)},
    {"When": "12 months", "Measure": "strict", "Out of (n)": 30, "Rate, %": "too few", "95% interval": "too few"},
    {"When": "6 months", "Measure": "broad", "Out of (n)": 240, "Rate, %": 69, "95% interval": Interval(61, 76)},
    {"When": "12 months", "Measure": "broad", "Out of (n)": 60, "Rate, %": 70, "95% interval": Interval(55, 82)},
]
SPANS = [
    {"Project": "A", "From": date(2025, 11, 26), "To": date(2027, 11, 25)},
    {"Project": "B", "From": None, "To": date(2027, 1, 1)},
]
EVENTS = [
    {"Event": "opens", "Date": date(2021, 12, 16)},
    {"Event": "closes", "Date": "2025, day unknown"},
    {"Event": "<r>=1+1</r>", "Date": date(2024, 1, 1)},
]
MONEY = [{"Project": "A", "Grant, €": 3_340_000}, {"Project": "B", "Grant, €": "not found"}]


def chart(table: list[dict[str, Any]], native: Native | None, setting: Setting = EN, name: str = "headcount") -> Chart:
    """A chart with a footer of its own."""
    notes, _ = footer(setting, "cohorts", people=True)
    figure = {"data": [], "layout": {"annotations": notes}}
    return Chart(
        name, "A finding", "What, where, when", figure, "In words: the chart.", table, "A caveat.", True, native
    )


def columns(setting: Setting = EN, band: tuple[int, int] | None = (200, 400)) -> Chart:
    return chart(YEARS, Native("columns", "Year", ("Students",), band=band, reported=("Reported", "Expected")), setting)


def points(setting: Setting = EN) -> Chart:
    return chart(RATES, Native("points", "When", ("Rate, %",), "Measure", "95% interval", "%"), setting, "placement")


def spans() -> Chart:
    return chart(SPANS, Native("spans", "Project", ("From", "To")), name="running_times")


def dates() -> Chart:
    return chart(EVENTS, Native("dates", "Event", ("Date",)), name="waves")


def money(setting: Setting = EN) -> Chart:
    return chart(MONEY, Native("bars", "Project", ("Grant, €",), unit="€"), setting, "grants")


def pack(*charts: Chart, setting: Setting = EN) -> Pack:
    return Pack(list(charts), setting, None, None)
