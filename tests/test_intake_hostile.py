"""Files of hostile and of tired senders: read right or refused clearly, and soon."""

from __future__ import annotations

import time

import pytest

from ehealth import intake
from ehealth.domain import Refusal
from ehealth.wording.problems import explain
from tests.files import faults, file, understood

MANY = 300_000


@pytest.mark.parametrize("wave", ["-1", "1?", '"1', "≤1", "1*", "&1", "1 |"])
def test_a_sign_beside_a_code_is_no_other_spelling_of_it(wave: str) -> None:
    assert faults("projects", file("projects", {"wave": wave})) == [(2, "wave", "constraint-error")]


@pytest.mark.parametrize("status", ["Diplômé·e", "diplômé(e)", "Diplômé.", "DIPLÔMÉ", "Diplo\u0302me\u0301"])
def test_signs_that_people_write_in_a_label_are_its_spelling(status: str) -> None:
    assert understood("cohorts", file("cohorts", {"status": status}))[0]["status"] == "graduated"


def test_endless_empty_columns_are_skipped_soon() -> None:
    header, row = file("cohorts").decode().splitlines()
    content = f"{header}{',' * MANY}\n{row}{',' * MANY}\n".encode()
    start = time.process_time()
    assert [row["student_id"] for row in understood("cohorts", content)] == ["etu-1"]
    assert time.process_time() - start < 10  # cutting them off one by one took minutes


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r"])
def test_utf_8_with_a_damaged_character_is_not_read_as_another_encoding(mark: str, newline: str) -> None:
    """Each é would come in as Ã© otherwise, on every line but that one."""
    text = mark + file("modules", {"title": "Santé"}, {"module_code": "m2", "title": "Été"}, newline=newline).decode()
    content = text.encode().replace("Ét".encode(), b"\xc3t")
    with pytest.raises(Refusal) as refused, intake.check("modules", content):
        pass
    assert (refused.value.code, refused.value.facts) == ("damaged-text", {"line": 3})


def test_a_header_of_a_whole_page_is_cut_where_it_is_repeated() -> None:
    header, row = file("cohorts").decode().splitlines()
    with intake.check("cohorts", f"{header.replace('level', 'x' * 90_000)}\n{row}\n".encode()) as checked:
        said = [sentence for p in checked.problems for sentence in explain(p, "cohorts", "fr")]
    assert [p.code for p in checked.problems] == ["extra-label", "missing-label"]
    assert max(map(len, said)) < 1000
