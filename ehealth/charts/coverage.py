"""Coverage: the regions and institutions that have a course."""

from __future__ import annotations

import pandas as pd

from ehealth import domain, wording
from ehealth.charts.native import Native, drawable
from ehealth.charts.reasons import why
from ehealth.charts.sentences import finding, of_part
from ehealth.charts.theme import Chart, Row, Setting, empty_chart
from ehealth.charts.tiles import state, tile_map
from ehealth.wording import Words


def coverage_chart(table: pd.DataFrame, institutions: pd.DataFrame, setting: Setting, whole: bool = True) -> Chart:
    """The tile map of `indicators.coverage`; `institutions` says how many there are and how many have no known region.

    whole: no project, wave or region was filtered out, so that a region without a course really has none.
    """
    w, rows = wording.of(setting.lang), table.to_dict("records")
    if institutions.empty:
        nowhere, nobody = w.say("No course in this selection."), w.say("No project has sent its modules yet.")
        sentence = nobody if whole else nowhere
        return empty_chart(setting, "coverage", w.say("Regions that have a course"), sentence, _source(w), half=True)
    cells = [_cells(row, setting) for row in sorted(rows, key=_rank)]
    here = sum(row["full_course"] > 0 for row in rows)
    return Chart(
        name="coverage",
        title=_title(rows, institutions, whole, setting),
        subtitle=_subtitle(rows, w),
        figure=tile_map(rows, setting, _source(w)),
        alt=_alt(rows, setting),
        table=cells,
        note=_note(institutions, whole, w),
        people=True,
        native=drawable(Native("bars", w.say("Region"), (w.say("Students"),), first=here), cells) if here else None,
    )


def institution_rows(institutions: pd.DataFrame, lang: str) -> list[Row]:
    """The institutions, most courses first, with headings in the reader's language."""
    w = wording.of(lang)
    ranked = institutions.sort_values(["full_course", "awareness", "institution"], ascending=[False, False, True])
    return [
        {
            w.say("Institution"): row["institution"],
            w.say("Region"): domain.label("projects", "region", row["region"], lang) or why("not_received", w),
            w.say("Complete courses"): int(row["full_course"]),
            w.say("Awareness"): int(row["awareness"]),
        }
        for row in ranked.to_dict("records")
    ]


def _title(rows: list[Row], institutions: pd.DataFrame, whole: bool, setting: Setting) -> str:
    """How many regions have a complete course that year; at least so many where an institution's region is unknown."""
    w, year = wording.of(setting.lang), rows[0]["academic_year"]
    neutral = w.say("Regions that have a course") if whole else w.say("Regions reached by this selection")
    covered = sum(row["full_course"] > 0 for row in rows)
    unplaced = bool(((institutions["region"] == "") & (institutions["full_course"] > 0)).any())
    if not isinstance(year, str) or (covered == 0 and unplaced):
        return neutral
    if not whole:
        said = w.say("Complete courses in {n} regions in {year}", n=w.number(covered), year=year)
        return finding(of_part(said, setting, w), neutral) if covered > 1 and setting.scope else neutral
    return _counted(covered, len(rows), unplaced, year, w)


def _counted(covered: int, regions: int, unplaced: bool, year: str, w: Words) -> str:
    if covered == 0:
        return w.say("No complete course known in any region in {year}", year=year)
    if covered == regions:
        return w.say("All 18 regions have a complete course in {year}", year=year)
    if unplaced:
        return w.count(
            "At least {n} region of 18 has a complete course in {year}",
            "At least {n} regions of 18 have a complete course in {year}",
            covered,
            year=year,
        )
    return w.count(
        "{n} region of 18 has a complete course in {year}",
        "{n} regions of 18 have a complete course in {year}",
        covered,
        year=year,
    )


def _subtitle(rows: list[Row], w: Words) -> str:
    if not isinstance(rows[0]["academic_year"], str):
        return w.say("Complete courses by region of the institution")
    return w.say("Students in complete courses by region of the institution, {year}", year=rows[0]["academic_year"])


def _note(institutions: pd.DataFrame, whole: bool, w: Words) -> str:
    nowhere = int((institutions["region"] == "").sum())
    said = [
        w.count(
            "{n} institution has a course or a module.",
            "{n} institutions have a course or a module.",
            len(institutions),
        )
    ]
    if nowhere:
        said.append(
            w.count(
                "{n} is not on the map: its region is not known.",
                "{n} are not on the map: their regions are not known.",
                nowhere,
            )
        )
    if not whole:
        said.append(w.say("“None” means no complete course in this selection."))
    return " ".join(said)


def _alt(rows: list[Row], setting: Setting) -> str:
    w = wording.of(setting.lang)
    said = [
        w.say("{what}: {value}", what=_region(row, w), value=_spoken(row, w)) for row in rows if state(row) != "none"
    ]
    joined = w.say("; ").join(said)
    rest = len(rows) - len(said)
    none = w.count("{n} region without a course.", "{n} regions without a course.", rest) if rest else ""
    return " ".join(
        part for part in (w.say("Tile map of the 18 regions."), f"{joined}." if joined else "", none) if part
    )


def _spoken(row: Row, w: Words) -> str:
    here = state(row)
    if here == "awareness":
        return w.say("awareness only")
    if here == "not_received":
        return why(here, w)
    few = pd.isna(row["students"])
    students = why("too_few", w) if few else w.count("{n} student", "{n} students", int(row["students"]))
    return students + (w.say(", partial") if here == "partial" else "")


def _cells(row: Row, setting: Setting) -> Row:
    w = wording.of(setting.lang)
    here, remarks = state(row), {"partial": w.say("partial"), "awareness": w.say("awareness only")}
    told = isinstance(row["reason"], str) and row["state"] != "none"
    missing = why(row["reason"], w) if told else w.say("no complete course")
    return {
        w.say("Region"): _region(row, w),
        w.say("Institutions"): int(row["institutions"]),
        w.say("Complete courses"): int(row["full_course"]),
        w.say("Awareness"): int(row["awareness"]),
        w.say("Students"): missing if pd.isna(row["students"]) else int(row["students"]),
        w.say("Remark"): remarks.get(here),
    }


def _rank(row: Row) -> tuple[bool, float]:
    """Regions that have a complete course first, by their students; the others as they came."""
    return row["full_course"] == 0, 0 if pd.isna(row["students"]) else -float(row["students"])


def _region(row: Row, w: Words) -> str:
    return domain.label("projects", "region", row["region"], w.lang)


def _source(w: Words) -> str:
    return w.say("modules and cohorts sent by the projects")
