"""What an upload or a withdrawal would change is known before, and what others rest on stays."""

from __future__ import annotations

import pytest

from ehealth.access import operator
from ehealth.domain import Refusal
from ehealth.store import Replaced, Store
from tests.files import STEWARD, file, send, students

YEAR = {"academic_year": "2023-2024"}


@pytest.fixture
def known(store: Store) -> Store:
    """A store that knows the projects p1 and p2, each with a full course."""
    send(store, "projects", {}, {"project_code": "p2"})
    send(store, "modules", {}, {"project_code": "p2"})
    return store


def effect(store: Store, kind: str, content: bytes) -> tuple[list[Replaced], list[str]]:
    """The slices that a file would replace, and the codes of its warnings."""
    with store.registry() as registry, registry.examine(kind, content, store.key, by=STEWARD) as checked:
        assert checked.ok, checked.problems
        return registry.replaced(checked), [warning.code for warning in checked.warnings]


def test_a_file_says_which_slices_it_replaces_and_which_are_new(known: Store) -> None:
    send(known, "cohorts", *students(3, **YEAR))
    both = file("cohorts", *students(4, **YEAR), *students(2, academic_year="2024-2025"))
    assert effect(known, "cohorts", both) == (
        [Replaced("p1", "2023-2024", None, 3, 4), Replaced("p1", "2024-2025", None, None, 2)],
        [],
    )


def test_a_file_with_fewer_rows_than_it_replaces_is_a_warning(known: Store) -> None:
    send(known, "cohorts", *students(3, **YEAR))
    replaced, warnings = effect(known, "cohorts", file("cohorts", *students(2, **YEAR)))
    assert replaced == [Replaced("p1", "2023-2024", None, 3, 2)]
    assert warnings == ["fewer-rows"]


def test_a_kind_that_is_replaced_whole_has_one_slice(known: Store) -> None:
    assert effect(known, "projects", file("projects", {}, {"project_code": "p2"}, {"project_code": "p3"}))[0] == [
        Replaced(None, None, None, 2, 3)
    ]


def test_projects_that_modules_rest_on_are_not_withdrawn(known: Store) -> None:
    with known.registry() as registry:
        before = registry.log()
        with pytest.raises(Refusal) as refused:
            registry.withdraw("1", operator("steward@example.org"), "wrong")
        assert (refused.value.code, refused.value.facts) == ("still-needed", {"missing": "p1", "by": "modules"})
        assert registry.log() == before


def test_a_projects_file_without_a_project_that_others_rest_on_is_a_warning(known: Store) -> None:
    with (
        known.registry() as registry,
        registry.examine("projects", file("projects", {}), known.key, by=STEWARD) as checked,
    ):
        warnings = [(warning.code, dict(warning.facts)) for warning in checked.warnings]
    assert ("rested-on", {"missing": ["p2"], "by": "modules"}) in warnings
    send(known, "projects", {})
    with known.registry() as registry:
        assert registry.projects() == ["p1"]


def test_a_modules_file_speaks_of_its_own_projects_only(known: Store) -> None:
    send(known, "cohorts", *students(1, project_code="p2", **YEAR))
    assert effect(known, "modules", file("modules", {}))[1] == []
    assert effect(known, "modules", file("modules", {"project_code": "p2", "module_code": "other"}))[1] == ["rested-on"]


def test_a_file_that_nothing_rests_on_is_withdrawn(known: Store) -> None:
    send(known, "projects", {}, {"project_code": "p2"}, {"project_code": "p3"})
    with known.registry() as registry:
        registry.withdraw("3", operator("steward@example.org"), "p3 is not of this action")
        assert registry.projects() == ["p1", "p2"]
