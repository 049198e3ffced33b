"""Every role meets every action for every project at the core, past all pages: what is not theirs is refused there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ehealth import access, editions, journal, publishing
from ehealth.access import Person, Reader, Right, operator
from ehealth.domain import Refusal
from ehealth.store import Store, create, rebuild
from tests.files import STEWARD, copied, file, send, students

SOMEBODY = Person("https://id.example.org", "4f1c")

ROLES = {
    "unknown": Reader("director", frozenset({"p1", "p2"}), SOMEBODY),
    "empty": Reader("", frozenset({"p1"}), SOMEBODY),
    "nobody": Reader("nobody", frozenset({"p1"}), SOMEBODY),
    "reader": Reader("reader", frozenset({"p1"}), SOMEBODY),
    "lead of none": Reader("lead", frozenset(), SOMEBODY),
    "lead of p1": Reader("lead", frozenset({"p1"}), SOMEBODY),
    "steward": Reader("steward", frozenset(), SOMEBODY),
}

Act = Callable[[Store, Reader], object]


def sending(kind: str, *changes: dict[str, str], announced: str | None = None) -> Act:
    """Checks and records a file; a line that is refused as another project's is a refusal, too."""

    def act(store: Store, by: Reader) -> None:
        content = file(kind, *changes)
        with (
            store.registry() as registry,
            registry.examine(kind, content, store.key, project=announced, by=by) as checked,
        ):
            if any(problem.code == "other-project" for problem in checked.problems):
                raise Refusal("forbidden")
            registry.accept(checked, store.key, by, "x.csv")

    return act


def recording(kind: str, *changes: dict[str, str]) -> Act:
    """Records a file that a steward checked: the second door, without the first."""

    def act(store: Store, by: Reader) -> None:
        content = file(kind, *changes)
        with store.registry() as registry, registry.examine(kind, content, store.key, by=STEWARD) as checked:
            registry.accept(checked, store.key, by, "x.csv")

    return act


def registered(act: Callable[..., object]) -> Act:
    def acting(store: Store, by: Reader) -> None:
        with store.registry() as registry:
            act(registry, by)

    return acting


P2 = {"project_code": "p2"}
ACTS: dict[str, Act] = {
    "send a cohort of p1": sending("cohorts", *students(7)),
    "send a cohort of p1, announced": sending("cohorts", *students(7), announced="p1"),
    "send a cohort of p2": sending("cohorts", *students(7, **P2)),
    "send a cohort of p2, announced": sending("cohorts", *students(7, **P2), announced="p2"),
    "send p2 hidden in p1": sending("cohorts", *students(7), {"student_id": "etu-9", **P2}),
    "record p2 hidden in p1": recording("cohorts", *students(7), {"student_id": "etu-9", **P2}),
    "send modules of p1": sending("modules", {"title": "Autre titre"}),
    "send modules of p2": sending("modules", {"title": "Autre titre", **P2}),
    "send placements of p2": sending("placements", P2),
    "record the projects": recording("projects", {}, {**P2, "title": "Autre"}),
    "send events": sending("events"),
    "withdraw": registered(lambda registry, by: registry.withdraw("000003", by, "wrong")),
    "note an edition": registered(lambda registry, by: registry.published(9, by, "")),
    "publish": lambda store, by: publishing.publish(store, by, closing=True),
    "propose": lambda store, by: publishing.propose(store, by).close(),
    "make the whole draft": lambda store, by: publishing.draft(store, by),
    "make a passing draft": lambda store, by: publishing.Draft(store, by).close(),
    "make the draft of p1": lambda store, by: publishing.draft(store, by, "p1"),
    "make the draft of p2": lambda store, by: publishing.draft(store, by, "p2"),
    "find the whole draft": lambda store, by: editions.last_draft(store.path, by),
    "find the draft of p2": lambda store, by: editions.last_draft(store.path, by, "p2"),
    "open the whole draft": lambda store, by: editions.open_draft(store.path, drafted(store), by).close(),
    "open the draft of p1": lambda store, by: editions.open_draft(store.path, drafted(store, "p1"), by).close(),
    "open the draft of p2": lambda store, by: editions.open_draft(store.path, drafted(store, "p2"), by).close(),
    "give a role": registered(lambda registry, by: registry.grant(Right(SOMEBODY, "steward"), by)),
    "take a role": registered(lambda registry, by: registry.revoke(Person("https://id.example.org", "77aa"), by)),
    "read the log": lambda store, by: journal.read(store.path, by),
}
OF_A_LEAD_OF_P1 = {
    "send a cohort of p1",
    "send a cohort of p1, announced",
    "send modules of p1",
    "make the draft of p1",
    "open the draft of p1",
}
ALLOWED = {name: set() for name in ROLES} | {"lead of p1": OF_A_LEAD_OF_P1, "steward": set(ACTS)}


