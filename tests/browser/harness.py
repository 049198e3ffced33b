"""The product in a real server and a real browser: what the browser tests and look.py share."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview",
    "waves",
    "funding",
    "training",
    "placement",
    "project",
    "briefing",
    "upload",
    "publish",
    "editions",
    "people",
    "log",
    "erase",
    "methods",
    "register",
    "accessibility",
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
STARTING, SETTLING = 60, 30  # seconds; a loaded two-core machine needs a third of it

SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return false;
  if (!document.querySelector('h1, [data-testid=stAlert], [data-testid=stException]')) return false;
  if (document.querySelector('[data-testid=stSkeleton]')) return false;
  const places = [...document.querySelectorAll('.eh-chart')];
  return places.every(place => place.width === place.clientWidth || !place.clientWidth)
    && [...document.querySelectorAll('.js-plotly-plot')].every(
      plot => plot.querySelector('.main-svg') && plot.calcdata && plot.calcdata.length >= plot.data.length);
}"""

CUT = """() => [...document.querySelectorAll('[data-testid=stTable]')].filter(box => box.innerText.trim())
  .filter(box => [box, ...box.querySelectorAll('*')].some(part =>
    part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'))
  .map(box => 'a table wider than its place: ' + box.innerText.slice(0, 60))"""
TOUCHING = """() => [...document.querySelectorAll('.xaxislayer-above')].flatMap(axis => {
  const names = [...axis.querySelectorAll('.xtick text')].map(name => [name.getBoundingClientRect(), name.textContent]);
  names.sort((one, other) => one[0].left - other[0].left);
  return names.slice(1).flatMap(([box, name], place) =>
    box.left < names[place][0].right + 2 ? [`${names[place][1]} touches ${name}`] : []);
})"""


@contextmanager
def serving(store: Path, script: Path | str = "dashboard.py", **variables: str) -> Iterator[str]:
    """The product on a store, on a free loopback port, stopped at the end; yields its address.

    variables: more of its environment; PORT, where the port must be known before.
    """
    with running(store, script, **variables) as (address, _):
        yield address


@contextmanager
def running(
    store: Path, script: Path | str = "dashboard.py", **variables: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As `serving`; yields the address and the process."""
    port = int(variables.get("PORT") or free_port())
    environment = {**os.environ, "EHEALTH_STORE": str(store), "PYTHONPATH": str(ROOT)}
    environment |= {**variables, "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium: the system's, else Playwright's own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET + root)
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser, width: int = 1280, lang: str = "fr", dark: bool = False) -> Page:
    """An empty page of a fresh reader; 390 wide is a phone."""
    return browser_of(browser, width, lang, color_scheme="dark" if dark else "light").new_page()


def browser_of(browser: Browser, width: int = 1280, lang: str = "fr", **more: Any) -> BrowserContext:
    """A fresh reader's browser: nothing in it yet."""
    options: dict[str, Any] = {"viewport": {"width": width, "height": 844 if width < 600 else 900}}
    options |= {"locale": {"fr": "fr-FR", "en": "en-GB"}[lang], **more}
    if width < 600:
        options |= {"user_agent": PHONE, "device_scale_factor": 2}
    return browser.new_context(**options)


def settled(page: Page) -> Page:
    """Wait until the script has run and every chart is drawn, twice in a row (a rerun may follow at once)."""
    for _ in range(2):
        page.wait_for_function(SETTLED, timeout=SETTLING * 1000)
        page.wait_for_timeout(150)
    return page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], pause: float = 0.2) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError((process.stdout.read() if process.stdout else b"").decode())
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(pause)
    raise TimeoutError(f"{address} did not answer within {STARTING} s")


def faults(page: Page) -> list[str]:
    """What no page may show: an exception, no title or two, a sideways scroll, a cut table, ticks that touch."""
    found = []
    if page.locator("[data-testid=stException]").count():
        found.append("exception: " + page.locator("[data-testid=stException]").first.inner_text()[:200])
    if "Traceback" in page.inner_text("body"):
        found.append("traceback")
    if page.locator("[role=dialog]").count():
        found.append("dialog: " + page.locator("[role=dialog]").first.inner_text()[:200])
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"{titles} h1")
    wide, width = page.evaluate("[document.querySelector('[data-testid=stMain]').scrollWidth, window.innerWidth]")
    if wide > width:
        found.append(f"{wide - width} px sideways")
    return found + page.evaluate(CUT) + page.evaluate(TOUCHING)
