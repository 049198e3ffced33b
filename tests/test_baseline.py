"""The ministry's open file goes through the door as published: every figure, and every reason for a missing one."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from ehealth import domain
from ehealth.access import operator
from ehealth.editions import open_edition
from ehealth.publishing import publish
from ehealth.store import Store
from tests.files import faults, send, understood

EXAMPLE = Path(__file__).parent / "examples" / "baseline.csv"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
MASTER, LICENCE = SAMPLES / "mesr-master-2010-2018.csv", SAMPLES / "mesr-licence-pro-nice.csv"
FIELDS = domain.schema("baseline")["fields"]
FIGURES = [field["name"] for field in FIELDS if field.get("x-type") == "published"]


def published(path: Path) -> list[dict[str, str]]:
    """The file as any CSV reader sees it."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


def received(store: Store, path: Path) -> pd.DataFrame:
    """The file sent, published and read back."""
    sent = send(store, "baseline", content=path.read_bytes())
    assert sent.line_count == len(published(path))
    publish(store, operator("steward@example.org"))
    return open_edition(store.path).read("baseline")


def test_every_figure_of_the_example_is_read_back_as_it_was_published(store: Store) -> None:
    read, expected = received(store, EXAMPLE), published(EXAMPLE)
    assert Counter(map(tuple, read[FIGURES].values.tolist())) == Counter(
        tuple(row[name] for name in FIGURES) for row in expected
    )


def test_the_reference_of_computer_science_is_there(store: Store) -> None:
    read = received(store, EXAMPLE).query(
        "annee == '2018' and numero_de_l_etablissement == 'UNIV' and code_de_la_discipline == 'disc16'"
    )
    columns = [
        "situation",
        "nombre_de_reponses",
        "taux_de_reponse",
        "taux_dinsertion",
        "emplois_stables",
        "emplois_a_temps_plein",
    ]
    assert sorted(read[columns].values.tolist()) == [
        ["18 mois après le diplôme", "1737", "75", "96", "91", ""],
        ["30 mois après le diplôme", "1737", "75", "95", "94", ""],
    ]


def test_a_thousand_keeps_the_space_that_it_was_published_with(store: Store) -> None:
    read = received(store, EXAMPLE)
    assert "1\u00a0800" in set(read["salaire_net_mensuel_median_regional"])


def test_a_figure_that_is_neither_a_number_nor_a_reason_is_a_fault() -> None:
    content = EXAMPLE.read_text(encoding="utf-8").replace(";75;;96;", ";75;;env. 96;", 1)
    assert faults("baseline", content.encode()) == [(2, "taux_dinsertion", "type-error")]


@pytest.mark.skipif(
    not MASTER.exists(), reason="the ministry's whole file is not beside this clone (../shared/samples)"
)
def test_the_whole_file_is_read_back_as_it_was_published(store: Store) -> None:
    read, expected = received(store, MASTER), published(MASTER)
    assert len(read) == len(expected) == 15_721
    assert Counter(read["taux_dinsertion"]) == Counter(row["taux_dinsertion"] for row in expected)
    names = [field["name"] for field in FIELDS]
    assert Counter(map(tuple, read[names].fillna("").values.tolist())) == Counter(
        tuple(row[name] for name in names) for row in expected
    )


@pytest.mark.skipif(not LICENCE.exists(), reason="the ministry's file is not beside this clone (../shared/samples)")
def test_the_file_with_headers_for_people_is_read_too() -> None:
    expected = published(LICENCE)
    read = understood("baseline", LICENCE.read_bytes(), limit=len(expected))
    assert len(read) == len(expected) > 50
    assert [row["taux_dinsertion"] for row in read] == [row["Taux d’insertion"] for row in expected]
    assert [row["etablissement"] for row in read] == [row["Établissement"] for row in expected]
