"""Files of hostile and of tired senders: read right or refused clearly, and soon."""

from __future__ import annotations

import time

import pytest

from tests.files import faults, file, understood

MANY = 300_000


@pytest.mark.parametrize("wave", ["-1", "1?", '"1', "≤1", "1*", "&1", "1 |"])
def test_a_sign_beside_a_code_is_no_other_spelling_of_it(wave: str) -> None:
    assert faults("projects", file("projects", {"wave": wave})) == [(2, "wave", "constraint-error")]


@pytest.mark.parametrize("status", ["Diplômé·e", "diplômé(e)", "Diplômé.", "DIPLÔMÉ"])
def test_signs_that_people_write_in_a_label_are_its_spelling(status: str) -> None:
    assert understood("cohorts", file("cohorts", {"status": status}))[0]["status"] == "graduated"


def test_endless_empty_columns_are_skipped_soon() -> None:
    header, row = file("cohorts").decode().splitlines()
    content = f"{header}{',' * MANY}\n{row}{',' * MANY}\n".encode()
    start = time.process_time()
    assert [row["student_id"] for row in understood("cohorts", content)] == ["etu-1"]
    assert time.process_time() - start < 10  # cutting them off one by one took minutes
