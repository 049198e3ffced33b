"""What people take away: rounded counts say so, and a draft is not taken away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ehealth import briefing
from ehealth.domain import Refusal
from ehealth.editions import open_edition
from ehealth.editions.reading import Edition


@pytest.fixture
def published(demo_store: Path, tmp_path: Path) -> Edition:
    return open_edition(Path(shutil.copytree(demo_store, tmp_path / "store")))


def test_the_cells_of_a_protected_edition_say_in_their_last_column_that_they_are_rounded(published: Edition) -> None:
    for name in ("enrolment_cells", "placement_cells"):
        header, *lines = briefing.edition_csv(published, name).decode().splitlines()
        assert header.endswith(",students,rounded_to")
        assert {line.rsplit(",", 1)[1] for line in lines} == {"5"}
        assert {int(line.split(",")[-2]) % 5 for line in lines} == {0}


def test_tables_that_count_nobody_stay_as_they_are(published: Edition) -> None:
    for name in ("modules", "deliveries", "manifest"):
        assert b"rounded_to" not in briefing.edition_csv(published, name).splitlines()[0]


def test_deliveries_hold_no_count(published: Edition) -> None:
    names = briefing.edition_csv(published, "deliveries").decode().splitlines()[0].split(",")
    assert names == ["ledger", "action", "kind", "project_code", "period", "months_after", "received_at", "current"]


def test_a_draft_is_not_exported(published: Edition) -> None:
    draft = Edition(published.path.rename(published.path.with_name("draft.duckdb")), None)
    with pytest.raises(Refusal) as refused:
        briefing.edition_csv(draft, "modules")
    assert refused.value.code == "draft-not-exported"
