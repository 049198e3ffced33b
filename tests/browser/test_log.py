"""The log of a server that runs: taken away as a file by a browser; what is kept no longer goes when it starts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from ehealth import journal
from ehealth.access import operator
from tests.browser import harness
from tests.browser.conftest import copied

BY = operator("steward@example.org")


def test_the_log_is_downloaded_as_it_is_filtered(demo_store: Path, tmp_path: Path, browser: Browser) -> None:
    store = copied(demo_store, tmp_path)
    journal.note(store, BY, "publish", "edition 1")
    journal.note(store, operator("=cmd@example.org"), "upload", "cohorts 000012, demo-02 2024-2025", "refused")
    old = journal.folder(store) / "2024-01.jsonl"
    old.touch()
    with harness.serving(store) as address:
        reader = harness.opened(browser, lang="fr")
        reader.goto(f"{address}/log")
        harness.settled(reader)
        assert reader.locator("h1").inner_text().startswith("1 refus depuis le ")
        reader.get_by_label("Qui", exact=True).click()
        reader.get_by_role("option", name="=cmd@example.org", exact=True).click()
        harness.settled(reader)
        with reader.expect_download() as taken:
            reader.get_by_role("button", name="Le journal en CSV").click()
        for _ in range(100):  # what is kept no longer goes beside the first readers
            if old.exists():
                reader.wait_for_timeout(100)
        assert not old.exists()
        head, line = Path(taken.value.path()).read_bytes().decode("utf-8-sig").splitlines()
        reader.context.close()
    assert head == "Quand (UTC);Qui;Émetteur et sujet;Rôle;Quoi;Au sujet de;Issue"
    assert line.split(";")[1:] == [
        "'=cmd@example.org", "", "gestionnaire", "envoyer un fichier", "cohorts 000012, demo-02 2024-2025", "refusé",
    ]  # fmt: skip
    assert journal.read(store, BY).lines[0].action == "log"
