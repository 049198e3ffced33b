"""A certified OpenID Connect provider with ProConnect's rules, on this machine, and people who sign in at it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ehealth.access import NOBODY, Person, Right
from ehealth.store import open_store
from tests.browser.harness import SETTLING, free_port, settled
from tests.files import STEWARD

FOLDER = Path(__file__).with_name("provider")
CLIENT, SECRET = "monitor", "invented-for-tests-and-nothing-else"
SOMEWHERE = "/training?years=2024-2025"
BUTTON, DATA = "main a.button", "[data-testid=stApp], .js-plotly-plot, table"
FEATURE = "process.exit(typeof URL.parse === 'function' ? 0 : 1)"  # what oidc-provider needs and Node.js 18 has not


def skip_without(name: str, there: bool) -> None:
    """Skip where a tool is missing; fail where everything is to be installed, lest nobody notice."""
    if not there:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is missing: make test installs it where it can")


@dataclass
class Provider:
    """address: its issuer. Clients are told to it at each start, with a new signing key."""

    port: int
    clients: dict[str, str]
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """By another name than the product's, so that browsers take it for another site."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["node", "server.mjs"], cwd=FOLDER, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin and self.process.stdout
        told = {"port": self.port, "clients": self.clients, "secret": SECRET}
        print(json.dumps(told), file=self.process.stdin, flush=True)
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        assert self.process
        self.process.kill()  # a hung one, too
        self.process.wait(timeout=10)

    def hang(self) -> None:
        """Connections are taken, and nothing is answered."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def providing(public: str, **others: str) -> Iterator[Provider]:
    """A provider that knows a service by its public address; others: client → address of another one."""
    node = shutil.which("node")
    skip_without("Node.js 20", bool(node) and subprocess.run([str(node), "-e", FEATURE]).returncode == 0)
    skip_without("oidc-provider", (FOLDER / "node_modules" / "oidc-provider").is_dir())
    provider = Provider(free_port(), {CLIENT: public, **others})
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


def configuration(provider: Provider, public: str, folder: Path) -> dict[str, str]:
    """What the product is told of it; its secret in a file of the folder."""
    secret = folder / "client-secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET)
    return {
        "EHEALTH_OIDC_ISSUER": provider.address,
        "EHEALTH_OIDC_CLIENT_ID": CLIENT,
        "EHEALTH_OIDC_CLIENT_SECRET_FILE": str(secret),
        "EHEALTH_PUBLIC_URL": public,
        "EHEALTH_FIRST_STEWARD": "camille",
    }


@dataclass(frozen=True)
class Service:
    """The product where people sign in: its public address, its provider and its store."""

    address: str
    provider: Provider
    store: Path

    def give(self, **roles: str) -> None:
        """Makes the access list say these roles, subject → role, through the ledger; camille stays its steward."""
        wanted = {"camille": "steward", **roles}
        with open_store(self.store).registry() as registry:
            had = {one.person.subject: one.role for one in registry.rights()}
            for who in {**wanted, **had}:
                if had.get(who) != (role := wanted.get(who, NOBODY)):
                    registry.grant(Right(Person(self.provider.address, who), role), STEWARD)


def tab(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def sign_in(page: Page, who: str) -> None:
    """From the sign-in page by its button to the provider, whose page asks who one is, and back."""
    page.locator(BUTTON).click()
    page.get_by_role("link", name=who, exact=True).click()


def way_back(page: Page, who: str) -> str:
    """From the sign-in page by the provider, up to the address that leads back, which is not followed yet."""
    page.locator(BUTTON).click()
    address = page.get_by_role("link", name=who, exact=True).evaluate("link => link.href")
    while "/callback?" not in address:
        address = page.context.request.get(address, max_redirects=0).headers["location"]
    return str(address)


def signed_in(service: Service, context: BrowserContext, who: str = "camille", where: str = SOMEWHERE) -> Page:
    """A tab of somebody who just signed in, on the page that they first asked for."""
    page = tab(context, service.address + where)
    sign_in(page, who)
    return arrived(page, service.address + where)


def arrived(page: Page, address: str) -> Page:
    page.wait_for_url(address, timeout=SETTLING * 1000)
    return settled(page)


def on_sign_in_page(page: Page) -> None:
    """With nothing of the data left on it."""
    page.wait_for_url("**/signin**", timeout=SETTLING * 1000)
    expect(page.locator(BUTTON)).to_be_visible()
    assert page.locator(DATA).count() == 0


def refused(page: Page, sentence: str) -> None:
    """One sentence, and a way on; nothing of the data."""
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.locator(BUTTON)).to_be_visible()
    assert page.locator(DATA).count() == 0
