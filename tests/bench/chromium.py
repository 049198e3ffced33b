"""What a visit and a change of filter cost in a real Chromium: until six charts are drawn, each with its own footer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError

from tests.browser import harness

SETTLE = 0.8  # seconds after the last chart: what is drawn twice, or collected after the run, counts too
TICKS = 100  # of a second of CPU in /proc

# A chart is drawn when its words are those that this choice makes: of the footer, of the title in the naive twin.
WATCH = """
(() => {
  const squeezed = text => text.replace(/\\s+/g, '');
  const drawn = marks => {
    const app = document.querySelector('[data-testid=stApp]');
    if (app && app.dataset.testScriptState !== 'notRunning') return false;
    const plots = [...document.querySelectorAll('.js-plotly-plot')];
    return plots.length === marks.length && plots.every((plot, place) => {
      const words = plot.querySelector('.infolayer');
      return words && plot.calcdata && plot.calcdata.length >= plot.data.length
        && squeezed(words.textContent).includes(marks[place]);
    });
  };
  let timer, since = 0;
  window.watch = marks => {
    window.took = null;
    clearInterval(timer);
    timer = setInterval(() => {
      if (!drawn(marks)) return;
      window.took = performance.now() - since;
      clearInterval(timer);
    }, 10);
  };
  addEventListener('keydown', key => { if (key.key === 'Enter') since = performance.now(); }, true);
})();
"""


ALONE = """year => {
  const options = [...document.querySelectorAll('[role=option]')];
  return options.length === 1 && options[0].textContent.includes(year);
}"""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the clock, of the browser's processors and of the server's; kB that came over the network."""

    wall: float
    browser: float
    server: float
    kilobytes: float = 0.0


@dataclass
class Visitor:
    """A reader's browser and the server that it visits."""

    browser: Browser
    server: int
    address: str

    def __post_init__(self) -> None:
        self.cdp = self.browser.new_browser_cdp_session()

    @contextmanager
    def visit(self, marks: Sequence[str]) -> Iterator[tuple[Page, Cost]]:
        """A fresh visit, nothing in the cache; the page stays open for what follows."""
        context = harness.browser_of(self.browser, lang="en")
        context.add_init_script(WATCH + f"watch({json.dumps(marks)});")
        page = context.new_page()
        page.goto("about:blank")
        try:
            before = self._spent()
            page.goto(self.address, wait_until="commit")
            yield page, self._cost(page, before)
        finally:
            context.close()

    def choose(self, page: Page, year: str, marks: Sequence[str]) -> Cost:
        """One more year in the filter, by keyboard."""
        if not page.locator(".dash-dropdown-search").count():  # Dash's stays open
            page.locator("[data-testid=stMultiSelect] input, #years").first.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(year)
        if page.get_by_role("option").count():  # Streamlit's list, once it holds that year alone
            page.wait_for_function(ALONE, arg=year)
        page.wait_for_timeout(300)
        page.evaluate("watch", marks)
        before = self._spent()
        page.keyboard.press("Enter")
        return self._cost(page, before)

    def _cost(self, page: Page, before: tuple[dict[int, float], float]) -> Cost:
        try:
            page.wait_for_function("() => window.took", polling=100, timeout=60_000)
        except TimeoutError as late:
            raise RuntimeError(f"{self.address} never showed it: {page.evaluate('document.body.innerText')}") from late
        time.sleep(SETTLE)
        browser, server = self._spent()
        spent = sum(used - before[0].get(process, 0.0) for process, used in browser.items())
        loaded = page.evaluate("performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, 0)")
        return Cost(page.evaluate("window.took"), 1000 * spent, 1000 * (server - before[1]), loaded / 1000)

    def _spent(self) -> tuple[dict[int, float], float]:
        """Seconds of CPU so far: of each of Chromium's processes, and of the server."""
        found = self.cdp.send("SystemInfo.getProcessInfo")["processInfo"]
        return {one["id"]: one["cpuTime"] for one in found}, server_cpu(self.server)


def server_cpu(process: int) -> float:
    """Seconds of CPU that a process has used so far."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS
