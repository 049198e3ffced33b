"""The page of people: who has a role since when, who waits for one, and how it is given, changed and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ehealth import access, desk, journal
from ehealth.access import NOBODY, Person, Reader, Right
from ehealth.domain import Refusal
from ehealth.store import Store
from tests.files import send
from tests.pages.conftest import Opened
from tests.pages.harness import looks, unescaped, words_on

ISSUER = "https://idp.example.org"
ANNE = Person(ISSUER, "s-1", "Anne Sorel", "anne@example.org")
LUC = Person(ISSUER, "l-1", "Luc Morin", "luc@example.org")
NINA = Person(ISSUER, "n-1", email="nina@example.org")
STEWARD = Reader("steward", person=ANNE)
CONFIRM = "Luc Morin · luc@example.org will see nothing here any more."


@pytest.fixture
def known(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with a steward, who looks, a lead of one of its two projects, and somebody who waits."""
    send(store, "projects", {}, {"project_code": "p2", "acronym": "P2"})
    with store.registry() as registry:
        registry.grant(Right(ANNE, "steward"), access.operator("root@example.org"))
        registry.grant(Right(LUC, "lead", frozenset({"p1"})), STEWARD)
    for person in (NINA, LUC, ANNE):
        journal.note(store.path, access.reader_of(person, access.listed(store.path)), "sign_in")
    looks(monkeypatch, STEWARD)
    return store


def tables(app: AppTest) -> list[list[str]]:
    return [unescaped(table.value.to_csv(header=False)).splitlines() for table in app.table]


def pick(app: AppTest, label: str, option: str, place: int = 0) -> AppTest:
    return [box for box in app.selectbox if box.label == label][place].select(option).run()


def button(app: AppTest, label: str) -> Any:
    return next((found for found in app.button if found.label == label), None)


def roles(store: Store) -> dict[str, tuple[str, set[str]]]:
    return {right.person.subject: (right.role, set(right.projects)) for right in access.listed(store.path)}


def test_who_has_a_role_is_listed_with_who_gave_it(opened: Opened, known: Store) -> None:
    app = opened("people", known.path)
    assert not app.exception
    assert app.title[0].value == "1 person waits for a role"
    anne, luc = [line.split(",") for line in tables(app)[0]]
    assert anne[:4] == ["Anne Sorel", "anne@example.org", ":violet-badge[steward]", "–"]
    assert anne[5] == "root@example.org"
    assert luc[:4] == ["Luc Morin", "luc@example.org", ":blue-badge[project lead]", "p1"]
    assert luc[5] == "anne@example.org"


def test_whoever_waits_is_named_and_gets_a_role_with_projects(opened: Opened, known: Store) -> None:
    app = opened("people", known.path)
    assert tables(app)[1][0].startswith("nina@example.org,https://idp.example.org n-1,")
    app = pick(app, "Person", f"{ISSUER} n-1")
    app = next(box for box in app.text_input if box.label == "Name").set_value("Nina Roy").run()
    assert button(app, "Give this role").disabled
    app = pick(app, "Role", "project lead")
    assert "A project lead without a project has no right at all: name their projects." in words_on(app)
    app = next(box for box in app.multiselect if box.label == "Projects").select("p2").run()
    app = button(app, "Give this role").click().run()
    assert not app.exception
    assert "Recorded: Nina Roy, project lead." in words_on(app)
    assert roles(known)["n-1"] == ("lead", {"p2"})
    assert app.title[0].value == "3 people have a role"
    assert journal.read(known.path, STEWARD).lines[0].action == "grant"
    assert next(line for line in tables(app)[0] if "Nina" in line).split(",")[-1] == "anne@example.org"


def test_two_people_who_are_called_the_same_are_told_apart(opened: Opened, known: Store) -> None:
    twin = Person("https://other.example.org", "s-1", email=NINA.email)
    journal.note(known.path, Reader(NOBODY, person=twin), "sign_in")
    offered = opened("people", known.path).selectbox[0].options[:2]
    assert offered == [
        "nina@example.org · https://other.example.org s-1",
        "nina@example.org · https://idp.example.org n-1",
    ]


