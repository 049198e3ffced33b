"""What differs between two editions, in words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ehealth import wording
from ehealth.charts.effect import effect_chart, effect_rows
from ehealth.charts.latest import news_lines
from ehealth.charts.theme import Chart, Row, Setting
from ehealth.wording import Words
from ehealth.wording.problems import kind_name

LINES = 12  # of files


@dataclass(frozen=True)
class Differences:
    """Figures (rows, and head counts drawn where some move), files and reference rows; `summary` is one line of them.

    figures: of the whole action; by_project: of projects.
    """

    summary: str
    figures: list[Row]
    by_project: list[Row]
    chart: Chart | None
    files: list[dict[str, str]]
    references: list[Row]


def differences(
    moves: pd.DataFrame, files: pd.DataFrame, references: pd.DataFrame, projects: pd.DataFrame, setting: Setting
) -> Differences:
    """From indicators.moves, files_since, reference_changes; `projects` names codes, `setting` is the newer's."""
    w = wording.of(setting.lang)
    whole = moves[moves["project_code"].isna()]
    return Differences(
        summary=_summary(len(moves), int(files["files"].sum()), w),
        figures=effect_rows(whole, w),
        by_project=effect_rows(_named(moves[moves["project_code"].notna()], projects), w),
        chart=effect_chart(whole, setting),
        files=news_lines(files, projects, pd.DataFrame({"event_id": []}), setting, LINES),
        references=[_reference(row, w) for row in references.to_dict("records")],
    )


def _summary(figures: int, files: int, w: Words) -> str:
    """3 figures differ, 2 files more."""
    moved = w.count("{n} figure differs", "{n} figures differ", figures) if figures else w.say("no figure differs")
    came = w.count("{n} file came or was withdrawn", "{n} files came or were withdrawn", files)
    return f"{moved}, {came}" if files else moved


def _named(moves: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(projects["project_code"], projects["acronym"], strict=True))
    return moves.assign(project_code=[names.get(code, code) for code in moves["project_code"]])


def _reference(row: Row, w: Words) -> Row:
    name = kind_name(str(row["kind"]), w.lang)
    return {
        w.say("Kind of file"): name[:1].upper() + name[1:],
        w.say("Rows added"): row["added"],
        w.say("Rows removed"): row["removed"],
        w.say("Rows changed"): row["changed"],
    }
