"""However a number or a birth date is written it identifies; an institution's own identifiers do not."""

from __future__ import annotations

import pytest

from ehealth import intake
from tests.files import faults, file


@pytest.mark.parametrize(
    "identifier",
    ["1234567890-A", "1234567890.A", "1234567890_A", "INE-1234567890-A", "123456789-AB", "12.03.01", "12mars2001"],
)
def test_what_identifies_is_refused_however_it_is_punctuated(identifier: str) -> None:
    assert faults("cohorts", file("cohorts", {"student_id": identifier})) == [(2, "student_id", "personal-data")]


@pytest.mark.parametrize("day", ["12-mars-2001", "12 mars 01", "12-03-01", "12–03–2001", "12／03／2001"])
def test_a_birth_date_is_not_repeated_however_it_is_written(day: str) -> None:
    with intake.check("cohorts", file("cohorts", {"enrolled_on": day})) as checked:
        assert [(p.code, p.value) for p in checked.problems] == [("personal-data", None)]


@pytest.mark.parametrize(
    "identifier",
    ["21904567", "21101987", "p2103456", "L3-INFO-0123", "12info2005", "550e8400-e29b-41d4-a716-446655440000"],
)
def test_an_identifier_of_the_institutions_own_is_let_through(identifier: str) -> None:
    assert faults("cohorts", file("cohorts", {"student_id": identifier})) == []
