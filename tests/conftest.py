"""Stores for every test, made through the public door; no test touches a store of the machine it runs on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser
from streamlit.logger import set_log_level

from ehealth.store import Store, create, open_store
from tests.browser import harness

ROOT = Path(__file__).resolve().parents[1]

os.environ["EHEALTH_RETENTION_YEARS"] = "99"  # the tests' students grow old; the tests of retention say otherwise
set_log_level("error")  # Streamlit warns of every cache that has no server


@pytest.fixture(autouse=True)
def fresh_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing remembered from another test, and no store but the test's own."""
    monkeypatch.setenv("EHEALTH_STORE", str(tmp_path / "no-store"))
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store: no upload, no edition."""
    return create(tmp_path / "store")


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration store with edition 1; shared, so copy it (`copy_of`) before you write to it."""
    return made(tmp_path_factory.mktemp("demo") / "store", "--demo")


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store as `init` leaves it: real reference data, edition 1, no cohort; copy it too."""
    return made(tmp_path_factory.mktemp("new") / "store")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all tests of a process: Playwright cannot be started a second time."""
    with harness.browsing() as chromium:
        yield chromium


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Store]:
    """Copies a store's folder and its key to a place of the test's own."""

    def copied(folder: Path) -> Store:
        copy = tmp_path / "copy" / folder.name
        shutil.copytree(folder, copy)
        shutil.copy2(folder.with_name(folder.name + ".key"), copy.with_name(copy.name + ".key"))
        return open_store(copy)

    return copied


def made(folder: Path, *options: str) -> Path:
    """Runs `init` the way a user does."""
    command = [sys.executable, "-m", "ehealth", "--store", str(folder), "init", *options]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what tests recorded under "tell", from whichever process they ran in."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "tell":
                terminalreporter.write_line(text)
