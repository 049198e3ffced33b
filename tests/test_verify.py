"""`verify` tells what is missing at the end, the wrong key, and a lost list of the erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehealth import publishing
from ehealth.domain import Refusal
from ehealth.editions import erased_file
from ehealth.store import Store, verify
from tests.erasures import STEWARD, erased, made_with


@pytest.fixture
def known(tmp_path: Path) -> Store:
    """A store with uploads, an erasure and a second edition, which is the last entry."""
    store = made_with(tmp_path / "store")
    erased(store)
    publishing.publish(store, STEWARD)
    return store


def wrong(store: Store) -> list[str]:
    return [one.code if isinstance(one, Refusal) else one[0] for one in verify(store).wrong]


def test_nothing_is_wrong_with_a_store_that_is_whole(known: Store) -> None:
    assert wrong(known) == []


def test_the_newest_receipt_is_missed_too(known: Store) -> None:
    max(known.received.glob("[0-9]*.json")).unlink()
    assert wrong(known) == ["receipt-missing"]


def test_another_key_and_none_are_told(known: Store) -> None:
    known.key_file.write_text("11" * 32)
    assert wrong(known) == ["other-key"]
    known.key_file.unlink()
    assert wrong(known) == ["no-key"]


def test_a_lost_list_of_the_erased_is_told(known: Store) -> None:
    erased_file(known.path).unlink()
    assert wrong(known) == ["erased-missing"]
