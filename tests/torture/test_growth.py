"""Growth: what a reader's page costs does not depend on the number of students, nor on the number of editions.

Here what does not depend on the clock; tests/bench/growth.py measures times and memory up to 10 million students.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ehealth import demo, publishing
from ehealth.access import operator
from ehealth.demo import plan
from ehealth.editions import Edition, edition_file
from ehealth.founding import found_demonstration
from ehealth.store import open_store
from tests.bench.client import Reader
from tests.browser import harness
from tests.torture import size

SIZES = [1_000, 10_000, *([100_000, 1_000_000] if size.LONG else [])]
PAGES = ("overview", "training", "placement")
NEARLY = 0.05  # by how much what is sent may differ: figures of more digits are longer

Read = list[tuple[str, int]]  # each query of an edition, and the rows that it gave


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Path]]:
    """Demonstration stores of the same ten projects with ever more students; each sends everything at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "SCALE", ((1, 10),))
        patch.setattr(demo, "EVERY_ROUND", 0)
        made = {}
        for students in SIZES:
            made[students] = tmp_path_factory.mktemp("growth") / "store"
            start = time.process_time()
            found_demonstration(made[students], students, 7)
            size.tell(f"{students:,} students: store made in {time.process_time() - start:.1f} s of processor")
        yield made


def test_readers_are_sent_as_much_whatever_the_number_of_students(stores: dict[int, Path]) -> None:
    sent = {students: visited(path) for students, path in stores.items()}
    few = sent.pop(SIZES[0])
    for many in sent.values():
        assert many == pytest.approx(few, rel=NEARLY)


def visited(store: Path) -> dict[str, int]:
    """Bytes of a reader's visits to pages, and of each page run again."""
    found = {}
    with harness.serving(store) as address:
        for page in PAGES:
            with Reader(address, page) as reader:
                found[page] = reader.received
                again = reader.rerun()
                found[f"{page}, again"] = reader.received
                told = (f"{found[page]:,} bytes in {1000 * reader.took:.0f} ms", f"again in {1000 * again:.0f} ms")
                size.tell(f"{page}: {', '.join(told)}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_an_edition_the_same_and_reads_as_many_rows_whatever_the_number_of_students(
    stores: dict[int, Path], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = {students: read_by(page, path, monkeypatch) for students, path in stores.items()}
    assert read[SIZES[0]] != []
    assert all(found == read[SIZES[0]] for found in read.values())


def read_by(page: str, store: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """What a page asks of an edition at a reader's first visit."""
    asked: Read = []
    frame = Edition._frame

    def noted(edition: Edition, sql: str) -> pd.DataFrame:
        found = frame(edition, sql)
        asked.append((sql, len(found)))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Edition, "_frame", noted)
        patch.setenv("EHEALTH_STORE", str(store))
        app = AppTest.from_string("import dashboard\ndashboard.draw()\n", default_timeout=60)
        app._page_hash = calc_hash(page)
        assert not app.run().exception
    return asked


def test_publishing_reads_as_many_cells_whatever_the_number_of_students(stores: dict[int, Path]) -> None:
    told = {}
    for students, path in stores.items():
        start = time.process_time()
        publishing.publish(open_store(path), operator("bench@example.org"))
        size.tell(f"{students:,} students: published in {time.process_time() - start:.2f} s of processor")
        told[students] = edition_file(path, 2).stat().st_size
    assert len({*told.values()}) == 1
    assert max(told.values()) < 1_000_000
