"""Signing in and out in Chromium, against a certified provider with ProConnect's rules."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import axe, harness
from tests.browser.conftest import Visitor
from tests.browser.identity import (
    BUTTON,
    DATA,
    SOMEWHERE,
    Service,
    arrived,
    on_sign_in_page,
    refused,
    sign_in,
    signed_in,
    tab,
)

OUT = {"fr": "Se déconnecter", "en": "Sign out"}
NO_EMAIL = (
    "Le fournisseur d’identité ne donne aucune adresse électronique pour votre compte. "
    "Faites-la ajouter, puis reconnectez-vous."
)
CANCELLED = "La connexion a été annulée chez le fournisseur d’identité. Reconnectez-vous, ou fermez cette page."


@pytest.fixture(autouse=True)
def list_of_people(service: Service) -> None:
    service.give(dominique="reader")


def names(context: BrowserContext) -> set[str]:
    return {str(each["name"]) for each in context.cookies()}


def test_a_deep_link_leads_through_the_sign_in_to_its_page(service: Service, visitor: Visitor) -> None:
    context = visitor()
    page = tab(context, service.address + SOMEWHERE)
    on_sign_in_page(page)
    assert "session" not in names(context)
    sign_in(page, "camille")
    arrived(page, service.address + SOMEWHERE)
    assert "Camille Exemple" in page.inner_text("body")
    cookie = next(each for each in context.cookies() if each["name"] == "session")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert "session" not in page.evaluate("() => document.cookie")


def test_a_reload_and_a_second_tab_are_signed_in(service: Service, visitor: Visitor) -> None:
    context = visitor()
    first = signed_in(service, context)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    first.reload()
    second = tab(context, f"{service.address}/waves")
    assert [harness.settled(page).locator("h1").count() for page in (first, second)] == [1, 1]
    assert [address for address in asked if address.startswith(service.provider.address)] == []


def test_signing_out_ends_the_other_tab_and_the_providers_session(service: Service, visitor: Visitor) -> None:
    context = visitor()
    first = signed_in(service, context)
    second = harness.settled(tab(context, f"{service.address}/waves"))
    first.get_by_role("link", name=OUT["fr"]).click()
    on_sign_in_page(first)
    assert first.get_by_role("alert").inner_text() == "Vous êtes déconnecté."
    on_sign_in_page(second)
    assert "session" not in names(context)
    second.locator(BUTTON).click()
    expect(second.get_by_role("heading", name="Qui êtes-vous ?")).to_be_visible()


def test_two_tabs_can_sign_in_at_once(service: Service, visitor: Visitor) -> None:
    context = visitor()
    goals = [service.address + SOMEWHERE, f"{service.address}/waves"]
    tabs = [tab(context, goal) for goal in goals]
    for page in tabs:
        page.locator(BUTTON).click()
    for page, goal in zip(tabs, goals, strict=True):
        page.get_by_role("link", name="camille", exact=True).click()
        arrived(page, goal)
    tabs[0].wait_for_timeout(2500)  # its session was replaced by the second one's: it notices, and stays where it is
    arrived(tabs[0], goals[0])
    assert "Camille Exemple" in tabs[0].inner_text("body")


@pytest.mark.parametrize(("who", "sentence"), [("mute", NO_EMAIL), ("cancel", CANCELLED)])
def test_a_sign_in_that_fails_says_why_and_keeps_the_deep_link(
    who: str, sentence: str, service: Service, visitor: Visitor
) -> None:
    context = visitor()
    page = tab(context, service.address + SOMEWHERE)
    sign_in(page, who)
    refused(page, sentence)
    assert "session" not in names(context)
    context.clear_cookies()
    sign_in(page, "camille")
    arrived(page, service.address + SOMEWHERE)


def test_an_account_that_will_not_do_gives_way_to_another(service: Service, visitor: Visitor) -> None:
    page = tab(visitor(), service.address + SOMEWHERE)
    sign_in(page, "mute")
    page.get_by_role("link", name="Utiliser un autre compte").click()
    page.wait_for_url("**/signin?state=*")
    sign_in(page, "camille")
    page.wait_for_url(service.address + "/")


def test_a_role_removed_works_in_an_open_page(service: Service, visitor: Visitor) -> None:
    page = signed_in(service, visitor(lang="en"), "dominique")
    assert page.get_by_role("link", name="Publish").count() == 0
    service.give(dominique="steward")
    expect(page.get_by_role("link", name="Publish").first).to_be_visible(timeout=20_000)
    service.give()
    page.get_by_role("heading", name="No role yet").wait_for(timeout=20_000)
    assert page.locator(DATA).count() == 0
    assert "Dominique Modèle" in page.inner_text("main") and "dominique" in page.inner_text("main code")
    service.give(dominique="reader")
    page.get_by_role("link", name="Try again").click()
    harness.settled(page)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pages_of_the_sign_in_speak_both_languages_and_break_no_rule(
    lang: str, service: Service, visitor: Visitor
) -> None:
    context = visitor(lang=lang, width=390)
    page, found = tab(context, service.address + SOMEWHERE), []
    found.append((page.inner_text("h1"), *axe.violations(page)))
    page.goto(f"{service.address}/callback?state=x")
    found.append((page.inner_text("h1"), *axe.violations(page)))
    sign_in(page, "nobody")
    page.locator("main code").wait_for()
    found.append((page.inner_text("h1"), *axe.violations(page)))
    assert page.locator("html").get_attribute("lang") == lang
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    start, none = {"fr": ("Se connecter", "Pas encore de rôle"), "en": ("Sign in", "No role yet")}[lang]
    assert found == [(start,), (start,), (none,)]
    page.get_by_role("link", name={"fr": "English", "en": "Français"}[lang]).click()
    assert page.inner_text("h1") == {"en": "Pas encore de rôle", "fr": "No role yet"}[lang]
