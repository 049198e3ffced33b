"""A reader process: editions and nothing else in its folder, on a disk that may go away or be half copied."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ehealth import publishing
from ehealth.access import operator
from ehealth.editions import edition_file, sum_file
from ehealth.store import Store
from ehealth.ui import choosing, seen
from tests.asking import Client
from tests.behind import application
from tests.pages.conftest import Opened
from tests.pages.harness import figures, notes_on, words_on

ACTING = ["upload", "publish", "people", "log", "erase"]
READING = ["overview", "waves", "funding", "training", "placement", "project", "briefing", "editions", "methods"]
BY = operator("steward@example.org")
DAMAGED = "is damaged, or is not an edition of this product"


@pytest.fixture
def desk(demo_store: Path, copy_of: Callable[[Path], Store]) -> Store:
    """A store with a registry and two editions."""
    opened = copy_of(demo_store)
    publishing.publish(opened, BY, "Second")
    return opened


@pytest.fixture
def copy(desk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but editions, where this process only reads."""
    monkeypatch.setenv("EHEALTH_MODE", "reader")
    store = tmp_path / "mounted" / "store"
    shutil.copytree(desk.editions, store / "editions")
    return store


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """What stands there, and when each of it last changed."""
    return {str(one): (one.stat().st_mtime_ns, one.stat().st_size) for one in [folder, *folder.rglob("*")]}


def test_every_page_of_readers_is_drawn_from_editions_alone_and_nothing_is_written(copy: Path, opened: Opened) -> None:
    before = everything(copy.parent)
    for page in READING:
        app = opened(page, copy)
        assert not app.exception and not app.error, page
        assert "Edition 2 · " in words_on(app), page
    assert everything(copy.parent) == before


