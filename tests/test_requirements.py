"""What the program and its checks run on: pinned with a reason, and without a known vulnerability."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*  # \S.{4,}")
PATIENCE = 20  # seconds for one answer


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt", "tests/validata/requirements.txt"])
def test_every_requirement_is_pinned_and_says_why_it_is_there(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    assert asked and [line for line in asked if not PINNED.fullmatch(line)] == []


def installed() -> dict[str, str]:
    """What runs: each requirement of the program and all that it brings, as installed here."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    waiting = [line.partition("#")[0].strip() for line in lines]
    found: dict[str, str] = {}
    while waiting:
        asked = Requirement(one) if (one := waiting.pop()) else None
        if asked and (not asked.marker or asked.marker.evaluate({"extra": ""})) and asked.name.lower() not in found:
            here = distribution(asked.name)
            found[asked.name.lower()] = here.version
            waiting += here.requires or []
    return found


def asked_for(packages: dict[str, str], folder: Path) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit was told of each package, and what it said besides; no package where nobody answered."""
    listed = folder / "packages.txt"
    listed.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()), encoding="utf-8")
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    options += ["--timeout", str(PATIENCE), "--cache-dir", str(folder / "cache")]
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout.startswith("{"):
        return [], done.stderr.strip().splitlines()[-1]
    return json.loads(done.stdout)["dependencies"], done.stderr


def test_no_vulnerability_is_known_of_what_runs(tmp_path: Path) -> None:
    packages = installed()
    assert {"streamlit", "starlette", "uvicorn", "pandas", "duckdb"} <= set(packages)
    told, said = asked_for(packages, tmp_path)
    known = [one for one in told if "skip_reason" not in one]
    if not known:
        pytest.skip(f"no data on vulnerabilities: {told[0]['skip_reason'] if told else said}")
    assert {one["name"]: [found["id"] for found in one["vulns"]] for one in known if one["vulns"]} == {}
