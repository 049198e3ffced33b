"""publish and show, through the command line: what is held back, the yearly closing, the exact draft."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ehealth.commands import main
from ehealth.store import Store, create
from tests.files import copied, send, students

BY = ["--by", "steward@example.org"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A class of 30, published, then of 33."""
    store = create(tmp_path_factory.mktemp("made") / "store", key=bytes(32))
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(30))
    assert run(store, "publish", *BY).exit_code == 0
    send(store, "cohorts", *students(33))
    return store


@pytest.fixture
def known(made: Store, tmp_path: Path) -> Store:
    return copied(made, tmp_path)


def run(store: Store, *words: str, lang: str = "en_GB.UTF-8") -> Result:
    return CliRunner().invoke(main, ["--store", str(store.path), *words], env={"LANG": lang, "LC_ALL": ""})


def headcount(store: Store, *words: str) -> str:
    return next(csv.DictReader(io.StringIO(run(store, "show", "headcount", *words).stdout)))["students"]


def test_publish_says_how_many_classes_are_held_back_and_that_the_attack_found_nothing(known: Store) -> None:
    assert run(known, "publish", *BY).stdout.splitlines() == [
        "Edition 2 is published.",
        "Held back: fewer than five people differ in 1 class, which stays as it was shown.",
        "The attack on this edition found no small count.",
    ]
    assert (headcount(known), headcount(known, "--draft")) == ("30", "33")
    assert {path.name for path in known.editions.glob("*.duckdb")} == {"0001.duckdb", "0002.duckdb"}


def test_a_closing_holds_nothing_back_and_there_is_one_a_year(known: Store) -> None:
    assert run(known, "publish", *BY, "--closing", lang="fr_FR.UTF-8").stdout.splitlines() == [
        "L’édition 2 est publiée.",
        "L’attaque menée contre cette édition n’a retrouvé aucun petit effectif.",
    ]
    assert headcount(known) in ("30", "35")
    again = run(known, "publish", *BY, "--closing")
    assert again.exit_code == 2 and "there is one a year" in again.stderr


def test_a_store_without_its_key_says_what_that_means(known: Store) -> None:
    known.key_file.unlink()
    refused = run(known, "publish", *BY)
    assert refused.exit_code == 2 and "no edition can be continued" in refused.stderr


def test_a_small_region_of_a_protected_edition_is_hidden_and_not_zero(store: Store) -> None:
    send(store, "projects", {"region": "76"})
    send(store, "modules")
    send(store, "cohorts", *students(1))
    assert run(store, "publish", *BY).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(run(store, "show", "coverage").stdout)))
    assert [row["state"] for row in rows if row["region"] == "76"] == ["hidden"]


def test_no_rounded_count_is_printed_as_0_and_each_empty_one_has_its_reason(store: Store) -> None:
    send(store, "projects")
    send(store, "modules")
    send(store, "cohorts", *students(2))
    send(store, "placements", *students(2))
    assert run(store, "publish", *BY).exit_code == 0
    for indicator, counts in (
        ("headcount", ["students"]),
        ("completion", ["enrolled", "graduated", "withdrawn", "denominator"]),
        ("placement", ["numerator", "denominator"]),
    ):
        rows = list(csv.DictReader(io.StringIO(run(store, "show", indicator).stdout)))
        assert rows and {row[name] for row in rows for name in counts} == {""}
        assert {row["reason"] for row in rows} == {"too_few"}


def test_a_draft_that_is_printed_says_that_it_is_not_for_circulation(store: Store) -> None:
    send(store, "projects")
    shown = run(store, "show", "headcount", "--draft")
    assert "exact figures – not for circulation" in shown.stderr
    assert "circulation" not in shown.stdout