def drafted(store: Store, project: str | None = None) -> str:
    return editions.last_draft(store.path, STEWARD, project).stem


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two projects with a cohort each, an edition, drafts of all and of each, and two people with a role."""
    store = create(tmp_path_factory.mktemp("roles") / "store")
    send(store, "projects", {}, P2)
    send(store, "modules", {}, P2)
    send(store, "cohorts", *students(6), *students(6, **P2))
    publishing.publish(store, STEWARD)
    with store.registry() as registry:
        registry.grant(Right(Person("https://id.example.org", "77aa"), "reader"), STEWARD)
        registry.grant(Right(Person("https://id.example.org", "99ff"), "steward"), STEWARD)
    for project in (None, "p1", "p2"):
        publishing.draft(store, STEWARD, project)
    return store


def left(store: Store) -> dict[str, bytes]:
    """Every file of the store; of the registry, what its ledger holds."""
    files = {str(path): path.read_bytes() for path in store.path.rglob("*") if path.is_file()}
    with store.registry() as registry:
        ledger = repr((registry.log(), registry.rights(), registry.slices())).encode()
    return {path: text for path, text in files.items() if "registry" not in path} | {"ledger": ledger}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_refused_at_the_core_all_that_is_not_its_own(made: Store, role: str, tmp_path: Path) -> None:
    reader, allowed, before = ROLES[role], set(), left(made)
    for name, act in ACTS.items():
        store = copied(made, tmp_path / name.replace(" ", "-"))
        try:
            act(store, reader)
            allowed.add(name)
        except Refusal as refusal:
            assert refusal.code == "forbidden", (name, refusal.code)
            assert {p.replace(str(store.path), ""): t for p, t in left(store).items()} == {
                p.replace(str(made.path), ""): t for p, t in before.items()
            }, f"{name}: something was changed"
    assert allowed == ALLOWED[role]


def test_what_is_refused_is_in_the_log_with_who_asked(made: Store, tmp_path: Path) -> None:
    store = copied(made, tmp_path)
    asked = [name for name in ACTS if name not in OF_A_LEAD_OF_P1 | {"send p2 hidden in p1", "send a cohort of p2"}]
    asked = [name for name in asked if name != "send placements of p2" and name != "send modules of p2"]
    for name in asked:
        with pytest.raises(Refusal, match="forbidden"):
            ACTS[name](store, ROLES["lead of p1"])
    refused = [line for line in journal.read(store.path, STEWARD).lines if line.outcome == "refused"]
    assert len(refused) == len(asked) == 18
    assert {line.person for line in refused} == {"https://id.example.org 4f1c"}


def test_the_whole_table_by_a_plain_loop() -> None:
    """16 actions and projects a role: what `may` says, counted."""
    actions = sorted(access.STEWARD | {"", "everything"})
    said = {
        role: sum(access.may(reader, action, project) for action in actions for project in (None, "p1", "p2"))
        for role, reader in ROLES.items()
    }
    everything = 3 * len(access.STEWARD)
    assert said == {
        "unknown": 0,
        "empty": 0,
        "nobody": 0,
        "reader": 3,
        "lead of none": 3,
        "lead of p1": 3 + 2 * 2,
        "steward": everything,
    }


def test_who_is_on_the_list_has_what_it_says_and_nobody_else_has_anything(made: Store, tmp_path: Path) -> None:
    store = copied(made, tmp_path)
    lead = Person("https://id.example.org", "4f1c", "Ada", "ada@example.org")
    with store.registry() as registry:
        registry.grant(Right(lead, "lead", frozenset({"p1"})), STEWARD)
    rights = access.listed(store.path)
    assert access.reader_of(lead, rights) == Reader("lead", frozenset({"p1"}), lead)
    assert access.reader_of(Person("https://other.example.org", "4f1c"), rights).role == "nobody"
    with store.registry() as registry:
        registry.revoke(lead, STEWARD)
    assert access.reader_of(lead, access.listed(store.path)).role == "nobody"


def test_the_first_steward_counts_until_the_list_names_one(store: Store) -> None:
    first, second = Person("https://id.example.org", "one"), Person("https://id.example.org", "two")
    assert access.reader_of(first, access.listed(store.path), "one").role == "steward"
    assert access.reader_of(second, access.listed(store.path), "one").role == "nobody"
    assert access.reader_of(Person("https://id.example.org", ""), (), "").role == "nobody"
    with store.registry() as registry:
        registry.grant(Right(second, "steward"), STEWARD)
    assert access.reader_of(first, access.listed(store.path), "one").role == "nobody"


@pytest.mark.parametrize(
    ("right", "code"),
    [
        (Right(Person("", "4f1c"), "reader"), "no-person"),
        (Right(Person("https://id.example.org", " "), "reader"), "no-person"),
        (Right(SOMEBODY, "director"), "unknown-role"),
        (Right(SOMEBODY, "lead", frozenset({"p1", "p9"})), "no-such-project"),
        (Right(Person("https://id.example.org", "99ff"), "reader"), "last-steward"),
        (Right(Person("https://id.example.org", "99ff"), "nobody"), "last-steward"),
    ],
)
def test_a_right_that_makes_no_sense_is_refused(made: Store, right: Right, code: str, tmp_path: Path) -> None:
    store = copied(made, tmp_path)
    with store.registry() as registry:
        with pytest.raises(Refusal) as refused:
            registry.grant(right, STEWARD)
        assert refused.value.code == code
    assert len(access.listed(store.path)) == 2


def test_the_list_outlives_a_lost_registry_and_a_lost_file(made: Store, tmp_path: Path) -> None:
    store, listed = copied(made, tmp_path), access.listed(made.path)
    assert [one.role for one in listed] == ["reader", "steward"]
    access.list_file(store.path).unlink()
    store.registry_file.unlink()
    with rebuild(store.path).registry():
        pass
    assert access.listed(store.path) == listed


def test_a_damaged_list_lets_nobody_in(store: Store) -> None:
    access.list_file(store.path).write_text('[{"person": ')
    with pytest.raises(ValueError, match="Expecting value"):
        access.listed(store.path)


def test_an_operator_is_who_runs_the_command() -> None:
    assert operator("a@example.org") == Reader("steward", frozenset(), Person(email="a@example.org"))