def test_a_lead_without_projects_is_said_to_have_no_right(opened: Opened, known: Store) -> None:
    with known.registry() as registry:
        registry.grant(Right(LUC, "lead"), STEWARD)
    luc = tables(opened("people", known.path))[0][1]
    assert ":orange-badge[no project: no right]" in luc


def test_a_role_is_taken_away_once_the_confirmation_is_given(opened: Opened, known: Store) -> None:
    app = pick(opened("people", known.path), "Person", f"{ISSUER} l-1", 1)
    assert button(app, "Take the role away").disabled
    sure = next(box for box in app.checkbox if unescaped(box.label) == CONFIRM)
    app = button(sure.check().run(), "Take the role away").click().run()
    assert "Recorded: Luc Morin, no role." in words_on(app)
    assert roles(known) == {"s-1": ("steward", set())}
    assert "role taken away" in tables(app)[-1][0] and "Luc Morin" in tables(app)[-1][0]


def test_the_last_steward_stays(opened: Opened, known: Store) -> None:
    app = pick(opened("people", known.path), "Person", f"{ISSUER} s-1", 1)
    app = next(box for box in app.checkbox if "see nothing here" in box.label).check().run()
    app = button(app, "Take the role away").click().run()
    assert "nobody else could change the access list. Make another steward first." in words_on(app)
    assert roles(known)["s-1"] == ("steward", set())


def test_somebody_who_never_came_is_given_a_role_by_issuer_and_subject(opened: Opened, known: Store) -> None:
    app = pick(opened("people", known.path), "Person", "typed")
    app = pick(app, "Role", "reader")
    assert button(app, "Give this role").disabled
    for label, value in {
        "Address of the provider (issuer)": ISSUER,
        "Identifier there (sub)": "x-9",
        "Name": "<b>Xavier</b>",
        "E-mail": "xavier@example.org",
    }.items():
        app = next(box for box in app.text_input if box.label == label).set_value(value).run()
    app = button(app, "Give this role").click().run()
    assert roles(known)["x-9"] == ("reader", set())
    assert "<b>Xavier</b>" in tables(app)[0][0], "shown as it is written"


def test_without_sign_in_the_page_says_what_roles_are_for_and_asks_who_acts(opened: Opened, store: Store) -> None:
    app = opened("people", store.path, lang="fr")
    assert not app.exception
    assert app.title[0].value == "Personne n’a encore de rôle"
    assert (
        "Aucune authentification n’est configurée\u00a0: tant qu’il en est ainsi, "
        "qui est devant cette machine peut tout faire." in words_on(app)
    )
    assert "Donnez votre adresse électronique ci-dessus pour changer la liste." in words_on(app)
    app = app.text_input("people.by").set_value("steward@example.org").run()
    assert "Donnez votre adresse électronique" not in words_on(app)


def test_whoever_came_and_has_a_role_does_not_wait(opened: Opened, known: Store) -> None:
    with known.registry() as registry:
        registry.grant(Right(NINA, "reader"), STEWARD)
        registry.revoke(LUC, STEWARD)
    journal.note(known.path, Reader(NOBODY, person=LUC), "sign_in")
    assert [line.split(",")[0] for line in tables(opened("people", known.path))[1]] == ["luc@example.org"]


@pytest.mark.parametrize("role", ["nobody", "reader", "lead"])
def test_only_stewards_are_offered_the_page_and_may_change_the_list(
    opened: Opened, known: Store, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    other = Reader(role, frozenset({"p1"}), Person(ISSUER, "x-1", email="other@example.org"))
    looks(monkeypatch, other)
    app = opened("people", known.path)
    assert button(app, "Give this role") is None and "Anne Sorel" not in str(tables(app))
    with pytest.raises(Refusal, match="forbidden"):
        desk.people(known)
    with known.registry() as registry:
        for change in (
            lambda: registry.grant(Right(other.person, "steward"), other),
            lambda: registry.revoke(ANNE, other),
        ):
            with pytest.raises(Refusal, match="forbidden"):
                change()
    assert roles(known) == {"s-1": ("steward", set()), "l-1": ("lead", {"p1"})}
    refused = journal.picked(journal.read(known.path, STEWARD).lines, journal.Asked(outcome="refused"))
    asked = [("other@example.org", "people")] * 4  # the page, the list, two changes
    assert [(line.who, line.action) for line in refused] == asked
