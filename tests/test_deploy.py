"""The deploy guide stays true: its table of variables, its unit, and what the repository may not name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ehealth.settings import VARIABLES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
UNIT = DOCS / "ehealth-monitor.service"
HOSTS = re.compile(r"registry\.(npmjs|yarnpkg)\.\w+|npmjs\.org|files\.pythonhosted|pypi\.org|deb\.debian\.org")
EXPOSED = 3.0  # of 10, as systemd counts; an ordinary service has 9.6


def table() -> str:
    """The guide's table of environment variables, as ehealth/settings.py has it."""
    rows = [f"| `{one.name}` | {one.about} | {f'`{one.default}`' if one.default else ''} |" for one in VARIABLES]
    return "\n".join(["| variable | what it says | if absent |", "|---|---|---|", *rows])


def test_the_guide_has_the_table_of_variables() -> None:
    assert table() in (DOCS / "DEPLOY.md").read_text(encoding="utf-8"), f"put this in its place:\n{table()}"


def test_what_the_guide_names_is_there() -> None:
    guide = (DOCS / "DEPLOY.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)]+)\)", guide)
    assert {"nginx.conf", "nginx-readers.conf", "ehealth-monitor.service"} <= set(linked)
    assert [path for path in linked if not (DOCS / path).exists()] == []
    assert "docs/DEPLOY.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not on this machine")
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    ours = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8")
    ours.write_text(text.replace("/opt/ehealth-monitor/.venv/bin/python", sys.executable))
    said = analyze("verify", "--man=no", str(ours))
    assert [line for line in said.stderr.splitlines() if UNIT.name in line] == []


def test_the_readers_unit_is_made_of_it_by_the_line_of_the_guide(tmp_path: Path) -> None:
    guide = (DOCS / "DEPLOY.md").read_text(encoding="utf-8")
    line = re.search(r"    (sed -e .*?) > \S+/ehealth-reader@\.service", guide, re.DOTALL)
    assert line
    made = subprocess.run(line[1], shell=True, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "Environment=PORT=%i\nEnvironmentFile=/etc/ehealth-reader/environment\n" in made
    assert "Environment=EHEALTH_STORE=/var/lib/ehealth-reader/store\n" in made
    assert "StateDirectory=ehealth-reader\n" in made
    left = [line for line in made.splitlines() if "ehealth-monitor" in line and not line.startswith("#")]
    assert left == [
        "WorkingDirectory=/opt/ehealth-monitor",
        "ExecStart=/opt/ehealth-monitor/.venv/bin/python dashboard.py",
    ]


def test_the_unit_gives_the_server_little(tmp_path: Path) -> None:
    said = analyze("security", "--offline=yes", "--no-pager", f"--threshold={int(EXPOSED * 10)}", str(UNIT))
    assert said.returncode == 0, said.stdout[-200:]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is tracked is that of a clone")
def test_no_tracked_file_names_a_package_registry() -> None:
    """Whoever installs has one configured; a lock file that names another would be a detour."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    texts = {name: (ROOT / name).read_bytes() for name in tracked.split("\0") if name and (ROOT / name).is_file()}
    named = {name for name, text in texts.items() if HOSTS.search(text.decode("utf-8", "replace"))}
    assert named - {"tests/test_deploy.py"} == set()
    assert '"resolved"' not in (ROOT / "tests/browser/provider/package-lock.json").read_text(encoding="utf-8")
