"""Which edition a page shows: pinned, the last good one, or a draft for those who may see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ehealth import access, publishing
from ehealth.access import Reader, operator
from ehealth.domain import Refusal
from ehealth.editions import Edition, edition_file
from ehealth.store import Store
from ehealth.ui import View
from tests.files import STEWARD
from tests.pages.conftest import Opened
from tests.pages.harness import figures, words_on

BY = operator("steward@example.org")
EXACT = "exact figures – not for circulation"


@pytest.fixture
def store(demo_store: Path, copy_of: Callable[[Path], Store]) -> Store:
    """The demonstration store, with a second edition."""
    opened = copy_of(demo_store)
    publishing.publish(opened, BY, "Second")
    return opened


def looks(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.setattr(sys.modules[View.__module__], "reader", lambda: reader)


def links(app: object) -> str:
    return "".join(element.proto.body for element in app.get("html"))  # type: ignore[attr-defined]


def test_a_pinned_edition_says_that_a_newer_one_exists_and_how_to_leave_it(store: Store, opened: Opened) -> None:
    app = opened("training", store.path, edition="1", years="2024-2025")
    assert "Edition 2, of " in words_on(app) and "is newer: no figure differs." in words_on(app)
    assert 'href="?years=2024-2025"' in links(app) and ">Show edition 2<" in links(app)
    newest = opened("training", store.path, edition="2")
    assert "is newer" not in words_on(newest)


def test_a_damaged_newest_edition_leaves_the_last_good_one_on_show(store: Store, opened: Opened) -> None:
    newest = edition_file(store.path, 2)
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes()[:5000])
    for address in ({}, {"edition": "2"}):
        app = opened("training", store.path, **address)
        assert not app.exception
        assert "Edition 2 is damaged, or is not an edition of this product. Edition 1 is shown." in words_on(app)
        assert len(figures(app)) == 4


def test_a_steward_sees_the_whole_draft_with_its_mark_on_page_and_charts(store: Store, opened: Opened) -> None:
    publishing.draft(store, STEWARD)
    app = opened("training", store.path, edition="draft")
    assert EXACT in words_on(app)
    assert all(EXACT.upper() in str(figure) for figure in figures(app))
    assert not app.get("download_button")


def test_a_draft_that_nobody_made_is_a_sentence_and_the_edition_stays(store: Store, opened: Opened) -> None:
    app = opened("training", store.path, edition="draft")
    assert "There is no draft to show: the publish page makes one." in words_on(app)
    assert EXACT not in words_on(app)


def test_a_reader_asks_for_a_draft_in_vain(store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    publishing.draft(store, STEWARD)
    looks(monkeypatch, Reader("reader"))
    app = opened("training", store.path, edition="draft")
    assert "Edition draft does not exist: edition 2 is shown." in words_on(app)
    assert EXACT not in words_on(app)


def test_a_lead_sees_exact_figures_of_own_projects_only(
    store: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.draft(store, STEWARD, "demo-02")
    publishing.draft(store, STEWARD)
    looks(monkeypatch, Reader("lead", frozenset({"demo-02"})))
    own = opened("project", store.path, edition="draft", project="demo-02")
    assert EXACT in words_on(own)
    assert not own.get("download_button"), "exact figures are not taken away"
    for page, address in (("project", {"project": "demo-03"}), ("training", {}), ("overview", {})):
        other = opened(page, store.path, edition="draft", **address)
        assert not other.exception
        assert EXACT not in words_on(other)


def test_the_draft_of_one_project_holds_no_other_projects_people(store: Store) -> None:
    cells = Edition(publishing.draft(store, STEWARD, "demo-02"), None).read("enrolment")
    assert set(cells["project_code"]) == {"demo-02"}


def test_what_is_hidden_is_refused_too() -> None:
    with pytest.raises(Refusal, match="forbidden"):
        access.require(Reader("lead", frozenset({"demo-02"})), "exact_figures", "demo-03")
