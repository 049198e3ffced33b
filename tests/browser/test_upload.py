"""A project lead uploads a real file, publishes, and reads the new number off the chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ehealth.store import Store
from tests.browser import harness

BY = "lead@example.org"
YEAR, NEW_STUDENTS = "2026-2027", 25


@pytest.fixture
def own_store(demo_store: Path, copy_of: Callable[[Path], Store]) -> Store:
    return copy_of(demo_store)


def cohort_file(year: str, students: int, fault: str = "") -> bytes:
    """What a French spreadsheet exports: cp1252, semicolons, French headers, labels and dates, CRLF."""
    start = year[:4]
    lines = [
        "Code projet;Code module;Année universitaire;Identifiant étudiant;Niveau;Statut;Date d'inscription;Date de fin"
    ]
    for number in range(students):
        day = fault if fault and number == 3 else f"{1 + number % 28:02d}/09/{start}"
        lines.append(f"demo-05;sante-eng2;{start}/{year[-4:]};NV{number:05d};Ingénieur 2e année;Inscrit;{day};")
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def send(page: Page, content: bytes) -> None:
    page.set_input_files(
        "input[type=file]", files=[{"name": "promotion.csv", "mimeType": "text/csv", "buffer": content}]
    )


def say_who(page: Page) -> None:
    box = page.get_by_label("Votre adresse électronique, conservée dans le journal")
    box.fill(BY)
    box.press("Enter")
    harness.settled(page)


def charted(page: Page, address: str, year: str) -> int:
    """The head count of a year as the training page's chart draws it."""
    page.goto(f"{address}/training?lang=fr")
    harness.settled(page)
    found = page.evaluate(
        """year => {
            const plot = document.querySelector('.js-plotly-plot'), axis = plot.layout.xaxis;
            const at = axis.ticktext.findIndex(text => text.replaceAll('\\u2011', '-').startsWith(year));
            return plot.data.filter(trace => trace.type === 'bar').flatMap(trace => trace.y.filter(
                (y, i) => y != null && String(trace.x[i]) === String(axis.tickvals[at])));
        }""",
        year,
    )
    assert len(found) == 1, f"bars of {year}: {found}"
    return int(found[0])


def open_upload(page: Page, address: str) -> None:
    page.goto(f"{address}/upload?lang=fr")
    harness.settled(page)
    say_who(page)


def send_a_faulty_file(page: Page) -> None:
    """The fault is named by line, column and reason, and the file cannot be recorded."""
    send(page, cohort_file(YEAR, NEW_STUDENTS, fault="31/09/2026"))
    page.get_by_text("1 problème à corriger").wait_for()
    row = page.get_by_role("row").filter(has_text="31/09/2026")
    assert re.search(r"^\s*5\s+enrolled_on", row.inner_text()), row.inner_text()
    assert "n’existe pas" in row.inner_text()
    assert page.get_by_role("button", name="Enregistrer ce fichier").count() == 0


def record(page: Page) -> None:
    send(page, cohort_file(YEAR, NEW_STUDENTS))
    page.get_by_role("button", name="Enregistrer ce fichier").click()
    page.get_by_text("Enregistré").first.wait_for()
    harness.settled(page)


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_text("édition 2 est publiée").wait_for()


def withdraw_the_latest(page: Page) -> None:
    page.get_by_text("Retirer un dépôt").click()
    harness.settled(page)
    box = page.locator("[data-testid=stSelectbox]").filter(has_text="Récépissé").locator("input")
    for _ in range(10):  # while the section still unfolds, the list may close again
        box.press("ArrowDown")
        page.wait_for_timeout(500)
        if page.get_by_role("option").count():
            break
    page.get_by_role("option").first.click()
    reason = page.get_by_label("Motif, conservé dans le journal")
    reason.fill("mauvaise année")
    reason.press("Enter")
    harness.settled(page)
    page.get_by_role("button", name="Retirer", exact=True).click()
    page.get_by_text("fait de nouveau foi").wait_for()
    harness.settled(page)


def test_a_file_is_mended_recorded_published_seen_and_withdrawn(browser: Browser, own_store: Store) -> None:
    with harness.serving(own_store.path) as address:
        page = harness.opened(browser)
        before = charted(page, address, YEAR)
        open_upload(page, address)
        send_a_faulty_file(page)
        open_upload(page, address)
        record(page)
        assert charted(page, address, YEAR) == before, "nothing moves before an edition is published"
        open_upload(page, address)
        publish(page)
        assert charted(page, address, YEAR) == before + NEW_STUDENTS
        open_upload(page, address)
        withdraw_the_latest(page)
        assert page.get_by_role("row").filter(has_text=BY).first.inner_text().strip().endswith("retiré")
        page.context.close()
    with own_store.registry() as registry:
        actions = [(entry.action, entry.done_by) for entry in registry.log()[-3:]]
    assert actions == [("upload", BY), ("publish", BY), ("withdraw", BY)]
