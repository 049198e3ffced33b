"""What a page offers follows the role; what a browser forges on top of it is refused behind the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ehealth import publishing
from ehealth.access import Person, Reader
from ehealth.store import Store
from tests.files import STEWARD, file, students
from tests.pages.conftest import Opened
from tests.pages.harness import looks, words_on

LEAD = Reader("lead", frozenset({"demo-02"}), Person("https://id.example.org", "4f1c", "Ada", "ada@example.org"))
PAGES_OF = {
    "nobody": set(),
    "reader": set(),
    "lead": {"upload"},
    "steward": {"upload", "publish", "people", "log", "erase"},
}


@pytest.fixture
def store(demo_store: Path, copy_of: Callable[[Path], Store]) -> Store:
    return copy_of(demo_store)


@pytest.mark.parametrize("role", PAGES_OF)
@pytest.mark.parametrize("page", ["upload", "publish", "people", "log", "erase"])
def test_a_page_that_is_not_ones_own_says_so_and_nothing_else(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch, role: str, page: str
) -> None:
    looks(monkeypatch, Reader(role, frozenset({"demo-02"})))
    app = opened(page, store.path)
    assert not app.exception
    theirs = page not in PAGES_OF[role]
    assert ("Your role does not allow this. A steward can change it." in words_on(app)) is theirs
    assert theirs is not bool(app.selectbox or app.text_input)
    assert not (theirs and (app.button or app.table or app.file_uploader))


def test_a_lead_is_offered_own_projects_and_no_reference_data(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, LEAD)
    app = opened("upload", store.path)
    kind, project = (app.selectbox(key) for key in ("upload.kind", "upload.project"))
    assert {"Projects", "Events", "Envelopes"} & set(kind.options) == set()
    assert (project.options, project.value) == (["demo-02"], "demo-02")
    assert not [one for one in app.text_input if one.key == "upload.by"], "who acts is who signed in"


@pytest.mark.parametrize(
    ("key", "forged"),
    [("upload.kind", "projects"), ("upload.project", "demo-03"), ("upload.project", "../demo-03")],
)
def test_a_forged_choice_records_nothing(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch, key: str, forged: str
) -> None:
    looks(monkeypatch, LEAD)
    with store.registry() as registry:
        before = registry.last
    app = opened("upload", store.path)
    content = file("cohorts", *students(3, project_code="demo-03", module_code="full"))
    app.file_uploader[0].set_value(("promotion.csv", content, "text/csv"))
    box = app.selectbox(key)
    box.options.extend([forged, forged.capitalize()])  # what no browser of ours would send
    app = box.set_value(forged).run()
    assert not [one for one in app.button if one.label == "Record this file" and not one.disabled]
    assert "demo-03" not in {line for line in words_on(app).splitlines() if "received" in line}
    with store.registry() as registry:
        assert registry.last == before


def test_a_lead_sees_the_uploads_of_own_projects_only(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, LEAD)
    app = opened("upload", store.path)
    tables = "".join(table.value.to_string() for table in app.table).replace("\\", "")
    assert "demo-02" in tables and "demo-03" not in tables


def test_two_readers_of_one_process_do_not_share_exact_figures(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.draft(store, STEWARD)
    publishing.draft(store, STEWARD, "demo-02")
    looks(monkeypatch, Reader("steward"))
    assert "exact figures" in words_on(opened("project", store.path, edition="draft", project="demo-02"))
    looks(monkeypatch, Reader("reader"))
    assert "exact figures" not in words_on(opened("project", store.path, edition="draft", project="demo-02"))
    looks(monkeypatch, Reader("lead", frozenset({"demo-03"})))
    assert "exact figures" not in words_on(opened("project", store.path, edition="draft", project="demo-02"))
