"""Every page and state in Chromium under axe-core, in both languages and themes: nothing but what Streamlit does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ehealth import publishing
from ehealth.access import operator
from ehealth.store import Store, open_store
from ehealth.wording.upstream import UPSTREAM
from tests.browser import axe, harness
from tests.browser.conftest import OpenPage, copied
from tests.browser.test_upload import cohort_file, send
from tests.files import STEWARD

LANGUAGES = ("fr", "en")
BY = operator("access@example.org")
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => Number(each.tagName[1]))"
NAMELESS = """() => [...document.querySelectorAll('table')]
  .filter(table => !(table.caption || table.getAttribute('aria-label')))
  .map(table => table.innerText.slice(0, 60))"""
UNHEADED = """() => [...document.querySelectorAll('table')].filter(table => table.querySelector('td'))
  .filter(table => [...table.querySelectorAll('th')].some(head => !head.scope) || !table.querySelector('tbody th'))
  .map(table => table.innerText.slice(0, 60))"""
SILENT = """() => [...document.querySelectorAll('.eh-chart')]
  .filter(chart => !(chart.getAttribute('role') === 'figure' && chart.getAttribute('aria-label')))
  .map(chart => chart.innerText.slice(0, 60))"""
TABLES_BESIDE = """() => [...document.querySelectorAll('.eh-chart')]
  .filter(chart => chart.clientHeight > 60 && chart.querySelector('.point')) // a sentence alone has no numbers
  .map(chart => chart.closest('[data-testid=stVerticalBlock]'))
  .filter(block => !block.querySelector('table')).length"""
STATES = (
    "training?years=2024-2025&projects=demo-02&routes=full_course",
    "placement?regions=53&years=2024-2025",
    "funding?waves=1",
    "training?years=1999-2000",
    "overview?all=true",
    "overview?edition=1",
    "editions?edition=1",
    "training?edition=99",
    "training?edition=draft",
    "placement?edition=draft",
    "project?project=demo-03",
    "publish",
)  # chosen filters, one in vain; a switch; a pinned edition and two compared; no such edition; a draft; what waits


@pytest.fixture(scope="module")
def grown(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a store with two editions, a draft, and a withdrawal that waits to be published."""
    store = open_store(copied(demo_store, tmp_path_factory.mktemp("grown")))
    withdraw_last(store, "cohorts")
    publishing.publish(store, BY, "Une correction")
    withdraw_last(store, "placements")
    publishing.draft(store, STEWARD)
    with harness.serving(store.path) as address:
        yield address
    shutil.rmtree(store.path)


def withdraw_last(store: Store, kind: str) -> None:
    with store.registry() as registry:
        gone = {entry.target for entry in registry.log()}
        kept = [entry for entry in registry.log() if entry.kind == kind and entry.number not in gone]
        registry.withdraw(kept[-1].receipt, BY, "essai")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["server", "empty_server"])
def test_no_page_breaks_a_rule(kind: str, lang: str, browser: Browser, request: pytest.FixtureRequest) -> None:
    """As it opens, and with every section open."""
    address = request.getfixturevalue(kind)
    reader = harness.opened(browser, lang=lang)
    found = {name: seen(reader, f"{address}/{name}") for name in harness.PAGES}
    reader.context.close()
    assert found == {name: [] for name in harness.PAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_state_breaks_a_rule(lang: str, grown: str, browser: Browser) -> None:
    reader = harness.opened(browser, lang=lang)
    found = {}
    for state in STATES:
        found[state] = seen(reader, f"{grown}/{state}")
    reader.context.close()
    assert found == {state: [] for state in STATES}


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_no_page_breaks_a_rule_on_a_phone_or_in_dark(width: int, dark: bool, grown: str, browser: Browser) -> None:
    """In one language: no colour and no width depends on it."""
    reader = harness.opened(browser, width, "en" if dark else "fr", dark)
    asked = [*harness.PAGES, *STATES] if dark else harness.PAGES
    found = {each: seen(reader, f"{grown}/{each}") for each in asked}
    reader.context.close()
    assert found == {each: [] for each in asked}


def seen(reader: Page, address: str) -> list[str]:
    """What is wrong with a page in any of its states: rules broken, headings, tables, charts, language."""
    reader.goto(address)
    harness.settled(reader)
    found = axe.everywhere(reader)
    levels = reader.evaluate(HEADINGS)
    if levels.count(1) != 1 or any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        found.append(f"headings {levels}")
    for what, script in (("no name", NAMELESS), ("heads nothing", UNHEADED), ("no alternative", SILENT)):
        found += [f"{what}: {each}" for each in reader.evaluate(script)]
    if count := reader.evaluate(TABLES_BESIDE):
        found.append(f"{count} charts without a table")
    spoken, locale = reader.evaluate("[document.documentElement.lang, navigator.language]")
    return found + ([] if locale.startswith(spoken) else [f"lang={spoken}"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_state_of_a_sent_file_breaks_a_rule(lang: str, grown: str, page: OpenPage) -> None:
    """Faults to mend, an editor for one; then a file that may be recorded, and its effect."""
    reader = page(f"{grown}/upload", lang=lang)
    send(reader, cohort_file("2026-2027", 8, fault="O4/09/2026", closed=True))
    reader.get_by_role("button", name="CSV").last.wait_for()
    harness.settled(reader)
    assert axe.everywhere(reader) == []
    reader.reload()
    harness.settled(reader)
    send(reader, cohort_file("2026-2027", 8))
    reader.get_by_role("heading", name={"fr": "Ce fichier peut être", "en": "This file can be"}[lang]).wait_for()
    harness.settled(reader)
    assert axe.everywhere(reader) == []


def test_an_open_list_of_a_filter_breaks_no_rule(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/training", lang="en")
    reader.locator("[data-testid=stMultiSelect] input").first.click()
    reader.get_by_role("option").first.wait_for()
    assert axe.violations(reader) == []


def test_what_is_allowed_still_occurs(server: str, page: OpenPage) -> None:
    """Else Streamlit has mended it, and the statement would confess what is no longer so."""
    reader = page(f"{server}/upload")
    reader.evaluate(axe.SCRIPT)
    found = occurring(reader)
    reader.locator("[data-testid=stSelectbox] input").first.click()
    reader.get_by_role("option").first.wait_for()
    assert found | occurring(reader) == {one.rule for one in UPSTREAM}


def occurring(reader: Page) -> set[str]:
    """The allowed rules that the page breaks where they are allowed."""
    options = {"runOnly": {"type": "rule", "values": [one.rule for one in UPSTREAM]}}
    broken = [(each["id"], node["target"][-1]) for each in reader.evaluate(axe.RUN, options) for node in each["nodes"]]
    return {rule for rule, target in broken if reader.evaluate(axe.IS, [target, axe.ALLOWED[rule]])}


def test_a_broken_rule_is_found(server: str, page: OpenPage) -> None:
    reader = page(f"{server}/waves")
    reader.evaluate("document.querySelector('main').append(Object.assign(new Image(), {src: 'data:,'}))")
    assert [each.split(" ")[0] for each in axe.violations(reader)] == ["image-alt"]