@pytest.mark.parametrize("page", ACTING)
def test_a_page_that_acts_is_not_offered_and_says_where_it_is(
    copy: Path, opened: Opened, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(page, copy, lang="fr")
    assert not (app.exception or app.button or app.selectbox or app.text_input or app.file_uploader)
    assert "Ce serveur montre seulement les éditions publiées." in words_on(app)
    monkeypatch.setenv("EHEALTH_DESK_URL", "https://desk.example.org")
    app = opened(page, copy)
    said = (
        "This server only shows published editions. Files are sent and editions published on https://desk.example.org."
    )
    assert said in words_on(app)
    assert f'href="https://desk.example.org/{page}"' in "".join(one.proto.body for one in app.get("html"))
    assert not copy.with_name("store.log").exists(), "it is no refusal of a person"


def test_exact_figures_are_shown_to_nobody_even_where_a_draft_lies_in_the_folder(
    desk: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.draft(desk, BY)
    assert "exact figures" in words_on(opened("training", desk.path, edition="draft"))
    monkeypatch.setenv("EHEALTH_MODE", "reader")
    app = opened("training", desk.path, edition="draft")
    assert "Edition draft does not exist: edition 2 is shown." in words_on(app)
    assert "exact figures" not in words_on(app) + notes_on(app)


def test_a_new_edition_is_on_show_at_the_next_click_and_a_pinned_link_goes_on(
    desk: Store, copy: Path, opened: Opened
) -> None:
    app, pinned = opened("training", copy), opened("training", copy, edition="1")
    assert "Edition 2 · " in words_on(app)
    arrive(desk, copy, 3)
    assert "Edition 3 · " in words_on(app.run())
    assert "Edition 1 · " in words_on(pinned.run()) and "Edition 3, of " in words_on(pinned)


def arrive(desk: Store, copy: Path, number: int) -> Path:
    """An edition is published, and copied as a tool does that gives the file its name last."""
    publishing.publish(desk, BY, "")
    for file in sorted(desk.editions.glob(f"{number:04d}.*")):
        shutil.copy2(file, copy / "arriving")
        (copy / "arriving").replace(copy / "editions" / file.name)
    return edition_file(copy, number)


def test_a_copy_under_way_is_not_shown_and_not_called_damaged_until_it_has_stood_still(
    desk: Store, copy: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = arrive(desk, copy, 3)
    content = whole.read_bytes()
    holes = content[:20_000] + bytes(len(content) - 40_000) + content[-20_000:]
    for part in (b"", content[:5000], content[: len(content) // 2], content[:-1], holes):
        overwrite(whole, part)
        for address in ({}, {"edition": "3"}):
            app = opened("training", copy, **address)
            assert not app.exception and "Edition 2 · " in words_on(app) and DAMAGED not in words_on(app)
        assert DAMAGED not in words_on(opened("editions", copy))
    assert "Edition 3 is not on this server yet: edition 2 is shown." in words_on(opened("training", copy, edition="3"))
    monkeypatch.setattr(seen, "ARRIVING", 0)
    assert f"Edition 3 {DAMAGED}. Edition 2 is shown." in words_on(opened("training", copy))
    overwrite(whole, content)
    assert "Edition 3 · " in words_on(app.run())


def test_what_was_opened_stays_on_show_whatever_is_copied_over_it(desk: Store, copy: Path, opened: Opened) -> None:
    """As where a tool writes the sum after its edition, in parts."""
    whole = arrive(desk, copy, 3)
    sums = sum_file(whole)
    line = sums.read_bytes()
    sums.unlink()
    app = opened("training", copy)
    assert "Edition 3 · " in words_on(app)
    for part in (b"", line[:40], line):
        sums.write_bytes(part)
        assert "Edition 3 · " in words_on(app.run()) and DAMAGED not in words_on(app)
    overwrite(whole, b"")
    assert "Edition 3 · " in words_on(app.run()) and not app.exception


def overwrite(path: Path, content: bytes) -> None:
    """As a tool that writes a file where it stands."""
    path.chmod(0o644)
    path.write_bytes(content)


def test_what_could_not_be_opened_for_a_moment_is_tried_again(
    copy: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "AGAIN", 0.001)
    newest, kept = edition_file(copy, 2), copy / "kept"
    stamp = newest.stat()
    newest.rename(kept)
    newest.symlink_to("/proc/self/mem")  # there, and cannot be read
    assert "Edition 1 · " in words_on(opened("training", copy))
    newest.unlink()
    kept.rename(newest)
    assert newest.stat().st_mtime_ns == stamp.st_mtime_ns
    assert "Edition 2 · " in words_on(opened("training", copy))


def test_a_folder_that_goes_away_leaves_on_show_what_is_open_says_so_once_and_may_come_back(
    desk: Store, copy: Path, opened: Opened, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("streamlit.ehealth.ui.seen"), "propagate", True)
    app, pinned = opened("training", copy), opened("training", copy, edition="1")
    client = Client(application())
    copy.rename(copy.with_name("away"))
    for _ in range(2):
        for one, number in ((app, 2), (pinned, 1)):
            one.run()
            assert not one.exception and f"Edition {number} · " in words_on(one) and len(figures(one)) == 4
    assert client.get("/readyz").status == 200
    assert client.get("/chart/headcount.csv").status == 200
    copy.with_name("away").rename(copy)
    arrive(desk, copy, 3)
    assert "Edition 3 · " in words_on(app.run())
    said = [record.getMessage() for record in caplog.records if str(copy) in record.getMessage()]
    assert said == [
        f"{copy}: no edition is to be seen any more. What is open stays on show until it is back.",
        f"{copy}: the editions are back.",
    ]


def test_without_an_edition_the_page_and_the_monitor_say_so(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EHEALTH_MODE", "reader")
    app = opened("overview", tmp_path / "nothing")
    assert "No edition has arrived on this server yet: its figures appear here as soon as one has." in words_on(app)
    assert Client(application()).get("/readyz").status == 503
    assert not (tmp_path / "nothing").exists()
