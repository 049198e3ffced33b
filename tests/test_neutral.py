"""Nothing that the product writes is run by a spreadsheet, and a number stays a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from ehealth import briefing
from ehealth.commands import main
from ehealth.store import Store
from ehealth.wording.neutral import neutral
from tests.files import file

RUN = [
    "=1+1",
    "+A1",
    "-x",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=1",
    "＝1+1",
    "＋A1",
    "－x",
    "＠SUM",
    "  =1",
    "\u00a0@x",
    "\ufeff=1",
]
RUN += ["=", "-", "--1", "-2+3", "+33 | calc", "=cmd|' /C calc'!A0", "\t-3", "﹦1", "\u200b=1", "-1;=2", "+e5"]
LEFT = [
    "-3",
    "+3",
    "-1,5",
    "−3",
    "+4.5",
    "-1 234,50 €",
    "-12 %",
    "-1e5",
    "1e5",
    "",
    "a=b",
    "a-b",
    "x@y",
    " x",
    "'=1",
    "–",
]


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", [*LEFT, -3, -1.5, None, True])
def test_a_number_and_any_other_text_stay_as_they_are(value: Any) -> None:
    assert neutral(value) is value


def test_each_door_out_is_neutral(store: Store, tmp_path: Path) -> None:
    sent = file("projects", {"title": "=1+1", "acronym": "-3", "coordinator": " @x"})
    path, by = tmp_path / "=projets.csv", ["--by", "lead@example.org"]
    path.write_bytes(sent)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["--store", str(store.path), *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    run("upload", "projects", str(path), *by)
    assert "\t'=projets.csv\t" in run("log")
    shown = run("show", "projects", "--draft")
    assert all(cell in shown for cell in (",-3,", ",'=1+1,", ",'@x,"))
    assert ",=1+1," not in shown
    assert '"=1+1"' in run("show", "projects", "--draft", "--format", "json")  # no spreadsheet opens it


def test_a_table_of_an_edition_is_neutral_and_keeps_its_numbers() -> None:
    table = pd.DataFrame({"a": ["=1", None, "-3"], "n": [-1, 2, 3], "c": pd.array([None, -5, 6], "Int64")})
    assert briefing.as_csv(table) == b"a,n,c\n'=1,-1,\n,2,-5\n-3,3,6\n"


def test_a_heading_of_a_download_is_neutral_too() -> None:
    assert briefing.csv_bytes([{"=a": "\t1"}], "en") == b"\xef\xbb\xbf'=a\r\n'\t1\r\n"
