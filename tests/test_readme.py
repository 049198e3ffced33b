"""The README stays true: its commands exist, its files are there, its picture is small."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from ehealth.commands import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_of_the_readme_is_understood() -> None:
    lines = re.findall(r"^ {4}\.venv/bin/python -m ehealth (.+)$", README, re.MULTILINE)
    assert len(lines) == 6
    for line in lines:
        result = CliRunner().invoke(main, [*shlex.split(line), "--help"])
        assert (line, result.exit_code) == (line, 0)


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake (run|test|bench|look)\b", README)) <= targets


def test_every_folder_of_the_readme_is_there() -> None:
    named = re.findall(r"^\| `([^|]+)` \|", README, re.MULTILINE)
    paths = [path for cell in named for path in cell.replace("`", "").split(", ")]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_picture_is_there_and_small() -> None:
    picture = ROOT / re.findall(r"!\[.+\]\((.+)\)", README)[0]
    assert 0 < picture.stat().st_size < 200_000


def test_the_readme_fits_a_screen() -> None:
    assert len(README.splitlines()) <= 60
