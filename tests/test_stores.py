"""Stores that each earlier release made, as they were: what they hold is there, and they go on.

tests/stores/format-1.zip … hold a store and its key, which hides nobody: its students are invented. Each release made
its own: the reference data, a class of 30 that 40 replaced, a survey of 36, a file taken back, editions 1 to 3. That
of format 3 gave a role besides, and erased one student. A release that changes the format, or what it writes, adds one.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ehealth.editions import latest, numbers
from ehealth.publishing import publish
from ehealth.store import Store, backup, open_store, rebuild, restore
from tests.files import STEWARD, exact, faults, file, send

ROOT = Path(__file__).resolve().parents[1]
MADE = sorted((ROOT / "tests" / "stores").glob("*.zip"))
EXACT = ("format-1", "format-2-exact")  # editions that are no longer shown
STEPS = ("shutil.copy", "tables.views", "_counts", "engine.sync", "write_whole", "_swap", "os.link", "engine.connect")
KILLED = """
import os, sys
from pathlib import Path
from ehealth.store import migrations, open_store

folder, step, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
*place, last = step.split(".")
home = getattr(migrations, place[0]) if place else migrations
real = getattr(home, last)
left = [count]

def dying(*arguments, **named):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    return real(*arguments, **named)

setattr(home, last, dying)
with open_store(Path(folder)).registry():
    pass
"""


def unpacked(made: Path, folder: Path) -> Store:
    with zipfile.ZipFile(made) as packed:
        packed.extractall(folder)
    return open_store(folder / "store")


def held(store: Store) -> tuple[int, dict[str, int]]:
    """(entries of the ledger, rows of each kind that are current)."""
    kinds = ("events", "envelopes", "projects", "partners", "modules", "cohorts", "placements", "cohort_totals")
    with store.registry() as registry:
        rows = {k: registry.con.execute(f"SELECT count(*) FROM current_{k}").fetchall()[0][0] for k in kinds}
        return registry.last, rows


def expected(made: Path) -> tuple[int, dict[str, int]]:
    gone = 1 if made.stem == "format-3" else 0
    rows = {"events": 14, "envelopes": 4, "projects": 2, "partners": 14, "modules": 4}
    return 14 + 2 * gone, rows | {"cohorts": 40 - gone, "placements": 36 - gone, "cohort_totals": 0}


@pytest.mark.parametrize("made", MADE, ids=lambda path: path.stem)
def test_a_store_of_each_release_opens_receives_and_publishes(made: Path, tmp_path: Path) -> None:
    store = unpacked(made, tmp_path)
    assert held(store) == held(store) == expected(made)
    assert sorted(path.name for path in store.path.glob("registry*")) == [
        "registry.duckdb",
        "registry.lock",
        "registry.turn",
    ]
    shown = latest(store.path)
    assert [one.code for one in shown.refusals] == (["edition-exact"] * 3 if made.stem in EXACT else [])
    assert (shown.edition and shown.edition.number) == (None if made.stem in EXACT else 3)
    project = {"project_code": "demo-01", "module_code": "isante-m2", "academic_year": "2023-2024"}
    project |= {"enrolled_on": "2023-09-04", "ended_on": "2024-09-20"}
    assert faults("cohorts", file("cohorts", project | {"student_id": "etu-0001"}), store) == []
    send(store, "cohorts", *(project | {"student_id": f"new-{number}"} for number in range(12)))
    assert publish(store, STEWARD) == 4
    assert numbers(store.path) == [1, 2, 3, 4]
    gone = 1 if made.stem == "format-3" else 0
    assert exact(store).read("enrolment").groupby("academic_year")["students"].sum().to_dict() == {
        "2023-2024": 12,
        "2024-2025": 40 - gone,
    }


@pytest.mark.parametrize("made", MADE, ids=lambda path: path.stem)
def test_a_store_of_each_release_is_made_again_and_comes_back_from_a_backup(made: Path, tmp_path: Path) -> None:
    store = unpacked(made, tmp_path)
    ledger, rows = expected(made)
    assert backup(store, tmp_path / "kept", STEWARD).ledger == ledger
    store.registry_file.unlink()
    assert held(rebuild(store.path)) == (ledger, rows)
    assert held(restore(tmp_path / "kept", tmp_path / "back", STEWARD).store) == (ledger, rows)


def test_the_registry_of_before_is_kept_until_the_new_one_has_opened_again(tmp_path: Path) -> None:
    store = unpacked(ROOT / "tests" / "stores" / "format-1.zip", tmp_path)
    before = store.registry_file.read_bytes()
    with store.registry():
        assert (store.path / "registry.format-1.duckdb").read_bytes() == before
    assert (store.path / "registry.format-1.duckdb").exists()
    with store.registry():
        assert not (store.path / "registry.format-1.duckdb").exists()


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("step", STEPS)
def test_a_migration_that_is_killed_anywhere_leaves_a_store_that_opens(tmp_path: Path, step: str, count: int) -> None:
    made = ROOT / "tests" / "stores" / "format-2.zip"
    store = unpacked(made, tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store.path), step, str(count)], cwd=ROOT).returncode
    assert killed == 9 or count  # not every step is done twice
    assert held(store) == held(store) == expected(made)
    assert sorted(path.name for path in store.path.glob("registry*")) == [
        "registry.duckdb",
        "registry.lock",
        "registry.turn",
    ]
