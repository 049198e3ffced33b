"""The server starts only where Streamlit's options are safe: real processes, configured as an operator might."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from ehealth import serving
from tests.browser import harness

ROOT = Path(__file__).resolve().parents[1]
LONG = 60  # seconds that a loaded machine may take to refuse


def refused(command: list[str], place: Path, variables: Mapping[str, str]) -> str:
    """What a server says that does not start."""
    environment = {**os.environ, "EHEALTH_STORE": str(place / "store"), "HOME": str(place), **variables}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONG
    )
    assert done.returncode != 0 and "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def run_with(place: Path, **variables: str) -> str:
    """As `streamlit run`, the one way of starting that reads Streamlit's own variables."""
    port = str(harness.free_port())
    return refused(["-m", "streamlit", "run", "dashboard.py", "--server.port", port], place, variables)


OPTIONS = {
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": ("false", "server.enableXsrfProtection is False; it must be True."),
    "STREAMLIT_SERVER_ALLOWED_HOSTS": ("*", "server.allowedHosts is ('*',); it must be among 127.0.0.1, localhost."),
    "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": (
        '{"X-User": "email"}',
        "server.trustedUserHeaders is {'X-User': 'email'}; it must be {}.",
    ),
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": ("full", "client.showErrorDetails is 'full'; it must be 'none'."),
    "STREAMLIT_SERVER_MAX_UPLOAD_SIZE": ("500", "server.maxUploadSize is 500; it must be 100 at most."),
    "STREAMLIT_SERVER_ADDRESS": (
        "0.0.0.0",
        "server.address is '0.0.0.0'; it must be 127.0.0.1 as long as no sign-in is configured.",
    ),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_unsafe_option_from_the_environment_is_named_and_nothing_starts(name: str, tmp_path: Path) -> None:
    value, said = OPTIONS[name]
    assert run_with(tmp_path, **{name: value}) == f"{said} The server was not started."


@pytest.mark.parametrize("command", [["dashboard.py"], ["-m", "uvicorn", "dashboard:app", "--port", "0"]])
def test_an_unsafe_option_from_the_users_own_file_is_refused_however_the_server_starts(
    command: list[str], tmp_path: Path
) -> None:
    """Streamlit adds what the product's file does not say from ~/.streamlit/config.toml."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nenableAgentApi = true\n", encoding="utf-8")
    said = refused(command, tmp_path, {"PORT": str(harness.free_port())})
    assert said == "server.enableAgentApi is True; it must be False. The server was not started."


WRONG = {
    "server.headless": False,
    "server.enableCORS": False,
    "server.corsAllowedOrigins": ["https://evil.example"],
    "server.enableXsrfProtection": False,
    "server.xsrfCookieSameSite": "none",
    "server.enableStaticServing": True,
    "server.enableAgentApi": True,
    "server.scriptHealthCheckEnabled": True,
    "server.trustedUserHeaders": {"X-User": "email"},
    "server.unsafeMetricsUserAttributes": ["email"],
    "server.fileWatcherType": "auto",
    "server.runOnSave": True,
    "server.allowRunOnSave": True,
    "server.baseUrlPath": "monitor",
    "server.customComponentBaseUrlPath": "https://evil.example",
    "server.allowedHosts": ["127.0.0.1", "monitor.example.org"],
    "server.address": None,
    "server.maxUploadSize": 101,
    "server.maxMessageSize": 0,
    "server.maxWidgetStateSize": 26,
    "browser.gatherUsageStats": True,
    "client.showErrorDetails": "type",
    "client.showErrorLinks": True,
    "client.toolbarMode": "viewer",
    "client.allowedOrigins": ["https://*.streamlit.app"],
    "runner.magicEnabled": True,
    "global.developmentMode": True,
    "global.e2eTest": True,
    "global.unitTest": True,
    "global.appTest": True,
    "logger.level": "debug",
}


@pytest.mark.parametrize("name", WRONG)
def test_every_option_that_safety_rests_on_is_asked_for(name: str) -> None:
    def option(asked: str) -> Any:
        return WRONG[asked] if asked == name else st.get_option(asked)

    assert serving.unsafe(st.get_option, signed_in=False) is None
    assert (serving.unsafe(option, signed_in=False) or "").startswith(f"{name} is {WRONG[name]!r}; it must be ")


def test_where_people_sign_in_the_server_may_be_reached_from_elsewhere_under_its_public_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EHEALTH_PUBLIC_URL", "https://monitor.example.org/")
    open_to_all = {"server.address": "0.0.0.0", "server.allowedHosts": ["monitor.example.org"]}

    def option(asked: str) -> Any:
        return open_to_all.get(asked, st.get_option(asked))

    assert serving.unsafe(option, signed_in=True) is None
    open_to_all["server.allowedHosts"] = ["example.org"]
    assert serving.unsafe(option, signed_in=True) == (
        "server.allowedHosts is ['example.org']; it must be among 127.0.0.1, localhost, monitor.example.org. "
        "The server was not started."
    )


def test_streamlits_variables_change_nothing_where_they_are_not_read(
    new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python dashboard.py` keeps the product's options: files can be sent only with the token."""
    monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    with harness.serving(new_store) as address:
        asked = urllib.request.Request(f"{address}/_stcore/upload_file/a/b", b"content", method="PUT")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(asked)
        assert refusal.value.code == 403


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "PORT is 'abc'; it must be a number from 1 to 65535. The server was not started."),
        ("PORT", "70000", "PORT is '70000'; it must be a number from 1 to 65535. The server was not started."),
        ("EHEALTH_RETENTION_YEARS", "-1", "EHEALTH_RETENTION_YEARS"),
        ("EHEALTH_REGISTRY", "ducklake:postgres:", "EHEALTH_REGISTRY is not understood"),
        ("EHEALTH_REGISTRY", "ducklake:postgres:host=127.0.0.1 dbname=x", "DuckDB 2.0.0 is installed here without the"),
    ],
)
def test_a_setting_that_will_not_do_is_named_and_nothing_starts(
    name: str, value: str, said: str, tmp_path: Path
) -> None:
    port = {"PORT": str(harness.free_port())}
    assert refused(["dashboard.py"], tmp_path, port | {name: value}).startswith(said)
