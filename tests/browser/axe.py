"""axe-core in a page: what breaks WCAG 2.2 A and AA or its good practices, without what Streamlit is known to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from ehealth.wording.upstream import UPSTREAM

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOADED = "() => typeof axe === 'object'"
RUN = "options => axe.run(document, options).then(result => result.violations)"
IS = "([target, where]) => document.querySelector(target)?.matches(where) ?? false"
ALLOWED = {one.rule: one.where for one in UPSTREAM}


def violations(page: Page) -> list[str]:
    """Every violation as `rule on selector: why`."""
    if not page.evaluate(LOADED):
        page.evaluate(SCRIPT)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return [said for each in found for node in each["nodes"] if (said := told(page, each["id"], node))]


def told(page: Page, rule: str, node: dict[str, Any]) -> str:
    """ "" for what is Streamlit's: the statement page names it."""
    target = " ".join(node["target"])
    if rule in ALLOWED and page.evaluate(IS, [node["target"][-1], ALLOWED[rule]]):
        return ""
    return f"{rule} on {target}: {node['failureSummary']} {node['html'][:160]}"


def everywhere(page: Page) -> list[str]:
    """Violations of a state as it is, and with every section open."""
    found = violations(page)
    return found + violations(page) if unfold(page) else found


def unfold(page: Page) -> int:
    """Opens every closed section; how many there were."""
    closed = "details:not([open]) > summary"
    count = page.locator(closed).count()
    page.evaluate(f"document.querySelectorAll('{closed}').forEach(each => each.click())")
    if count:
        page.wait_for_timeout(700)  # they slide open
    return count
