"""Students in training, year by year: the head count in its band, and awareness beside it, never added."""

from __future__ import annotations

import pandas as pd

from ehealth import wording
from ehealth.charts.bars import bars_by_year
from ehealth.charts.breaks import break_words, with_breaks
from ehealth.charts.native import Native, drawable
from ehealth.charts.reasons import students_in_words, tellable, why
from ehealth.charts.sentences import capital, finding, of_part
from ehealth.charts.theme import Chart, Row, Setting, empty_chart, palette
from ehealth.charts.years import progress
from ehealth.domain import STUDENTS_PER_YEAR
from ehealth.wording import Words

PLOT = 326  # pixels from the axis to the top of the band
AWARENESS_PLOT = 200


def headcount_chart(table: pd.DataFrame, setting: Setting, whole: bool = True) -> Chart:
    """Bars in the band of 200 to 400 a year, from `indicators.headcount`.

    whole: the table counts the whole action. A part of it (some projects, waves or regions) is not judged against a
    target set for the whole, so its band is not drawn and its title is neutral.
    """
    w, rows = wording.of(setting.lang), _rows(table, "full_course")
    if not _received(rows):
        sentence = (
            w.say("Not received: no cohort of a complete course in this selection.")
            if rows
            else w.say("No complete course in this selection.")
        )
        return empty_chart(setting, "headcount", w.say("Head count by academic year"), sentence, _source(w), half=True)
    figure = bars_by_year(rows, setting, palette(setting.dark).measured, PLOT, _source(w), whole, "headcount")
    years = [row["academic_year"] for row in rows]
    cells = with_breaks([_cells(row, whole, setting) for row in rows], "headcount", years, w)
    return Chart(
        name="headcount",
        title=_headcount_title(rows, whole, setting),
        subtitle=w.say("Distinct students enrolled in a complete course, by academic year"),
        figure=figure,
        alt=_alt(rows, w.say("Students in complete courses by academic year"), whole, "headcount", setting),
        table=cells,
        note=f"{_headcount_note(rows, whole, w)} {break_words('headcount', years, w)}".strip(),
        people=True,
        native=drawable(_native(w, STUDENTS_PER_YEAR if whole else None), cells),
    )


def awareness_chart(table: pd.DataFrame, setting: Setting) -> Chart:
    """Takers of awareness modules by year, on an axis of their own: they never count towards the band."""
    w, rows = wording.of(setting.lang), _rows(table, "awareness")
    neutral = w.say("Awareness modules, counted apart")
    if not _received(rows):
        sentence = (
            w.say("Not received: no cohort of an awareness module in this selection.")
            if rows
            else w.say("No awareness module in this selection.")
        )
        return empty_chart(setting, "awareness", neutral, sentence, _source(w), half=True)
    years = [row["academic_year"] for row in rows]
    cells = with_breaks([_cells(row, False, setting) for row in rows], "awareness", years, w)
    never = w.say("Never added to the head count: awareness does not train a specialist.")
    whole = [row for row in _received(rows) if row["students"] is not None and not row["partial"]]
    return Chart(
        name="awareness",
        title=_awareness_title(whole[-1], neutral, setting) if whole else neutral,
        subtitle=w.say("Students who took a module inside another degree, by academic year"),
        figure=bars_by_year(rows, setting, palette(setting.dark).other, AWARENESS_PLOT, _source(w), False, "awareness"),
        alt=_alt(rows, w.say("Students in awareness modules by academic year"), False, "awareness", setting),
        table=cells,
        note=f"{never} {break_words('awareness', years, w)}".strip(),
        people=True,
        native=drawable(_native(w), cells),
    )


def _native(w: Words, band: tuple[int, int] | None = None) -> Native:
    reported = (w.say("Projects that reported"), w.say("Projects expected"))
    return Native("columns", w.say("Academic year"), (w.say("Students"),), band=band, reported=reported)


def _awareness_title(last: Row, neutral: str, setting: Setting) -> str:
    w = wording.of(setting.lang)
    if not tellable(last["students"], setting):
        return neutral
    facts = {"students": students_in_words(last["students"], setting), "year": last["academic_year"]}
    return finding(of_part(w.say("Apart: {students} took an awareness module in {year}", **facts), setting, w), neutral)


def _headcount_title(rows: list[Row], whole: bool, setting: Setting) -> str:
    """The verdict on the last whole year; of a part of the action only its count, since the target is not its own."""
    w, judged = wording.of(setting.lang), [row for row in rows if row["position"]]
    neutral = w.say("Head count by academic year")
    if not judged:
        return neutral
    last = judged[-1]
    facts = {"students": students_in_words(last["students"], setting), "year": last["academic_year"]}
    if not whole:
        known = setting.scope and tellable(last["students"], setting)
        return finding(of_part(w.say("{students} in {year}", **facts), setting, w), neutral) if known else neutral
    return capital(
        {
            "in": w.say("Target met: {students} in {year}", **facts),
            "below": w.say("{students} in {year}: below the target of 200 to 400", **facts),
            "above": w.say("{students} in {year}: above the target of 200 to 400", **facts),
            "near": w.say("{students} in {year}: close to an end of the target", **facts),
        }[last["position"]]
    )


def _headcount_note(rows: list[Row], whole: bool, w: Words) -> str:
    said = []
    if not whole:
        said.append(
            w.say("The target of 200 to 400 a year is that of the whole action: a part of it is not judged against it.")
        )
    if any(row["position"] == "near" for row in rows):
        said.append(w.say("Close to an end of the target, a rounded count is not judged."))
    if any(row["partial"] and row["students"] is not None for row in rows):
        said.append(w.say("Hatched: some projects have not sent their cohorts yet."))
    said.append(w.say("Awareness modules are counted apart, never added."))
    return " ".join(said)


def _alt(rows: list[Row], subject: str, band: bool, series: str, setting: Setting) -> str:
    w = wording.of(setting.lang)
    said = [w.say("{what}: {value}", what=row["academic_year"], value=_spoken(row, setting)) for row in rows]
    separator = w.say("; ")
    target = w.say("Target: {low} to {high} a year.", low=STUDENTS_PER_YEAR[0], high=STUDENTS_PER_YEAR[1])
    changed = break_words(series, [row["academic_year"] for row in rows], w)
    return " ".join([f"{subject}. {separator.join(said)}.", *([target] if band else []), changed]).strip()


def _spoken(row: Row, setting: Setting) -> str:
    w = wording.of(setting.lang)
    if not row["projects_reporting"]:
        return why(row["reason"], w)
    students = why(row["reason"], w) if row["students"] is None else w.number(row["students"])
    return students + (f" ({' '.join(progress(row, setting))})" if row["partial"] else "")


def _cells(row: Row, band: bool, setting: Setting) -> Row:
    w = wording.of(setting.lang)
    verdicts = {"below": w.say("below"), "in": w.say("within"), "above": w.say("above"), "near": w.say("too close")}
    missing = None if row["reason"] is None else why(row["reason"], w)
    cells = {
        w.say("Academic year"): row["academic_year"],
        w.say("Students"): missing if row["students"] is None else row["students"],
        w.say("Projects that reported"): row["projects_reporting"],
        w.say("Projects expected"): row["projects_expected"],
    }
    return cells | ({w.say("Target of 200 to 400"): verdicts.get(row["position"], w.say("not judged"))} if band else {})


def _rows(table: pd.DataFrame, route: str) -> list[Row]:
    found = table[table["route"] == route].sort_values("academic_year").to_dict("records")
    return [
        {str(name): value for name, value in row.items()}
        | {
            "students": None if pd.isna(row["students"]) else int(row["students"]),
            "position": row["position"] if isinstance(row["position"], str) else None,
            "reason": row["reason"] if isinstance(row["reason"], str) else None,
            "partial": bool(row["partial"]),
        }
        for row in found
    ]


def _received(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["projects_reporting"]]


def _source(w: Words) -> str:
    return w.say("cohorts sent by the projects")
