"""A project lead uploads a real file, publishes, and reads the new number off the chart."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook

from ehealth.domain import Selection
from ehealth.store import Store
from tests.browser import harness
from tests.files import exact

BY = "lead@example.org"
YEAR, NEW_STUDENTS = "2026-2027", 25
EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def own_store(demo_store: Path, copy_of: Callable[[Path], Store]) -> Store:
    return copy_of(demo_store)


def cohort_file(year: str, students: int, fault: str = "", *, closed: bool = False) -> bytes:
    """What a French spreadsheet exports: cp1252, semicolons, French headers, labels and dates, CRLF.

    `closed`: with a title above and a total below.
    """
    start = year[:4]
    lines = [
        "Code projet;Code module;Année universitaire;Identifiant étudiant;Niveau;Statut;Date d'inscription;Date de fin"
    ]
    for number in range(students):
        day = fault if fault and number == 3 else f"{1 + number % 28:02d}/09/{start}"
        lines.append(f"demo-05;sante-eng2;{start}/{year[-4:]};NV{number:05d};Ingénieur 2e année;Inscrit;{day};")
    if closed:
        lines = ["Promotions de l'année;;;;;;;", *lines, f"Total;;;{students};;;;", "Source : Apogée;;;;;;;"]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def send(page: Page, content: bytes, name: str = "promotion.csv") -> None:
    page.set_input_files("input[type=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])


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


def exact_students(store: Store, year: str) -> int:
    """The exact head count of a year in full courses."""
    draft = exact(store)
    cells = draft.read("enrolment", Selection(years=(year,), routes=("full_course",)))
    draft.close()
    return int(cells["students"].sum())


def open_upload(page: Page, address: str) -> None:
    page.goto(f"{address}/upload?lang=fr")
    harness.settled(page)
    say_who(page)


def agree(page: Page, label: str) -> None:
    page.get_by_text(label).click()
    harness.settled(page)


def copy(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_bytes()


def mend_a_faulty_file(page: Page) -> None:
    """Title and total are skipped once agreed to; the letter in a date is corrected as proposed."""
    send(page, cohort_file(YEAR, NEW_STUDENTS, fault="O4/09/2026", closed=True))
    page.get_by_role("heading", name="1 problème à régler avant d’enregistrer ce fichier").wait_for()
    assert "1 ligne se trouve au-dessus de l’en-tête" in page.get_by_role("table").first.inner_text()
    agree(page, "Ignorer les lignes au-dessus des noms de colonnes")
    page.get_by_role("heading", name="2 problèmes à régler avant d’enregistrer ce fichier").wait_for()
    assert page.get_by_role("button", name="Enregistrer ce fichier").count() == 0
    annotated = load_workbook(copy(page, "Copie annotée (Excel)"))
    assert annotated[5][6] == "O4/09/2026", annotated[:6]
    corrected = load_workbook(copy(page, "Copie corrigée (Excel)"))
    assert [row[6] for row in corrected[4:7]] == ["03/09/2026", "04/09/2026", "05/09/2026"]
    agree(page, "Ignorer le total et les notes à la fin")
    page.get_by_role("heading", name="1 problème à régler avant d’enregistrer ce fichier").wait_for()
    page.get_by_role("button", name="Appliquer la correction acceptée").click()
    page.get_by_role("heading", name="Ce fichier peut être enregistré").wait_for()
    harness.settled(page)


def load_workbook(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def see_the_effect(page: Page, before: int) -> None:
    """The slice, the rows, and the head counts before and after."""
    rows = [row.inner_text().split("\t") for row in page.get_by_role("row").all()]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert any(row[0] == "demo-05" and row[-3:] == [str(NEW_STUDENTS), "0", "0"] for row in cells), cells
    moved = next(row for row in cells if row[:2] == ["Effectif", "Toute l’action"])
    partial = ", année partielle"
    assert moved[3:] == [f"{before}{partial}", f"{before + NEW_STUDENTS}{partial}", f"+\u202f{NEW_STUDENTS}"], moved


def record(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer ce fichier").click()
    page.get_by_text("Enregistré").first.wait_for()
    harness.settled(page)


def send_it_again(page: Page) -> None:
    send(page, cohort_file(YEAR, NEW_STUDENTS))
    page.get_by_role("heading", name="Ce fichier peut être enregistré").wait_for()
    harness.settled(page)
    record(page)
    send(page, cohort_file(YEAR, NEW_STUDENTS))
    page.get_by_role("heading", name="Fichier déjà reçu").wait_for()
    assert page.get_by_role("button", name="Enregistrer ce fichier").count() == 0


def publish(page: Page) -> None:
    """On its own page, where the address that was given is remembered."""
    page.get_by_role("link", name="Publier ce qui a été reçu").click()
    page.get_by_role("heading", name="1 dépôt ou retrait à publier").wait_for()
    harness.settled(page)
    assert page.get_by_label("Votre adresse électronique, conservée dans le journal").input_value() == BY
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_text("édition 2 est publiée").wait_for()


def withdraw_the_latest(page: Page) -> None:
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
        mend_a_faulty_file(page)
        see_the_effect(page, exact_students(own_store, YEAR))
        record(page)
        assert charted(page, address, YEAR) == before, "nothing moves before an edition is published"
        open_upload(page, address)
        publish(page)
        after = charted(page, address, YEAR)
        assert after % 5 == 0 and abs(after - exact_students(own_store, YEAR)) < 10, "rounded, and near the truth"
        assert after > before
        open_upload(page, address)
        send_it_again(page)
        open_upload(page, address)
        withdraw_the_latest(page)
        assert page.get_by_role("row").filter(has_text=BY).first.inner_text().strip().endswith("retiré")
        page.context.close()
    with own_store.registry() as registry:
        entries = registry.log()[-4:]
    assert [(entry.action, entry.done_by) for entry in entries] == [
        ("upload", BY),
        ("publish", BY),
        ("upload", BY),
        ("withdraw", BY),
    ]
    assert [entry.file_name for entry in entries if entry.action == "upload"] == [
        "promotion.csv (corrigé)",
        "promotion.csv",
    ]


def test_a_workbook_saved_by_libreoffice_is_read(browser: Browser, own_store: Store) -> None:
    with harness.serving(own_store.path) as address:
        page = harness.opened(browser)
        open_upload(page, address)
        send(page, (EXAMPLES / "cohorts-libreoffice.xlsx").read_bytes(), "promotions.xlsx")
        page.get_by_text("classeur Excel", exact=False).first.wait_for()
        assert page.get_by_text("8 colonnes reconnues sur 8").count() == 1
        page.context.close()
