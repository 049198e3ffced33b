"""The product in a real server, and Chromium to look at it. See harness.py."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import harness, identity

OpenPage = Callable[..., Page]
Visitor = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def server(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a copy of the demonstration store, shared by the tests that only read."""
    copy = copied(demo_store, tmp_path_factory.mktemp("served"))
    with harness.serving(copy) as address:
        yield address


@pytest.fixture(scope="session")
def empty_server(new_store: Path) -> Iterator[str]:
    """The address of a server on a store with no cohort."""
    with harness.serving(new_store) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[OpenPage]:
    """page(address, width=390, lang="en", dark=True): a fresh reader's page, settled."""
    opened: list[Page] = []

    def go(address: str, width: int = 1280, lang: str = "fr", dark: bool = False) -> Page:
        fresh = harness.opened(browser, width, lang, dark)
        opened.append(fresh)
        fresh.goto(address)
        return harness.settled(fresh)

    yield go
    for fresh in opened:
        fresh.context.close()


@pytest.fixture(scope="session")
def service(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[identity.Service]:
    """The product with sign-in, whose open tabs ask every second whether they may stay."""
    folder = tmp_path_factory.mktemp("signin")
    store, port = copied(demo_store, folder), harness.free_port()
    address = f"http://127.0.0.1:{port}"
    with identity.providing(address) as provider:
        told = identity.configuration(provider, address, folder) | {"HURRIED": json.dumps({"POLL": 1})}
        with harness.serving(store, "tests/browser/hurried.py", PORT=str(port), **told):
            yield identity.Service(address, provider, store)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """visitor(lang="en", width=390): a browser of somebody's own, with which no one signed in before."""
    opened: list[BrowserContext] = []

    def arrive(lang: str = "fr", width: int = 1280, **options: Any) -> BrowserContext:
        opened.append(harness.browser_of(browser, width, lang, **options))
        return opened[-1]

    yield arrive
    for context in opened:
        context.close()


def copied(folder: Path, place: Path) -> Path:
    """A store's folder and its key, in another place."""
    copy = place / folder.name
    shutil.copytree(folder, copy)
    shutil.copy2(folder.with_name(folder.name + ".key"), copy.with_name(copy.name + ".key"))
    return copy
