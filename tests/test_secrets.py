"""No secret in the repository; what the program generates is its owner's alone."""

from __future__ import annotations

import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ehealth import publishing
from ehealth.store import Store
from tests.files import STEWARD

ROOT = Path(__file__).resolve().parents[1]
SECRET = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "a token of a known service": re.compile(
        r"\b(AKIA[A-Z0-9]{16}|gh[pousr]_\w{30,}|xox[abp]-[\w-]{20,}|glpat-[\w-]{20})"
    ),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"),
    "a value that looks like a secret": re.compile(
        r"(?i)(secret|passw(or)?d|token|api_?key|private_?key)\w*[\"']?\s*[:=]\s*[\"']"
        r"(?=[^\"']*\d)(?=[^\"']*[A-Za-z])[A-Za-z0-9+/=_-]{20,}[\"']"
    ),
}
NAMES = re.compile(r"\.(key|pem|p12|pfx|jks|kdbx)$|(^|/)(\.env|secrets\.toml|id_rsa|\.netrc|\.pypirc)$")


def found_in(text: str) -> list[str]:
    return [what for what, pattern in SECRET.items() if pattern.search(text)]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is tracked is known in a clone only")
def test_no_tracked_file_is_or_holds_a_secret() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [path for path in tracked.split("\0") if path and (ROOT / path).is_file()]
    assert len(paths) > 100 and [path for path in paths if NAMES.search(path)] == []
    texts = {path: (ROOT / path).read_bytes().decode("utf-8", "replace") for path in paths}
    assert {path: found for path, text in texts.items() if (found := found_in(text))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-----BEGIN EC " + "PRIVATE KEY-----\nMHcCAQEEIAbcdefghijklmnop", ["a private key"]),
        ("aws = AKIA" + "IOSFODNN7EXAMPLE", ["a token of a known service"]),
        ("Bearer eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", ["a signed token"]),
        ('client_secret = "9f8e7d6c' + '5b4a3f2e1d0c9b8a"', ["a value that looks like a secret"]),
        ('"EHEALTH_OIDC_CLIENT_SECRET_FILE": "/etc/monitor/secret"', []),
        ('token = "a sentence of 20 or more letters"', []),
    ],
)
def test_the_scan_sees_what_it_looks_for(text: str, found: list[str]) -> None:
    assert found_in(text) == found


def test_what_a_store_is_made_of_is_its_owners_alone(demo_store: Path) -> None:
    """The folder, which holds exact figures, and the key beside it."""

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert (mode(demo_store), mode(demo_store.with_name("store.key"))) == (0o700, 0o600)
    logs = demo_store.with_name("store.log")
    assert mode(logs) == 0o700 and {mode(path) for path in logs.iterdir()} == {0o600}
    assert {mode(path) for path in (demo_store / "snapshots").iterdir()} == {0o600}


def test_a_draft_is_its_owners_alone(demo_store: Path, copy_of: Callable[[Path], Store]) -> None:
    made = publishing.draft(copy_of(demo_store), STEWARD)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
