"""The page from which charts are taken away: what goes into a briefing, and whether a picture is still true."""

from __future__ import annotations

import html
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import gallery, publishing
from ehealth.access import operator
from ehealth.briefing.pictures import provenance
from ehealth.domain import Selection
from ehealth.editions import open_edition
from ehealth.store import Store, create
from pages import briefing as page
from tests.files import STEWARD, send, students
from tests.pages.conftest import Opened
from tests.pages.harness import words_on

BY = operator("steward@example.org")
OPEN = {"status": "enrolled", "ended_on": ""}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Edition 1 has 60 students of 2024-2025, edition 2 has 83, edition 3 the same again; and a draft."""
    store = create(tmp_path_factory.mktemp("briefing") / "store")
    send(store, "projects", {})
    send(store, "modules")
    send(store, "cohorts", *students(60, **OPEN))
    publishing.publish(store, BY, "First")
    send(store, "cohorts", *students(83, **OPEN))
    publishing.publish(store, BY, "More students")
    publishing.publish(store, BY, "The same")
    publishing.draft(store, STEWARD)
    return store


def picture(folder: Path, number: int, name: str = "headcount", **changed: object) -> bytes:
    """What an SVG of a chart of an edition carries."""
    edition = open_edition(folder, number)
    setting = gallery.setting(edition, Selection(), "en", date(2026, 11, 26))
    (chart,) = gallery.draw([name], edition, Selection(), setting)
    said = json.dumps(provenance(chart, setting, Selection()) | changed)
    edition.close()
    return f'<svg><metadata id="ehealth">{html.escape(said, quote=False)}</metadata></svg>'.encode()


def dropped(opened: Opened, store: Store, content: bytes, name: str = "chart.svg") -> AppTest:
    app = opened("briefing", store.path)
    return app.file_uploader[0].set_value((name, content, "image/svg+xml")).run()


def test_the_default_set_is_listed_with_what_each_chart_says(opened: Opened, demo_store: Path) -> None:
    app = opened("briefing", demo_store)
    said = app.table[0].value
    assert said.index.tolist() == [gallery.labels("en")[name] for name in gallery.DEFAULT]
    assert "Target met: about 345 students in 2025‑2026" in "\n".join(said["What it says"]).replace("\\", "")


def test_a_filter_changes_what_the_briefing_says(opened: Opened, demo_store: Path) -> None:
    app = opened("briefing", demo_store, projects="DÉMO 02")
    said = dict(app.table[0].value["What it says"])
    assert "Target" not in said["Head count by academic year"]


def test_without_a_chart_there_is_nothing_to_take(opened: Opened, demo_store: Path) -> None:
    app = opened("briefing", demo_store)
    app.multiselect("briefing.charts.en").set_value([]).run()
    assert "Choose at least one chart." in words_on(app)
    assert not app.get("download_button")


@pytest.mark.parametrize(("form", "inside"), [("pptx", "ppt/slides/slide4.xml"), ("xlsx", "xl/worksheets/sheet3.xml")])
def test_the_files_are_made_of_what_was_picked(
    opened: Opened, demo_store: Path, form: str, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("briefing", demo_store)
    assert [button.proto.label for button in app.get("download_button")] == ["PowerPoint slides", "Excel tables"]
    monkeypatch.setenv("EHEALTH_STORE", str(demo_store))
    view = page.ui.view()
    made = page.made(view, ["headcount", "waves"], Selection(), form)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert inside in archive.namelist()


def test_a_draft_is_not_taken_away(opened: Opened, known: Store) -> None:
    app = opened("briefing", known.path, edition="draft")
    assert not app.get("download_button") and not app.file_uploader
    assert "a draft" in words_on(app).lower()


def test_a_picture_of_the_newest_edition_is_current(opened: Opened, known: Store) -> None:
    app = dropped(opened, known, picture(known.path, 3))
    assert app.success[0].value.replace("\\", "") == (
        "Current: edition 3 is the newest one, and these are its numbers."
    )


def test_a_picture_of_an_older_edition_with_the_same_numbers_is_current_too(opened: Opened, known: Store) -> None:
    app = dropped(opened, known, picture(known.path, 2))
    assert "Current: edition 3, the newest one, gives the same numbers." in words_on(app)


def test_a_picture_whose_numbers_have_changed_says_which(opened: Opened, known: Store) -> None:
    app = dropped(opened, known, picture(known.path, 1))
    assert "True to edition 1, but no longer current: 1 figure differs in edition 3." in words_on(app)
    row = app.table[-1].value.reset_index().iloc[0].tolist()
    assert [str(cell).replace("\\", "").replace("‑", "-") for cell in row] == ["2024-2025", "Students", "60", "85"]


def test_a_picture_whose_numbers_are_not_its_editions_is_refused(opened: Opened, known: Store) -> None:
    app = dropped(opened, known, picture(known.path, 3, numbers="0" * 64))
    assert "Its numbers are not those of edition 3: do not use it." in words_on(app)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg></svg>", "This picture says nothing of where it comes from"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The picture is damaged"),
        (b"", "This picture says nothing of where it comes from"),
    ],
)
def test_another_picture_gets_one_sentence(opened: Opened, known: Store, content: bytes, sentence: str) -> None:
    app = dropped(opened, known, content)
    assert len(app.error) == 1 and sentence in words_on(app)


def test_a_picture_of_an_edition_that_is_not_there_says_so(opened: Opened, known: Store) -> None:
    app = dropped(opened, known, picture(known.path, 3, edition=9))
    assert "Edition 9 does not exist." in words_on(app)


def test_a_picture_with_a_filter_that_never_was_says_so(opened: Opened, known: Store) -> None:
    address = "/chart/headcount.png?edition=3&lang=en&day=2026-11-26&projects=nowhere"
    app = dropped(opened, known, picture(known.path, 3, address=address))
    assert "projects=nowhere" in words_on(app)
