"""What nobody sees is refused at the door with its place and a proposal; names of files and codes are never paths."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ehealth import corrections, editions, intake, publishing
from ehealth.access import operator
from ehealth.commands import main
from ehealth.store import Store
from ehealth.wording.problems import explain, propose
from tests.files import STEWARD, faults, file, send

UNSEEN = [
    "\x01",
    "\x1b",
    "\x7f",
    "\x85",
    "\xad",
    "\u061c",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2028",
    "\u2060",
    "\u2066",
    "\U000e0041",
]


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_character_that_nobody_sees_is_refused_and_its_removal_proposed(sign: str) -> None:
    content = file("projects", {"title": f"Santé{sign} numérique"})
    with intake.check("projects", content) as checked:
        (problem,) = checked.problems
        wrong, _ = explain(problem, "projects", "en")
        assert (problem.line, problem.column, problem.code) == (2, "title", "constraint-error")
        assert wrong.startswith(f"“Santé[U+{ord(sign):04X}] numérique” holds a character that cannot be seen, or")
        assert propose(problem, "en") == "Proposal: “Santé numérique”."
        (group,) = checked.groups
        mended = corrections.corrected("projects", content, {group.key: problem.proposal} if group.key else {})
    assert faults("projects", mended) == []


@pytest.mark.parametrize(
    "title", ["Santé\u202fnumérique : 5\u00a0%", "☎\ufe0f é\u0301 ﬁ 日本語 العربية", "deux\nlignes"]
)
def test_what_is_seen_is_let_in(title: str) -> None:
    assert faults("projects", file("projects", {"title": title})) == []


def test_what_nobody_sees_hides_no_person() -> None:
    """Neither the value nor a part of it is repeated."""
    with intake.check("projects", file("projects", {"title": "a\u200bb@example.org"})) as checked:
        (problem,) = checked.problems
    assert (problem.code, problem.value, problem.proposal) == ("personal-data", None, None)


CODES = [
    "../../x",
    "..",
    "%00",
    "p1%00",
    "p'1",
    'p"1',
    "p1; DROP TABLE ledger",
    "p1/../p2",
    "a" * 65,
    "<b>",
    "\u202ep1",
    "=p1",
]


@pytest.mark.parametrize("code", CODES)
def test_a_code_that_could_be_a_path_or_a_mark_is_refused(code: str) -> None:
    for kind in ("projects", "cohorts"):
        assert (2, "project_code", "constraint-error") in faults(kind, file(kind, {"project_code": code}))


@pytest.mark.parametrize("code", ["p2", "../../x", "p1' OR '1'='1"])
def test_a_lead_s_file_with_another_project_s_code_is_refused(store: Store, code: str) -> None:
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules")
    content = file("cohorts", {}, {"project_code": code, "student_id": "etu-2"})
    with (
        store.registry() as registry,
        registry.examine("cohorts", content, store.key, by=STEWARD, project="p1") as checked,
    ):
        assert not checked.ok
        assert {problem.line for problem in checked.problems} == {3}


NAMES = {
    "../../etc/passwd": "../../etc/passwd",
    "<b>.csv": "<b>.csv",
    "a\r\n000099\t2026\tpublish": "a 000099 2026 publish",
    "fdp.\u202evsc": "fdp.[U+202E]vsc",
    "\x1b[2Ja\x00.csv": "[U+001B][2Ja[U+0000].csv",
    "C:\\x\\{0}%s.csv": "C:\\x\\{0}%s.csv",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_s_name_is_kept_as_one_line_of_text_and_is_no_path(store: Store, name: str) -> None:
    before = sorted(store.path.parent.rglob("*"))
    with (
        store.registry() as registry,
        registry.examine("projects", file("projects"), store.key, by=STEWARD) as checked,
    ):
        entry = registry.accept(checked, store.key, operator(f"{name}@example.org"), name)
        registry.withdraw(entry.receipt, STEWARD, f"why {name}")
    assert entry.file_name == NAMES[name]
    made = [path.name for path in sorted(store.path.parent.rglob("*")) if path not in before]
    ours = {"registry.duckdb.wal", "registry.lock", "registry.turn", "access.json"}
    kept = ours | {"000001.json", "000001.parquet", "000002.json"}
    assert [
        found for found in made if found not in kept and not re.fullmatch(r"store\.log|20..-..\.jsonl", found)
    ] == []
    written = [json.loads((store.received / f"00000{number}.json").read_text("utf-8")) for number in (1, 2)]
    assert (written[0]["file_name"], written[1]["why"]) == (NAMES[name], f"why {NAMES[name]}")
    done = CliRunner().invoke(main, ["--store", str(store.path), "log"])
    assert len(done.stdout.splitlines()) == 3
    assert not any(sign in done.stdout for sign in "\x1b\x00\u202e\r")


def test_a_note_is_one_line_of_what_is_seen(store: Store) -> None:
    send(store, "projects")
    publishing.publish(store, STEWARD, "a\n\u202eb<br>")
    assert editions.open_edition(store.path).manifest["note"] == "a [U+202E]b<br>"


def test_the_log_of_actions_has_one_line_an_action(store: Store, tmp_path: Path) -> None:
    """Whatever a person's address or a file's name holds: the lines stay lines."""
    send(store, "projects")
    with store.registry() as registry:
        registry.withdraw("1", operator('x"\n{"at": "forged"}\u2028\x1b@example.org'), "why\n\u2028")
    logs = list(store.path.parent.rglob("*.jsonl"))
    assert logs
    for path in logs:
        lines = path.read_text("utf-8").split("\n")
        assert lines.pop() == ""
        assert all(
            isinstance(json.loads(line), dict) and "forged" not in json.loads(line).get("at", "") for line in lines
        )
        assert all(len(line.splitlines()) == 1 for line in lines)


def test_the_report_of_a_check_repeats_a_value_without_its_signs(tmp_path: Path) -> None:
    path = tmp_path / "projets.csv"
    path.write_bytes(file("projects", {"title": "a\u202e\x1bb\nNo problem."}))
    for form in ("text", "json"):
        done = CliRunner().invoke(
            main, ["--store", str(tmp_path / "none"), "check", "projects", str(path), "--format", form]
        )
        assert done.exit_code == 1
        assert not any(sign in done.stdout for sign in "\u202e\x1b")
        assert "No problem." not in done.stdout.splitlines()
    assert json.loads(done.stdout)["problems"][0]["value"] == "a\u202e\x1bb\nNo problem."
